"""A spawner with limits where no systemd runs: cgroups of the first version, by hand.

Only tests use it. It sets with the same parts of the Linux kernel what systemd sets on
a real server: a processor quota, equal shares, a memory limit, for each learner and for
all together.
"""

import contextlib
import os
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner
from learner_server import LearnerServer

CGROUPS = Path("/sys/fs/cgroup")
KINDS = ("cpu", "memory")
PERIOD = 100_000  # microseconds in which a learner may use up the quota
GROUP, OTHERS = "lstmcourse", "lstmcourse-hub"  # learners; the hub and their browsers
JOIN = 'for file in "$0" "$1"; do echo $$ >"$file"; done; shift; exec "$@"'


def is_possible() -> bool:
    """Tell whether cgroups can be made here."""
    try:
        for kind in KINDS:
            probe = CGROUPS / kind / "lstmcourse-probe"
            probe.mkdir()
            probe.rmdir()
    except OSError:
        return False
    return (CGROUPS / "cpu" / "cpu.cfs_quota_us").exists()


def join(group: str, shares: int = 1024) -> None:
    """Put this process, and those it will start, into a cgroup of processors."""
    folder = CGROUPS / "cpu" / group
    folder.mkdir(exist_ok=True)
    if group:
        (folder / "cpu.shares").write_text(str(shares))
    (folder / "cgroup.procs").write_text(str(os.getpid()))


def make(group: str, shares: int, memory: str) -> None:
    """Make the cgroups of all learners together."""
    for kind in KINDS:
        (CGROUPS / kind / group).mkdir(exist_ok=True)
    (CGROUPS / "cpu" / group / "cpu.shares").write_text(str(shares))
    (CGROUPS / "memory" / group / "memory.limit_in_bytes").write_text(memory)


def remove(group: str) -> None:
    """Take away cgroups in which no process is left."""
    for kind in KINDS:
        folder = CGROUPS / kind / group
        for empty in [*folder.glob("*/"), folder]:
            with contextlib.suppress(OSError):
                empty.rmdir()


def peak(group: str) -> int:
    """Return the most memory that all learners together have used, in bytes."""
    file = CGROUPS / "memory" / group / "memory.max_usage_in_bytes"
    return int(file.read_text())


class PlainSpawner(LearnerServer, SimpleLocalProcessSpawner):
    """A learner's server as a process of the hub's account, held by nothing."""

    def get_args(self) -> list[str]:
        """Return the options of the server; it may belong to root, for a test."""
        return [*super().get_args(), "--allow-root"]

    def get_env(self) -> dict[str, str]:
        """Return the variables; what the server lays aside, the load test removes."""
        return super().get_env() | {"TMPDIR": os.environ["TMPDIR"]}


class CgroupSpawner(PlainSpawner):
    """A learner's server as a process of the hub's account, held by cgroups."""

    @property
    def folders(self) -> list[Path]:
        """The cgroups of this learner, one of each kind."""
        return [CGROUPS / kind / GROUP / self.user.name for kind in KINDS]

    async def start(self) -> tuple[str, int]:
        """Make the learner's cgroups and start the server within."""
        processor, memory = self.folders
        for folder in self.folders:
            folder.mkdir(exist_ok=True)
        if self.cpu_limit:
            quota = int(self.cpu_limit * PERIOD)
            (processor / "cpu.cfs_quota_us").write_text(str(quota))
        if self.mem_limit:
            (memory / "memory.limit_in_bytes").write_text(str(self.mem_limit))
        join = ["/bin/sh", "-c", JOIN, *(str(f / "cgroup.procs") for f in self.folders)]
        if self.cmd[0] != join[0]:
            self.cmd = [*join, *self.cmd]
        return await super().start()

    async def stop(self, now: bool = False) -> None:
        """Stop the server and take the cgroups away."""
        await super().stop(now)
        for folder in self.folders:
            with contextlib.suppress(OSError):  # a process is still ending
                folder.rmdir()

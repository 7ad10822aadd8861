"""A spawner with limits where no systemd runs: cgroups of the first version, by hand.

Only `load_test.py` uses it. It sets with the same parts of the Linux kernel what systemd
sets on a real server: a processor quota, equal shares, a memory limit, for each learner
and all together.
"""

import contextlib
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Unicode

CGROUPS = Path("/sys/fs/cgroup")
KINDS = ("cpu", "memory")
PERIOD = 100_000  # microseconds in which a learner may use up the quota
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


class CgroupSpawner(SimpleLocalProcessSpawner):
    """A learner's server as a process of the hub's account, held by cgroups."""

    group = Unicode("lstmcourse", help="The cgroup of all learners.").tag(config=True)

    @property
    def folders(self) -> list[Path]:
        """The cgroups of this learner, one of each kind."""
        return [CGROUPS / kind / self.group / self.user.name for kind in KINDS]

    async def start(self) -> tuple[str, int]:
        """Make the learner's cgroups and start the server within."""
        processor, memory = self.folders
        for folder in self.folders:
            folder.mkdir(parents=True, exist_ok=True)
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

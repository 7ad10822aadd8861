"""Every test runs offline: before the first one, the network is cut off.

On Linux, where it is allowed, pytest moves into a network namespace that has nothing
but loopback, and so do all processes that it starts: kernels, JupyterLab, the browser.
Elsewhere each Python that is started refuses to speak to another computer
(tests/offline/sitecustomize.py). The first lines of pytest say which of the two holds.

No example of Hypothesis fails for being slow: benchmarks measure time, side by side.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

from hypothesis import settings

OFFLINE = "COURSE_OFFLINE"  # by which means, for the processes of pytest-xdist
GUARD = Path(__file__).parent / "tests" / "offline"
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # of unshare(2)
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1  # of netdevice(7)


def leave_the_network() -> None:
    """Move this process into a network namespace with loopback alone.

    Raises
    ------
    OSError
        Where that is not allowed.
    """
    user, group = os.getuid(), os.getgid()
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(NEW_NETWORK) != 0:  # only root may do so; others need a user namespace
        if unshare(NEW_USER | NEW_NETWORK) != 0:
            raise OSError(ctypes.get_errno(), "no network namespace")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    bring_up(b"lo")


def bring_up(name: bytes) -> None:
    """Switch a network interface on."""
    from fcntl import ioctl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        answer = ioctl(any_socket, GET_FLAGS, struct.pack("16sH14x", name, 0))
        flags = struct.unpack("16sH14x", answer)[1] | UP
        ioctl(any_socket, SET_FLAGS, struct.pack("16sH14x", name, flags))


def refuse_the_network() -> None:
    """Let this Python, and each that it starts, refuse to speak to other computers."""
    paths = [str(GUARD), os.environ.get("PYTHONPATH")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    runpy.run_path(str(GUARD / "sitecustomize.py"))


def may_leave() -> bool:
    """Let a copy of this process try to leave, for there is no way back."""
    if sys.platform != "linux":
        return False
    child = os.fork()
    if child == 0:
        with suppress(OSError):
            leave_the_network()
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


if "PYTEST_XDIST_WORKER" in os.environ:  # several processes share the cores
    for name in ("OMP_NUM", "OPENBLAS_NUM", "TF_NUM_INTRAOP", "TF_NUM_INTEROP"):
        os.environ.setdefault(f"{name}_THREADS", "1")
if OFFLINE not in os.environ:
    leave = may_leave()
    leave_the_network() if leave else refuse_the_network()
    os.environ[OFFLINE] = "namespace" if leave else "refusal"
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


def pytest_report_header() -> str:
    """Say how the network is cut off."""
    return f"offline: by {os.environ[OFFLINE]}"

"""A check-up: whether the course can run here, and what to do if not.

It works where nothing is installed, and in a Python that is too old: what may be
missing is imported where it is used, and what may crash is tried in another process.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from course_utils.words import checkup as words

COURSE = Path(__file__).resolve().parents[1]
PARTS = ("README.md", "pyproject.toml", "constraints.txt", "notebooks", "assets")
FIRST_PYTHON, LAST_PYTHON = (3, 11), (3, 13)
MACHINES = {  # for which there is a TensorFlow
    "linux": ("x86_64", "aarch64"),
    "darwin": ("arm64",),
    "win32": ("AMD64",),
}
GIGABYTE = 1e9
MEMORY_NEEDED = 1.0  # GB, by the kernel of a notebook with Keras
DISK_NEEDED = 0.5  # GB, once all is installed
GROUP_MEMORY = Path("/sys/fs/cgroup")  # where Linux tells what a container may use

PATIENCE = 240  # seconds that a start may take
ILLEGAL_INSTRUCTION = (-4, 0xC000001D)  # exit codes, of Unix and of Windows
KILLED = -9

OWN = "import course_utils.audit, course_utils.checks, course_utils.widgets"
KERAS = """
import os
os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
import keras, tensorflow
assert float(tensorflow.reduce_sum(tensorflow.ones((2, 3)))) == 6
"""
KERNEL = """
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(startup_timeout=120, kernel_name="python3")
def show(message):
    print(message["content"].get("text", ""), end="")
try:
    code = "import sys; print('prefix=' + sys.prefix)"
    client.execute_interactive(code, timeout=120, output_hook=show)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
"""
LAB = """
import os, tempfile
with tempfile.TemporaryDirectory() as folder:
    os.environ["JUPYTER_RUNTIME_DIR"] = folder
    from jupyterlab.labapp import LabApp
    from tornado.httpclient import AsyncHTTPClient
    server = LabApp.initialize_server([
        "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=checkup",
    ])
    async def ask():
        page = f"http://127.0.0.1:{server.port}{server.base_url}lab?token=checkup"
        try:
            await AsyncHTTPClient().fetch(page)
            print("answered")
        finally:
            server.stop()
    server.io_loop.add_callback(ask)
    server.start()
"""
TRIALS = {"own": OWN, "keras": KERAS, "kernel": KERNEL, "lab": LAB}


class Finding(NamedTuple):
    """What was found, and what to do about it."""

    kind: str  # good, note (the course runs all the same) or bad
    text: str
    todo: str = ""


class Ended(NamedTuple):
    """How a process ended."""

    code: int | None  # its exit code, None if it was stopped for being slow
    said: str


# Python and the computer


def look_at_python(
    numbers: tuple[int, ...] = tuple(sys.version_info[:3]),
    system: str = sys.platform,
    machine: str = platform.machine(),
    bits: int = 64 if sys.maxsize > 2**32 else 32,
) -> Finding:
    """Judge the version of Python and the kind of computer.

    Parameters
    ----------
    numbers : tuple of int
        The version of Python.
    system, machine : str
        As ``sys.platform`` and ``platform.machine()`` say.
    bits : int
        For how many bits Python is made.

    Returns
    -------
    Finding
    """
    said = {
        "version": dotted(numbers),
        "place": sys.prefix,
        "first": dotted(FIRST_PYTHON),
        "last": dotted(LAST_PYTHON),
    }
    if not FIRST_PYTHON <= tuple(numbers[:2]) <= LAST_PYTHON:
        todo = words.TODO_PYTHON.format(**said)
        return Finding("bad", words.PYTHON_WRONG.format(**said), todo)
    if bits < 64:
        return Finding("bad", words.BITS, words.TODO_BITS.format(**said))
    if machine not in MACHINES.get(system, ()):
        text = words.MACHINE.format(system=system, machine=machine)
        return Finding("bad", text, words.TODO_MACHINE)
    return Finding("good", words.PYTHON.format(**said))


def dotted(numbers: Iterable[int]) -> str:
    """Write the numbers of a version."""
    return ".".join(map(str, numbers))


# Packages


def installed(name: str) -> str | None:
    """Return the version of a package, None if it is missing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def look_at_packages(
    folder: Path = COURSE, find: Callable[[str], str | None] = installed
) -> list[Finding]:
    """Compare what is installed with what is promised, and with what was tested.

    Parameters
    ----------
    folder : Path
        Where pyproject.toml and constraints.txt are.
    find : callable
        Returns the version of a package, or None.

    Returns
    -------
    list of Finding
    """
    try:
        needed, tested = requirements(folder)
    except ImportError:  # packaging, which reads them, is missing itself
        return [absent(words.ABSENT_ALL, folder)]
    found = {name: find(name) for name in needed}
    missing = [name for name, number in found.items() if number is None]
    if missing:
        all_of_it = len(missing) == len(needed)
        some = words.ABSENT.format(names=", ".join(missing))
        return [absent(words.ABSENT_ALL if all_of_it else some, folder)]
    wrong = [
        words.OUT_OF_RANGE.format(name=name, version=found[name], range=allowed)
        for name, allowed in needed.items()
        if not allowed.contains(found[name], prereleases=True)
    ]
    if wrong:
        return [Finding("bad", text, todo_install(folder)) for text in wrong]
    listed = ", ".join(f"{name} {number}" for name, number in found.items())
    said = {"count": len(found), "versions": listed}
    others = ", ".join(
        words.UNTESTED_ONE.format(name=name, version=number, tested=tested[name])
        for name, number in found.items()
        if tested.get(name, number) != number
    )
    if not others:
        return [Finding("good", words.PACKAGES_TESTED.format(**said))]
    todo = words.TODO_TESTED.format(command=command_to_install(folder))
    return [
        Finding("good", words.PACKAGES.format(**said)),
        Finding("note", words.UNTESTED.format(versions=others), todo),
    ]


def requirements(folder: Path) -> tuple[dict, dict[str, str]]:
    """Return the ranges of what this computer needs, and the versions tested.

    Raises
    ------
    ImportError
        If the package ``packaging`` is missing.
    """
    import tomllib  # new in Python 3.11

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    pins = (folder / "constraints.txt").read_text("utf-8").splitlines()
    needed, tested = (
        {
            canonicalize_name(one.name): one.specifier
            for one in map(Requirement, lines)
            if one.marker is None or one.marker.evaluate()
        }
        for lines in (project["dependencies"], pins)
    )
    return needed, {name: str(pin)[2:] for name, pin in tested.items()}


def absent(text: str, folder: Path) -> Finding:
    """Say that packages are missing; in the wrong Python, which is the right one."""
    own = folder / ".venv"
    if (own / "pyvenv.cfg").exists() and not same(str(own), sys.prefix):
        command = f"{python_of(own).relative_to(folder)} -m course_utils"
        todo = words.TODO_OTHER_PYTHON.format(folder=folder, command=command)
        text = words.OTHER_PYTHON.format(place=sys.executable)
        return Finding("bad", text, todo)
    return Finding("bad", text, todo_install(folder))


def python_of(place: Path) -> Path:
    """Return the Python of a virtual environment."""
    on_windows = sys.platform == "win32"
    return place / ("Scripts/python.exe" if on_windows else "bin/python")


def todo_install(folder: Path) -> str:
    """Say how to install what is missing."""
    command = command_to_install(folder)
    return words.TODO_INSTALL.format(folder=folder, command=command)


def command_to_install(folder: Path = COURSE) -> str:
    """Return the command that installs the course, to be typed in its folder.

    A Python that is nobody's own gets a virtual environment first.
    """
    install = "-m pip install -c constraints.txt -e ."
    own = sys.prefix != sys.base_prefix or Path(sys.prefix, "conda-meta").exists()
    if own:
        return f"{python_to_type(folder)} {install}"
    new = python_of(Path(".venv"))
    then = ";" if sys.platform == "win32" else " &&"
    return f"{python_to_type(folder)} -m venv .venv{then} {new} {install}"


def python_to_type(folder: Path = COURSE) -> str:
    """Return what starts this Python in a terminal that is open in a folder."""
    python = Path(sys.executable)
    if folder in python.parents:
        return str(python.relative_to(folder))
    if " " not in str(python):
        return str(python)
    return f'& "{python}"' if sys.platform == "win32" else f'"{python}"'


# Does it start?


def run(
    code: str, seconds: float = PATIENCE, environment: dict[str, str] | None = None
) -> Ended:
    """Run code in another process of this Python.

    Parameters
    ----------
    code : str
    seconds : float
        After which it is stopped.
    environment : dict of str, optional
        Variables to set for it.

    Returns
    -------
    Ended
    """
    variables = dict(os.environ, PYTHONIOENCODING="utf-8")
    variables.update(environment or {})
    try:
        ended = subprocess.run(
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            cwd=str(COURSE),
            env=variables,
        )
    except subprocess.TimeoutExpired:
        return Ended(None, "")
    return Ended(ended.returncode, ended.stdout.decode("utf-8", "replace"))


def try_all(start: Callable[[str], Ended] = run) -> list[Finding]:
    """Try at the same time what may fail, and judge how it ended.

    Parameters
    ----------
    start : callable
        Runs code and returns how it ended.
    """
    with ThreadPoolExecutor(len(TRIALS)) as pool:
        ends = pool.map(start, TRIALS.values())
        return [judge(*pair) for pair in zip(TRIALS, ends)]  # noqa: B905 (old Python)


def judge(trial: str, ended: Ended) -> Finding:
    """Say how a trial ended, and what to do if it failed.

    Parameters
    ----------
    trial : str
        A key of ``TRIALS``.
    ended : Ended
    """
    failed = words.FAILED[trial]
    lines = ended.said.strip().splitlines() or [""]
    if ended.code is None:
        text = words.TOO_SLOW.format(failed=failed, seconds=PATIENCE)
        return Finding("bad", text, words.TODO_SLOW)
    if ended.code in ILLEGAL_INSTRUCTION:
        return Finding("bad", words.CPU_TOO_OLD.format(failed=failed), words.TODO_CPU)
    if ended.code == KILLED:
        text = words.OUT_OF_MEMORY.format(failed=failed)
        return Finding("bad", text, words.TODO_MEMORY)
    if ended.code < 0 or ended.code > 255:
        text = words.CRASHED.format(failed=failed, code=ended.code)
        return Finding("bad", text, words.TODO_AGAIN)
    if ended.code:
        text = words.SAID.format(failed=failed, said=lines[-1])
        todo = words.TODO_LAB if trial == "lab" else words.TODO_AGAIN
        return Finding("bad", text, words.TODO_DLL if "DLL" in ended.said else todo)
    place = re.search(r"^prefix=(.*)$", ended.said, re.MULTILINE)
    if trial == "kernel" and (place is None or not same(place[1].strip(), sys.prefix)):
        text = words.OTHER_KERNEL.format(place=place[1].strip() if place else "?")
        command = f"{python_to_type()} -m ipykernel install --sys-prefix"
        return Finding("bad", text, words.TODO_KERNEL.format(command=command))
    return Finding("good", words.TRIED[trial])


def same(one: str, other: str) -> bool:
    """Tell whether two paths lead to the same folder."""
    return os.path.realpath(one) == os.path.realpath(other)


# Room, pages, browser


def look_at_memory(free: float | None = None) -> Finding | None:
    """Judge how much memory is free.

    Parameters
    ----------
    free : float, optional
        Bytes; measured if left out.

    Returns
    -------
    Finding or None
        None if it cannot be measured.
    """
    if free is None:
        try:
            import psutil
        except ImportError:
            return None
        free = min(psutil.virtual_memory().available, left_to_the_container())
    said = {"free": f"{free / GIGABYTE:.1f}", "needed": MEMORY_NEEDED}
    if free < MEMORY_NEEDED * GIGABYTE:
        return Finding("note", words.MEMORY_LOW.format(**said), words.TODO_MEMORY)
    return Finding("good", words.MEMORY.format(**said))


def left_to_the_container(folder: Path = GROUP_MEMORY) -> float:
    """Return the bytes that a container, as on Binder, may still take."""
    try:
        most, used = (
            float((folder / name).read_text())
            for name in ("memory.max", "memory.current")
        )
    except (OSError, ValueError):  # no container, or one without a limit
        return float("inf")
    return most - used


def look_at_disk(free: float | None = None) -> Finding:
    """Judge how much room the disk of the course has.

    Parameters
    ----------
    free : float, optional
        Bytes; measured if left out.
    """
    free = shutil.disk_usage(COURSE).free if free is None else free
    said = {"free": f"{free / GIGABYTE:.1f}"}
    if free < DISK_NEEDED * GIGABYTE:
        return Finding("note", words.DISK_LOW.format(**said), words.TODO_DISK)
    return Finding("good", words.DISK.format(**said))


def look_at_folder(folder: Path = COURSE) -> Finding:
    """Judge whether the folder of the course has what it needs and all notebooks."""
    missing = [part for part in PARTS if not (folder / part).exists()]
    named = []
    if not missing:
        text = (folder / "README.md").read_text("utf-8")
        named = sorted(set(re.findall(r"\((notebooks/\w+\.ipynb)\)", text)))
        missing = [name for name in named if not (folder / name).exists()]
    if missing:
        text = words.NO_FOLDER.format(names=", ".join(missing), folder=folder)
        return Finding("bad", text, words.TODO_FOLDER)
    return Finding("good", words.FOLDER.format(count=len(named), folder=folder))


def look_at_browser(get: Callable[[], object] = webbrowser.get) -> Finding:
    """Judge whether JupyterLab can open a browser by itself.

    Parameters
    ----------
    get : callable
        Returns a browser or raises ``webbrowser.Error``.
    """
    try:
        get()
    except webbrowser.Error:
        return Finding("note", words.NO_BROWSER, words.TODO_BROWSER)
    return Finding("good", words.BROWSER)


# All of it


def check_up() -> Iterator[Finding]:
    """Find one thing after the other; stop where the rest would fail for it."""
    python = look_at_python()
    yield python
    if python.kind == "bad":
        return
    folder = look_at_folder()
    yield folder
    if folder.kind == "bad":
        return
    packages = look_at_packages()
    yield from packages
    if any(finding.kind == "bad" for finding in packages):
        yield Finding("note", words.NOT_TRIED)
    else:
        yield from try_all()
    for finding in (look_at_memory(), look_at_disk(), look_at_browser()):
        if finding is not None:
            yield finding


def conclude(findings: list[Finding]) -> str:
    """Say what to do, each thing once, what is needed first."""
    python = python_to_type()
    parts = []
    for kind, heading in (("bad", words.TODO), ("note", words.BY_THE_WAY)):
        todos = [one.todo for one in findings if one.kind == kind and one.todo]
        if todos:
            parts += [heading, *dict.fromkeys(todos)]  # each once, in their order
    if any(finding.kind == "bad" for finding in findings):
        parts.append(words.THEN_AGAIN)
    else:
        notebook = Path("notebooks", "00_start_here.ipynb")
        command = f"{python} -m jupyterlab --ServerApp.root_dir=. {notebook}"
        parts.append(words.READY.format(folder=COURSE, command=command))
    return "\n\n".join(parts)


def main() -> int:
    """Print the check-up; return the exit code: 0 if the course can run, else 1."""
    sys.stdout.reconfigure(errors="replace")  # a terminal may lack some signs
    print(words.TITLE, end="\n\n", flush=True)
    findings = []
    for finding in check_up():
        print(words.MARKS[finding.kind], finding.text, flush=True)
        findings.append(finding)
    print()
    print(conclude(findings))
    return int(any(finding.kind == "bad" for finding in findings))

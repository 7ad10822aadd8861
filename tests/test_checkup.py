"""The check-up, ``python -m course_utils``, where something is missing or broken."""

import ast
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import webbrowser
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from course_utils import checkup
from course_utils.checkup import Ended, Finding
from course_utils.words import checkup as words

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
GOOD = Finding("good", "fine")


def command(folder: Path = ROOT, *options: str) -> subprocess.CompletedProcess:
    """Run the check-up as a learner does, in the folder of the course."""
    return subprocess.run(
        [sys.executable, *options, "-m", "course_utils"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=checkup.PATIENCE * 2,
    )


# The whole command


def test_here_all_is_well():
    run = command()
    assert run.returncode == 0, run.stdout + run.stderr
    assert words.MARKS["bad"] not in run.stdout
    assert all(text in run.stdout for text in words.TRIED.values())
    assert "-m jupyterlab --ServerApp.root_dir=. notebooks" in run.stdout
    assert run.stderr == ""


def test_python_without_any_package_is_told_what_to_do(tmp_path):
    for name in ("course_utils", "notebooks", "assets"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("README.md", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    run = command(tmp_path, "-S")  # without the folder of packages
    assert run.returncode == 1
    assert words.ABSENT_ALL in run.stdout
    assert "-m pip install -c constraints.txt -e ." in run.stdout
    assert words.NOT_TRIED in run.stdout
    assert run.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal on Windows")
def test_old_processor_is_named(tmp_path):
    dies = f"import os; os.kill(os.getpid(), {int(signal.SIGILL)})"
    (tmp_path / "tensorflow.py").write_text(dies)  # found first
    ended = checkup.run(checkup.KERAS, environment={"PYTHONPATH": str(tmp_path)})
    finding = checkup.judge("keras", ended)
    assert (finding.kind, finding.todo) == ("bad", words.TODO_CPU)
    assert "AVX" in finding.text


def test_what_is_slow_is_stopped():
    ended = checkup.run("import time; time.sleep(60)", seconds=0.5)
    assert ended.code is None
    assert checkup.judge("lab", ended).todo == words.TODO_SLOW


# How a trial ends


@pytest.mark.parametrize(
    ("trial", "ended", "text", "todo"),
    [
        ("own", Ended(1, "  x\nImportError: no"), "ImportError: no", words.TODO_AGAIN),
        ("keras", Ended(0xC000001D, ""), "AVX", words.TODO_CPU),
        ("keras", Ended(-9, ""), "memory", words.TODO_MEMORY),
        ("keras", Ended(-11, ""), "exit code -11", words.TODO_AGAIN),
        ("keras", Ended(1, "DLL load failed\n"), "DLL", words.TODO_DLL),
        ("lab", Ended(1, "PermissionError: x"), "PermissionError", words.TODO_LAB),
        ("kernel", Ended(1, "NoSuchKernel"), "NoSuchKernel", words.TODO_AGAIN),
        ("kernel", Ended(0, "prefix=/elsewhere"), "/elsewhere", "ipykernel install"),
        ("kernel", Ended(0, ""), "another Python", "ipykernel install"),
        ("own", Ended(1, ""), words.FAILED["own"], words.TODO_AGAIN),
    ],
)
def test_failed_trial_is_explained(trial, ended, text, todo):
    finding = checkup.judge(trial, ended)
    assert finding.kind == "bad"
    assert text in finding.text
    assert todo in finding.todo


def test_trial_that_works_is_good():
    said = f"a warning\nprefix={sys.prefix}\n"
    found = checkup.try_all(start=lambda code: Ended(0, said))
    assert [one.text for one in found] == list(words.TRIED.values())
    assert {one.kind for one in found} == {"good"}


# Python and the computer


def test_python_versions_are_those_promised():
    promised = SpecifierSet(PROJECT["requires-python"])
    found = [(3, n) for n in range(30) if f"3.{n}.0" in promised]
    assert (found[0], found[-1]) == (checkup.FIRST_PYTHON, checkup.LAST_PYTHON)


@pytest.mark.parametrize(
    ("python", "text"),
    [
        (((3, 10, 4), "linux", "x86_64", 64), "needs Python 3.11 to 3.13"),
        (((3, 14, 0), "linux", "x86_64", 64), "needs Python 3.11 to 3.13"),
        (((3, 13, 1), "win32", "x86", 32), "64 bits"),
        (((3, 12, 1), "darwin", "x86_64", 64), "darwin, x86_64"),
        (((3, 12, 1), "freebsd", "amd64", 64), "freebsd, amd64"),
    ],
)
def test_unfit_python_or_computer_ends_the_check_up(monkeypatch, python, text):
    finding = checkup.look_at_python(*python)
    assert finding.kind == "bad"
    assert text in finding.text
    monkeypatch.setattr(checkup, "look_at_python", lambda: finding)
    assert list(checkup.check_up()) == [finding]


@pytest.mark.parametrize(
    ("system", "machine"),
    [
        (system, machine)
        for system in checkup.MACHINES
        for machine in checkup.MACHINES[system]
    ],
)
def test_fit_computers_are_welcome(system, machine):
    assert checkup.look_at_python((3, 12, 0), system, machine, 64).kind == "good"


@pytest.mark.parametrize(
    "file",
    [
        "__init__.py",
        "__main__.py",
        "checkup.py",
        "words/__init__.py",
        "words/checkup.py",
    ],
)
def test_old_python_can_read_the_check_up(file):
    source = (ROOT / "course_utils" / file).read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    annotated = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    assert not annotated or "from __future__ import annotations" in source


# Packages


def versions_tested() -> dict[str, str]:
    """Return the packages needed here with the versions tested."""
    needed, tested = checkup.requirements(ROOT)
    return {name: tested[name] for name in needed}


def test_tested_versions_are_good():
    (finding,) = checkup.look_at_packages(find=versions_tested().get)
    assert finding.kind == "good"
    assert all(f"{n} {v}" in finding.text for n, v in versions_tested().items())
    assert len(versions_tested()) == len(PROJECT["dependencies"]) - 1  # 1 TensorFlow


def test_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(ROOT / ".venv"))
    found = versions_tested() | {"numpy": None, "tqdm": None}
    (finding,) = checkup.look_at_packages(find=found.get)
    assert (finding.kind, finding.text) == ("bad", "Missing packages: numpy, tqdm")
    assert "pip install -c constraints.txt -e ." in finding.todo


def test_version_out_of_range_is_bad_and_another_than_tested_is_noted():
    found = versions_tested()
    (finding,) = checkup.look_at_packages(find=(found | {"numpy": "1.26.4"}).get)
    assert finding.kind == "bad"
    assert "numpy 1.26.4 does not fit" in finding.text
    good, note = checkup.look_at_packages(find=(found | {"numpy": "99.0"}).get)
    assert (good.kind, note.kind) == ("good", "note")
    assert f"numpy 99.0 (tested: {found['numpy']})" in note.text


def test_after_the_wrong_python_comes_the_right_one(tmp_path, monkeypatch):
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").touch()
    (finding,) = checkup.look_at_packages(tmp_path, find=lambda name: None)
    assert "a Python of its own" in finding.text
    assert re.search(r"\.venv\S+python\S* -m course_utils", finding.todo)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    (finding,) = checkup.look_at_packages(tmp_path, find=lambda name: None)
    assert finding.text == words.ABSENT_ALL


def test_python_of_the_system_gets_an_environment_first(monkeypatch):
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    assert "-m venv .venv" in checkup.command_to_install()


# Room, pages, browser


def test_little_room_is_noted_and_no_failure(tmp_path):
    assert checkup.look_at_memory(0.4e9).kind == "note"
    assert "0.4 GB" in checkup.look_at_memory(0.4e9).text
    assert checkup.look_at_memory(4e9).kind == "good"
    assert checkup.look_at_disk(0.1e9).kind == "note"
    assert checkup.look_at_disk(4e9).kind == "good"


def test_limit_of_a_container_counts(tmp_path):
    assert checkup.left_to_the_container(tmp_path) == float("inf")
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("500\n")
    assert checkup.left_to_the_container(tmp_path) == float("inf")
    (tmp_path / "memory.max").write_text("2000\n")
    assert checkup.left_to_the_container(tmp_path) == 1500


def test_incomplete_folder_is_found(tmp_path):
    assert "pyproject.toml" in checkup.look_at_folder(tmp_path).text
    for name in ("pyproject.toml", "constraints.txt", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("notebooks", "assets"):
        (tmp_path / name).mkdir()
    finding = checkup.look_at_folder(tmp_path)
    assert finding.kind == "bad"
    assert "notebooks/00_start_here.ipynb" in finding.text
    count = len(list((ROOT / "notebooks").glob("*.ipynb")))
    assert checkup.look_at_folder().text.startswith(f"All {count} notebooks")


def test_missing_browser_is_noted():
    def no_browser():
        raise webbrowser.Error

    assert checkup.look_at_browser(no_browser).kind == "note"
    assert checkup.look_at_browser(lambda: None).kind == "good"


# What is said at the end


def test_each_thing_to_do_is_said_once_and_the_pressing_first():
    notes = [Finding("note", "b", "later"), Finding("bad", "a", "first")]
    said = checkup.conclude([GOOD, *notes, Finding("bad", "c", "first")])
    assert said.split("\n\n") == [
        words.TODO,
        "first",
        words.BY_THE_WAY,
        "later",
        words.THEN_AGAIN,
    ]

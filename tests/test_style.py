"""The code, the tests and the notebooks keep the style of pyproject.toml."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def ruff(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess:
    """Run ruff on a folder, with the settings of the course."""
    settings = ["--no-cache", "--config", ROOT / "pyproject.toml"]
    return subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, *settings, "."],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_ruff_finds_nothing_to_correct():
    run = ruff("check")
    assert run.returncode == 0, run.stdout + run.stderr


def test_ruff_finds_nothing_to_format():
    run = ruff("format", "--check")
    assert run.returncode == 0, run.stdout + run.stderr


def test_ruff_reads_every_module_test_and_notebook():
    seen = {
        Path(line).resolve()
        for line in ruff("check", "--show-files").stdout.split("\n")
    }
    parts = ["course_utils/**/*.py", "tests/**/*.py", "notebooks/*.ipynb"]
    parts += ["teach/*.py", "teach/*.ipynb"]
    assert {file for part in parts for file in ROOT.glob(part)} <= seen


UNUSED = "import os\n"
NOTEBOOK = """\
{"cells": [{"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {},
"outputs": [], "source": ["import os"]}],
"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
"""


@pytest.mark.parametrize(
    ("name", "text"), [("bad.py", UNUSED), ("bad.ipynb", NOTEBOOK)], ids=["py", "ipynb"]
)
def test_ruff_finds_an_unused_import(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    run = ruff("check", folder=tmp_path)
    assert run.returncode == 1
    assert "F401" in run.stdout


def test_ruff_finds_a_line_to_format(tmp_path):
    (tmp_path / "bad.py").write_text("x = ( 1,2 )\n")
    assert ruff("format", "--check", folder=tmp_path).returncode == 1

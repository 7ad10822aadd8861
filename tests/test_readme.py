"""The README: commands to paste, links that lead somewhere, the address of Binder."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "CONTRIBUTING.md"]
README = (ROOT / "README.md").read_text("utf-8")


def command(name: str) -> str:
    """Return the code block after the mark `<!-- command: name -->`."""
    pattern = rf"<!-- command: {name} -->\n```sh\n(.*?)\n```"
    (block,) = re.findall(pattern, README, re.DOTALL)
    return block


@pytest.mark.parametrize("name", ["open", "test"])
def test_command_is_one_line_that_uses_its_own_environment_only(name):
    line = command(name)
    assert "\n" not in line
    make, *others = line.split(" && ")
    assert make == "python3 -m venv .venv"
    assert all(step.startswith(".venv/bin/") for step in others)
    assert "-c constraints.txt -e " in others[0]


def test_open_command_opens_the_first_notebook():
    *_, root, notebook = shlex.split(command("open"))
    assert root == "--ServerApp.root_dir=."  # else the drawings of assets/ are missing
    assert (ROOT / notebook).is_file()
    assert Path(notebook).name == "00_start_here.ipynb"


def test_test_command_installs_the_tests_and_runs_all_of_them():
    install, run = command("test").split(" && ")[1:]
    assert install.endswith(".[test]'")
    assert run == ".venv/bin/python -m pytest"


@pytest.mark.parametrize("name", ["open", "test"])
def test_windows_form_does_the_same(name):
    line = command(name).replace("python3 -m", "py -3 -m").replace(" && ", "; ")
    windows = line.replace(".venv/bin/", ".venv\\Scripts\\")
    assert windows.replace("notebooks/", "notebooks\\") in README


def test_command_stands_near_the_top():
    assert README.index("<!-- command: open -->") < README.index("## Test the course")
    assert README[: README.index("<!-- command: open -->")].count("\n") < 30


def test_binder_opens_the_first_notebook_in_jupyterlab():
    (address,) = re.findall(r"https://mybinder\.org/\S+", README)
    start = "https://mybinder.org/v2/gh/OWNER/REPOSITORY/HEAD?urlpath=lab/tree/"
    assert address == f"{start}notebooks/00_start_here.ipynb"


def test_every_notebook_is_on_the_map():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"](notebooks/{path.name})" in README


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text)
    local = [target for target in targets if "://" not in target]
    assert local
    assert [target for target in local if not (ROOT / target).exists()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
def test_ci_runs_the_very_test_command():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    (finder,) = re.findall(r"^line=\$\((.*)\)$", script, re.MULTILINE)
    found = subprocess.run(
        ["bash", "-c", finder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == command("test")
    assert re.search(r'^eval "\$line"$', script, re.MULTILINE)


def test_barriers_that_others_put_up_are_those_that_the_tests_know():
    link = r"https://github\.com/[\w-]+/[\w-]+/issues/\d+"
    told = README.split("\n## Accessibility\n")[1].split("\n## ")[0]
    known = (ROOT / "tests" / "browser" / "barriers.py").read_text("utf-8")
    assert {*re.findall(link, told)} == {*re.findall(rf'"({link})"', known)}

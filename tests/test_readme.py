"""The README: commands to paste, links that lead somewhere, the address of Binder."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
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


def test_test_command_installs_the_tests_and_runs_them():
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


# What it says of the course, beside what the course says


def printed(notebook: str) -> str:
    """Return all that the cells of a notebook have printed."""
    (path,) = (ROOT / "notebooks").glob(f"{notebook}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return "".join(output.get("text", "") for output in outputs)


def row(start: str) -> str:
    """Return the row of the table "How we know it is right" that starts so."""
    (found,) = [line for line in README.splitlines() if line.startswith(f"| **{start}")]
    return found


def test_the_audited_claim_is_counted_as_in_its_notebook():
    said = re.findall(r"^(within|collapsed).*?hundred: *([\d ]+)$", printed("05"), re.M)
    within, collapsed = (sum(map(int, numbers.split())) for _, numbers in said)
    assert f"of 1,000 networks, {within} are within 2.75 %" in row("A claim audited")
    assert f"and {collapsed} collapse" in row("A claim audited")


def test_the_beaten_table_is_that_of_its_notebook():
    # length, units, weights, networks, mean, last, wrong; the paper's mean
    pattern = r"^(\d+), 8 units +361 +\d+ of \d+ +([\d,]+) +[\d,]+ +[\d.]+ +([\d,]+)"
    rows = re.findall(pattern, printed("07"), re.M)
    assert [length for length, *_ in rows] == ["100", "500", "1000"]
    for _, ours, theirs in rows:
        assert ours in row("A table beaten") and theirs in row("A table beaten")


def test_what_is_told_beside_the_beaten_table_is_counted_in_its_notebook():
    # units, weights, networks that succeed, of how many, mean
    pattern = r"^\d+, ([34]) units +(\d+) +(\d+) of +(\d+) +([\d,]+)"
    small = re.findall(pattern, printed("07"), re.M)
    weights = sorted({int(one[1]) for one in small})
    means = sorted(
        (one[4] for one in small), key=lambda mean: int(mean.replace(",", ""))
    )
    n_networks = sum(int(one[3]) for one in small)
    failed = n_networks - sum(int(one[2]) for one in small)
    few, many = weights
    told = f"With {few} or {many} weights, at $T$ = 100 and 500: {means[0]} to "
    told += f"{means[-1]}, and {failed} network of {n_networks} failed"
    assert told in row("A table beaten")

    stored = json.loads((ROOT / "assets" / "adding_problem.json").read_text("utf-8"))
    keras = stored["100, Keras' start"]
    assert not any(keras["success_after"])
    told = (
        f"none of {len(keras['success_after'])} had learned it after {keras['seen']:,}"
    )
    assert told in row("A table beaten")


def test_claims_are_counted():
    tables = (ROOT / "tests" / "claims").glob("*.toml")
    claims = [tomllib.loads(path.read_text("utf-8"))["claim"] for path in tables]
    assert f"{sum(map(len, claims))} conclusions" in row("Conclusions")


def test_every_command_of_the_table_names_what_is_there():
    for path in re.findall(r"(?:tests|notebooks)/[\w./]+", README):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("words", ["measure speed", "build the website"])
def test_workflows_run_the_commands_of_contributing(words):
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (line,) = [x for x in contributing.splitlines() if x.startswith(f"| {words}")]
    command = re.findall(r"`([^`]+)`", line)[-1].removesuffix(" ")
    workflows = (ROOT / ".github" / "workflows").glob("*.yml")
    assert any(f"run: {command}" in path.read_text("utf-8") for path in workflows)

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


def test_a_stick_needs_the_same_line_and_its_wheels():
    guide = (ROOT / "teach" / "README.md").read_text("utf-8")
    fill, paste, fill_windows, paste_windows = re.findall(
        r"^  ```(?:sh|powershell)\n  (.*)\n  ```$", guide, re.MULTILINE
    )
    assert fill.startswith(".venv/bin/python -m pip download -c constraints.txt")
    assert fill_windows == fill.replace(".venv/bin/", ".venv\\Scripts\\")
    wheels = " --no-index --find-links wheels"
    assert paste.replace(wheels, "") == command("open") != paste
    windows = paste_windows.replace(wheels, "")
    assert windows in README.splitlines() and windows != paste_windows


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


def test_the_table_of_1997_is_that_of_its_notebook():
    # length, weights, networks that succeed, of how many, mean, last, wrong; theirs
    pattern = r"^(\d+), \d units +(\d+) +(\d+) of +(\d+) +([\d,]+) .* ([\d,]+) +\d+$"
    printed_rows = re.findall(pattern, printed("07"), re.M)
    said = README.split("\n### The table of 1997, beside ours\n")[1].split("\n## ")[0]
    table = [line.strip("| ").split(" | ") for line in said.splitlines() if "|" in line]
    heads, _, *rows = table
    told = {
        (
            length.replace(",", ""),
            re.search(r"ours: (\d+) weights", head)[1],
            mean.split()[0],
            row[0],
        )
        for length, *row in rows
        for head, mean in zip(heads[2:], row[1:], strict=True)
        if mean != "not tried"
    }
    assert told == {
        (length, weights, mean, theirs)
        for length, weights, _, _, mean, theirs in printed_rows
    }

    n_networks = sum(int(row[3]) for row in printed_rows)
    failed = {row[:2]: int(row[3]) - int(row[2]) for row in printed_rows}
    assert {setting: n for setting, n in failed.items() if n} == {("500", "76"): 1}
    assert "36,162 (9 of 10 learn it)" in said and said.count(" of 10") == 1
    one = "one does not learn it, with 76 weights at $T$ = 500"
    assert f"Of these {n_networks} networks {one}" in said
    each = {row[0]: row[3] for row in printed_rows}
    assert each == {"100": "20", "500": "10", "1000": "10"}
    told = "20 networks for each number at $T$ = 100, and 10 for each of the others"
    assert told in said

    stored = json.loads((ROOT / "assets" / "adding_problem.json").read_text("utf-8"))
    keras = stored["100, Keras' start"]
    assert not any(keras["success_after"])
    none = f"none of {len(keras['success_after'])} networks of 8 units had learned it"
    assert f"{none} after {keras['seen']:,} sequences, at $T$ = 100" in said


def test_the_table_of_1997_is_told_in_short_as_it_is():
    rows = re.findall(r"^\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|", README, re.M)
    shares = {
        length: int(ours.replace(",", "")) / int(theirs.replace(",", ""))
        for length, theirs, ours in rows
    }
    assert shares["100"] == pytest.approx(1 / 4, rel=0.02)
    assert shares["1,000"] == pytest.approx(1 / 40, rel=0.02)
    said = "a quarter of the sequences that theirs read over 100 steps, a fortieth over"
    assert f"{said} 1,000" in row("A table of 1997, beside ours")


def test_claims_are_counted():
    tables = (ROOT / "tests" / "claims").glob("*.toml")
    claims = [tomllib.loads(path.read_text("utf-8"))["claim"] for path in tables]
    assert f"{sum(map(len, claims))} conclusions" in row("Conclusions")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_names_what_is_there(page):
    text = (ROOT / page).read_text("utf-8")
    folders = r"(?<![\w/])(?:tests|notebooks|assets|teach|site|deploy)/"
    paths = re.findall(folders + r"[\w./*]+", text)
    named = [path.rstrip(".") for path in paths if "*" not in path and "NN" not in path]
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("words", ["measure speed", "build the website"])
def test_workflows_run_the_commands_of_contributing(words):
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (line,) = [x for x in contributing.splitlines() if x.startswith(f"| {words}")]
    command = re.findall(r"`([^`]+)`", line)[-1].removesuffix(" ")
    workflows = (ROOT / ".github" / "workflows").glob("*.yml")
    assert any(f"run: {command}" in path.read_text("utf-8") for path in workflows)


def test_lab_of_the_first_notebook_moves_by_code_as_told(capsys):
    notebook = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    (makes_lab,) = [source for source in code if "training_lab(" in source]
    (told,) = re.findall(r"\*\*In code, without a slider\.\*\* (.*)", README)
    _, move, ask, *_ = re.findall("`(.*?)`", told)
    names: dict = {}
    for source in (makes_lab, move, ask):
        exec(source, names)
    assert names["lab"].window.value == 5
    assert "2.75 %" in capsys.readouterr().out

"""The claims table: each conclusion of a notebook, what asserts it, what breaks it.

`claims/NN.toml` lists them for notebook NN. That the assertion holds is tested by
running the notebook; here, that sentence and assertion are there and belong together.
"""

import re
import tomllib
from pathlib import Path

import nbformat
import pytest

CLAIMS = Path(__file__).with_name("claims")
NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
KEYS = {"sentence", "cell", "refuted_by"}
FEWEST = 5  # claims of a notebook with code
FEWEST_WORDS = 8  # of what could refute a claim: fewer name no experiment


def problems(
    claims: list[dict[str, str]], notebook: nbformat.NotebookNode
) -> list[str]:
    """Return what is wrong with the claims of a notebook, in words."""
    sources = {"markdown": [], "code": []}
    for cell in notebook.cells:
        if cell.cell_type in sources:
            sources[cell.cell_type].append(cell.source)
    prose = squeezed("\n".join(sources["markdown"]))
    asserting = [code for code in sources["code"] if re.search(r"\bassert\b", code)]
    found = []
    for claim in claims:
        if claim.keys() != KEYS:
            found.append(f"a claim has the keys {sorted(claim)}")
            continue
        sentence = claim["sentence"]
        if prose.count(squeezed(sentence)) != 1:
            found.append(f"the prose does not say once: {sentence}")
        if not any(squeezed(claim["cell"]) in squeezed(code) for code in asserting):
            found.append(f"no cell with an assert has: {claim['cell']}")
        if len(claim["refuted_by"].split()) < FEWEST_WORDS:
            found.append(f"too short to be an experiment: {claim['refuted_by']}")
    return found


def squeezed(text: str) -> str:
    """Return a text with its white space made equal."""
    return " ".join(text.split())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_claim_has_its_sentence_and_its_assertion(path):
    table = CLAIMS / f"{path.name[:2]}.toml"
    notebook = nbformat.read(path, as_version=4)
    if not any(cell.cell_type == "code" for cell in notebook.cells):
        assert not table.exists()
        return
    claims = tomllib.loads(table.read_text("utf-8"))["claim"]
    assert len(claims) >= FEWEST
    assert problems(claims, notebook) == []


def test_every_table_belongs_to_a_notebook():
    assert {t.stem for t in CLAIMS.glob("*.toml")} <= {p.name[:2] for p in NOTEBOOKS}


def test_a_claim_that_is_not_held_is_found():
    new = nbformat.v4
    notebook = new.new_notebook()
    notebook.cells = [
        new.new_markdown_cell("All fail. All fail\n alike; one learns."),
        new.new_code_cell("x = 1"),
        new.new_code_cell("assert x == 1"),
    ]
    tried = "twenty other seeds were drawn and none of them behaved differently"
    good = {"sentence": "fail alike", "cell": "x == 1", "refuted_by": tried}
    assert problems([good], notebook) == []
    for key, value in (
        ("sentence", "All fail"),  # twice
        ("sentence", "None fails"),
        ("cell", "x = 1"),  # asserts nothing
        ("refuted_by", "a control"),
    ):
        assert len(problems([good | {key: value}], notebook)) == 1
    assert len(problems([{"sentence": "fail alike"}], notebook)) == 1

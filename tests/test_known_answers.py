"""The audit's verdicts on series whose answer is known; stored, and some found anew."""

import hashlib
import importlib.util
import json
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[1] / "assets"
SUNSPOTS = "f67889b1d9002cd5227f0e0ef54e35b419cdd85a31279adef6f73fb41e5c0a9b"
MOST_FALSE = 1  # of 20
# Nothing to learn, a rule to find, and one that an LSTM finds.
ANEW = ["white noise", "Fibonacci rule", "logistic map"]


@pytest.fixture(scope="module")
def known():
    place = ASSETS / "known_answers.py"
    spec = importlib.util.spec_from_file_location("known_answers", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def stored():
    return json.loads((ASSETS / "known_answers.json").read_text("utf-8"))


def test_the_sunspots_are_the_file_of_statsmodels():
    """Public domain; version 0.15 of statsmodels, datasets/sunspots/sunspots.csv."""
    digest = hashlib.sha256((ASSETS / "sunspots.csv").read_bytes()).hexdigest()
    assert digest == SUNSPOTS


def test_at_most_one_verdict_of_twenty_is_false(known, stored):
    assert list(stored) == list(known.KINDS)
    for name, kind in known.KINDS.items():
        uses = [one["use"] for one in stored[name]]
        assert len(uses) == kind.draws
        false = [use for use in uses if use != kind.use]
        assert len(false) <= (MOST_FALSE if kind.draws > 1 else 0), (name, false)


def test_the_readme_counts_the_false_verdicts(known, stored):
    kinds = {name: kind for name, kind in known.KINDS.items() if kind.draws > 1}
    right = [one["use"] == kinds[name].use for name in kinds for one in stored[name]]
    count = f"| {right.count(False)} false verdicts of {len(right)} |"
    assert count in (ASSETS.parent / "README.md").read_text("utf-8")


@pytest.mark.nightly
@pytest.mark.parametrize("name", ANEW)
def test_a_stored_answer_is_found_anew(known, stored, name):
    again = known.answer(name, 0)
    assert again["use"] == stored[name][0]["use"]
    for forecast, error in stored[name][0]["mase"].items():
        # Trained networks are not equal on every computer; an error near zero least.
        slack = (0.3, 1e-3) if forecast == "lstm" else (1e-3, 1e-9)
        assert again["mase"][forecast] == pytest.approx(error, *slack)

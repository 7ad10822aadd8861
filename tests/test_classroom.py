"""The class experiment: what learners read out is read, drawn and said."""

import re

import nbformat
import notebook_rules as rules
import numpy as np
import pytest
from test_notebooks import ROOT, lost

from course_utils import lstm, plots
from course_utils.classroom import describe, read_results
from course_utils.forecast import relative_error
from course_utils.lstm import init_networks
from course_utils.series import fibonacci, make_windows, split_series

NOTEBOOK = ROOT / "teach" / "class_experiment.ipynb"


@pytest.mark.parametrize(
    "text",
    ["5.83 15.7\n100 304", "\n 5,83 %; 15,7\n\n100%\t304.0\n"],
    ids=["as printed", "as people write"],
)
def test_results_are_read(text):
    errors, val_loss = read_results(text)
    assert np.allclose(errors, [0.0583, 1]) and np.allclose(val_loss, [15.7, 304])


def test_validation_loss_may_be_left_out_of_all_lines():
    errors, val_loss = read_results("5.83\n2.74 %")
    assert np.allclose(errors, [0.0583, 0.0274]) and val_loss is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \n", "no results yet"),
        ("5.83 15.7\nAnn 3", r"Line 2 .* it is 'Ann 3'"),
        ("1 2 3", "Line 1 must hold"),
        (
            "5.83 15.7\n\n2.74",
            "line 3, '2.74', differs from the first result, '5.83 15.7'",
        ),
        ("-1 15.7", "Line 1: .* of at least 0"),
        ("nan", "Line 1: .* finite"),
    ],
)
def test_line_that_is_no_result_is_named(text, message):
    with pytest.raises(ValueError, match=message):
        read_results(text)


ERRORS = np.array([0.0274, 0.0275, 0.0276, 0.0583, 0.91, 1])


def test_title_and_text_say_what_the_figure_shows():
    title, alt = describe(ERRORS, chosen=3)
    assert title == "2 of 6 within 2.75 %, 2 collapsed"
    assert "from 2.74 % to 100 %, median 4.29 %" in alt
    assert alt.endswith("smallest validation loss is 5.83 % off.")
    assert "validation" not in describe(ERRORS)[1]


def test_figure_has_a_dot_for_each_and_a_ring_around_the_chosen():
    dots, median, ring = plots.plot_class(ERRORS, chosen=4).get_lines()
    assert np.array_equal(dots.get_xdata(), ERRORS)  # 2.74 % left of 2.75 %
    assert np.allclose(median.get_xdata(), np.median(ERRORS))
    assert ring.get_xdata() == dots.get_xdata()[4]
    assert ring.get_ydata() == dots.get_ydata()[4]
    assert len(plots.plot_class(ERRORS).get_lines()) == 2


def test_notebook_of_the_experiment_keeps_the_rules():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    kept = [rule for rule in rules.RULES if rule not in (rules.name, rules.closing)]
    assert [wrong for rule in kept for wrong in rule(notebook, NOTEBOOK)] == []
    assert lost(notebook, NOTEBOOK) == []
    assert rules.has_label(notebook.cells, "Summary")


def test_guide_tells_what_classes_see():
    guide = (ROOT / "teach" / "README.md").read_text("utf-8")
    told = guide.partition("**What a class of twenty sees.**")[2].partition("**")[0]
    shares = np.array(re.findall(r"(\d+) %", told.replace("2.75 %", "")), float) / 100
    train, validation, test = (make_windows(p, 3) for p in split_series(fibonacci(30)))
    start = init_networks(1000, 4, seed=5, activation="relu", dtype="float64")
    trained = lstm.train(start, *train, 100, validation_data=validation)
    y_pred = lstm.predict(trained.weights, test[0])
    errors = relative_error(test[1], y_pred).mean(axis=(1, 2))  # (1000,)
    rng, choices = np.random.default_rng(0), {}
    for size in (20, 10, 30):
        drawn = rng.integers(1000, size=(5000, size))
        best = trained.val_loss[-1][drawn].argmin(axis=1)
        choices[size] = np.mean(errors[drawn[np.arange(5000), best]] <= 0.0275)
        if size == 20:
            within = (errors[drawn] <= 0.0275).sum(axis=1)
            collapsed = (errors[drawn] > 0.9).sum(axis=1)
    found = np.mean((within >= 3) & (within <= 7)), np.mean(within == 0)
    assert np.allclose(shares, [*found, *choices.values()], atol=0.08)
    ranges = np.array(re.findall(r"(\d+) to (\d+) (?:learn|netw)", told), int)
    seen = [np.percentile(counts, [5, 95]) for counts in (within, collapsed)]
    assert np.abs(ranges - seen).max() <= 1

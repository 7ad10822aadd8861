"""The class experiment: what learners read out is read, drawn and said."""

import nbformat
import notebook_rules as rules
import numpy as np
import pytest
from test_notebooks import ROOT, lost

from course_utils import plots
from course_utils.classroom import describe, read_results

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
        ("5.83 15.7\n\n2.74", "line 3 differs from line 1: '2.74'"),
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

"""The experiment behind the live lab: windows, training in parts, what came out."""

import subprocess
import sys

import numpy as np
import pytest

from course_utils import experiment
from course_utils.experiment import (
    Experiment,
    Growth,
    Setting,
    cut_windows,
    first_weights,
    relative_difference,
    summarise,
)
from course_utils.forecast import relative_error
from course_utils.lstm import init_networks, predict, train
from course_utils.series import fibonacci, make_windows, scale_windows, split_series

TERMS = fibonacci(30)
RECIPE = Setting(window=3, units=4, encoding="raw", activation="relu", seed=0)
NETWORKS = init_networks(20, 4, activation="relu")


# The windows of the three parts


@pytest.mark.parametrize(
    ("window", "counts"), [(1, (9, 4, 14)), (3, (7, 2, 12)), (5, (5, 0, 10))]
)
def test_windows_lie_within_their_part(window, counts):
    windows = cut_windows(TERMS, 10, 5, window, "raw")
    assert (windows.n_train, windows.n_val, windows.n_test) == counts
    assert windows.window == window
    assert len(windows.X) == len(windows.y) == sum(counts)
    for part, ends in (("train", (0, 10)), ("val", (10, 15)), ("test", (15, 30))):
        rows = getattr(windows, part)
        for X, y, at in zip(
            windows.X[rows], windows.y_true[rows], windows.at[rows], strict=True
        ):
            assert ends[0] <= at - window < at < ends[1]
            np.testing.assert_array_equal(X[:, 0], TERMS[at - window : at])
            assert y == TERMS[at]


@pytest.mark.parametrize("window", range(1, 10))
@pytest.mark.parametrize("encoding", ["raw", "divided"])
def test_windows_are_those_that_the_notebooks_cut(window, encoding):
    windows = cut_windows(TERMS, 10, 5, window, encoding)
    for part, terms in zip(("train", "val", "test"), split_series(TERMS), strict=True):
        rows = getattr(windows, part)
        if window >= len(terms):
            assert len(windows.X[rows]) == 0
            continue
        X, y = make_windows(terms, window)
        scale = np.ones_like(y)
        if encoding == "divided":
            kept = X[:, -1, 0] != 0
            X, y, scale = scale_windows(X[kept], y[kept])
        np.testing.assert_array_equal(windows.X[rows], X)
        np.testing.assert_array_equal(windows.y[rows], y)
        np.testing.assert_array_equal(windows.scale[rows], scale)


def test_divided_windows_can_be_turned_back():
    windows = cut_windows(TERMS, 10, 5, 2, "divided")
    np.testing.assert_allclose(windows.y * windows.scale, windows.y_true, rtol=1e-12)
    assert (windows.X[:, -1] == 1).all()


def test_windows_that_end_in_zero_are_left_out_where_they_are_divided():
    divided = cut_windows(TERMS, 10, 5, 1, "divided")
    raw = cut_windows(TERMS, 10, 5, 1, "raw")
    assert (divided.ends_in_zero, raw.ends_in_zero) == (1, 0)
    assert (divided.n_train, raw.n_train) == (8, 9)
    assert 0 not in divided.X


def test_test_windows_whose_target_is_zero_are_left_out():
    terms = np.arange(-20.0, 20)
    for encoding in ("raw", "divided"):
        windows = cut_windows(terms, 10, 5, 3, encoding)
        assert windows.zero_targets == 1
        assert windows.y_true[windows.test].all()
        assert np.bincount(windows.at).max() == 1
    assert cut_windows(terms, 30, 5, 3, "raw").zero_targets == 0  # it is trained on


@pytest.mark.parametrize(
    ("terms", "window", "encoding", "missing"),
    [
        (TERMS, 9, "raw", None),
        (TERMS, 10, "raw", "train"),
        (TERMS[:17], 2, "raw", "test"),
        (np.zeros(30), 1, "divided", "train"),
        (np.zeros(30), 1, "raw", "test"),
    ],
)
def test_what_is_missing_is_named(terms, window, encoding, missing):
    assert cut_windows(terms, 10, 5, window, encoding).missing == missing


# The training


@pytest.mark.parametrize("window", [1, 3, 9])
@pytest.mark.parametrize("encoding", ["raw", "divided"])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_growth_equals_train(window, encoding, activation):
    windows = cut_windows(TERMS, 10, 5, window, encoding)
    weights = init_networks(20, 3, seed=5, activation=activation)
    growth = Growth(weights, windows)
    growth.grow(37)
    rows, validation = windows.train, None
    if windows.n_val:
        validation = windows.X[windows.val], windows.y[windows.val]
    at = windows.X[rows], windows.y[rows], 37
    trained = train(weights, *at, validation_data=validation)
    np.testing.assert_array_equal(growth.loss(37), trained.loss)
    if windows.n_val:
        np.testing.assert_allclose(growth.val_loss(37), trained.val_loss, rtol=1e-5)
    else:
        assert growth.val_loss(37) is None
    y_pred = predict(trained.weights, windows.X) * windows.scale
    np.testing.assert_allclose(growth.predictions(37), y_pred, rtol=1e-5)


def test_growth_in_short_slices_gives_the_same():
    windows = cut_windows(TERMS, 10, 5, 3, "raw")
    whole, parts = Growth(NETWORKS, windows), Growth(NETWORKS, windows)
    whole.grow(60)
    looks = []
    while parts.done < 60:
        parts.grow(60, seconds=0.0001)
        looks.append(parts.done)
    assert len(looks) > 6
    for name in ("loss", "val_loss", "predictions"):
        ours, theirs = getattr(parts, name)(60), getattr(whole, name)(60)
        np.testing.assert_array_equal(ours, theirs)


def test_growth_takes_an_epoch_even_if_the_time_is_up():
    growth = Growth(NETWORKS, cut_windows(TERMS, 10, 5, 3, "raw"))
    growth.grow(60, seconds=-1)
    assert growth.done == 1
    assert growth.predictions(1).shape == (20, 21, 1)


def test_growth_changes_no_starting_weights():
    before = NETWORKS.flatten()
    Growth(NETWORKS, cut_windows(TERMS, 10, 5, 3, "raw")).grow(20)
    np.testing.assert_array_equal(NETWORKS.flatten(), before)


def test_growth_knows_every_tenth_epoch_and_those_looked_at():
    growth = Growth(NETWORKS, cut_windows(TERMS, 10, 5, 3, "raw"))
    growth.grow(25)
    growth.grow(40)
    known = [epochs for epochs in range(1, 41) if growth.knows(epochs)]
    assert known == [10, 20, 25, 30, 40]
    assert growth.knows(41)  # it has only to go on


# What came out


def test_summary_counts():
    windows = cut_windows(TERMS, 10, 5, 3, "raw")
    y_true = windows.y_true
    off = np.array([0, 0.0274, 0.03, 0.9, 0.91, 2])[:, np.newaxis, np.newaxis]
    predictions = np.concatenate([y_true * (1 + off), [y_true * np.nan] * 2])
    predictions[-1, :-1] = y_true[:-1]  # a single one is no number
    summary = summarise(windows, predictions)
    expected = [0, 0.0274, 0.03, 0.9, 0.91, 2, np.inf, np.inf]
    np.testing.assert_allclose(summary.error, expected)
    counts = summary.within, summary.collapsed, summary.diverged
    assert counts == (2, 2, 2)
    assert summary.median == pytest.approx((0.9 + 0.91) / 2)


def test_error_is_that_of_the_notebooks_in_the_test_part():
    windows = cut_windows(TERMS, 10, 5, 4, "divided")
    growth = Growth(NETWORKS, windows)
    growth.grow(30)
    predictions = growth.predictions(30)
    rows = windows.test
    error = relative_error(windows.y_true[rows], predictions[:, rows])
    summary = summarise(windows, predictions)
    np.testing.assert_array_equal(summary.error, error.mean(axis=(1, 2)))


def test_relative_difference():
    difference = relative_difference(
        np.array([2.0, 0, 1, np.nan, -3, 5]), np.array([1.0, 0, 4, 1, 3, 0])
    )
    np.testing.assert_array_equal(difference, [1, 0, 0.75, np.nan, 2, np.inf])


@pytest.mark.filterwarnings("error")
def test_relative_difference_is_as_exact_as_float64():
    theirs = np.float32([1 / 3])
    expected = abs(float(theirs[0]) - 1 / 3) * 3
    assert relative_difference(theirs, np.array([1 / 3]))[0] == pytest.approx(expected)


# All of it


@pytest.fixture
def steps(monkeypatch):
    """Count the epochs that are really trained."""
    taken, descend = [], experiment.descend

    def counted(*arguments):
        for loss in descend(*arguments):
            taken.append(1)
            yield loss

    monkeypatch.setattr(experiment, "descend", counted)
    return taken


@pytest.fixture
def slow(monkeypatch):
    """Let the time of every slice be up at once."""
    monkeypatch.setattr(experiment, "FIRST_SLICE", -1)
    monkeypatch.setattr(experiment, "SLICE", -1)


def last(outcomes):
    """Run to the end; return the last outcome."""
    return [outcome for outcome in outcomes if outcome is not None][-1]


def test_run_ends_with_all_epochs():
    outcome = last(Experiment(TERMS, 10, 5, 20).run(RECIPE, 100))
    assert (outcome.epochs, outcome.done, outcome.n_networks) == (100, 100, 20)
    assert outcome.setting == RECIPE
    assert outcome.lengths == {"n_train": 10, "n_val": 5, "n_test": 15}
    windows = outcome.windows
    trained = train(NETWORKS, windows.X[windows.train], windows.y[windows.train], 100)
    np.testing.assert_array_equal(outcome.loss, trained.loss)
    assert outcome.val_loss.shape == (100, 20)
    assert outcome.predictions.shape == (20, 21, 1)
    expected = summarise(windows, outcome.predictions)
    np.testing.assert_array_equal(outcome.summary.error, expected.error)
    assert outcome.is_trained


@pytest.mark.parametrize("renew", [0, 999])
def test_run_yields_at_every_slice_and_shows_as_often_as_it_should(
    slow, monkeypatch, renew
):
    monkeypatch.setattr(experiment, "RENEW", renew)
    outcomes = list(Experiment(TERMS, 10, 5, 3).run(RECIPE, 30))
    assert len(outcomes) >= 28  # an epoch each, the first ones together
    shown = [outcome.done for outcome in outcomes if outcome is not None]
    assert shown == sorted(set(shown))
    assert shown[-1] == 30
    assert len(shown) == (len(outcomes) if renew == 0 else 2)
    for outcome in filter(None, outcomes):
        assert len(outcome.loss) == len(outcome.val_loss) == outcome.done
        assert outcome.epochs == 30


def test_only_the_epochs_that_are_new_are_trained(steps):
    lab = Experiment(TERMS, 10, 5, 3)
    for epochs in (100, 50, 10, 100, 160, 90, 200, 10):
        assert last(lab.run(RECIPE, epochs)).loss.shape == (epochs, 3)
    assert len(steps) == 200
    last(lab.run(RECIPE._replace(window=4), 10))
    assert len(steps) == 210


def test_run_that_was_left_is_gone_on_with(slow, steps):
    lab = Experiment(TERMS, 10, 5, 3)
    run = lab.run(RECIPE, 30)
    for _ in range(5):
        next(run)
    run.close()
    done = len(steps)
    assert 0 < done < 30
    outcome = last(lab.run(RECIPE, 20))
    assert len(steps) == 20
    fresh = last(Experiment(TERMS, 10, 5, 3).run(RECIPE, 20))
    np.testing.assert_array_equal(outcome.loss, fresh.loss)
    np.testing.assert_array_equal(outcome.val_loss, fresh.val_loss)
    np.testing.assert_array_equal(outcome.predictions, fresh.predictions)


def test_fewer_epochs_that_were_never_looked_at_are_trained_again(steps):
    lab = Experiment(TERMS, 10, 5, 3)
    last(lab.run(RECIPE, 40))
    outcome = last(lab.run(RECIPE, 33))
    assert len(steps) == 40 + 33
    fresh = last(Experiment(TERMS, 10, 5, 3).run(RECIPE, 33))
    np.testing.assert_array_equal(outcome.predictions, fresh.predictions)


def test_setting_that_cannot_be_trained_yields_once_what_is_missing():
    lab = Experiment(TERMS, 10, 5, 3)
    last(lab.run(RECIPE, 20))
    (outcome,) = lab.run(RECIPE._replace(window=12), 20)
    assert outcome.windows.missing == "train"
    assert not outcome.is_trained
    assert outcome.loss is outcome.val_loss is outcome.predictions is None
    assert lab.growth is None
    assert last(lab.run(RECIPE, 20)).is_trained


def test_after_something_went_wrong_all_is_trained_again(steps, monkeypatch):
    lab = Experiment(TERMS, 10, 5, 3)

    def interrupted(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Growth, "_validate", interrupted)  # in the middle of an epoch
        with pytest.raises(KeyboardInterrupt):
            last(lab.run(RECIPE, 20))
    lab.forget()
    steps.clear()
    outcome = last(lab.run(RECIPE, 20))
    assert len(steps) == 20
    assert len(outcome.loss) == len(outcome.val_loss) == 20


def test_networks_are_drawn_once_and_cannot_be_changed():
    weights = first_weights(3, 4, "relu", 0)
    assert first_weights(3, 4, "relu", 0) is weights
    for array in weights.arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    lab = Experiment(TERMS, 10, 5, 3)
    last(lab.run(RECIPE, 10))
    assert lab.growth.weights is weights


def test_series_changed_afterwards_changes_nothing():
    terms = TERMS.copy()
    lab = Experiment(terms, 10, 5, 3)
    terms[:] = 7
    np.testing.assert_array_equal(lab.terms, TERMS)


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (("fibonacci", 10, 5, 20), TypeError, "numbers"),
        (([1, 2, np.nan], 1, 1, 20), ValueError, "finite"),
        ((TERMS, 10, 20, 20), ValueError, "n_val"),
        ((TERMS, 2.5, 5, 20), TypeError, "n_train"),
        ((TERMS, 10, 5, 0), ValueError, "n_networks"),
    ],
)
def test_bad_arguments_are_refused(arguments, error, says):
    with pytest.raises(error, match=says):
        Experiment(*arguments)


def test_it_needs_numpy_alone():
    code = (
        "from course_utils.experiment import Experiment; import sys; "
        "sys.exit(not {'ipywidgets', 'matplotlib', 'keras'}.isdisjoint(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0

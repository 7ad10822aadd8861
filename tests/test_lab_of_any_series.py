"""The live lab on any series: scaled errors, baselines, windows that reach back."""

from pathlib import Path

import numpy as np
import pytest
from boards import pixels
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.experiment import MASE, Experiment, cut_windows, judge_baselines
from course_utils.forecast import fit_linear
from course_utils.lstm import init_networks, predict, train
from course_utils.series import make_windows
from course_utils.widgets import training_lab
from course_utils.words import number
from course_utils.words.lab import BASELINES

SUNSPOTS = Path(__file__).parents[1] / "assets" / "sunspots.csv"
SPOTS = np.loadtxt(SUNSPOTS, delimiter=",", skiprows=1)[:, 1]
SPLIT = {"n_train": 191, "n_val": 30, "season": 11, "start": 1700, "measure": MASE}


@pytest.fixture
def lab():
    start = {"window": 12, "encoding": "scaled", "activation": "tanh"}
    widget = training_lab(SPOTS, **SPLIT, **start)
    yield widget
    widget.close()


@given(
    n=st.tuples(st.integers(8, 30), st.integers(1, 8), st.integers(1, 8)),
    window=st.integers(1, 4),
    encoding=st.sampled_from(["raw", "scaled"]),
    seed=st.integers(0, 99),
)
def test_every_target_of_every_part_has_its_window(n, window, encoding, seed):
    terms = np.random.default_rng(seed).normal(size=sum(n))
    windows = cut_windows(terms, *n[:2], window, encoding, MASE)
    np.testing.assert_array_equal(windows.at, np.arange(window, sum(n)))
    counts = windows.n_train, windows.n_val, windows.n_test
    assert counts == (n[0] - window, *n[1:])
    np.testing.assert_allclose(
        windows.y * windows.scale + windows.level, windows.y_true
    )
    for X, at in zip(windows.X, windows.at, strict=True):
        X = X * windows.scale[0] + windows.level[0]
        np.testing.assert_allclose(X[:, 0], terms[at - window : at])
    if encoding == "scaled":
        train_part = (terms[: n[0]] - windows.level[0]) / windows.scale[0]
        np.testing.assert_allclose(
            [train_part.mean(), train_part.std()], [0, 1], atol=1e-9
        )


@settings(max_examples=20)
@given(window=st.integers(1, 15), encoding=st.sampled_from(["raw", "scaled"]))
def test_baselines_by_hand(window, encoding):
    windows = cut_windows(SPOTS, 191, 30, window, encoding, MASE)
    found = judge_baselines(SPOTS, windows, season=11)
    unit = np.abs(np.diff(SPOTS[:191])).mean()
    X, y = make_windows(SPOTS, window)
    linear = fit_linear(X[: 191 - window], y[: 191 - window], intercept=True)
    by_hand = {
        "last": SPOTS[220:-1],
        "season": SPOTS[210:-11],
        "linear": linear(X[221 - window :])[:, 0],
    }
    for name, values in by_hand.items():
        assert found[name] == pytest.approx(np.abs(values - SPOTS[221:]).mean() / unit)


def test_results_equal_those_of_training(lab):
    mean, deviation = SPOTS[:191].mean(), SPOTS[:191].std()
    X, y = make_windows((SPOTS - mean) / deviation, 12)
    networks = init_networks(20, 4)
    weights = train(networks, X[:179], y[:179], epochs=100).weights
    y_pred = predict(weights, X) * deviation + mean
    np.testing.assert_allclose(lab.predictions, y_pred, rtol=1e-3, atol=0.1)
    error = np.abs(lab.predictions[:, -88:] - SPOTS[-88:, np.newaxis]).mean(axis=(1, 2))
    np.testing.assert_allclose(
        lab.test_error, error / np.abs(np.diff(SPOTS[:191])).mean()
    )
    assert "Trained on 179 windows, validated on 30, tested on 88." in lab.notes.text


def test_the_sentence_says_who_is_ahead_and_who_behind(lab):
    for window in (1, 2, 12):
        lab.window.value = window
        lab.finish()
        text, median = lab.words.text, lab.outcome.summary.median
        assert number(median) in text
        before, _, after = text.partition("behind")
        for name, error in lab.outcome.baselines.items():
            said = f"{BASELINES[name]} ({number(error)})"
            assert said in (before if median < error else after)
        assert "2.75" not in text


def test_years_and_baselines_are_told_and_drawn(lab):
    assert "For position 2008" in lab.picture.alt.replace("for", "For")
    assert "last value again" in lab.picture.alt and "%" not in lab.picture.alt
    first = pixels(lab)
    lab.window.value = 2  # moves least squares, among others
    assert (pixels(lab.finish()) != first).any()


def test_every_choice_gives_a_picture_and_a_sentence():
    lab = training_lab(SPOTS, **SPLIT, encoding="scaled", n_networks=3, epochs=20)
    for encoding in ("raw", "scaled"):
        for window in (1, lab.window.max):
            lab.encoding.value, lab.window.value = encoding, window
            lab.finish()
            assert lab.words.text.endswith(".") and not lab.has_failed
    assert lab.window.max == 60
    lab.close()


def test_without_a_season_there_is_no_baseline_of_it():
    lab = training_lab(SPOTS, **SPLIT | {"season": None}, n_networks=2, epochs=10)
    assert list(lab.outcome.baselines) == ["last", "linear"]
    lab.close()


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"measure": "mape"}, ValueError, "'relative', 'mase'"),
        ({"season": 0}, ValueError, "season"),
        ({"season": 192}, ValueError, "it must fit into the training part"),
        ({"season": "11"}, TypeError, "'11'"),
        ({"terms": np.ones(309)}, ValueError, "never changes"),
        ({"terms": np.r_[SPOTS[:-1], np.nan]}, ValueError, "index 308"),
        ({"terms": SPOTS.astype(str)}, TypeError, "numbers only"),
        ({"window": 0}, ValueError, "window"),
        ({"units": 0}, ValueError, "units"),
        ({"units": 65}, ValueError, "from 1 to 64"),
        ({"epochs": 5}, ValueError, "epochs"),
        ({"encoding": "divided"}, ValueError, "'raw', 'scaled'"),
        ({"activation": "selu"}, ValueError, "activation"),
        ({"start": 1700.5}, TypeError, "start"),
    ],
)
def test_bad_input_is_refused_in_words(change, error, said):
    with pytest.raises(error, match=said):
        training_lab(**{"terms": SPOTS, "n_networks": 2} | SPLIT | change)


def test_an_experiment_of_relative_errors_has_no_baselines():
    assert Experiment(SPOTS, 191, 30, 2).measure == "relative"

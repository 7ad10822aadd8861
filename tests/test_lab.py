"""The live lab, moved by code where no event loop runs: every move ends at once."""

import asyncio
import gc
import html
import itertools
import re
import subprocess
import sys
from pathlib import Path

import ipywidgets
import numpy as np
import pytest
from boards import LONGEST, TERMS, move, picture_shown, pixels

import course_utils
from course_utils import experiment
from course_utils.forecast import relative_error
from course_utils.lstm import init_networks, predict, train
from course_utils.series import fibonacci, make_windows, scale_windows, split_series
from course_utils.widgets import training_lab
from course_utils.words import lab as words

SCALE = 1.5  # of the picture
SHAPE = (448 * SCALE, 900 * SCALE, 4)


RECIPE = {"window": 3, "units": 4, "encoding": "raw", "activation": "relu"}


@pytest.fixture(scope="module")
def one_lab():
    widget = training_lab(TERMS)
    yield widget
    widget.close()


@pytest.fixture
def lab(one_lab):
    """Return a lab that stands as it opens; to make one takes half a second."""
    one_lab.seed = 0
    move(one_lab, epochs=10, window=4)  # so that the seed counts
    move(one_lab, **RECIPE, epochs=100)
    return one_lab


def windows_of_a_part(part: str, window: int, encoding: str):
    """Return X, y and scale of a part, by the functions of the notebooks."""
    parts = dict(zip(("train", "val", "test"), split_series(TERMS), strict=True))
    X, y = make_windows(parts[part], window)
    scale = np.ones_like(y)
    if encoding == "divided":
        rows = X[:, -1, 0] != 0
        X, y, scale = scale_windows(X[rows], y[rows])
    return X, y, scale


# It shows what `train` gives


def test_it_opens_at_the_recipe():
    lab = training_lab(TERMS)
    assert isinstance(lab, ipywidgets.VBox)
    values = [lab.window, lab.units, lab.epochs, lab.encoding, lab.activation]
    assert [control.value for control in values] == [3, 4, 100, "raw", "relu"]
    assert lab.loss.shape == lab.val_loss.shape == (100, 20)
    assert lab.predictions.shape == (20, 7 + 2 + 12, 1)
    assert lab.test_error.shape == (20,)
    assert "Trained on 7 windows, validated on 2, tested on 12." in lab.notes.text


@pytest.mark.parametrize("window", [1, 3, 4, 9])
@pytest.mark.parametrize("encoding", ["raw", "divided"])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_results_equal_those_of_training(lab, window, encoding, activation):
    at = {"units": 3, "epochs": 37, "encoding": encoding, "activation": activation}
    lab.seed = 5
    move(lab, window=window, **at)
    X, y, _ = windows_of_a_part("train", window, encoding)
    X_test, y_test, scale = windows_of_a_part("test", window, encoding)
    validation = None
    if window < 5:
        validation = windows_of_a_part("val", window, encoding)[:2]

    weights = init_networks(20, 3, seed=5, activation=activation)
    trained = train(weights, X, y, 37, validation_data=validation)
    np.testing.assert_array_equal(lab.loss, trained.loss)
    if validation:
        np.testing.assert_allclose(lab.val_loss, trained.val_loss, rtol=1e-5)
    else:
        assert lab.val_loss is None
    y_pred = predict(trained.weights, X_test) * scale
    np.testing.assert_allclose(lab.predictions[:, -len(y_test) :], y_pred, rtol=1e-5)
    error = relative_error(y_test * scale, y_pred).mean(axis=(1, 2))
    np.testing.assert_allclose(lab.test_error, error, rtol=1e-4)


def test_new_seeds_draw_other_networks(lab):
    before, alt = lab.loss, lab.picture.alt
    lab.new_seeds.click()
    assert lab.seed == 1
    assert (lab.loss[0] != before[0]).all()
    assert "seed 1" in lab.notes.text
    assert "seed 1" in lab.picture.alt
    assert lab.picture.alt != alt
    lab.seed = -1
    lab.new_seeds.click()
    np.testing.assert_array_equal(lab.loss, before)


# Every position of every control gives a result or says why not


def test_every_window_with_every_choice_gives_a_sentence_and_a_picture(lab):
    lab.epochs.value = 10
    alts, choices = set(), itertools.product(("raw", "divided"), ("relu", "tanh"))
    for (encoding, activation), window in itertools.product(
        choices, range(lab.window.min, lab.window.max + 1)
    ):
        move(lab, encoding=encoding, activation=activation, window=window)
        alts.add(lab.picture.alt)
        assert pixels(lab).shape == SHAPE
        if window < 10:
            assert re.match(r"\d+ of 20 networks (is|are) within", lab.words.text)
            assert len(lab.loss) == 10
        else:
            assert lab.words.text.startswith("Nothing is left to train on")
            assert lab.words.text in lab.picture.alt
            assert lab.loss is lab.val_loss is lab.test_error is None
        assert ("no validation curve" in lab.notes.text) == (5 <= window < 10)
    assert lab.window.max == 14
    assert len(alts) == 4 * 14


@pytest.mark.parametrize("units", ["min", "max"])
@pytest.mark.parametrize("epochs", ["min", "max"])
def test_extremes_of_units_and_epochs(lab, units, epochs):
    move(lab, epochs=lab.epochs.min, window=9)
    lab.units.value = getattr(lab.units, units)
    lab.epochs.value = getattr(lab.epochs, epochs)
    assert lab.loss.shape == (lab.epochs.value, 20)
    assert f"{lab.units.value} unit" in lab.notes.text
    assert f"{lab.epochs.value} epochs" in lab.notes.text
    assert np.isfinite(lab.test_error).all()


def test_window_that_ends_in_zero_is_left_out_in_words(lab):
    move(lab, window=1, encoding="divided")
    assert "1 window ends in 0, cannot be divided by it and is left" in lab.notes.text
    assert "Trained on 8 windows" in lab.notes.text
    lab.encoding.value = "raw"
    assert "left out" not in lab.notes.text
    assert "Trained on 9 windows" in lab.notes.text


def test_picture_changes_with_every_move(lab):
    seen = [pixels(lab)]
    for name, value in (
        ("window", 4),
        ("units", 5),
        ("epochs", 50),
        ("encoding", "divided"),
        ("activation", "tanh"),
        ("window", 12),
        ("epochs", 150),
    ):
        move(lab, **{name: value})
        seen.append(pixels(lab))
        assert seen[-1].shape == seen[0].shape
        assert (seen[-1] != seen[-2]).any()


def test_each_panel_shows_the_networks(lab):
    before = pixels(lab)
    lab.new_seeds.click()
    changed = (pixels(lab) != before).any(axis=2)
    upper, lower = changed[: int(250 * SCALE)], changed[int(330 * SCALE) :]
    left, right = int(432 * SCALE), int(518 * SCALE)
    assert upper[:, :left].any()  # loss
    assert upper[:, right:].any()  # predictions
    assert lower.any()  # test errors
    assert not upper[:, left:right].any()  # what stays


def test_figure_draws_the_arrays(lab):
    loss, errors = lab._figure._loss, lab._figure._errors
    forecast = lab._figure._forecast._bundle
    n, median = forecast._median[0].get_data()
    np.testing.assert_array_equal(n[~np.isnan(median)], lab.outcome.windows.at)
    expected = np.median(lab.predictions[:, :, 0], axis=0)
    np.testing.assert_allclose(median[~np.isnan(median)], expected)
    assert np.isnan(median).sum() == 2  # gaps between the parts
    assert len(forecast._lines.get_segments()) == 20
    for bundle, values in ((loss._train, lab.loss), (loss._val, lab.val_loss)):
        drawn = bundle._median[1].get_ydata()
        np.testing.assert_allclose(drawn, np.median(values, axis=1))
    np.testing.assert_array_equal(errors._dots.get_xdata(), lab.test_error)
    assert errors._median.get_xdata()[0] == np.median(lab.test_error)


def test_a_move_back_restores_the_picture(lab):
    before, alt, words = pixels(lab), lab.picture.alt, lab.words.text
    move(lab, window=12, encoding="divided", epochs=300)
    move(lab, window=3, encoding="raw", epochs=100)
    np.testing.assert_array_equal(pixels(lab), before)
    assert (lab.picture.alt, lab.words.text) == (alt, words)


SHORT_TEST = {"terms": TERMS[:17]}  # two terms are left to test
EXACT = [0, 1]  # integers of Python, of any size
while len(EXACT) < 94:
    EXACT.append(EXACT[-1] + EXACT[-2])
HUGE = [(-10) ** (10 * k) for k in range(31)]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("settings", "moves", "says"),
    [
        (SHORT_TEST, {}, "Nothing is left to test: a window of 3"),
        (SHORT_TEST, {"window": 1}, "of 20 networks"),
        ({"terms": np.zeros(30)}, {}, "Nothing is left to test: every test window"),
        (
            {"terms": np.zeros(30)},
            {"encoding": "divided"},
            "Nothing is left to train on: every training window ends in 0",
        ),
        ({"terms": TERMS, "n_networks": 1}, {}, "1 network"),
        ({"terms": fibonacci(93)}, {}, "of 20 networks"),
        ({"terms": EXACT}, {}, "of 20 networks"),
        ({"terms": EXACT}, {"encoding": "divided"}, "of 20 networks"),
        ({"terms": HUGE}, {}, "of 20 networks"),
        ({"terms": HUGE}, {"encoding": "divided"}, "of 20 networks"),
        ({"terms": -TERMS.astype(float)}, {}, "of 20 networks"),
        ({"terms": TERMS, "n_train": 1, "n_val": 1}, {"window": 1}, "Nothing is left"),
        ({"terms": np.sin(np.arange(40))}, {"encoding": "divided"}, "of 20 networks"),
    ],
)
def test_other_series_work_as_well(settings, moves, says):
    lab = training_lab(**settings, epochs=10)
    move(lab, **moves)
    assert says in lab.words.text


def test_targets_of_zero_are_left_out_in_words():
    lab = training_lab(np.arange(-20.0, 20))
    assert "1 test window has the target 0" in lab.notes.text
    assert np.isfinite(lab.test_error).all()


BAD_TERMS = [
    (TERMS[:15], ValueError, "n_val"),
    ([1], ValueError, "at least 3"),
    ([], ValueError, "empty"),
    ("fibonacci", TypeError, "numbers"),
    (["0", "1", "1"] * 10, TypeError, "numbers"),
    (np.ones((10, 3)), ValueError, "1 ax"),
    ([*TERMS[:29], np.nan], ValueError, "finite"),
    ([*TERMS[:29].tolist(), 10**400], ValueError, "beyond"),
]


@pytest.mark.parametrize(("terms", "error", "says"), BAD_TERMS)
def test_bad_terms_are_refused(terms, error, says):
    with pytest.raises(error, match=says):
        training_lab(terms)


def test_lab_that_was_never_made_leaves_no_noise(monkeypatch):
    noise = []
    monkeypatch.setattr(sys, "unraisablehook", noise.append)
    for terms, error, _ in BAD_TERMS:
        with pytest.raises(error):
            training_lab(terms)
    gc.collect()
    assert noise == []


@pytest.mark.parametrize("n_networks", [0, 2.5, "20"])
def test_bad_number_of_networks_is_refused(n_networks):
    with pytest.raises((TypeError, ValueError), match="n_networks"):
        training_lab(TERMS, n_networks=n_networks)


# Moving only the epochs uses what is trained


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


def test_moving_the_epochs_trains_nothing_twice(steps):
    lab = training_lab(TERMS)
    for epochs in (50, 10, 100, 160, 90, 200, 10):
        lab.epochs.value = epochs
        assert lab.loss.shape == (epochs, 20)
    assert len(steps) == 200
    lab.window.value = 4
    assert len(steps) == 210


@pytest.mark.parametrize("epochs", [10, 60, 130, 55])
def test_moved_epochs_equal_a_fresh_lab(lab, epochs):
    lab.epochs.value = epochs
    fresh = training_lab(TERMS)
    fresh.window.value = 4
    fresh.epochs.value = epochs
    fresh.window.value = 3
    np.testing.assert_array_equal(lab.loss, fresh.loss)
    np.testing.assert_array_equal(lab.val_loss, fresh.val_loss)
    np.testing.assert_array_equal(lab.predictions, fresh.predictions)
    assert lab.words.text == fresh.words.text
    assert lab.picture.alt == fresh.picture.alt


# The sentence agrees with the numbers


def counted_in(sentence: str) -> dict[str, float]:
    """Read the numbers of a sentence of the lab."""
    within, n = re.match(r"(\d+) of (\d+) networks? ", sentence).groups()
    median = re.search(r"the median is ([\d.,]+) %", sentence)
    collapsed = re.search(r"(\d+) collapsed", sentence)
    diverged = re.search(r"(\d+) diverged", sentence)
    return {
        "within": int(within),
        "n": int(n),
        "median": float(median[1].replace(",", "")) / 100 if median else np.inf,
        "collapsed": int(collapsed[1]) if collapsed else 0,
        "diverged": int(diverged[1]) if diverged else 0,
    }


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("encoding", ["raw", "divided"])
def test_sentence_agrees_with_the_predictions(lab, seed, encoding):
    lab.seed = seed
    move(lab, epochs=60 + 10 * seed, encoding=encoding)
    y_true = TERMS[18:, np.newaxis]
    off = np.abs(lab.predictions[:, -12:] - y_true) / y_true
    error = off.mean(axis=(1, 2))
    said = counted_in(lab.words.text)
    assert said["within"] == (error <= 0.0275).sum()
    assert said["n"] == 20
    assert said["collapsed"] == (error > 0.9).sum()
    assert said["median"] == pytest.approx(np.median(error), rel=0.06)
    np.testing.assert_allclose(lab.test_error, error)


def test_alternative_text_agrees_with_the_arrays(lab):
    alt = lab.picture.alt
    start, end = np.median(lab.loss, axis=1)[[0, -1]]
    assert f"goes from {start:.3g} to {end:.3g} in training" in alt
    assert f"to {np.median(lab.val_loss[-1]):.3g} in validation" in alt
    assert "position 29, where 514,229 is true" in alt
    assert f"says {np.median(lab.predictions[:, -1]):,.0f}" in alt
    assert f"median {words.share(np.median(lab.test_error))}" in alt


@pytest.fixture
def broken_networks(monkeypatch):
    """Let the first three of the networks start from weights that are no numbers."""

    def draw(n_networks, units, activation, seed):
        weights = init_networks(n_networks, units, seed=seed, activation=activation)
        weights.kernel[:2], weights.dense_bias[2] = np.nan, np.inf
        return weights

    monkeypatch.setattr(experiment, "first_weights", draw)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("encoding", ["raw", "divided"])
def test_networks_that_diverge_are_counted(broken_networks, encoding):
    lab = training_lab(TERMS)
    lab.encoding.value = encoding
    said = counted_in(lab.words.text)
    assert said["diverged"] == np.isinf(lab.test_error).sum() == 3
    assert said["collapsed"] == ((lab.test_error > 0.9) & (lab.test_error < 9e9)).sum()
    assert "infinite" in lab.picture.alt
    assert pixels(lab).shape == SHAPE


@pytest.mark.filterwarnings("error")
def test_numbers_too_large_for_float32_diverge():
    lab = training_lab(10.0 ** np.arange(0, 120, 4))
    assert "the median network diverged" in lab.words.text
    assert counted_in(lab.words.text)["diverged"] > 10


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0 %"),
        (0.0563, "5.6 %"),
        (0.999, "100 %"),
        (1, "100 %"),
        (12.4, "1,200 %"),
        (2.5e-7, "0.000025 %"),
        (np.inf, "infinite"),
    ],
)
def test_percentages_have_two_digits_that_count(share, said):
    assert words.share(share) == said


# It can be used by those who do not see it


def test_controls_have_names_and_tips(lab):
    for control in (
        *(lab.window, lab.units, lab.epochs, lab.encoding, lab.activation),
        *(lab.new_seeds, lab.train_in_keras, lab.cancel),
    ):
        assert control.description
        assert control.tooltip
    for slider in (lab.window, lab.units, lab.epochs):
        assert slider.continuous_update


def test_words_and_picture_are_marked_for_screen_readers(lab):
    for box in (lab.words, lab.notes, lab.keras_words):
        box.say("a < b")
        assert "a &lt; b" in box.value
        # Read out when it changes: the sentence and Keras, but not the notes as well.
        assert ('role="alert"' in box.value) == (box is not lab.notes)
        box.say("a < b", busy=True)
        assert "alert" not in box.value
        assert 'aria-busy="true"' in box.value
    assert 'alt="Three charts of 20 networks after 100 epochs;' in lab.picture.value


def test_sizes_are_fixed(lab):
    for box in (lab.words, lab.notes, lab.keras_words):
        assert box.layout.height.endswith("px")
    assert 'width="900" height="448"' in lab.picture.value


def test_widgets_load_neither_keras_nor_pyplot():
    code = (
        "from course_utils.widgets import training_lab; import sys; "
        "training_lab(range(1, 31)); "
        "sys.exit(not {'keras', 'tensorflow', 'matplotlib.pyplot'}.isdisjoint("
        "sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], timeout=2 * LONGEST)
    assert run.returncode == 0


# Errors


def test_an_error_is_shown_and_raised(lab, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("out of numbers")

    with monkeypatch.context() as patch:
        patch.setattr(experiment.Growth, "_validate", fail)  # amid an epoch
        with pytest.raises(RuntimeError, match="out of numbers"):
            lab.window.value = 4
        assert "out of numbers" in lab.words.text
        with pytest.raises(RuntimeError, match="out of numbers"):
            lab.finish(LONGEST)
    lab.epochs.value = 90  # of the same setting, but nothing of it is used
    assert lab.finish(LONGEST).loss.shape == lab.val_loss.shape == (90, 20)
    lab.window.value, lab.epochs.value = 5, 100
    assert lab.finish(LONGEST).loss.shape == (100, 20)
    lab.window.value = 4
    assert "Window 4" in lab.notes.text


# Nothing that is kept for later can be changed


def test_cached_networks_cannot_be_changed():
    lab = training_lab(TERMS)
    weights, words_before = lab.experiment.growth.weights, lab.words.text
    for array in weights.arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(AttributeError):
        weights.kernel = weights.kernel * 0
    for array in (lab.loss, lab.val_loss, lab.predictions, lab.test_error):
        array[...] = 0
    weights.flatten()[...] = 0
    move(lab, epochs=50)
    move(lab, epochs=100)
    assert lab.words.text == words_before
    again = training_lab(TERMS)
    assert again.words.text == words_before
    assert again.experiment.growth.weights is weights
    drawn = init_networks(20, 4, activation="relu")
    for array, expected in zip(weights.arrays, drawn.arrays, strict=True):
        np.testing.assert_array_equal(array, expected)


def test_series_changed_afterwards_changes_nothing():
    terms = TERMS.copy()
    lab, fresh = training_lab(terms), training_lab(TERMS)
    terms[:] = 7
    move(lab, window=4)
    move(fresh, window=4)
    assert lab.words.text == fresh.words.text
    assert picture_shown(lab) == picture_shown(fresh)


# A slider's move travels one way through the rooms of the package

PACKAGE = Path(course_utils.__file__).parent
FOLDERS = "lstm", "plots", "words"  # each is one room; elsewhere a room is a file
DOOR = "_validate.py"  # several rooms ask there whether they may be entered
MOST_ROOMS = 8


class Way:
    """Which rooms of the package call which while something is done.

    Attributes
    ----------
    modules : list of str
        The files entered.
    calls : set of (str, str)
        Pairs of rooms: the caller and the called.
    """

    def __init__(self, act) -> None:
        self.modules, self.calls, self._inside = [], set(), []
        sys.setprofile(self._look)
        try:
            act()
        finally:
            sys.setprofile(None)

    def _look(self, frame, event, _arg) -> None:
        file = Path(frame.f_code.co_filename)
        if event not in ("call", "return") or not file.is_relative_to(PACKAGE):
            return
        if event == "return":
            self._inside.pop()
            return
        file = file.relative_to(PACKAGE)
        if file.as_posix() not in self.modules:
            self.modules.append(file.as_posix())
        room = file.parts[0] if file.parts[0] in FOLDERS else file.as_posix()
        if self._inside and self._inside[-1] != room:
            self.calls.add((self._inside[-1], room))
        self._inside.append(room)

    @property
    def rooms(self) -> set[str]:
        """The rooms entered."""
        return {room for call in self.calls for room in call}

    def circle(self) -> set[str]:
        """Return the rooms from which the way leads back to where it came from."""
        rooms = self.rooms
        while rooms:  # take away, time and again, what calls none of the others
            ends = rooms - {a for a, b in self.calls if {a, b} <= rooms}
            if not ends:
                break
            rooms -= ends
        return rooms


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("window", 12),
        ("units", 7),
        ("epochs", 50),
        ("epochs", 120),
        ("encoding", "divided"),
    ],
)
def test_a_move_travels_one_way(lab, name, value):
    way = Way(lambda: move(lab, **{name: value}))
    print(f"\n{name}: {len(way.modules)} modules, {', '.join(way.modules)}")
    assert way.circle() == set()
    rooms = way.rooms - {DOOR}
    assert len(rooms) <= MOST_ROOMS, sorted(rooms)
    assert way.modules[0] == "widgets/board.py"
    assert not [call for call in way.calls if call[0] == DOOR]
    assert {b for a, b in way.calls if a == "widgets/board.py"} == {
        "widgets/lab/widget.py"
    }


def test_a_way_back_is_noticed(lab):
    way = Way(lab._repaint)  # the widget paints by itself, and asks the board to show
    assert way.circle() == set()
    way.calls.add(("widgets/board.py", "widgets/lab/widget.py"))
    assert way.circle() == {"widgets/board.py", "widgets/lab/widget.py"}


def test_a_saved_notebook_shows_how_a_training_ends():
    async def play():
        lab = training_lab(TERMS, epochs=100)
        lab.units.value, lab.epochs.value = 16, 500
        assert lab.is_busy
        stored = lab._repr_mimebundle_()["text/html"]
        assert not lab.is_busy
        assert "Epoch" not in stored and html.escape(lab.words.text) in stored

    asyncio.run(play())

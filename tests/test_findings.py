"""The numbers of an audit: nothing leaks, everybody is judged alike, verdicts hold."""

from functools import partial

import numpy as np
import pytest

from course_utils.audit import examine, networks
from course_utils.audit.findings import NAMES, choose_simplest
from course_utils.audit.forecasts import as_forecast
from course_utils.forecast import fit_linear, naive_forecast, roll_out
from course_utils.series import fibonacci, make_windows

RNG = np.random.default_rng(3)
WAVES = 5 + np.sin(np.arange(60) * 0.7) + 0.3 * RNG.normal(size=60)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Train for a few epochs only: here the numbers count, not their size."""
    monkeypatch.setattr("course_utils.audit.forecasts.EPOCHS", 30)
    monkeypatch.setattr(networks, "TRIAL_EPOCHS", 10)


@pytest.fixture(scope="module")
def found():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course_utils.audit.forecasts.EPOCHS", 30)
        patch.setattr(networks, "TRIAL_EPOCHS", 10)
        return examine(WAVES, seeds=3)


def test_the_parts_and_the_forecasts(found):
    assert (found.n_train, found.n_val, found.n_test) == (36, 9, 15)
    assert list(found.judged) == [name for name in NAMES if name != "yours"]
    assert found.single.shape == (3,) and not found.season_is_given
    for one in found.judged.values():
        assert one.predictions.shape == one.errors.shape == (15,)
        assert np.isclose(one.mase, one.errors.mean() / found.scale)
        assert one.horizons[1] == one.mase and 0 <= one.covered <= 1
    assert found.best == min(found.judged, key=lambda name: found.judged[name].mase)
    assert found.ratios[found.use].value == 1
    errors = [trial.error for trial in found.tried]
    assert errors == sorted(errors) and len(errors) >= 8
    assert np.isclose(found.scale, np.abs(np.diff(WAVES[:36])).mean())


def test_simple_forecasts_by_hand(found):
    past, test = WAVES[:45], WAVES[45:]
    last, season = WAVES[44:-1], WAVES[45 - found.season : -found.season]
    drift = last + (past[-1] - past[0]) / 44
    by_hand = {"mean": np.full(15, past.mean()), "last": last, "season": season}
    for name, values in {**by_hand, "drift": drift}.items():
        np.testing.assert_allclose(found.judged[name].predictions, values)
        errors = np.abs(values - test)
        np.testing.assert_allclose(found.judged[name].errors, errors)


def test_forecasts_further_ahead_run_freely(found):
    order, errors = found.order, []
    linear = fit_linear(*make_windows(WAVES[:45], order), intercept=True)
    for start in range(45, 60 - 4):
        free = roll_out(linear, WAVES[start - order : start], 5)
        errors.append(abs(free[-1] - WAVES[start + 4]))
    expected = np.mean(errors) / found.scale
    assert np.isclose(found.judged["linear"].horizons[5], expected)
    assert set(found.judged["linear"].horizons) == {1, 2, 5}  # 15 values: not 10


def test_nothing_of_the_test_part_leaks(found):
    other = WAVES.copy()
    other[46:] = RNG.normal(size=14)
    changed = examine(other, seeds=3)
    assert changed.setting == found.setting and changed.order == found.order
    assert changed.season == found.season and changed.scale == found.scale
    for name, one in found.judged.items():
        assert changed.judged[name].predictions[0] == one.predictions[0]
        assert changed.judged[name].margin == one.margin


def test_the_validation_part_is_learned_from_but_not_while_choosing(found):
    other = WAVES.copy()
    other[40:45] += 3
    changed = examine(other, seeds=3)
    for name in ("lstm", "linear", "mean"):
        one, other = found.judged[name], changed.judged[name]
        assert one.predictions[-1] != other.predictions[-1]
    assert changed.scale == found.scale


def test_your_forecast_is_judged_like_the_others():
    found = examine(WAVES, forecast=naive_forecast, window=4, seeds=2)
    yours, last = found.judged["yours"], found.judged["last"]
    np.testing.assert_array_equal(yours.errors, last.errors)
    assert yours.horizons == last.horizons and yours.margin == last.margin
    assert list(found.judged).index("yours") == len(found.judged) - 2


class Regressor:
    """Looks like one of scikit-learn."""

    n_features_in_ = 3

    def predict(self, X):
        """Predict from rows."""
        assert X.ndim == 2
        return X[:, -1]


class KerasLike:
    """Looks like a model of Keras."""

    input_shape = (None, 3, 1)

    def predict(self, X, verbose):
        """Predict from windows."""
        assert X.ndim == 3 and verbose == 0
        return X[:, -1]


@pytest.mark.parametrize(
    ("forecast", "window"),
    [
        (Regressor(), None),
        (KerasLike(), None),
        (lambda X: X[:, -1, 0], 3),
        (fit_linear([[[0], [0], [1]]], [[1]]), None),
    ],
)
def test_forecasts_of_every_kind_are_taken(forecast, window):
    function, taken = as_forecast(forecast, window, longest=10)
    assert taken == 3
    X = np.arange(6.0).reshape(2, 3, 1)
    np.testing.assert_allclose(function(X), X[:, -1])


@pytest.mark.parametrize(
    ("forecast", "window", "error", "said"),
    [
        (naive_forecast, None, ValueError, "How many values"),
        (Regressor(), 4, ValueError, "takes 3 values, but window is 4"),
        (naive_forecast, 11, ValueError, "window must be a whole number from 1 to 10"),
        ("LSTM", 3, TypeError, "'LSTM'"),
    ],
)
def test_a_forecast_that_is_none_is_refused(forecast, window, error, said):
    with pytest.raises(error, match=said):
        as_forecast(forecast, window, longest=10)


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"series": WAVES[:19]}, ValueError, "at least 20 values, but this one has 19"),
        ({"series": np.ones(30)}, ValueError, "never changes"),
        ({"series": [*WAVES[:30], np.nan]}, ValueError, "index 30"),
        ({"series": ["a"] * 30}, TypeError, "'a'"),
        ({"series": WAVES.reshape(2, 30)}, ValueError, "axis"),
        ({"series": WAVES * 1e200}, ValueError, "Take another unit"),
        ({"series": WAVES * 1e-200}, ValueError, "Take another unit"),
        ({"n_train": 3}, ValueError, "n_train must be at least 4"),
        ({"n_train": 60}, ValueError, "n_train"),
        ({"n_val": 0}, ValueError, "n_val"),
        ({"seeds": 1}, ValueError, "seeds"),
        ({"season": 40}, ValueError, "it must fit into the training"),
        ({"forecast": lambda X: X[:1, 0], "window": 2}, ValueError, "shape"),
        ({"forecast": lambda X: X[:, 0] * np.nan, "window": 2}, ValueError, "finite"),
    ],
)
def test_bad_input_is_refused_in_words(change, error, said):
    with pytest.raises(error, match=said):
        examine(**({"series": WAVES, "seeds": 2} | change))


@pytest.mark.parametrize(
    "series",
    [
        np.arange(20) ** 2,  # whole numbers, few
        -np.exp(np.arange(30) / 5),
        WAVES[:40] * 1e90,
        WAVES[:40] * 1e-90,
        np.r_[WAVES[:30], np.zeros(10)],
        np.r_[WAVES[:24], np.full(16, 5.0)],
        3 + 2.0 * np.arange(40),  # each step the same
        1.5 ** np.arange(60) * (-1) ** np.arange(60),  # runs away
    ],
)
def test_odd_series_are_audited_as_well(series):
    found = examine(series, seeds=2)
    assert np.isfinite([one.mase for one in found.judged.values()]).all()
    assert found.use in found.judged


def test_windows_are_counted_by_their_shape():
    season = np.tile([1.0, 5.0, 2.0, 8.0], 10)
    found = examine(season, seeds=2)
    assert (found.n_different, found.n_seen, found.n_test) == (4, 10, 10)
    assert found.season == 4 and found.outside == 0
    growing = examine(fibonacci(30), seeds=2)
    assert growing.outside == 1 and growing.n_different == 1


def test_the_simplest_of_equals_is_chosen():
    rng = np.random.default_rng(0)
    noise = rng.exponential(size=80)
    errors = {"mean": 3 * noise, "last": noise, "linear": 0.99 * noise + 0.01}
    assert choose_simplest(errors) == "last"
    assert choose_simplest(errors | {"lstm": 0.2 * noise}) == "lstm"
    assert choose_simplest({"mean": noise, "last": noise}) == "mean"


def test_progress_is_told():
    told = []
    examine(WAVES[:30], seeds=2, tell=lambda stage, share: told.append((stage, share)))
    stages = list(dict.fromkeys(stage for stage, _ in told))
    assert stages == ["choose", "train", "judge"] and told[-1] == ("judge", 1)
    for stage in stages:
        shares = [share for s, share in told if s == stage]
        assert shares == sorted(shares) and max(shares) <= 1


def test_a_given_season_is_kept():
    found = examine(WAVES, season=9, seeds=2)
    assert found.season == 9 and found.season_is_given


def test_ensembles_see_what_their_encoding_says():
    X = np.array([[[2.0], [4.0]], [[3.0], [0.0]]])
    weights = networks.init_networks(2, 3)
    make = partial(networks.Ensemble, weights, level=1.0, size=2.0)
    inputs = {
        e: make(encoding=e).inputs(X)[:, :, 0].tolist() for e in networks.ENCODINGS
    }
    assert inputs["scaled"] == [[0.5, 1.5], [1, -0.5]]
    assert inputs["changes"] == [[-1, 0], [1.5, 0]]
    assert inputs["divided"] == [[0.5, 1], [3, 0]]

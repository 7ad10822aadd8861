"""Baselines, errors with and without sign, and forecasts of one step and of many."""

import re
from dataclasses import FrozenInstanceError
from statistics import mean

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils.forecast import (
    drift_forecast,
    fit_linear,
    growth_forecast,
    k_step_forecast,
    mean_forecast,
    naive_forecast,
    ratio_forecast,
    relative_error,
    roll_out,
    season_forecast,
    signed_error,
)
from course_utils.series import fibonacci, make_windows, split_series

TRAIN, _, TEST = split_series(fibonacci(30))
X_TRAIN, Y_TRAIN = make_windows(TRAIN, 3)  # 7 windows of F(0) ... F(9)
X_TEST, Y_TEST = make_windows(TEST, 3)  # 12 windows of F(15) ... F(29)


def column(*values):
    """Return values as targets or predictions, of shape (n, 1)."""
    return np.array(values, dtype=float)[:, np.newaxis]


# naive_forecast


def test_naive_forecast_repeats_the_last_value():
    X = np.array([[[1], [2], [3]], [[4], [5], [6]]])
    assert naive_forecast(X).tolist() == [[3], [6]]


def test_naive_forecast_takes_the_first_feature():
    assert naive_forecast([[[1, 10], [2, 20]]]).tolist() == [[2]]


def test_naive_forecast_misses_fibonacci_by_38_percent():
    error = relative_error(Y_TEST, naive_forecast(X_TEST))
    np.testing.assert_allclose(error, 0.382, atol=5e-4)


# ratio_forecast


def test_mean_ratio_is_that_of_the_seven_training_windows():
    by_hand = mean([2 / 1, 3 / 2, 5 / 3, 8 / 5, 13 / 8, 21 / 13, 34 / 21])
    assert ratio_forecast(X_TRAIN, Y_TRAIN).ratio == pytest.approx(by_hand, rel=1e-14)


def test_last_ratio_is_that_of_the_last_training_window():
    assert ratio_forecast(X_TRAIN, Y_TRAIN, use="last").ratio == 34 / 21


def test_ratio_forecast_multiplies_the_last_value():
    forecast = ratio_forecast([[[5], [2]]], [[6]])
    assert forecast([[[1], [10]], [[1], [-1]]]).tolist() == [[30], [-3]]


def test_windows_that_end_in_0_have_no_ratio():
    X, y = make_windows([0, 0, 4, 8, 0, 3], 1)  # ratios 8 / 4 and 0 / 8
    assert ratio_forecast(X, y).ratio == 1
    assert ratio_forecast(X, y, use="last").ratio == 0


@pytest.mark.parametrize(("use", "percent"), [("mean", 2.65), ("last", 0.0626)])
def test_ratio_forecast_misses_fibonacci_by(use, percent):
    forecast = ratio_forecast(X_TRAIN, Y_TRAIN, use)
    error = relative_error(Y_TEST, forecast(X_TEST))
    np.testing.assert_allclose(100 * error, percent, rtol=2e-3)


# fit_linear


def test_fit_linear_finds_the_rule_of_fibonacci():
    assert len(X_TRAIN) == 7
    weights = fit_linear(X_TRAIN, Y_TRAIN).weights
    np.testing.assert_allclose(weights, column(0, 1, 1), atol=1e-12)


def test_fit_linear_predicts_fibonacci_to_ten_digits():
    assert len(X_TEST) == 12
    error = relative_error(Y_TEST, fit_linear(X_TRAIN, Y_TRAIN)(X_TEST))
    assert error.max() < 1e-10


@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_fit_linear_recovers_a_random_linear_rule(order, seed):
    rng = np.random.default_rng(seed)
    rule, series = rng.uniform(-1, 1, order), list(rng.normal(size=order))
    while len(series) < 4 * order:
        series.append(float(np.dot(rule, series[-order:])))
    X, y = make_windows(series, order)
    assume(np.linalg.cond(X[:, :, 0]) < 1e6)  # full rank, by a wide margin
    np.testing.assert_allclose(fit_linear(X, y).weights[:, 0], rule, atol=1e-8)


def test_fit_linear_equals_the_normal_equations():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 3, 1)), rng.normal(size=(20, 1))
    rows = X[:, :, 0]
    by_hand = np.linalg.inv(rows.T @ rows) @ rows.T @ y
    np.testing.assert_allclose(fit_linear(X, y).weights, by_hand, rtol=1e-10)


def test_linear_forecast_adds_weighted_values():
    forecast = fit_linear([[[1], [0]], [[0], [1]]], [[10], [-1]])
    np.testing.assert_allclose(forecast([[[2], [3]], [[4], [5]]]), column(17, 35))


def test_forecasts_cannot_be_changed_by_accident():
    with pytest.raises(FrozenInstanceError):
        ratio_forecast(X_TRAIN, Y_TRAIN).ratio = 2
    with pytest.raises(FrozenInstanceError):
        fit_linear(X_TRAIN, Y_TRAIN).weights = column(0, 1, 1)


BASELINES = {
    "naive": naive_forecast,
    "ratio": ratio_forecast(X_TRAIN, Y_TRAIN),
    "linear": fit_linear(X_TRAIN, Y_TRAIN),
}
every_baseline = pytest.mark.parametrize("forecast", BASELINES.values(), ids=BASELINES)


@every_baseline
def test_baseline_predicts_one_value_for_each_window(forecast):
    assert forecast(X_TEST).shape == (12, 1)
    assert forecast(X_TEST[:1]).shape == (1, 1)


@every_baseline
def test_baseline_leaves_its_windows_as_they_were(forecast):
    X = X_TEST.copy()
    forecast(X)
    np.testing.assert_array_equal(X, X_TEST)


# relative_error


def test_relative_error_by_hand():
    error = relative_error(column(2, -4, 10), column(3, -4, 8))
    np.testing.assert_allclose(error, column(0.5, 0, 0.2))


reals = st.floats(-1e6, 1e6)
targets = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 9), st.just(1)), elements=st.floats(0.01, 1e6)
)


@given(targets, st.floats(-0.9, 10))
def test_relative_error_of_a_share_is_that_share(y, share):
    np.testing.assert_allclose(
        relative_error(y, y * (1 + share)), abs(share), atol=1e-9
    )


@given(targets)
def test_relative_error_of_the_truth_is_0(y):
    assert not relative_error(y, y).any()


@given(targets, targets, st.floats(0.01, 100))
def test_relative_error_ignores_sign_and_unit(y, other, unit):
    n = min(len(y), len(other))
    y, other = y[:n], other[:n]
    error = relative_error(y, other)
    np.testing.assert_array_equal(relative_error(-y, -other), error)
    np.testing.assert_allclose(relative_error(unit * y, unit * other), error, atol=1e-9)


@given(targets, st.floats(0, 0.9))
def test_relative_error_is_the_same_above_and_below(y, share):
    above, below = relative_error(y, y + share * y), relative_error(y, y - share * y)
    np.testing.assert_allclose(above, below, atol=1e-9)


def test_relative_error_compares_many_networks_with_one_truth():
    y_true = column(1, 2, 4, 5)
    y_pred = np.stack([y_true, 2 * y_true, 0 * y_true])  # (3, 4, 1)
    error = relative_error(y_true, y_pred)
    assert error.shape == (3, 4, 1)
    np.testing.assert_allclose(error[:, :, 0].T, [[0, 1, 1]] * 4)


def test_relative_error_takes_the_integers_of_the_series():
    error = relative_error(fibonacci(93)[1:, np.newaxis], np.zeros((92, 1)))
    assert (error == 1).all()


both_errors = pytest.mark.parametrize("error_of", [relative_error, signed_error])


@both_errors
@pytest.mark.parametrize("wrong", [(4,), (3, 1), (4, 4), (1, 4), (4, 1, 1), (2, 3, 1)])
def test_an_error_refuses_predictions_of_shape(error_of, wrong):
    message = rf"same shape.*\(4, 1\).*\({', '.join(map(str, wrong))},?\)"
    with pytest.raises(ValueError, match=message):
        error_of(column(1, 2, 3, 4), np.ones(wrong))


@both_errors
def test_an_error_refuses_a_flat_truth(error_of):
    with pytest.raises(ValueError, match=r"y_true must have 2 axes.*\(4,\)"):
        error_of([1, 2, 3, 4], column(1, 2, 3, 4))


@both_errors
def test_an_error_refuses_a_true_0(error_of):
    with pytest.raises(ValueError, match=r"y_true .* 0.*divided by 0"):
        error_of(column(1, 0), column(1, 1))


# signed_error


def test_signed_error_is_below_0_where_a_prediction_is_too_small():
    error = signed_error(column(2, 2, 2, -4, -4), column(3, 2, 1, -5, -2))
    np.testing.assert_allclose(error, column(0.5, 0, -0.5, -0.25, 0.5))


@given(targets, st.floats(-3, 3), st.sampled_from([-1, 1]))
def test_signed_error_of_a_share_is_that_share(y, share, sign):
    y = sign * y
    error = signed_error(y, y + share * np.abs(y))
    np.testing.assert_allclose(error, share, atol=1e-9)


networks = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 4), st.just(6), st.just(1)), elements=reals
)


@given(networks)
def test_relative_error_is_signed_error_without_its_sign(y_pred):
    y_true = column(-3, -0.5, 0.1, 1, 20, 1e5)
    error = signed_error(y_true, y_pred)
    assert error.shape == y_pred.shape
    np.testing.assert_array_equal(np.sign(error), np.sign(y_pred - y_true))
    np.testing.assert_array_equal(np.abs(error), relative_error(y_true, y_pred))


# roll_out


def test_roll_out_of_least_squares_goes_on_with_fibonacci_to_f36():
    forecast = fit_linear(X_TRAIN, Y_TRAIN)
    y_pred = roll_out(forecast, fibonacci(18)[15:], n_steps=19)
    np.testing.assert_allclose(y_pred, fibonacci(37)[18:], rtol=1e-9)


def test_roll_out_of_the_last_value_stays_constant():
    assert roll_out(naive_forecast, [3, 1, 4], 5).tolist() == [4] * 5


def test_roll_out_of_a_ratio_grows_by_it():
    forecast = ratio_forecast([[[1]]], [[2]])
    assert roll_out(forecast, [5, 3], 4).tolist() == [6, 12, 24, 48]


small = st.integers(-3, 3)


@given(st.lists(st.tuples(small, small), min_size=1, max_size=5), st.integers(1, 9))
def test_roll_out_equals_a_loop_over_a_list(pairs, n_steps):
    start, rule = zip(*pairs, strict=True)
    values = list(start)
    for _ in range(n_steps):
        lags = values[-len(rule) :]
        values.append(sum(w * v for w, v in zip(rule, lags, strict=True)))
    weights = np.array(rule)[:, np.newaxis]
    y_pred = roll_out(lambda X: X[:, :, 0] @ weights, start, n_steps)
    assert y_pred.tolist() == values[len(start) :]  # whole numbers below 2**53: exact


def test_roll_out_shows_one_window_of_the_networks_shape_at_a_time():
    seen = []

    def predict_next(X):
        seen.append(X.copy())
        return X[:, -1] + 1

    y_pred = roll_out(predict_next, [7, 8], 3)
    assert y_pred.shape == (3,)
    assert y_pred.dtype == np.float64
    assert [X.shape for X in seen] == [(1, 2, 1)] * 3
    assert [X[0, :, 0].tolist() for X in seen] == [[7, 8], [8, 9], [9, 10]]


def test_roll_out_leaves_its_start_as_it_was():
    start = np.array([1.0, 2.0])
    roll_out(naive_forecast, start, 3)
    assert start.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("n_steps", "error"),
    [(0, ValueError), (-1, ValueError), (2.5, TypeError), (True, TypeError)],
)
def test_roll_out_refuses_n_steps(n_steps, error):
    with pytest.raises(error, match=rf"n_steps .*at least 1.* it is {n_steps}\."):
        roll_out(naive_forecast, [1, 2, 3], n_steps)


@pytest.mark.parametrize(
    ("start", "error", "message"),
    [
        ([[1, 2, 3]], ValueError, r"1 ax[ei]s .*\(1, 3\)"),
        ([], ValueError, r"empty.*\(0,\)"),
        ([1, np.nan], ValueError, r"finite.* index 1 .*nan"),
        (["a", "b"], TypeError, r"numbers only.*'a'"),
    ],
)
def test_roll_out_refuses_the_start(start, error, message):
    with pytest.raises(error, match=f"start_window .*{message}"):
        roll_out(naive_forecast, start, 3)


def test_roll_out_refuses_a_rule_that_gives_two_values():
    with pytest.raises(ValueError):
        roll_out(lambda X: X[:, :2, 0], [1, 2, 3], 2)


# k_step_forecast


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 12), st.data())
def test_k_step_forecast_is_the_kth_value_of_a_roll_out(window, n, k, data):
    rule = data.draw(hnp.arrays(np.float64, (window, 1), elements=st.floats(-1, 1)))
    X = data.draw(hnp.arrays(np.float64, (n, window, 1), elements=st.floats(-9, 9)))

    def forecast(X):
        return np.tanh(X[:, :, 0] @ rule) + X[:, -1] / 2  # of no simple kind

    y_pred = k_step_forecast(forecast, X, k)
    assert y_pred.shape == (n, 1)
    assert y_pred.dtype == np.float64
    for one_window, value in zip(X, y_pred, strict=True):
        freely = roll_out(forecast, one_window[:, 0], k)
        np.testing.assert_allclose(value, freely[-1:], atol=1e-9)


@every_baseline
def test_one_step_is_a_prediction(forecast):
    np.testing.assert_array_equal(
        k_step_forecast(forecast, X_TEST, 1), forecast(X_TEST)
    )


def test_k_steps_of_least_squares_are_terms_of_fibonacci():
    terms = fibonacci(50)
    for k in range(1, 20):
        y_pred = k_step_forecast(fit_linear(X_TRAIN, Y_TRAIN), X_TEST, k)
        np.testing.assert_allclose(y_pred[:, 0], terms[17 + k :][:12], rtol=1e-9)


def test_k_steps_of_simple_baselines():
    X = [[[1], [2]], [[5], [3]]]
    assert k_step_forecast(naive_forecast, X, 9).tolist() == [[2], [3]]
    double = ratio_forecast([[[1]]], [[2]])
    assert k_step_forecast(double, X, 4).tolist() == [[32], [48]]


def test_k_step_forecast_leaves_its_windows_as_they_were():
    X = X_TEST.copy()
    k_step_forecast(naive_forecast, X, 3)
    np.testing.assert_array_equal(X, X_TEST)


@pytest.mark.parametrize(
    ("k", "error"),
    [
        (0, ValueError),
        (-1, ValueError),
        (2.5, TypeError),
        ("two", TypeError),
        (True, TypeError),
        (None, TypeError),
    ],
)
def test_k_step_forecast_refuses_k(k, error):
    with pytest.raises(error, match=rf"k must .*at least 1, but it is {k!r}\."):
        k_step_forecast(naive_forecast, X_TEST, k)


@pytest.mark.parametrize(
    ("forecast", "shape"),
    [
        (lambda X: X[:, -1, 0], r"\(12,\)"),
        (lambda X: X[:, :2, 0], r"\(12, 2\)"),
        (lambda X: X[np.newaxis, :, -1], r"\(1, 12, 1\)"),
    ],
)
def test_k_step_forecast_refuses_forecasts_of_another_shape(forecast, shape):
    message = rf"one value for each window, shape \(12, 1\), .*returned shape {shape}"
    with pytest.raises(ValueError, match=message):
        k_step_forecast(forecast, X_TEST, 2)


def test_k_step_forecast_refuses_two_features():
    with pytest.raises(ValueError, match=r"X must have 1 feature in.*\(2, 3, 2\)"):
        k_step_forecast(naive_forecast, np.ones((2, 3, 2)), 1)


# Bad input of the baselines


BAD_X = {
    "flat": ([1, 2, 3], ValueError, r"X .*3 axes .*\(3,\)"),
    "two axes": ([[1, 2, 3]], ValueError, r"X .*3 axes .*\(1, 3\)"),
    "NaN": ([[[1], [2], [np.nan]]], ValueError, r"X .*index \(0, 2, 0\) .*nan"),
    "text": ([[["a"], ["b"], ["c"]]], TypeError, r"X .*numbers only.*'a'"),
    "empty": (np.ones((0, 3, 1)), ValueError, r"X is empty.*\(0, 3, 1\)"),
}


@every_baseline
@pytest.mark.parametrize(("X", "error", "message"), BAD_X.values(), ids=BAD_X)
def test_baseline_refuses(forecast, X, error, message):
    with pytest.raises(error, match=message):
        forecast(X)
    with pytest.raises(error, match=message):
        k_step_forecast(forecast, X, 2)


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ((2, 4, 1), "3 time steps"),
        ((2, 2, 1), "3 time steps"),
        ((2, 3, 2), "1 feature in"),
    ],
)
def test_linear_forecast_refuses_windows_unlike_those_of_the_training(shape, wanted):
    with pytest.raises(
        ValueError, match=rf"X must have {wanted}.*{re.escape(str(shape))}"
    ):
        fit_linear(X_TRAIN, Y_TRAIN)(np.ones(shape))


def test_ratio_forecast_refuses_two_features():
    with pytest.raises(
        ValueError, match=r"X_train must have 1 feature in.*\(7, 3, 2\)"
    ):
        ratio_forecast(np.ones((7, 3, 2)), Y_TRAIN)


fitted_baseline = pytest.mark.parametrize("fit", [ratio_forecast, fit_linear])


@fitted_baseline
def test_fit_refuses_windows_and_targets_of_different_length(fit):
    with pytest.raises(ValueError, match=r"X_train has 7 and y_train has 6"):
        fit(X_TRAIN, Y_TRAIN[:-1])


@fitted_baseline
def test_fit_refuses_flat_targets(fit):
    with pytest.raises(ValueError, match=r"y_train .*2 axes .*\(7,\)"):
        fit(X_TRAIN, Y_TRAIN[:, 0])


def test_fit_linear_refuses_two_features():
    with pytest.raises(ValueError, match=r"1 feature.*\(7, 3, 2\)"):
        fit_linear(np.ones((7, 3, 2)), Y_TRAIN)


def test_ratio_forecast_refuses_windows_that_all_end_in_0():
    with pytest.raises(ValueError, match=r"(?i)every .*ends in 0"):
        ratio_forecast([[[1], [0]], [[2], [0]]], [[1], [2]])


@pytest.mark.parametrize("use", ["median", None, 1])
def test_ratio_forecast_refuses_another_use(use):
    with pytest.raises(ValueError, match=rf"use .*'mean', 'last'.* {use!r}\."):
        ratio_forecast(X_TRAIN, Y_TRAIN, use)


@both_errors
@pytest.mark.parametrize(
    ("y_true", "y_pred", "error"),
    [
        ([2.0], [[1.0], [2.0]], ValueError),
        (2.0, [1.0, 2.0], ValueError),
        ([["a"]], [["a"]], TypeError),
        ([[1.0]], [["a"]], TypeError),
        ([[np.nan]], [[1.0]], ValueError),
        ([], [], ValueError),
    ],
)
def test_an_error_refuses_what_is_no_pair_of_columns(error_of, y_true, y_pred, error):
    with pytest.raises(error, match=r"y_true|y_pred"):
        error_of(y_true, y_pred)


def test_an_error_of_small_unsigned_integers_does_not_wrap():
    five, three = (np.array([[k]], dtype=np.uint8) for k in (5, 3))
    assert relative_error(five, three) == pytest.approx(0.4)
    assert signed_error(five, three) == pytest.approx(-0.4)


def test_naive_forecast_is_no_view_of_the_windows():
    X = np.ones((2, 3, 1))
    assert not np.shares_memory(naive_forecast(X), X)


def test_roll_out_refuses_a_rule_that_returns_two_values():
    with pytest.raises(ValueError, match=r"one value.*shape \(1, 2\)"):
        roll_out(lambda X: X[:, :2, 0], [1, 2, 3], 2)


# Baselines of a series with a level, a season or a trend of its own


def test_the_mean_is_predicted_again():
    X = np.zeros((3, 2, 1))
    assert mean_forecast([1, 2, 6])(X).tolist() == [[3], [3], [3]]


@given(season=st.integers(1, 6), longer=st.integers(0, 3))
def test_a_season_ago_is_the_value_before_the_target(season, longer):
    series = np.arange(20.0) ** 2
    X, y = make_windows(series, season + longer)
    at = np.arange(season + longer, 20)
    y_pred = season_forecast(season)(X)
    np.testing.assert_array_equal(y_pred[:, 0], series[at - season])
    assert y_pred.shape == y.shape


def test_a_season_of_one_is_the_last_value():
    np.testing.assert_array_equal(season_forecast(1)(X_TEST), naive_forecast(X_TEST))


def test_drift_goes_on_as_from_the_first_value_to_the_last():
    drift = drift_forecast([3, 9, 4, 9])
    assert drift.step == 2
    assert drift([[[1], [5]]]).tolist() == [[7]]
    line = 4 + 3.0 * np.arange(10)
    X, y = make_windows(line, 2)
    np.testing.assert_allclose(drift_forecast(line)(X), y)


def test_growth_goes_on_as_it_was():
    X = np.array([[[1.0], [2]], [[-2], [-4]], [[0], [3]], [[-2], [4]], [[5], [0]]])
    assert growth_forecast(X).tolist() == [[4], [-8], [3], [4], [0]]
    geometric = 3 * 1.7 ** np.arange(9)
    X, y = make_windows(geometric, 2)
    np.testing.assert_allclose(growth_forecast(X), y)


@given(seed=st.integers(0, 99), order=st.integers(1, 4))
def test_autoregression_equals_least_squares_with_a_column_of_ones(seed, order):
    series = 50 + np.random.default_rng(seed).normal(size=40).cumsum()
    X, y = make_windows(series, order)
    found = fit_linear(X, y, intercept=True)
    table = np.column_stack([X[:, :, 0], np.ones(len(X))])
    expected = np.linalg.lstsq(table, y, rcond=None)[0]
    np.testing.assert_allclose(found.weights, expected[:-1], atol=1e-6)
    np.testing.assert_allclose(found(X), table @ expected, atol=1e-6)
    assert fit_linear(X, y).constant == 0


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: mean_forecast([]), ValueError, "empty"),
        (lambda: mean_forecast(["a"]), TypeError, "'a'"),
        (lambda: season_forecast(0), ValueError, "season"),
        (lambda: season_forecast(1.5), TypeError, "season"),
        (lambda: season_forecast(4)(X_TEST), ValueError, "at least 4 time steps"),
        (lambda: drift_forecast([1]), ValueError, "at least 2 values"),
        (lambda: growth_forecast(X_TEST[:, :1]), ValueError, "at least 2 values"),
    ],
)
def test_bad_input_of_simple_forecasts_is_refused(call, error, said):
    with pytest.raises(error, match=said):
        call()

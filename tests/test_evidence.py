"""Scaled errors, the paired bootstrap and the conformal margin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.evidence import (
    block_sums,
    compare_errors,
    conformal_margin,
    mase_scale,
)

ERRORS = st.lists(st.floats(0, 1e6), min_size=2, max_size=40)


def test_the_unit_of_the_scaled_error_is_that_of_hyndman_and_koehler():
    series = [3, 5, 4, 4, 9]
    assert mase_scale(series) == np.mean([2, 1, 0, 5])
    assert mase_scale(series, season=2) == np.mean([1, 1, 5])


@pytest.mark.parametrize(
    ("series", "season", "said"),
    [
        ([1], 1, "at least 2 values"),
        ([4, 4, 4], 1, "never changes"),
        ([1, 2, 1, 2], 2, "from one season of 2 steps to the next"),
        ([1, 2, 3], 3, "from 1 to 2"),
        ([1, np.nan], 1, "finite"),
    ],
)
def test_a_series_without_a_unit_is_refused(series, season, said):
    with pytest.raises(ValueError, match=said):
        mase_scale(series, season)


@given(values=ERRORS, size=st.integers(1, 40))
def test_sums_of_blocks_are_those_of_a_ring(values, size):
    size = min(size, len(values))
    ring = [*values, *values]
    expected = [sum(ring[k : k + size]) for k in range(len(values))]
    np.testing.assert_allclose(block_sums(np.array(values), size), expected, atol=1e-6)


@given(errors=st.lists(st.floats(0.1, 10), min_size=2), factor=st.floats(0.1, 10))
def test_errors_in_a_fixed_proportion_leave_no_doubt(errors, factor):
    ratio = compare_errors(np.array(errors) * factor, errors)
    np.testing.assert_allclose(ratio, factor)
    assert ratio.is_ahead == (factor < 1 - 2e-6) or abs(factor - 1) < 3e-6
    assert ratio.is_behind == (factor > 1 + 2e-6) or abs(factor - 1) < 3e-6


def test_swapped_forecasts_have_the_inverse_ratio():
    one, other = np.random.default_rng(0).exponential(size=(2, 50))
    ratio, swapped = compare_errors(one, other), compare_errors(other, one)
    np.testing.assert_allclose([1 / ratio.value, 1 / ratio.high], swapped[:2])
    assert compare_errors(one, other) == ratio  # the same draws again


def test_forecasts_without_errors_are_equal_and_ahead_of_all_others():
    none, some = np.zeros(20), np.ones(20)
    assert compare_errors(none, none) == (1, 1, 1)
    assert compare_errors(none, some).is_ahead
    assert compare_errors(some, none).is_behind


def test_the_interval_holds_the_true_ratio_about_as_often_as_it_says():
    rng, held = np.random.default_rng(0), []
    for _ in range(300):  # neighbours resemble each other, and so do the two forecasts
        noise = rng.normal(size=(3, 203))
        noise = noise[:, 3:] + noise[:, 2:-1] + noise[:, 1:-2]
        one, other = np.abs(noise[0] + noise[1]), np.abs(noise[0] + noise[2])
        ratio = compare_errors(one, other, level=0.9)
        held.append(ratio.low <= 1 <= ratio.high)
    assert 0.82 <= np.mean(held) <= 0.97


def lasting(rng, phi, n):
    """Return n values that last: each is phi of the one before, and chance."""
    values = rng.normal(size=n + 30)
    for t in range(1, len(values)):
        values[t] = phi * values[t - 1] + np.sqrt(1 - phi**2) * values[t]
    return values[30:]


@pytest.mark.parametrize("n", [3, 5, 12, 40])
@pytest.mark.parametrize("phi", [0, 0.5])
def test_equally_good_forecasts_are_seldom_surely_ahead(n, phi):
    rng, called = np.random.default_rng(0), 0
    for _ in range(300):
        shared, one, other = (lasting(rng, phi, n) for _ in range(3))
        ratio = compare_errors(np.abs(shared + one), np.abs(shared + other))
        called += ratio.is_ahead or ratio.is_behind
    assert called / 300 < 0.06  # "2 or 3 of 100"; unstretched 0.04 to 0.33


def test_a_large_error_that_did_not_happen_cannot_be_drawn():
    """Where one errs rarely but greatly, equally good ones are told apart too often."""
    rng, called = np.random.default_rng(0), 0
    for _ in range(200):
        rare = np.where(rng.random(20) < 0.05, 20, 0.2) * rng.uniform(0.5, 1.5, 20)
        steady = 1.19 * rng.uniform(0.5, 1.5, 20)  # the same mean
        called += compare_errors(rare, steady).is_ahead
    assert 0.2 < called / 200 < 0.6  # the words of an audit warn of it


def test_the_interval_of_a_few_blocks_is_that_of_student():
    errors = 1 + 1e-3 * np.random.default_rng(0).normal(size=(40, 8))  # 4 blocks of 2
    shares = []
    for row in errors:
        low, high = np.log(compare_errors(row, np.ones(8), level=0.9)[1:])
        blocks = (row + np.roll(row, -1)) / 2  # a ring of 8
        shares.append((high - low) / 2 / (blocks.std() / np.sqrt(3)))
    assert abs(np.mean(shares) / 2.353 - 1) < 0.05  # t of 3 degrees, 5 % above it


def test_one_value_says_nothing():
    assert compare_errors([1], [2]) == (0.5, 0, np.inf)
    assert not compare_errors([1], [2]).is_ahead


@pytest.mark.parametrize(
    ("errors", "other", "level", "said"),
    [
        ([1, 2], [1, 2, 3], 0.9, "errors has 2 and other has 3"),
        ([1, -2], [1, 2], 0.9, "must not be negative"),
        ([1, 2], [1, 2], 1, "between 0 and 1"),
        ([1, np.inf], [1, 2], 0.9, "finite"),
    ],
)
def test_what_cannot_be_compared_is_refused(errors, other, level, said):
    with pytest.raises(ValueError, match=said):
        compare_errors(errors, other, level)


@given(errors=ERRORS, level=st.floats(0.01, 0.99))
def test_the_margin_is_the_smallest_error_that_is_large_enough(errors, level):
    n = len(errors)
    large = [e for e in errors if sum(x <= e for x in errors) >= (n + 1) * level - 1e-9]
    assert conformal_margin(errors, level) == min(large, default=np.inf)


def test_the_margin_holds_its_promise_on_data_of_one_kind():
    errors = np.abs(np.random.default_rng(0).standard_cauchy((4000, 31)))
    margins = np.array([conformal_margin(row[:30], 0.9) for row in errors])
    share = (errors[:, 30] <= margins).mean()  # by theory 28 / 31
    assert abs(share - 28 / 31) < 0.02


def test_too_few_errors_promise_nothing():
    assert conformal_margin(np.arange(8.0), 0.9) == np.inf
    assert conformal_margin(np.arange(9.0), 0.9) == 8
    with pytest.raises(ValueError, match="negative"):
        conformal_margin([-1, 2])

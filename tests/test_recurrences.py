"""Series that follow a rule, against integers; and windows from random starts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.recurrences import FIBONACCI, linear_recurrence, random_starts
from course_utils.series import fibonacci

no_deadline = settings(deadline=None)

# linear_recurrence


@no_deadline
@given(st.integers(2, 79))
def test_fibonacci_is_the_rule_if_weights_are_left_out(n_terms):
    series = linear_recurrence([0, 1], n_terms)
    assert series.dtype == np.float64
    assert series.tolist() == fibonacci(n_terms).tolist()  # exact to F(78)


# OEIS A000032, A001045, A000129 and A000073
KNOWN = {
    "Lucas": ([2, 1], (1, 1), [2, 1, 3, 4, 7, 11, 18, 29, 47, 76]),
    "Jacobsthal": ([0, 1], (2, 1), [0, 1, 1, 3, 5, 11, 21, 43, 85, 171]),
    "Pell": ([0, 1], (1, 2), [0, 1, 2, 5, 12, 29, 70, 169, 408, 985]),
    "tribonacci": ([0, 0, 1], (1, 1, 1), [0, 0, 1, 1, 2, 4, 7, 13, 24, 44]),
    "powers of 2": ([1], (2,), [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]),
}


@pytest.mark.parametrize(("start", "weights", "terms"), KNOWN.values(), ids=KNOWN)
def test_series_that_others_have_written_down(start, weights, terms):
    assert linear_recurrence(start, 10, weights).tolist() == terms


def test_lucas_numbers_are_sums_of_fibonacci_numbers_two_apart():
    lucas, terms = linear_recurrence([2, 1], 77), fibonacci(78)
    np.testing.assert_array_equal(lucas[1:], terms[:-2] + terms[2:])


def test_jacobsthal_numbers_equal_their_formula():
    terms = linear_recurrence([0, 1], 50, weights=[2, 1]).tolist()
    assert terms == [(2**n - (-1) ** n) // 3 for n in range(50)]


def continued(start, n_terms, weights):
    """Continue a series in Python integers, which are exact."""
    terms = list(start)
    while len(terms) < n_terms:
        lags = terms[-len(weights) :]
        terms.append(sum(w * x for w, x in zip(weights, lags, strict=True)))
    return terms


small = st.integers(-3, 3)


@no_deadline
@given(st.integers(1, 4), st.integers(0, 16), st.data())
def test_linear_recurrence_equals_python_integers(k, more, data):
    start, weights = (
        data.draw(st.lists(small, min_size=k, max_size=k)) for _ in range(2)
    )
    series = linear_recurrence(start, k + more, weights)
    assert series.shape == (k + more,)
    # At most 3 * 4 ** 16 in size, which float64 holds exactly.
    assert series.tolist() == continued(start, k + more, weights)


@no_deadline
@given(st.integers(1, 4), st.integers(1, 6), st.integers(0, 16), st.data())
def test_many_series_at_once_are_each_as_if_alone(k, n_series, more, data):
    row = st.lists(small, min_size=k, max_size=k)
    starts = data.draw(st.lists(row, min_size=n_series, max_size=n_series))
    weights = data.draw(row)
    together = linear_recurrence(starts, k + more, weights)
    assert together.shape == (n_series, k + more)
    for start, series in zip(starts, together, strict=True):
        alone = linear_recurrence(start, k + more, weights)
        np.testing.assert_array_equal(series, alone)


def test_as_many_terms_as_values_are_the_start_itself():
    assert linear_recurrence([5, 3, 4], 3, [1, 1, 1]).tolist() == [5, 3, 4]


def test_linear_recurrence_changes_nothing_and_shares_nothing():
    start, weights = np.array([[0.0, 1.0], [2.0, 1.0]]), np.array([1.0, 1.0])
    for n_terms in (2, 5):
        series = linear_recurrence(start, n_terms, weights)
        assert not np.shares_memory(series, start)
    assert start.tolist() == [[0, 1], [2, 1]]
    assert weights.tolist() == [1, 1]


def test_small_integers_do_not_wrap():
    start = np.array([200, 100], dtype=np.uint8)
    assert linear_recurrence(start, 3)[2] == 300


@pytest.mark.parametrize(
    ("start", "error", "message"),
    [
        ([1], ValueError, r"start must hold 2 values.* \(1,\)"),
        ([1, 2, 3], ValueError, r"start must hold 2 values.* \(3,\)"),
        ([[1, 2, 3]], ValueError, r"start must hold 2 values.* \(1, 3\)"),
        ([[1], [2]], ValueError, r"start must hold 2 values.* \(2, 1\)"),
        (5, ValueError, r"start must have 1 axis .*\(\)"),
        (np.ones((1, 2, 2)), ValueError, r"start must have 2 axes .*\(1, 2, 2\)"),
        ([], ValueError, r"start is empty.*\(0,\)"),
        (np.ones((0, 2)), ValueError, r"start is empty.*\(0, 2\)"),
        ([[1, 2], [3]], ValueError, "start must have rows of equal length"),
        ([1, np.nan], ValueError, "start .*finite.* index 1 it holds nan"),
        ([[1, 2], [np.inf, 1]], ValueError, r"start .*index \(1, 0\) it holds inf"),
        ("ab", TypeError, "start must hold numbers only.*'ab'"),
        (["a", "b"], TypeError, "start must hold numbers only.*'a'"),
        ([True, False], TypeError, "start must hold numbers only.*True"),
        (None, TypeError, "start must hold numbers only.*None"),
        ([1j, 1], TypeError, "start must hold numbers only.*1j"),
    ],
)
def test_linear_recurrence_refuses_the_start(start, error, message):
    with pytest.raises(error, match=message):
        linear_recurrence(start, 5)


@pytest.mark.parametrize(
    ("weights", "error", "message"),
    [
        ([1, 1, 1], ValueError, r"start must hold 3 values, one for each weight"),
        (1, ValueError, r"weights must have 1 axis .*\(\)"),
        ([[1, 1]], ValueError, r"weights must have 1 axis .*\(1, 2\)"),
        ([], ValueError, r"weights is empty.*\(0,\)"),
        ([[1], [1, 2]], ValueError, "weights must have rows of equal length"),
        ([1, np.nan], ValueError, "weights .*finite.* index 1 it holds nan"),
        ("Fibonacci", TypeError, "weights must hold numbers only.*'Fibonacci'"),
        ([True, True], TypeError, "weights must hold numbers only.*True"),
        (None, TypeError, "weights must hold numbers only.*None"),
    ],
)
def test_linear_recurrence_refuses_weights(weights, error, message):
    with pytest.raises(error, match=message):
        linear_recurrence([1, 1], 5, weights)


@pytest.mark.parametrize(
    ("n_terms", "error"),
    [
        (2, ValueError),
        (0, ValueError),
        (-1, ValueError),
        (5.0, TypeError),
        ("ten", TypeError),
        (True, TypeError),
        (None, TypeError),
    ],
)
def test_linear_recurrence_refuses_n_terms(n_terms, error):
    with pytest.raises(error, match=rf"n_terms .*at least 3, but it is {n_terms!r}\."):
        linear_recurrence([0, 0, 1], n_terms, [1, 1, 1])


# random_starts


@no_deadline
@given(st.integers(1, 30), st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_random_starts_follow_the_fibonacci_rule(n_series, window, seed):
    X, y = random_starts(n_series, window, seed)
    assert X.shape == (n_series, window, 1)
    assert y.shape == (n_series, 1)
    assert X.dtype == y.dtype == np.float64
    series = np.concatenate([X[:, :, 0], y], axis=1)
    assert ((series[:, :2] >= 0) & (series[:, :2] < 1)).all()
    sums = series[:, :-2] + series[:, 1:-1]
    np.testing.assert_allclose(series[:, 2:], sums, rtol=1e-14)


def test_random_starts_are_windows_of_3_and_seed_0_if_left_out():
    for one, other in zip(random_starts(4), random_starts(4, 3, 0), strict=True):
        np.testing.assert_array_equal(one, other)


@no_deadline
@given(st.integers(0, 2**32 - 1))
def test_a_seed_draws_the_same_again_and_the_next_seed_something_else(seed):
    first, again = random_starts(5, seed=seed), random_starts(5, seed=seed)
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert (random_starts(5, seed=seed + 1)[0] != first[0]).all()


def test_the_length_of_the_window_does_not_change_the_starts():
    short, long = random_starts(5, window=2), random_starts(5, window=6)
    np.testing.assert_array_equal(short[0], long[0][:, :2])
    np.testing.assert_array_equal(short[1], long[0][:, 2])


def test_random_starts_are_spread_evenly_and_independent():
    starts = random_starts(10_000, window=2)[0][:, :, 0]
    for numbers in starts.T:
        counts, _ = np.histogram(numbers, bins=10, range=(0, 1))
        np.testing.assert_allclose(counts, 1000, atol=150)  # 5 standard deviations
    assert abs(np.corrcoef(starts.T)[0, 1]) < 0.05  # again 5
    assert len(np.unique(starts)) == starts.size


def test_fibonacci_weights_are_those_of_the_random_starts():
    X, y = random_starts(20)
    np.testing.assert_allclose(X[:, -2:, 0] @ FIBONACCI, y[:, 0], rtol=1e-14)


@pytest.mark.parametrize(
    ("arguments", "lowest"),
    [
        *(({"n_series": bad}, 1) for bad in (0, -1, 2.5, "ten", True, None, np.nan)),
        *(({"window": bad}, 2) for bad in (1, 0, -3, 3.0, "three", True, None)),
        *(({"seed": bad}, 0) for bad in (-1, 0.5, "zero", False, None)),
    ],
)
def test_random_starts_refuses(arguments, lowest):
    ((name, value),) = arguments.items()
    error = ValueError if type(value) is int else TypeError
    message = rf"{name} .*at least {lowest}, but it is {value!r}\."
    with pytest.raises(error, match=message):
        random_starts(**({"n_series": 5} | arguments))

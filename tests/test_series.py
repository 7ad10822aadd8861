"""Series that follow a rule, against integers; their split, windows and scale."""

from fractions import Fraction
from math import gcd, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils.series import (
    FIBONACCI,
    fibonacci,
    linear_recurrence,
    make_windows,
    random_starts,
    scale_windows,
    split_series,
)

reals = st.floats(-1e6, 1e6)
short_series = hnp.arrays(np.float64, st.integers(2, 30), elements=reals)

F = [0, 1]  # Python integers have no limit, so these are exact
while len(F) < 101:
    F.append(F[-1] + F[-2])


# fibonacci


@given(st.integers(1, 93))
def test_fibonacci_equals_python_integers(n_terms):
    assert fibonacci(n_terms).tolist() == F[:n_terms]


@given(st.integers(1, 93))
def test_fibonacci_is_one_axis_of_int64(n_terms):
    terms = fibonacci(n_terms)
    assert terms.shape == (n_terms,)
    assert terms.dtype == np.int64


def test_fibonacci_takes_a_numpy_integer():
    assert fibonacci(np.int32(5)).tolist() == [0, 1, 1, 2, 3]


def test_fibonacci_keeps_cassinis_identity():
    terms = fibonacci(93).tolist()
    for n in range(1, 92):
        assert terms[n - 1] * terms[n + 1] - terms[n] ** 2 == (-1) ** n


def test_fibonacci_sums_to_the_term_two_further_less_one():
    terms = fibonacci(93)
    np.testing.assert_array_equal(np.cumsum(terms[:91]), terms[2:] - 1)


@given(st.integers(0, 92), st.integers(0, 92))
def test_greatest_common_divisor_of_two_terms_is_again_a_term(m, n):
    terms = fibonacci(93).tolist()
    assert gcd(terms[m], terms[n]) == terms[gcd(m, n)]


def test_binets_formula_is_exact_in_float64_to_f70_only():
    golden_ratio = (1 + sqrt(5)) / 2
    terms = fibonacci(93).tolist()
    exact = [round(golden_ratio**n / sqrt(5)) == terms[n] for n in range(93)]
    assert all(exact[:71])
    assert not exact[71]


# How far each data type is exact


@pytest.mark.parametrize(
    ("dtype", "last"), [("float32", 36), ("float64", 78), ("int32", 46)]
)
def test_data_type_is_exact_to_its_last_term_only(dtype, last):
    stored = fibonacci(93).astype(dtype).tolist()
    assert stored[: last + 1] == F[: last + 1]
    assert stored[last + 1] != F[last + 1]


def test_int32_turns_f47_negative():
    assert fibonacci(48).astype(np.int32)[47] < 0


def test_int64_ends_at_f92():
    assert fibonacci(93)[92] == F[92] <= np.iinfo(np.int64).max < F[93]


def test_windows_are_exact_to_f78_only():
    _, y = make_windows(fibonacci(80), 3)
    assert y[:-1, 0].tolist() == F[3:79]
    assert int(y[-1, 0]) != F[79]


# split_series


def test_default_split_of_30_terms_is_10_5_15():
    train, val, test = split_series(fibonacci(30))
    assert [len(train), len(val), len(test)] == [10, 5, 15]
    assert (train[0], val[0], test[0]) == (F[0], F[10], F[15])


@given(st.data())
def test_split_parts_have_their_lengths_and_join_to_the_series(data):
    terms = data.draw(hnp.arrays(np.int64, st.integers(3, 40)))
    n_train = data.draw(st.integers(1, len(terms) - 2))
    n_val = data.draw(st.integers(1, len(terms) - n_train - 1))
    parts = split_series(terms, n_train, n_val)
    n_test = len(terms) - n_train - n_val
    assert [len(part) for part in parts] == [n_train, n_val, n_test]
    np.testing.assert_array_equal(np.concatenate(parts), terms)


def test_split_keeps_the_data_type():
    assert {part.dtype for part in split_series(fibonacci(30))} == {np.dtype("int64")}


# make_windows


@given(st.data())
def test_windows_equal_a_double_loop(data):
    series = data.draw(short_series)
    window = data.draw(st.integers(1, len(series) - 1))
    X, y = make_windows(series, window)
    assert X.shape == (len(series) - window, window, 1)
    assert y.shape == (len(series) - window, 1)
    for k in range(len(series) - window):
        assert y[k, 0] == series[k + window]
        for step in range(window):
            assert X[k, step, 0] == series[k + step]


@pytest.mark.parametrize("dtype", ["int32", "int64", "float32", "float64"])
def test_windows_are_float64_of_any_series(dtype):
    X, y = make_windows(fibonacci(10).astype(dtype), 3)
    assert X.dtype == y.dtype == np.float64


def test_windows_take_a_list():
    X, y = make_windows([0, 1, 1, 2, 3], 3)
    assert X[:, :, 0].tolist() == [[0, 1, 1], [1, 1, 2]]
    assert y.tolist() == [[2], [3]]


def test_longest_window_leaves_one_target():
    X, y = make_windows(fibonacci(10), 9)
    assert X.shape == (1, 9, 1)
    assert y.tolist() == [[F[9]]]


def test_windows_can_be_written_without_changing_the_series_or_one_another():
    series = np.arange(10.0)
    X, y = make_windows(series, 3)
    assert not np.shares_memory(X, series)
    assert not np.shares_memory(y, series)
    X[0, 1, 0] = y[0, 0] = -1
    np.testing.assert_array_equal(series, np.arange(10.0))
    assert X[1, 0, 0] == 1  # the same term of the series, in the next window


@pytest.mark.parametrize(
    "kind",
    [list, lambda f: np.array(f, dtype=object), lambda f: list(map(Fraction, f))],
)
def test_windows_of_exact_numbers_of_any_size_are_rounded_to_float64(kind):
    X, y = make_windows(kind(F), window=3)
    assert X.dtype == y.dtype == np.float64
    assert y[:, 0].tolist() == [float(term) for term in F[3:]]
    assert X[-1, :, 0].tolist() == [float(term) for term in F[-4:-1]]


@pytest.mark.parametrize(
    ("series", "error", "message"),
    [
        ([1, 2, 10**400], ValueError, r"series holds a number beyond 1\.8e\+308"),
        ([1, 2**70, None], TypeError, "series must hold numbers only.*None"),
        ([1, 2**70, "a"], TypeError, "series must hold numbers only.*'a'"),
        ([1, 2**70, True], TypeError, "series must hold numbers only.*True"),
        ([1, 2**70, float("nan")], ValueError, "series must hold finite .* nan"),
        (np.array([1, [2]], dtype=object), ValueError, "rows of equal length"),
    ],
)
def test_windows_of_what_is_no_number_are_refused_in_words(series, error, message):
    with pytest.raises(error, match=message):
        make_windows(series, window=1)


# scale_windows


def test_scale_windows_of_an_example_by_hand():
    X_scaled, y_scaled, scale = scale_windows([[[1], [2]], [[3], [-4]]], [[3], [6]])
    assert X_scaled.tolist() == [[[0.5], [1.0]], [[-0.75], [1.0]]]
    assert y_scaled.tolist() == [[1.5], [-1.5]]
    assert scale.tolist() == [[2.0], [-4.0]]


positive_series = hnp.arrays(
    np.float64, st.integers(2, 30), elements=st.floats(0.001, 1e6)
)


@given(st.data())
def test_scaled_windows_end_in_1_and_times_scale_are_the_old_ones(data):
    series = data.draw(positive_series)
    X, y = make_windows(series, data.draw(st.integers(1, len(series) - 1)))
    X_scaled, y_scaled, scale = scale_windows(X, y)
    assert (X_scaled[:, -1] == 1).all()
    np.testing.assert_allclose(X_scaled * scale[:, :, np.newaxis], X, rtol=1e-14)
    np.testing.assert_allclose(y_scaled * scale, y, rtol=1e-14)


def test_scale_windows_gives_float64_and_changes_nothing():
    X, y = make_windows(fibonacci(10), 3)
    before = X.copy(), y.copy()
    scaled = scale_windows(X.astype(np.float32), y)
    assert [array.shape for array in scaled] == [(7, 3, 1), (7, 1), (7, 1)]
    assert {array.dtype for array in scaled} == {np.dtype("float64")}
    scale_windows(X, y)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_scale_windows_names_the_window_that_ends_in_0():
    X, y = make_windows([5, 1, 0, 2], 1)
    with pytest.raises(ValueError, match=r"(?i)window number 2 .*ends in 0"):
        scale_windows(X, y)


# Bad input: the message names the value and what is allowed


@pytest.mark.parametrize(
    ("n_terms", "error", "shown"),
    [
        (0, ValueError, "0"),
        (-3, ValueError, "-3"),
        (94, ValueError, "94"),
        (2.5, TypeError, "2.5"),
        ("ten", TypeError, "'ten'"),
        (True, TypeError, "True"),
        (None, TypeError, "None"),
    ],
)
def test_fibonacci_refuses(n_terms, error, shown):
    with pytest.raises(error, match=rf"n_terms .*from 1 to 93.* it is {shown}\."):
        fibonacci(n_terms)


@pytest.mark.parametrize(
    ("window", "error"),
    [(0, ValueError), (10, ValueError), (11, ValueError), (2.0, TypeError)],
)
def test_make_windows_refuses_the_window(window, error):
    with pytest.raises(error, match=rf"window .*from 1 to 9 .* it is {window}\."):
        make_windows(fibonacci(10), window)


BAD_SERIES = {
    "two axes": ([[1, 2, 3], [4, 5, 6]], ValueError, r"1 ax[ei]s .*\(2, 3\)"),
    "no axis": (5, ValueError, r"1 ax[ei]s .*\(\)"),
    "NaN": ([1, 2, np.nan, 4], ValueError, "finite.* index 2 .*nan"),
    "infinity": ([1, -np.inf, 3, 4], ValueError, "finite.* index 1 .*-inf"),
    "text": (["a", "b", "c"], TypeError, "numbers only.*'a'"),
    "complex": ([1j, 2, 3], TypeError, "numbers only.*1j"),
    "booleans": ([True, False, True], TypeError, "numbers only.*True"),
    "None": (None, TypeError, "numbers only.*None"),
    "ragged": ([1, [2, 3], 4], ValueError, "equal length"),
    "empty": ([], ValueError, r"empty.*\(0,\)"),
}
bad_series = pytest.mark.parametrize(
    ("series", "error", "message"), BAD_SERIES.values(), ids=BAD_SERIES
)


@bad_series
def test_make_windows_refuses_the_series(series, error, message):
    with pytest.raises(error, match=f"series .*{message}"):
        make_windows(series, 1)


@bad_series
def test_split_series_refuses_the_terms(series, error, message):
    with pytest.raises(error, match=f"terms .*{message}"):
        split_series(series, 1, 1)


def test_make_windows_refuses_a_single_value():
    with pytest.raises(ValueError, match=r"series .*at least 2 values.* has 1"):
        make_windows([5], 1)


@pytest.mark.parametrize("series", [[5], [5, 8]])
def test_split_series_refuses_fewer_than_three_terms(series):
    with pytest.raises(ValueError, match=f"at least 3 values.* has {len(series)}"):
        split_series(series, 1, 1)


@pytest.mark.parametrize(
    ("n_train", "error"), [(0, ValueError), (29, ValueError), (10.0, TypeError)]
)
def test_split_series_refuses_n_train(n_train, error):
    with pytest.raises(error, match=rf"n_train .*from 1 to 28 .* it is {n_train}\."):
        split_series(fibonacci(30), n_train)


@pytest.mark.parametrize(
    ("n_val", "error"), [(0, ValueError), (20, ValueError), ("five", TypeError)]
)
def test_split_series_refuses_n_val(n_val, error):
    with pytest.raises(error, match=rf"n_val .*from 1 to 19 .* it is '?{n_val}'?\."):
        split_series(fibonacci(30), 10, n_val)


def ones(*shape):
    return np.ones(shape)


BAD_WINDOWS = {
    "lengths": (ones(7, 3, 1), ones(6, 1), ValueError, "X has 7 and y has 6"),
    "flat y": (ones(7, 3, 1), ones(7), ValueError, r"y .*2 axes .*\(7,\)"),
    "wide y": (ones(7, 3, 1), ones(7, 7), ValueError, r"y .*samples, 1.*\(7, 7\)"),
    "flat X": (ones(7, 3), ones(7, 1), ValueError, r"X .*3 axes .*\(7, 3\)"),
    "features": (ones(7, 3, 2), ones(7, 1), ValueError, r"1 feature.*\(7, 3, 2\)"),
    "NaN": ([[[1], [np.nan]]], [[1]], ValueError, r"X .*index \(0, 1, 0\) .*nan"),
    "text": (ones(1, 3, 1), [["a"]], TypeError, "y .*numbers only.*'a'"),
    "empty": (ones(0, 3, 1), ones(0, 1), ValueError, r"X is empty.*\(0, 3, 1\)"),
}


@pytest.mark.parametrize(
    ("X", "y", "error", "message"), BAD_WINDOWS.values(), ids=BAD_WINDOWS
)
def test_scale_windows_refuses(X, y, error, message):
    with pytest.raises(error, match=message):
        scale_windows(X, y)


# linear_recurrence


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


@given(st.integers(1, 4), st.integers(0, 16), st.data())
def test_linear_recurrence_equals_python_integers(k, more, data):
    start, weights = (
        data.draw(st.lists(small, min_size=k, max_size=k)) for _ in range(2)
    )
    series = linear_recurrence(start, k + more, weights)
    assert series.shape == (k + more,)
    # At most 3 * 4 ** 16 in size, which float64 holds exactly.
    assert series.tolist() == continued(start, k + more, weights)


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

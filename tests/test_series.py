"""The Fibonacci series, its split in time, its windows and their scale."""

from math import gcd, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils.series import (
    fibonacci,
    make_windows,
    scale_windows,
    split_series,
)

no_deadline = settings(deadline=None)
reals = st.floats(-1e6, 1e6)
short_series = hnp.arrays(np.float64, st.integers(2, 30), elements=reals)

F = [0, 1]  # Python integers have no limit, so these are exact
while len(F) < 101:
    F.append(F[-1] + F[-2])


# fibonacci


@no_deadline
@given(st.integers(1, 93))
def test_fibonacci_equals_python_integers(n_terms):
    assert fibonacci(n_terms).tolist() == F[:n_terms]


@no_deadline
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


@no_deadline
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


@no_deadline
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


@no_deadline
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


# scale_windows


def test_scale_windows_of_an_example_by_hand():
    X_scaled, y_scaled, scale = scale_windows([[[1], [2]], [[3], [-4]]], [[3], [6]])
    assert X_scaled.tolist() == [[[0.5], [1.0]], [[-0.75], [1.0]]]
    assert y_scaled.tolist() == [[1.5], [-1.5]]
    assert scale.tolist() == [[2.0], [-4.0]]


positive_series = hnp.arrays(
    np.float64, st.integers(2, 30), elements=st.floats(0.001, 1e6)
)


@no_deadline
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

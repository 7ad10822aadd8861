"""The adding problem: against the words of the paper, one sequence at a time."""

import importlib.util
import json
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.adding import (
    StoppingRule,
    adding_batches,
    adding_problem,
    is_wrong,
)
from course_utils.models import keras

min_lengths = st.integers(12, 300)
seeds = st.integers(0, 2**32 - 1)
ASSETS = Path(__file__).parents[1] / "assets"


# The task


def one_by_one(T, n, seed):
    """Draw sequences as the paper tells it, in lists; the draws are those of ours."""
    rng = np.random.default_rng(seed)
    window = T + T // 10
    lengths = [int(k) for k in rng.integers(T, window, n, endpoint=True)]
    firsts = rng.integers(0, 10, n)
    seconds = rng.integers(0, T // 2 - 1, n)
    values = rng.uniform(-1, 1, (n, window))
    found = []
    for length, first, second, row in zip(
        lengths, firsts, seconds, values, strict=True
    ):
        sequence = [[float(value), 0.0] for value in row[window - length :]]
        sequence[first][1] = 1.0
        unmarked = [pair for pair in sequence if pair[1] == 0.0]
        unmarked[: T // 2 - 1][second][1] = 1.0
        if sequence[0][1] == 1.0:  # its marker will be lost: it counts as 0
            marked = [value for value, marker in sequence[1:] if marker == 1.0]
        else:
            marked = [value for value, marker in sequence if marker == 1.0]
        sequence[0][1] = sequence[-1][1] = -1.0
        found.append((sequence, 0.5 + sum(marked) / 4.0))
    return found


@given(min_lengths, st.integers(1, 20), seeds)
def test_sequences_are_those_drawn_one_by_one(T, n, seed):
    X, y, lengths = adding_problem(T, n, seed, "float64")
    for k, (sequence, target) in enumerate(one_by_one(T, n, seed)):
        assert lengths[k] == len(sequence)
        np.testing.assert_array_equal(X[k, -len(sequence) :], sequence)
        assert (X[k, : -len(sequence)] == 0).all()
        np.testing.assert_allclose(y[k], target, rtol=0, atol=1e-15)


@given(min_lengths, seeds)
def test_every_sequence_is_what_the_paper_says(T, seed):
    n = 50
    X, y, lengths = adding_problem(T, n, seed)
    window = T + T // 10
    assert X.shape == (n, window, 2) and y.shape == (n, 1) and lengths.shape == (n,)
    assert X.dtype == y.dtype == np.float32
    assert (lengths >= T).all() and (lengths <= window).all()
    assert (np.abs(X[:, :, 0]) <= 1).all()
    assert (0 <= y).all() and (y <= 1).all()
    for x, target, length in zip(X, y[:, 0], lengths, strict=True):
        values, markers = x[-length:].T
        assert markers[0] == markers[-1] == -1
        assert set(markers[1:-1]) <= {0, 1}
        places = np.flatnonzero(markers == 1)
        assert len(places) in (1, 2)  # one, if the other's marker was lost
        # Places count from 0: one is of the first ten, none is later than T/2.
        assert places[0] < 10 or len(places) == 1
        assert places[-1] < max(T // 2, 10)
        assert target == pytest.approx(0.5 + values[places].sum() / 4, abs=1e-6)


def test_lengths_and_places_are_drawn_evenly():
    T, n = 40, 40_000
    X, _, lengths = adding_problem(T, n)
    _, counts = np.unique(lengths, return_counts=True)
    assert len(counts) == 5 and abs(counts / n - 0.2).max() < 0.01
    markers = X[np.arange(n)[:, np.newaxis], 44 - lengths[:, np.newaxis] + np.arange(T)]
    share = (markers[:, :, 1] == 1).mean(axis=0)  # of sequences marked at each place
    late = share[10:20]  # by the second draw only: 19 places are left
    np.testing.assert_allclose(late, 1 / 19, atol=0.006)
    assert share[0] == 0 and (share[20:] == 0).all()
    # 1/10 by the first draw, else by the second: the first lies before with 1/19 more
    np.testing.assert_allclose(share[1:10], 0.1 + 0.9 / 19, atol=0.01)


def test_a_lost_marker_counts_as_0():
    X, y, _ = adding_problem(20, 2000, 3)
    lost = [(x[:, 1] == 1).sum() == 1 for x in X]
    assert 0.05 < np.mean(lost) < 0.25  # 1/10 + 9/10 · 1/9
    values = (X[:, :, 0] * (X[:, :, 1] == 1)).sum(axis=1)
    np.testing.assert_allclose(y[lost, 0], 0.5 + values[lost] / 4, atol=1e-6)
    assert np.abs(y[lost] - 0.5).max() <= 0.25


def test_batches_are_all_new_and_the_same_each_time():
    one, other = (list(islice(adding_batches(20, 4, 5), 3)) for _ in range(2))
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a.X, b.X)
    assert len({batch.X.tobytes() for batch in one}) == 3
    alone = adding_problem(20, 4, [5, 1])
    np.testing.assert_array_equal(one[1].y, alone.y)
    another = next(adding_batches(20, 4, 6))
    assert (another.X != one[0].X).any()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((11, 5), ValueError, "min_length must .* at least 12, but it is 11"),
        ((20.0, 5), TypeError, "min_length must be a whole number"),
        ((20, 0), ValueError, "n must .* at least 1, but it is 0"),
    ],
)
def test_adding_problem_names_a_bad_value(arguments, error, message):
    with pytest.raises(error, match=message):
        adding_problem(*arguments)


def test_wrong_is_an_error_above_the_tolerance():
    y = np.array([[0.5]])
    answers = np.array([0.461, 0.459, 0.539, 0.541, np.nan, np.inf])[:, None, None]
    expected = [False, True, False, True, True, True]
    assert is_wrong(y, answers).ravel().tolist() == expected


# The rule for stopping


@settings(max_examples=20)
@given(st.integers(20, 700), seeds, st.sampled_from([0.0005, 0.002]))
def test_success_is_what_the_rule_says(n, seed, share):
    """Against a count over all errors: batches are looked at as wholes."""
    rng = np.random.default_rng(seed)
    batches, m = 4000 // n + 2, 3
    errors = rng.uniform(-0.019, 0.019, (batches, m, n, 1))
    errors[rng.random(errors.shape) < share] = 0.05
    rule = StoppingRule(m)
    needed = -(-2000 // n)  # the batches that hold the 2,000 most recent
    expected = np.zeros(m, int)
    for k in range(batches):
        new = rule.update(errors[k])
        recent = np.abs(errors[max(0, k + 1 - needed) : k + 1])
        good = (recent <= 0.04).all(axis=(0, 2, 3)) & (recent.mean((0, 2, 3)) < 0.01)
        good &= k + 1 >= needed
        assert new.tolist() == np.flatnonzero(good & (expected == 0)).tolist()
        expected[good & (expected == 0)] = (k + 1) * n
    np.testing.assert_array_equal(rule.success_after, expected)
    assert rule.done == bool(expected.all())


def test_small_errors_are_not_small_enough_if_all_lean_one_way():
    rule = StoppingRule(2)
    for _ in range(30):
        rule.update(np.array([0.02, 0.005])[:, None, None] + np.zeros((2, 100, 1)))
    assert rule.success_after.tolist() == [0, 2000]


def test_what_is_not_a_number_is_no_success():
    rule = StoppingRule(1)
    for _ in range(30):
        rule.update(np.full((1, 100, 1), np.nan))
    assert not rule.done


# The stored results


@pytest.fixture(scope="module")
def runs():
    """Return the module that makes the stored results."""
    sys.path.insert(0, str(ASSETS))
    try:
        spec = importlib.util.spec_from_file_location(
            "adding_runs", ASSETS / "adding_problem.py"
        )
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(ASSETS))


STORED = json.loads((ASSETS / "adding_problem.json").read_text("utf-8"))


def test_what_is_stored_are_the_experiments_as_they_are_set(runs):
    assert {name: STORED[name]["settings"] for name in STORED} == runs.EXPERIMENTS
    assert list(STORED) == list(runs.EXPERIMENTS)
    for name, stored in STORED.items():
        assert stored["code"] == runs.fingerprint(), f"{name} is of other code"


@pytest.mark.parametrize("name", STORED)
def test_every_stored_training_begins_as_it_does_now(runs, name):
    """The first losses hang on the task, the start, the LSTM and the optimizer."""
    stored = STORED[name]
    batches = islice(runs.training(runs.EXPERIMENTS[name]), 2)
    losses = [loss for _, loss, _ in batches]
    np.testing.assert_allclose(losses, stored["first_losses"][:2], rtol=1e-3)


def test_a_small_run_gives_what_a_stored_one_holds(runs):
    """All the way, with a short limit: nothing succeeds, and the first parts agree."""
    name = "100, 8 units"
    setting = runs.EXPERIMENTS[name] | {"limit": 2000, "networks": 3}
    result = runs.run(setting)
    assert result["success_after"] == [0, 0, 0]
    assert all(count > 1000 for count in result["test_wrong"])
    (part,) = result["wrong_curve"]
    stored = STORED[name]["wrong_curve"][0][:3]
    np.testing.assert_allclose(part, stored, atol=0.01)
    assert result["n_weights"] == 361


@pytest.mark.parametrize("name", STORED)
def test_stored_results_are_whole(name):
    stored = STORED[name]
    setting, m = stored["settings"], stored["settings"]["networks"]
    assert len(stored["success_after"]) == len(stored["test_wrong"]) == m
    assert stored["seen"] <= setting["limit"]
    assert max(stored["success_after"]) <= stored["seen"]
    assert stored["seen"] > setting["limit"] - 16 or min(stored["success_after"]) > 0
    assert all(len(part) == m for part in stored["wrong_curve"])


# The control


@pytest.mark.parametrize("kind", ["tanh", "identity"])
def test_simple_rnns_equal_those_of_keras(runs, kind):
    rnn = sys.modules["simple_rnn"]  # which the runs have imported
    units, T, n = 5, 20, 6
    X, y, lengths = adding_problem(T, n, 1)
    start = rnn.init_rnns(2, units, 0, kind)
    noise = np.random.default_rng(1).standard_normal(start.flat.shape)
    flat = (start.flat + 0.2 * noise).astype(np.float32)
    unrolled = rnn.UnrolledRNN(units, kind, X, lengths)
    error = unrolled.forward(flat) - y
    gradient = unrolled.backward(flat, 2 * error / n)
    layer = keras.layers.SimpleRNN(units, "relu" if kind == "identity" else "tanh")
    masked = [keras.Input((None, 2)), keras.layers.Masking(), layer]
    model = keras.Sequential([*masked, keras.layers.Dense(1)])
    ends = np.cumsum([2 * units, units**2, units, units, 1])[:-1]
    shapes = [(2, units), (units, units), (units,), (units, 1), (1,)]
    rate = 0.01
    for k in range(2):
        parts = np.split(flat[k], ends)
        start_k = [p.reshape(s) for p, s in zip(parts, shapes, strict=True)]
        model.set_weights(start_k)
        model.compile(keras.optimizers.SGD(rate), "mse")
        np.testing.assert_allclose(model.predict(X, verbose=0) - y, error[k], atol=1e-5)
        model.train_on_batch(X, y)
        moved = np.concatenate([w.ravel() for w in model.get_weights()])
        np.testing.assert_allclose(flat[k] - rate * gradient[k], moved, atol=1e-5)

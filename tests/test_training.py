"""Training: epoch by epoch as Keras trains, and many networks as if each were alone.

Then the parts of it: Adam stopped and continued, and the falling learning rate.
"""

import os
import re
import subprocess
import sys
import tracemalloc
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import ThreadpoolController

from course_utils.lstm import (
    cosine_decay,
    descend,
    gradients,
    init_networks,
    predict,
    train,
    training,
    unroll,
)
from course_utils.models import double_precision, keras, to_keras
from course_utils.series import fibonacci, make_windows, split_series

activations = pytest.mark.parametrize("activation", ["tanh", "relu"])
losses = pytest.mark.parametrize("loss", ["mae", "mse"])

# The recipe: 10 terms to train, 5 to validate, windows of 3, 4 units, Adam 0.01.
TRAIN, VAL, _ = split_series(fibonacci(30))
X, Y = make_windows(TRAIN, 3)
VALIDATION = X_VAL, Y_VAL = make_windows(VAL, 3)


@pytest.fixture
def float64():
    """Let Keras compute and report in float64.

    A layer remembers the data type policy, a metric the plain float type; losses
    reported by a metric in float32 would agree to 7 digits only.
    """
    with double_precision():
        yield


# Against Keras


def test_train_follows_fit_of_keras(float64):
    """One run of `fit`; the next test covers more epochs and combinations."""
    epochs, weights = 20, init_networks(1, 4, 1, 1, "tanh", "float64")
    model = to_keras(weights, 3, loss="mse")
    history = model.fit(
        X,
        Y,
        epochs=epochs,
        batch_size=len(X),
        shuffle=False,
        validation_data=VALIDATION,
        verbose=0,
    ).history
    training = train(weights, X, Y, epochs, 0.01, "mse", validation_data=VALIDATION)
    np.testing.assert_allclose(training.loss[:, 0], history["loss"], rtol=1e-6)
    np.testing.assert_allclose(training.val_loss[:, 0], history["val_loss"], rtol=1e-6)
    for result, expected in zip(
        training.weights.arrays, model.get_weights(), strict=True
    ):
        np.testing.assert_allclose(result.ravel(), expected.ravel(), atol=1e-6)


@activations
@losses
def test_train_follows_keras_for_100_epochs(float64, activation, loss):
    """Epoch by epoch through `train_on_batch`, which does the same work as `fit`.

    A `fit` costs 7 seconds, nearly all of it its own overhead per epoch.
    """
    weights = init_networks(1, 4, 1, 2, activation, "float64")
    model = to_keras(weights, 3, loss=loss)
    of_keras = []
    for _ in range(100):
        pair = []
        for run, data in (
            (model.train_on_batch, (X, Y)),
            (model.test_on_batch, VALIDATION),
        ):
            model.reset_metrics()
            pair.append(run(*data, return_dict=True)["loss"])
        of_keras.append(pair)
    training = train(weights, X, Y, 100, 0.01, loss, validation_data=VALIDATION)
    ours = np.concatenate([training.loss, training.val_loss], axis=1)
    np.testing.assert_allclose(ours, of_keras, rtol=1e-6)


def test_a_falling_rate_follows_a_schedule_of_keras(float64):
    epochs = 60
    weights = init_networks(1, 4, seed=3, dtype="float64")
    model = to_keras(weights, 3, loss="mse")
    schedule = keras.optimizers.schedules.CosineDecay(0.01, epochs)
    model.compile(keras.optimizers.Adam(schedule), loss="mse")
    expected = []
    for _ in range(epochs):
        model.reset_metrics()
        expected.append(model.train_on_batch(X, Y, return_dict=True)["loss"])
    training = train(weights, X, Y, epochs, cosine_decay(epochs), loss="mse")
    np.testing.assert_allclose(training.loss[:, 0], expected, rtol=1e-6)


@activations
def test_train_follows_keras_in_float32(activation):
    weights = init_networks(1, 4, seed=4, activation=activation)
    model = to_keras(weights, 3)
    expected = []
    for _ in range(20):
        model.reset_metrics()
        expected.append(model.train_on_batch(X, Y, return_dict=True)["loss"])
    training = train(weights, X, Y, 20)
    assert training.loss.dtype == np.float32
    np.testing.assert_allclose(training.loss[:, 0], expected, rtol=1e-4)


# Against the definition of Adam


@activations
@losses
@settings(max_examples=10)
@given(
    st.integers(1, 4),
    st.integers(1, 5),
    st.lists(st.floats(1e-4, 0.1), min_size=1, max_size=8),
)
def test_train_takes_the_steps_of_adam(activation, loss, units, window, rates):
    """Algorithm 1 of Kingma & Ba (2015), but epsilon is added where Keras adds it."""
    X, y = make_windows(np.cos(np.arange(9.0)), window)
    weights = init_networks(1, units, activation=activation, dtype="float64")
    training = train(weights, X, y, len(rates), rates, loss)

    theta, m, v = weights.flatten(), 0, 0
    for t, rate in enumerate(rates, start=1):
        value, slopes = gradients(weights.view(theta), X, y, loss)
        np.testing.assert_allclose(training.loss[t - 1], value, rtol=1e-8)
        g = slopes.flatten()
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        # Keras raises 0.9 and 0.999 to a power after rounding them to float32.
        debias_m = 1 - float(np.float32(0.9)) ** t
        debias_v = np.sqrt(1 - float(np.float32(0.999)) ** t)
        theta = theta - rate * (m / debias_m) / ((np.sqrt(v) + 1e-7) / debias_v)
    np.testing.assert_allclose(training.weights.flatten(), theta, rtol=0, atol=1e-8)


# Many networks at once


@activations
def test_twenty_networks_together_are_each_as_if_alone(activation):
    """To rounding, not to the bit: a library may add up in another order.

    (On the machine this was written on they are equal to the last bit.)
    """
    weights = init_networks(20, 4, activation=activation, dtype="float64")
    together = train(weights, X, Y, 100, validation_data=VALIDATION)
    for k in range(20):
        alone = train(
            weights.select(k),
            X,
            Y,
            100,
            validation_data=VALIDATION,
        )
        np.testing.assert_allclose(together.loss[:, [k]], alone.loss, rtol=1e-9)
        np.testing.assert_allclose(together.val_loss[:, [k]], alone.val_loss, rtol=1e-9)
        for of_many, by_itself in zip(
            together.weights.arrays, alone.weights.arrays, strict=True
        ):
            np.testing.assert_allclose(of_many[[k]], by_itself, rtol=0, atol=1e-9)


def test_networks_with_windows_of_their_own_are_trained_as_if_alone(monkeypatch):
    monkeypatch.setattr("course_utils.lstm.training.SHARE", 60)  # in several shares
    rng = np.random.default_rng(0)
    X_each, y_each = rng.normal(size=(5, 6, 3, 1)), rng.normal(size=(5, 6, 1))
    weights = init_networks(5, 4, dtype="float64")
    together = train(weights, X_each, y_each, 20, validation_data=VALIDATION)
    for k in range(5):
        pair = X_each[k], y_each[k]
        alone = train(weights.select(k), *pair, 20, validation_data=VALIDATION)
        np.testing.assert_allclose(together.loss[:, [k]], alone.loss, rtol=1e-9)
        np.testing.assert_allclose(together.val_loss[:, [k]], alone.val_loss, rtol=1e-9)
    assert len(set(together.loss[0])) == 5


def test_threads_are_no_more_than_the_computer_grants(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    for limit, threads in (("2", 2), ("8", 3), ("", 3), ("0", 1), ("many", 3)):
        monkeypatch.setenv("OMP_NUM_THREADS", limit)
        assert training.n_cores() == threads
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert training.n_cores() == 3


def test_windows_for_another_number_of_networks_are_refused():
    weights = init_networks(5, 4)
    for n_X, n_y in ((4, 5), (5, 4), (6, 6)):
        pair = np.ones((n_X, 6, 3, 1)), np.ones((n_y, 6, 1))
        with pytest.raises(ValueError, match=rf"5 networks.* for {n_X} .* for {n_y}\."):
            train(weights, *pair, 2)
    with pytest.raises(ValueError, match="has 6 and y has 7"):
        train(weights, np.ones((5, 6, 3, 1)), np.ones((5, 7, 1)), 2)


X_EACH = np.ones((5, 6, 3, 1))


@pytest.mark.parametrize(
    ("X", "y", "error", "says"),
    [
        ([[[1], [2]], [[3]]], [[1], [2]], ValueError, "X must have rows of equal"),
        (X_EACH, 1, ValueError, r"y must have 3 axes .* shape is \(\)"),
        (X_EACH, "one", TypeError, "y must hold numbers only"),
        (X_EACH, np.ones((6, 1)), ValueError, "y must have 3 axes"),
        (X_EACH * np.nan, np.ones((5, 6, 1)), ValueError, "X must hold finite"),
        (
            np.ones((5, 6, 3, 2)),
            np.ones((5, 6, 1)),
            ValueError,
            "X must have 1 feature",
        ),
        (X_EACH, np.ones((5, 6, 2)), ValueError, r"y must have shape \(samples, 1\)"),
    ],
)
def test_bad_windows_of_networks_are_refused_in_words(X, y, error, says):
    with pytest.raises(error, match=says):
        train(init_networks(5, 4), X, y, 2)


@pytest.mark.parametrize("n_shares", [1, 2, 3, 7])
def test_networks_in_shares_are_trained_as_in_one(n_shares, monkeypatch):
    weights = init_networks(7, 4, activation="relu")
    one = train(weights, X, Y, 50, validation_data=VALIDATION)
    monkeypatch.setattr(training, "SHARE", len(X) * 4 * 7 / n_shares)
    two = train(weights, X, Y, 50, validation_data=VALIDATION)
    for of_one, of_two in zip(one[:3], two[:3], strict=True):
        pairs = [(of_one, of_two)]
        if not isinstance(of_one, np.ndarray):
            pairs = zip(of_one.arrays, of_two.arrays, strict=True)
        for a, b in pairs:
            np.testing.assert_allclose(a, b, rtol=1e-6)


@pytest.mark.parametrize(("n_networks", "n_shares"), [(1, 1), (7, 3), (20, 20)])
def test_every_network_is_in_one_share(n_networks, n_shares):
    done = np.zeros(n_networks, int)

    def work(networks, stop):
        assert networks.stop > networks.start and not stop.is_set()
        done[networks] += 1

    training.side_by_side(work, n_networks, n_shares)
    assert (done == 1).all()


FAULTS = """
from resource import RUSAGE_SELF, getrusage

import numpy as np
from course_utils.lstm import init_networks, train

def faults(epochs):
    before = getrusage(RUSAGE_SELF).ru_minflt
    train(init_networks(3, 16), np.ones((200, 12, 1)), np.ones((200, 1)), epochs)
    return getrusage(RUSAGE_SELF).ru_minflt - before

faults(10)
print(faults(60) - faults(10))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is given back otherwise")
def test_an_epoch_keeps_the_memory_of_the_last_one():
    run = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True)
    assert int(run.stdout) / 50 < 100, run.stderr  # pages asked for anew; else 700


@pytest.mark.parametrize(("n_shares", "inside"), [(1, 2), (3, 1)])
def test_shares_do_not_fight_for_cores_in_matrix_products(n_shares, inside):
    def threads():
        libraries = ThreadpoolController().select(user_api="blas").info()
        return {library["num_threads"] for library in libraries}

    seen = []
    with training.threads_of_libraries().limit(limits=2, user_api="blas"):
        if threads() != {2}:
            pytest.skip("these matrix products have no threads to set")
        training.side_by_side(lambda *_: seen.append(threads()), 3, n_shares)
        assert threads() == {2}
    assert seen == [{inside}] * n_shares


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_stops_one_share_stops_the_others(error):
    seen = []

    def work(networks, stop):
        if networks.start == 0:
            raise error
        seen.append(stop.wait(timeout=30))

    with pytest.raises(error):
        training.side_by_side(work, 2, 2)
    assert seen in ([True], [])  # told to stop, or not even begun


def test_a_training_that_is_told_to_stop_takes_no_further_epoch(monkeypatch):
    taken, usual, stop = [], training.descend, Event()
    stop.set()

    def counted(*arguments):
        for loss in usual(*arguments):
            taken.append(loss)
            yield loss

    monkeypatch.setattr(training, "descend", counted)
    now = lambda work, m, _shares: work(slice(0, m), stop)  # noqa: E731
    monkeypatch.setattr(training, "side_by_side", now)
    train(init_networks(2, 4), X, Y, 50)
    assert len(taken) == 1


def test_a_broken_network_does_not_harm_its_neighbours():
    weights = init_networks(3, 4)
    expected = train(weights.select(0, 2), X, Y, 20).loss
    weights.kernel[1] = np.nan
    np.testing.assert_allclose(
        train(weights, X, Y, 20).loss[:, [0, 2]], expected, rtol=1e-5
    )


# What train promises


@activations
@losses
def test_losses_are_those_before_and_after_an_epochs_update(activation, loss):
    weights = init_networks(3, 4, activation=activation, dtype="float64")
    training = train(weights, X, Y, 5, 0.01, loss, VALIDATION)
    first, _ = gradients(weights, X, Y, loss)
    np.testing.assert_allclose(training.loss[0], first, rtol=1e-12)
    error = predict(training.weights, X_VAL) - Y_VAL
    last = (np.abs(error) if loss == "mae" else error**2).mean(axis=(1, 2))
    np.testing.assert_allclose(training.val_loss[-1], last, rtol=1e-12)


def test_shapes_and_data_type_of_a_training():
    for dtype in ("float32", "float64"):
        weights = init_networks(3, 2, dtype=dtype)
        training = train(weights, X, Y, 6, validation_data=VALIDATION)
        assert training.loss.shape == training.val_loss.shape == (6, 3)
        for before, after in zip(weights.arrays, training.weights.arrays, strict=True):
            assert before.shape == after.shape
        arrays = (*training.weights.arrays, training.loss, training.val_loss)
        assert {array.dtype for array in arrays} == {np.dtype(dtype)}
    assert train(weights, X, Y, 1).val_loss is None


def test_measuring_validation_does_not_change_the_training():
    weights = init_networks(2, 3)
    plain = train(weights, X, Y, 10)
    measured = train(weights, X, Y, 10, validation_data=VALIDATION)
    np.testing.assert_array_equal(plain.loss, measured.loss)
    for one, other in zip(plain.weights.arrays, measured.weights.arrays, strict=True):
        np.testing.assert_array_equal(one, other)


def test_validation_may_have_another_window():
    longer = make_windows(fibonacci(15), 6)
    training = train(init_networks(1, 2), X, Y, 3, validation_data=longer)
    error = predict(training.weights, longer[0]) - longer[1]
    np.testing.assert_allclose(training.val_loss[-1], np.abs(error).mean(), rtol=1e-6)


def test_what_is_given_stays_as_it_is():
    weights, rates = init_networks(2, 3), np.full(4, 0.01)
    given_arrays = (*weights.arrays, X, Y, X_VAL, Y_VAL, rates)
    copies = [array.copy() for array in given_arrays]
    training = train(weights, X, Y, 4, rates, validation_data=VALIDATION)
    for array, copy in zip(given_arrays, copies, strict=True):
        np.testing.assert_array_equal(array, copy)
    for before, after in zip(weights.arrays, training.weights.arrays, strict=True):
        assert not np.shares_memory(before, after)
        assert (before != after).any()


def test_training_twice_gives_the_same_numbers():
    one, other = (train(init_networks(3, 4), X, Y, 20).loss for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_one_rate_is_the_same_as_that_rate_for_each_epoch():
    weights = init_networks(2, 3)
    expected = train(weights, X, Y, 7, 0.02)
    for rate in ([0.02] * 7, np.full(7, 0.02), np.float32(0.02), np.array(0.02)):
        result = train(weights, X, Y, 7, rate)
        np.testing.assert_allclose(result.loss, expected.loss, rtol=1e-5)
    np.testing.assert_array_equal(
        train(weights, X, Y, 3, 1).loss, train(weights, X, Y, 3, 1.0).loss
    )


@activations
def test_the_recipe_learns(activation):
    loss = train(init_networks(20, 4, activation=activation), X, Y, 100).loss
    assert (loss[-1] < loss[0]).all()


# Memory


def test_many_trainings_leave_no_memory_behind():
    weights = init_networks(5, 4)

    def train_often(times):
        for _ in range(times):
            train(weights, X, Y, 2, validation_data=VALIDATION)

    tracemalloc.start()
    try:
        train_often(20)
        before, _ = tracemalloc.get_traced_memory()
        train_often(300)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 20_000  # bytes: the weights of one training are 2,020


# What a learner may get wrong


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"epochs": 0}, ValueError, "epochs must .* at least 1, but it is 0"),
        ({"epochs": -5}, ValueError, "epochs must .* at least 1, but it is -5"),
        ({"epochs": 2.5}, TypeError, "epochs must .* at least 1, but it is 2.5"),
        ({"epochs": "ten"}, TypeError, "epochs must .* at least 1, but it is 'ten'"),
        ({"epochs": True}, TypeError, "epochs must .* at least 1, but it is True"),
        ({"epochs": np.nan}, TypeError, "epochs must .* at least 1, but it is nan"),
        ({"learning_rate": 0}, ValueError, "learning_rate .* above 0, but it is 0"),
        ({"learning_rate": -1}, ValueError, "learning_rate .* above 0, but it is -1"),
        ({"learning_rate": np.nan}, ValueError, "learning_rate .* above 0, .* nan"),
        ({"learning_rate": np.inf}, ValueError, "learning_rate .* above 0, .* inf"),
        ({"learning_rate": "fast"}, TypeError, "learning_rate .* above 0, .* 'fast'"),
        ({"learning_rate": None}, TypeError, "learning_rate .* above 0, .* None"),
        ({"learning_rate": True}, TypeError, "learning_rate .* above 0, .* True"),
        ({"learning_rate": [0.1] * 4}, ValueError, r"for each of 5 epochs.*\(4,\)"),
        ({"learning_rate": [[0.1] * 5]}, ValueError, r"each of 5 epochs.*\(1, 5\)"),
        ({"learning_rate": [0.1] * 4 + [0]}, ValueError, "above 0, but it is 0.0"),
        ({"loss": "huber"}, ValueError, "loss must be one of 'mae', .* 'huber'"),
        ({"loss": None}, ValueError, "loss must be one of 'mae', 'mse', .* None"),
        ({"X": X[:5]}, ValueError, "same length.* X has 5 and y has 7"),
        ({"X": X[:, :, 0]}, ValueError, r"X must have 3 axes .*\(7, 3\)"),
        ({"X": X.repeat(2, 2)}, ValueError, r"X .* 1 feature in .*\(7, 3, 2\)"),
        ({"X": X * np.nan}, ValueError, "X must hold finite numbers only.* nan"),
        ({"X": X.astype(str)}, TypeError, "X must hold numbers only"),
        ({"y": Y[:, 0]}, ValueError, r"y must have 2 axes .*\(7,\)"),
        ({"y": Y * np.inf}, ValueError, "y must hold finite numbers only.* inf"),
        (
            {"validation_data": (X_VAL, Y_VAL[:1])},
            ValueError,
            "X_val has 2 and y_val has 1",
        ),
        (
            {"validation_data": (X_VAL[:, 0], Y_VAL)},
            ValueError,
            "X_val must have 3 axes",
        ),
    ],
)
def test_train_names_a_bad_value_and_the_range(arguments, error, message):
    good = {"X": X, "y": Y, "epochs": 5}
    with pytest.raises(error) as caught:
        train(init_networks(1, 2), **(good | arguments))
    assert re.search(message, str(caught.value))


@pytest.mark.parametrize(
    ("validation_data", "error", "message"),
    [
        ((np.ones((2, 3, 1)), np.ones((3, 1))), ValueError, "X_val has 2 and y_val"),
        ((np.full((2, 3, 1), np.nan), np.ones((2, 1))), ValueError, "X_val must hold"),
        (np.ones((2, 3, 1)), TypeError, "must be a pair"),
        ("none", TypeError, "must be a pair"),
    ],
)
def test_train_names_what_is_wrong_with_validation_data(
    validation_data, error, message
):
    weights = init_networks(1, 1)
    with pytest.raises(error, match=message):
        train(
            weights,
            np.ones((4, 3, 1)),
            np.ones((4, 1)),
            epochs=1,
            validation_data=validation_data,
        )


# watch


def test_watch_sees_the_weights_after_each_epoch():
    start = init_networks(3, 4, dtype="float64")
    watched = train(start, X, Y, 5, watch=lambda w: predict(w, X_VAL)).watched
    assert watched.shape == (5, 3, len(X_VAL), 1)
    for epochs in range(1, 6):
        weights = train(start, X, Y, epochs).weights
        np.testing.assert_array_equal(watched[epochs - 1], predict(weights, X_VAL))


def test_watching_changes_nothing_and_is_left_out_by_default():
    start = init_networks(2, 3)
    plain, watched = (train(start, X, Y, 4, watch=w) for w in (None, lambda w: 0))
    np.testing.assert_array_equal(plain.loss, watched.loss)
    assert plain.watched is None and watched.watched.tolist() == [0] * 4


many_epochs = st.integers(1, 500)
rates_of_start = st.floats(1e-6, 10)


# descend


@given(st.integers(1, 12))
def test_descend_may_be_stopped_after_any_epoch(stop):
    weights, rates = init_networks(2, 3, dtype="float64"), np.linspace(0.03, 0.01, 12)
    unrolled, flat = unroll(weights, X), weights.flatten()
    seen = []
    for loss in descend(flat, unrolled, Y, rates):
        seen.append(loss)
        if len(seen) == stop:
            break
    shorter = train(weights, X, Y, stop, rates[:stop])
    np.testing.assert_array_equal(seen, shorter.loss)
    np.testing.assert_array_equal(flat, shorter.weights.flatten())


def test_descend_goes_on_where_it_was_left():
    weights = init_networks(2, 3, activation="relu", dtype="float64")
    unrolled, flat = unroll(weights, X), weights.flatten()
    steps = descend(flat, unrolled, Y, [0.01] * 10, "mse")
    seen = [next(steps) for _ in range(4)]
    unroll(weights, X).forward(flat)  # to look on does no harm
    seen += list(steps)
    whole = train(weights, X, Y, 10, 0.01, "mse")
    np.testing.assert_array_equal(seen, whole.loss)
    np.testing.assert_array_equal(flat, whole.weights.flatten())


def test_descend_ends_with_its_rates_which_may_be_any_iterable():
    weights = init_networks(1, 2)
    unrolled, flat = unroll(weights, X), weights.flatten()
    rates = (0.01 / (k + 1) for k in range(3))
    assert len(list(descend(flat, unrolled, Y, rates))) == 3


def test_descend_names_an_unknown_loss():
    weights = init_networks(1, 2)
    steps = descend(weights.flatten(), unroll(weights, X), Y, [0.01], "huber")
    with pytest.raises(ValueError, match=r"loss must be one of 'mae', .*'huber'"):
        next(steps)


# cosine_decay


@given(many_epochs, rates_of_start)
def test_cosine_decay_equals_its_formula(epochs, rate):
    rates = cosine_decay(epochs, rate)
    assert rates.shape == (epochs,)
    assert rates.dtype == np.float64
    half_angles = np.pi / 2 * np.arange(epochs) / epochs
    by_hand = rate * np.cos(half_angles) ** 2  # (1 + cos 2a) / 2
    np.testing.assert_allclose(rates, by_hand, rtol=1e-9)


@pytest.mark.parametrize("rate", [0.01, 0.02, 1.5])
@pytest.mark.parametrize("epochs", [1, 2, 7, 60])
def test_cosine_decay_equals_the_schedule_of_keras(epochs, rate):
    # Keras computes in the data type of the first rate: float32 for a plain float.
    schedule = keras.optimizers.schedules.CosineDecay(np.float64(rate), epochs)
    of_keras = [float(schedule(step)) for step in range(epochs)]
    np.testing.assert_allclose(cosine_decay(epochs, rate), of_keras, rtol=1e-6)


@given(many_epochs, rates_of_start)
def test_cosine_decay_falls_from_the_first_rate_and_stays_above_0(epochs, rate):
    rates = cosine_decay(epochs, rate)
    assert rates[0] == rate
    assert (np.diff(rates) < 0).all()
    assert rates[-1] > 0


@given(many_epochs, rates_of_start)
def test_cosine_decay_is_halfway_at_half_time(epochs, rate):
    rates = cosine_decay(2 * epochs, rate)
    assert rates[epochs] == pytest.approx(rate / 2)


def test_cosine_decay_starts_at_a_hundredth_if_left_out():
    np.testing.assert_array_equal(cosine_decay(5), cosine_decay(5, 0.01))


def test_cosine_decay_takes_numbers_of_numpy():
    rates = cosine_decay(np.int32(5), np.float64(0.02))
    np.testing.assert_array_equal(rates, cosine_decay(5, 0.02))


@pytest.mark.parametrize("epochs", [1, 2, 30])
def test_train_accepts_cosine_decay(epochs):
    weights = init_networks(2, 3, dtype="float64")
    rates = cosine_decay(epochs, 0.02)
    result = train(weights, X, Y, epochs, learning_rate=rates)
    unrolled, flat = unroll(weights, X), weights.flatten()
    np.testing.assert_array_equal(result.loss, [*descend(flat, unrolled, Y, rates)])
    np.testing.assert_array_equal(result.weights.flatten(), flat)


@pytest.mark.parametrize(
    ("epochs", "error"),
    [
        (0, ValueError),
        (-5, ValueError),
        (2.5, TypeError),
        ("ten", TypeError),
        (True, TypeError),
        (None, TypeError),
        (np.nan, TypeError),
    ],
)
def test_cosine_decay_refuses_epochs(epochs, error):
    with pytest.raises(error, match=rf"epochs .* at least 1, but it is {epochs!r}\."):
        cosine_decay(epochs)


@pytest.mark.parametrize(
    ("rate", "error"),
    [
        (0, ValueError),
        (-0.01, ValueError),
        (np.nan, ValueError),
        (np.inf, ValueError),
        ("fast", TypeError),
        (True, TypeError),
        (None, TypeError),
        ([0.01, 0.02], TypeError),
    ],
)
def test_cosine_decay_refuses_a_rate(rate, error):
    with pytest.raises(error) as caught:
        cosine_decay(5, rate)
    message = f"learning_rate must be a number above 0, but it is {rate!r}."
    assert str(caught.value) == message

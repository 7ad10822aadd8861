"""Adam, stopped and continued, and the learning rate that falls along a cosine.

That its steps are those of Adam, and of Keras, is in `test_training`.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import optimizer, training
from course_utils.models import keras  # keeps TensorFlow silent
from course_utils.network import init_networks, unroll
from course_utils.optimizer import cosine_decay, descend
from course_utils.series import fibonacci, make_windows
from course_utils.training import train

no_deadline = settings(deadline=None)
X, Y = make_windows(fibonacci(10), 3)
many_epochs = st.integers(1, 500)
rates_of_start = st.floats(1e-6, 10)


@pytest.mark.parametrize("name", ["descend", "cosine_decay"])
def test_training_offers_what_the_optimizer_has(name):
    assert name in training.__all__
    assert getattr(training, name) is getattr(optimizer, name)


# descend


@no_deadline
@given(st.integers(1, 12))
def test_descend_may_be_stopped_after_any_epoch(stop):
    weights, rates = init_networks(2, 3, dtype="float64"), np.linspace(0.03, 0.01, 12)
    unrolled, flat = unroll(weights, X, "tanh"), weights.flatten()
    seen = []
    for loss in descend(flat, unrolled, Y, rates):
        seen.append(loss)
        if len(seen) == stop:
            break
    shorter = train(weights, X, Y, stop, rates[:stop])
    np.testing.assert_array_equal(seen, shorter.loss)
    np.testing.assert_array_equal(flat, shorter.weights.flatten())


def test_descend_goes_on_where_it_was_left():
    weights = init_networks(2, 3, dtype="float64")
    unrolled, flat = unroll(weights, X, "relu"), weights.flatten()
    steps = descend(flat, unrolled, Y, [0.01] * 10, "mse")
    seen = [next(steps) for _ in range(4)]
    unroll(weights, X, "relu").forward(flat)  # to look on does no harm
    seen += list(steps)
    whole = train(weights, X, Y, 10, 0.01, "relu", "mse")
    np.testing.assert_array_equal(seen, whole.loss)
    np.testing.assert_array_equal(flat, whole.weights.flatten())


def test_descend_ends_with_its_rates_which_may_be_any_iterable():
    weights = init_networks(1, 2)
    unrolled, flat = unroll(weights, X, "tanh"), weights.flatten()
    rates = (0.01 / (k + 1) for k in range(3))
    assert len(list(descend(flat, unrolled, Y, rates))) == 3


def test_descend_names_an_unknown_loss():
    weights = init_networks(1, 2)
    steps = descend(weights.flatten(), unroll(weights, X, "tanh"), Y, [0.01], "huber")
    with pytest.raises(ValueError, match=r"loss must be one of 'mae', .*'huber'"):
        next(steps)


# cosine_decay


@no_deadline
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


@no_deadline
@given(many_epochs, rates_of_start)
def test_cosine_decay_falls_from_the_first_rate_and_stays_above_0(epochs, rate):
    rates = cosine_decay(epochs, rate)
    assert rates[0] == rate
    assert (np.diff(rates) < 0).all()
    assert rates[-1] > 0


@no_deadline
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
    unrolled, flat = unroll(weights, X, "tanh"), weights.flatten()
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

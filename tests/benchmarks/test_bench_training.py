"""The recipe's training, timed: NumPy beside Keras' fit and beside TensorFlow with XLA.

Run by ``python -m pytest tests/benchmarks --benchmark-only``; a plain ``pytest`` skips
it. Whatever is compared is timed in turns, so that a busy machine slows both, and the
best of several rounds counts, because a busy machine can only add to a time.
"""

import subprocess
import sys
from functools import partial
from timeit import repeat

import numpy as np
import pytest

from course_utils.lstm import init_networks, train, training
from course_utils.series import fibonacci, make_windows

EPOCHS = 100
TERMS = fibonacci(10)


def numpy_training(n_networks=1, epochs=EPOCHS, window=3):
    """Return a function without arguments that trains the recipe's networks."""
    weights = init_networks(n_networks, units=4, activation="relu")
    return partial(train, weights, *make_windows(TERMS, window), epochs)


# To collect the tests needs no TensorFlow: it is imported where it runs.


def xla_training(n_networks=1, window=3, product="matmul"):
    """Return the same in TensorFlow, which compiles itself at the first call."""
    from xla_training import PRODUCTS, compiled_training, tf

    arrays = init_networks(n_networks, units=4).arrays
    weights = [tf.constant(array) for array in arrays]
    X, y = (tf.constant(array, tf.float32) for array in make_windows(TERMS, window))
    training = compiled_training(EPOCHS, PRODUCTS[product])
    return lambda: training(weights, X, y)[1].numpy()


def keras_training():
    """Return the same with the `fit` of Keras, on a new model."""
    import xla_training  # noqa: F401  first: TensorFlow as it comes

    from course_utils.models import to_keras

    model = to_keras(init_networks(1, units=4, activation="relu"), window=3)
    X, y = make_windows(TERMS, 3)
    return partial(
        model.fit, X, y, epochs=EPOCHS, batch_size=7, shuffle=False, verbose=0
    )


def race(benchmark, rounds, new_runner, *others):
    """Benchmark `new_runner()()`, and time the others before each of its rounds.

    Returns the best time of each in seconds.
    """
    seconds = []

    def setup():
        seconds.append([min(repeat(other, number=1, repeat=3)) for other in others])
        return (new_runner(),), {}

    benchmark.pedantic(lambda run: run(), setup=setup, rounds=rounds)
    return benchmark.stats.stats.min, *np.min(seconds, axis=0)


@pytest.mark.benchmark(group="100 epochs of the recipe")
@pytest.mark.parametrize("n_networks", [1, 20])
def test_numpy(benchmark, n_networks):
    run = numpy_training(n_networks)
    loss = benchmark.pedantic(run, rounds=30, warmup_rounds=1).loss
    assert loss.shape == (EPOCHS, n_networks)
    assert (loss[-1] < loss[0]).all()


@pytest.mark.benchmark(group="10 epochs of 100 networks with 50 units")
def test_networks_in_shares(benchmark, promise, monkeypatch):
    weights = init_networks(100, units=50, activation="relu")
    shares = partial(train, weights, *make_windows(TERMS, 3), epochs=10)

    def in_one():
        with monkeypatch.context() as change:
            change.setattr(training, "SHARE", 10**12)
            return shares()

    np.testing.assert_allclose(shares().loss, in_one().loss, rtol=1e-5)
    in_shares, one = race(benchmark, 5, lambda: shares, in_one)
    promise("all in one array / in shares", one / in_shares, at_least=1.2, digits=2)


@pytest.mark.benchmark(group="100 epochs of the recipe")
def test_keras_fit(benchmark, promise):
    losses = keras_training()().history["loss"]  # the same work, or no race
    np.testing.assert_allclose(losses[:5], numpy_training()().loss[:5, 0], rtol=1e-3)
    fit, one, twenty = race(
        benchmark, 2, keras_training, numpy_training(1), numpy_training(20)
    )
    promise("model.fit / NumPy, 1 network", fit / one, at_least=200)
    promise(
        "model.fit / NumPy, 20 networks, per network", 20 * fit / twenty, at_least=2000
    )


TIME_FIT = """
import sys
from timeit import repeat
import numpy as np
from course_utils import models

if sys.argv[1] == "as it comes":
    as_it_comes = {"disable_meta_optimizer": False}
    models.tf.config.optimizer.set_experimental_options(as_it_comes)
model = models.build_lstm(window=3, units=4, seed=0)
X, y = np.linspace(0, 1, 21).reshape(7, 3, 1), np.ones((7, 1))
print(min(repeat(lambda: model.fit(X, y, epochs=50, verbose=0), number=1, repeat=4)))
"""


@pytest.mark.benchmark(group="50 epochs in Keras")
def test_fit_that_does_not_look_for_better_ways(benchmark, promise):
    def seconds(setting):  # in a new process: TensorFlow asks for the setting once
        command = [sys.executable, "-W", "ignore", "-c", TIME_FIT, setting]
        return float(subprocess.check_output(command, stderr=subprocess.DEVNULL))

    both = []

    def run():
        both.append((seconds("as it comes"), seconds("as the course sets it")))

    benchmark.pedantic(run, rounds=2)
    as_it_comes, as_set = np.min(both, axis=0)
    promise(
        "model.fit as it comes / as the course sets it",
        as_it_comes / as_set,
        at_least=1.3,
        digits=2,
    )


@pytest.mark.benchmark(group="100 epochs of the recipe")
@pytest.mark.parametrize(
    ("n_networks", "product", "at_most"),
    [
        pytest.param(1, "matmul", None, id="1"),
        pytest.param(20, "matmul", 1.2, id="20"),
        pytest.param(20, "fused product", None, id="20 tuned"),
    ],
)
def test_xla_once_compiled(benchmark, promise, n_networks, product, at_most):
    numpy, xla = numpy_training(n_networks), xla_training(n_networks, product=product)
    losses = xla()  # compiles
    np.testing.assert_allclose(losses[:5], numpy().loss[:5], rtol=1e-3)
    xla_seconds, numpy_seconds = race(benchmark, 30, lambda: xla, numpy)
    promise(
        f"NumPy / XLA once compiled ({product}), networks: {n_networks}",
        numpy_seconds / xla_seconds,
        at_most=at_most,
        digits=2,
    )


@pytest.mark.benchmark(group="100 epochs of the recipe")
def test_xla_at_a_new_shape(benchmark, promise):
    losses = xla_training(20, 6)()  # the same work, or no race
    np.testing.assert_allclose(
        losses[:5], numpy_training(20, window=6)().loss[:5], rtol=1e-3
    )
    windows = iter([4, 5, 6])  # of which the longest is the slowest for NumPy
    xla_seconds, numpy_seconds = race(
        benchmark,
        3,
        lambda: xla_training(20, next(windows)),
        numpy_training(20, window=6),
    )
    promise(
        "XLA at a new shape / NumPy, 20 networks",
        xla_seconds / numpy_seconds,
        at_least=20,
    )


@pytest.mark.benchmark(group="growth: the largest size")
@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("n_networks", [1, 10, 100, 1000]),
        ("epochs", [50, 100, 200, 400]),
        ("window", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_growth(benchmark, promise, name, sizes):
    fixed = {"n_networks": 20} if name == "window" else {}
    *smaller, largest = (numpy_training(**{name: size}, **fixed) for size in sizes)
    slowest, *seconds = race(benchmark, 5, lambda: largest, *smaller)
    seconds.append(slowest)
    assert slowest > seconds[0]  # else the size is not what grows
    times = ", ".join(f"{1000 * s:.0f}" for s in seconds)
    exponent, _ = np.polyfit(np.log(sizes), np.log(seconds), 1)
    promise(
        f"exponent of growth in {name}, {sizes[0]} … {sizes[-1]} ({times} ms)",
        exponent,
        at_most=1.1,  # linear is 1; the rest is for noise
        digits=2,
    )

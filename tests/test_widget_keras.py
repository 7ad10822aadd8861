"""The lab's button that trains one network in Keras, mostly with Keras played."""

import asyncio
import re
import threading
import time

import numpy as np
import pytest

from course_utils.series import fibonacci
from course_utils.widgets import keras_run, lab_words, training_lab
from course_utils.widgets.keras_run import Trained

TERMS = fibonacci(30)


async def until(condition, seconds: float = 120) -> None:
    """Let the loop run until something is the case."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


# With real Keras


@pytest.mark.parametrize(("encoding", "window"), [("raw", 3), ("divided", 5)])
def test_keras_trains_as_the_twin_does(encoding, window):
    lab = training_lab(TERMS)
    lab.encoding.value, lab.window.value, lab.epochs.value = encoding, window, 20
    alt = lab.picture.alt
    lab.train_in_keras.click()  # no loop runs: it is done when this returns
    np.testing.assert_allclose(lab.keras_loss, lab.loss[:, 0], rtol=1e-3)
    text = lab.keras_words.text
    assert "network 1 from the same weights for 20 epochs" in text
    said = float(re.search(r"twin: ([\d.]+) % in a loss", text)[1]) / 100
    difference = np.abs(lab.keras_loss / lab.loss[:, 0] - 1)
    assert said == pytest.approx(difference.max(), rel=0.06)
    assert (lab.progress.value, lab.progress.max) == (20, 20)
    assert lab.picture.alt.startswith(alt)
    assert "curve of network 1 trained in Keras" in lab.picture.alt
    lab.units.value = 5
    assert lab.keras_loss is None
    assert lab.keras_words.text == ""
    assert "Keras" not in lab.picture.alt


def test_real_keras_beside_the_loop_with_double_press_and_a_move():
    async def play():
        lab = training_lab(TERMS)
        lab.epochs.value = 20
        lab.train_in_keras.click()
        assert lab.keras_words.text.startswith(("Loading", "Keras trains"))
        lab.train_in_keras.click()
        assert "already" in lab.keras_words.text
        turns = 0
        while lab.keras_loss is None:
            await asyncio.sleep(0.01)
            turns += 1
        assert turns > 3
        assert "20 epochs" in lab.keras_words.text
        np.testing.assert_allclose(lab.keras_loss, lab.loss[:, 0], rtol=1e-3)

        lab.epochs.value = 500
        lab.train_in_keras.click()
        await until(lambda: lab.progress.value > 2)
        lab.window.value = 4
        assert (lab.keras_words.text, lab.progress.value) == ("", 0)
        await until(lambda: not keras_run._one_at_a_time.locked())
        await asyncio.sleep(0.05)
        assert lab.keras_words.text == ""
        assert lab.keras_loss is None

    asyncio.run(play())


# With Keras played by a thread that waits for the test


class PlayedKeras:
    """Takes the place of `keras_run.train`; goes on when the test says so."""

    def __init__(self) -> None:
        self.jobs, self.stopped_at = [], []
        self.step = threading.Semaphore(0)
        self.error: Exception | None = None

    def __call__(self, job, after_epoch):
        """Train, an epoch at a time."""
        self.jobs.append(job)
        for epoch in range(1, job.epochs + 1):
            self.step.acquire(timeout=20)
            if self.error:
                raise self.error
            if after_epoch(epoch):
                self.stopped_at.append(epoch)
                break
        n = len(job.windows.y)
        return Trained(np.linspace(9, 1, job.epochs), np.ones((n, 1)))

    def go_on(self, epochs: int) -> None:
        """Allow so many more epochs."""
        for _ in range(epochs):
            self.step.release()


@pytest.fixture
def played(monkeypatch):
    keras = PlayedKeras()
    monkeypatch.setattr(keras_run, "train", keras)
    yield keras
    keras.go_on(2000)
    deadline = time.monotonic() + 10
    while keras_run._one_at_a_time.locked() and time.monotonic() < deadline:
        time.sleep(0.01)


def small_lab():
    lab = training_lab(TERMS)
    lab.epochs.value = 10
    return lab


def test_progress_is_shown_epoch_by_epoch(played):
    async def play():
        lab = small_lab()
        lab.train_in_keras.click()
        for epoch in (1, 2, 3):
            played.go_on(1)
            await until(lambda epoch=epoch: lab.progress.value == epoch)
            assert f"epoch {epoch} of 10" in lab.keras_words.text
        played.go_on(7)
        await until(lambda: lab.keras_loss is not None)
        np.testing.assert_array_equal(lab.keras_loss, np.linspace(9, 1, 10))

    asyncio.run(play())


def test_same_windows_and_weights_go_to_keras(played):
    played.go_on(10)
    lab = small_lab()
    lab.new_seeds.click()
    lab.train_in_keras.click()
    (job,) = played.jobs
    assert job.weights is lab.engine.growth.weights
    assert job.windows is lab.engine.windows
    assert (job.activation, job.epochs) == ("relu", 10)


def test_pressing_twice_trains_once(played):
    async def play():
        lab = small_lab()
        for _ in range(3):
            lab.train_in_keras.click()
        assert "already" in lab.keras_words.text
        played.go_on(10)
        await until(lambda: lab.keras_loss is not None)
        assert len(played.jobs) == 1
        played.go_on(10)
        lab.train_in_keras.click()  # afterwards it may be pressed again
        await until(lambda: len(played.jobs) == 2 and lab.keras_loss is not None)

    asyncio.run(play())


def test_cancel_ends_it(played):
    async def play():
        lab = small_lab()
        lab.cancel.click()
        assert lab.keras_words.text == ""  # there was nothing to cancel
        lab.train_in_keras.click()
        played.go_on(2)
        await until(lambda: lab.progress.value == 2)
        lab.cancel.click()
        assert "cancelled" in lab.keras_words.text
        assert lab.progress.value == 0
        played.go_on(1)
        await until(lambda: played.stopped_at == [3])
        await asyncio.sleep(0.05)
        assert "cancelled" in lab.keras_words.text
        assert lab.keras_loss is None

    asyncio.run(play())


@pytest.mark.parametrize(
    "move",
    [
        lambda lab: setattr(lab.window, "value", 4),
        lambda lab: setattr(lab.epochs, "value", 20),
        lambda lab: setattr(lab.encoding, "value", "divided"),
        lambda lab: lab.new_seeds.click(),
        lambda lab: lab.close(),
    ],
    ids=["window", "epochs", "encoding", "new seeds", "close"],
)
def test_any_move_ends_it(played, move):
    async def play():
        lab = small_lab()
        lab.train_in_keras.click()
        played.go_on(2)
        await until(lambda: lab.progress.value == 2)
        move(lab)
        assert (lab.keras_words.text, lab.progress.value) == ("", 0)
        played.go_on(1)
        await until(lambda: played.stopped_at == [3])
        await asyncio.sleep(0.05)
        assert (lab.keras_words.text, lab.keras_loss) == ("", None)

    asyncio.run(play())


def test_a_new_run_waits_for_the_cancelled_one(played):
    async def play():
        lab = small_lab()
        for _ in range(4):
            lab.train_in_keras.click()
            lab.cancel.click()
        lab.train_in_keras.click()
        played.go_on(1)  # ends the first, cancelled one; the others never begin
        await until(lambda: len(played.jobs) == 2)
        played.go_on(10)
        await until(lambda: lab.keras_loss is not None)
        assert len(played.jobs) == 2

    asyncio.run(play())


def test_widgets_change_in_the_thread_of_the_loop_only(played):
    async def play():
        lab = small_lab()
        threads, say = set(), lab.keras_words.say

        def spy(*arguments, **named):
            threads.add(threading.current_thread())
            say(*arguments, **named)

        lab.keras_words.say = spy
        lab.progress.observe(lambda _: threads.add(threading.current_thread()))
        lab.train_in_keras.click()
        played.go_on(10)
        await until(lambda: lab.keras_loss is not None)
        assert threads == {threading.main_thread()}

    asyncio.run(play())


def test_finish_waits_for_keras(played):
    async def play():
        lab = small_lab()
        lab.train_in_keras.click()
        played.go_on(10)
        lab.finish()
        assert lab.keras_loss is not None
        assert lab.progress.value == 10

    asyncio.run(play())


@pytest.mark.parametrize("with_loop", [True, False])
def test_failure_is_shown_and_raised(played, with_loop):
    played.error = RuntimeError("no memory left")
    played.go_on(1)

    async def play():
        reports = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: reports.append(context))
        lab = small_lab()
        lab.train_in_keras.click()
        await until(lambda: reports)
        return lab

    if with_loop:
        lab = asyncio.run(play())
    else:
        lab = small_lab()
        lab.train_in_keras.click()
    assert "no memory left" in lab.keras_words.text
    with pytest.raises(RuntimeError, match="no memory left"):
        lab.finish()
    lab.window.value = 4
    assert lab.finish().keras_words.text == ""


def test_nothing_to_train_is_said(played):
    lab = small_lab()
    lab.window.value = 12
    lab.train_in_keras.click()
    assert "nothing to compare" in lab.keras_words.text
    assert not played.jobs


# What is said about the difference


def test_difference_is_the_largest():
    loss, predictions = np.array([0, 2e-6, 1e-6]), np.array([[3e-5], [0]])
    text = lab_words.comparison(loss, predictions)
    assert "0.0002 % in a loss, 0.003 % in a prediction" in text
    assert "for 3 epochs" in text


def test_parting_of_the_paths_is_told():
    loss = np.array([1e-7, 2e-6, 2e-3, 2.7, 0.1])
    text = lab_words.comparison(loss, np.array([[0.032]]))
    assert "Up to epoch 2 it equals the NumPy twin to 0.0002 %" in text
    assert "270 % in a loss, 3.2 % in a prediction" in text


def test_divergence_is_told():
    assert "diverged" in lab_words.comparison(np.array([np.nan]), np.zeros((1, 1)))


def test_relative_difference():
    difference = lab_words.relative_difference(
        np.array([2.0, 0, 1, np.nan]), np.array([1.0, 0, 4, 1])
    )
    np.testing.assert_array_equal(difference, [1, 0, 0.75, np.nan])

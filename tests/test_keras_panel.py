"""The lab's button that trains one network in Keras, mostly with Keras played."""

import asyncio
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from boards import LONGEST, TERMS, alt_shown, at_once, until

from course_utils.lstm import init_networks
from course_utils.widgets import training_lab
from course_utils.widgets.lab import keras_panel
from course_utils.widgets.lab.keras_panel import Trained
from course_utils.words import lab as words

LOADING = 120  # seconds that TensorFlow may take


def executor_is_free(seconds: float = LONGEST) -> None:
    """Wait until no training is left, cancelled ones included."""
    keras_panel._one_at_a_time.submit(int).result(seconds)


# With real Keras


def test_keras_trains_as_the_twin_does():
    lab = training_lab(TERMS)
    lab.encoding.value, lab.window.value, lab.epochs.value = "divided", 5, 20
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
        async with asyncio.timeout(LOADING):
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
        await asyncio.to_thread(executor_is_free)
        await asyncio.sleep(0.05)
        assert lab.keras_words.text == ""
        assert lab.keras_loss is None

    asyncio.run(play())


# With Keras played by a thread that waits for the test


class PlayedKeras:
    """Takes the place of `train`; goes on when the test says so."""

    def __init__(self) -> None:
        self.runs, self.stopped_at = [], []
        self.step = threading.Semaphore(0)
        self.error: BaseException | None = None

    def __call__(self, run, after_epoch):
        """Train, an epoch at a time."""
        if run.future.cancelled():
            return None
        self.runs.append(run)
        epochs = run.outcome.epochs
        for epoch in range(1, epochs + 1):
            assert self.step.acquire(timeout=LONGEST), "the test has forgotten me"
            if self.error:
                raise self.error
            after_epoch(epoch)
            if run.future.cancelled():
                self.stopped_at.append(epoch)
                return None
        n = len(run.outcome.windows.y)
        return Trained(np.linspace(9, 1, epochs), np.ones((n, 1)))

    def go_on(self, epochs: int) -> None:
        """Allow so many more epochs."""
        self.step.release(epochs)


@pytest.fixture
def played(monkeypatch):
    keras = PlayedKeras()
    monkeypatch.setattr(keras_panel, "train", keras)
    yield keras
    keras.go_on(5000)
    executor_is_free()


def small_lab():
    lab = training_lab(TERMS)
    lab.epochs.value = 10
    return lab


def listen() -> list[str]:
    """Return a list of what the running loop is told of errors nobody has caught."""
    reports = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: reports.append(str(context["exception"]))
    )
    return reports


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
    (run,) = played.runs
    assert run.weights is lab.experiment.growth.weights
    drawn = init_networks(20, 4, seed=1, activation="relu")
    np.testing.assert_array_equal(run.weights.flatten(), drawn.flatten())
    assert run.weights.activation == "relu"
    assert run.outcome.windows is lab.outcome.windows
    assert run.outcome.epochs == 10


def test_pressing_twice_trains_once(played):
    async def play():
        lab = small_lab()
        for _ in range(3):
            lab.train_in_keras.click()
        assert "already" in lab.keras_words.text
        played.go_on(10)
        await until(lambda: lab.keras_loss is not None)
        assert len(played.runs) == 1
        played.go_on(10)
        lab.train_in_keras.click()  # afterwards it may be pressed again
        await until(lambda: len(played.runs) == 2 and lab.keras_loss is not None)

    asyncio.run(play())


def test_pressing_in_two_threads_trains_once(played):
    for _ in range(2):
        lab, played.runs = small_lab(), []
        both_have_pressed = threading.Barrier(2, lambda: played.go_on(10))

        async def press(lab=lab, barrier=both_have_pressed):
            for _ in range(5):
                lab.train_in_keras.click()
            barrier.wait(LONGEST)
            await until(lambda: not lab._keras.is_busy)

        at_once(*[lambda press=press: asyncio.run(press())] * 2)
        lab.finish(LONGEST)
        assert lab.keras_loss is not None
        assert len(played.runs) == 1


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


def test_cancel_before_it_has_begun(played):
    gate = threading.Event()

    async def play():
        lab = small_lab()
        keras_panel._one_at_a_time.submit(gate.wait, LONGEST)
        lab.train_in_keras.click()
        run = lab._keras._run
        lab.cancel.click()
        assert "cancelled" in lab.keras_words.text
        assert run.future.cancelled()
        lab.finish(5)  # there is nothing to wait for
        gate.set()
        await asyncio.to_thread(executor_is_free)
        assert not played.runs
        assert "cancelled" in lab.keras_words.text

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
        played.go_on(1)  # ends the first one, if it has begun; the others never begin
        await until(lambda: played.runs and not played.runs[-1].future.cancelled())
        played.go_on(10)
        await until(lambda: lab.keras_loss is not None)
        assert len(played.runs) <= 2

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


def test_nothing_to_train_is_said(played):
    lab = small_lab()
    lab.window.value = 12
    lab.train_in_keras.click()
    assert "nothing to compare" in lab.keras_words.text
    assert not played.runs
    lab.window.value = 3
    assert lab.keras_words.text == ""


# Waiting for the end


def test_finish_waits_for_keras(played):
    async def play():
        lab = small_lab()
        lab.train_in_keras.click()
        played.go_on(10)
        assert lab.finish(LONGEST) is lab
        assert lab.keras_loss is not None
        assert lab.progress.value == 10
        said = lab.keras_words.text
        await asyncio.sleep(0.05)  # what the loop is told afterwards changes nothing
        assert (lab.progress.value, lab.keras_words.text) == (10, said)

    asyncio.run(play())


def test_another_thread_may_stop_keras_where_no_loop_runs(played):
    lab = small_lab()

    def stop():
        while not played.runs:
            time.sleep(0.01)
        lab.window.value = 4
        played.go_on(10)

    at_once(lambda: lab._keras._on_train(lab.train_in_keras), stop)
    assert (lab.keras_loss, lab.keras_words.text) == (None, "")
    assert lab.finish(LONGEST).loss.shape == (10, 20)


@pytest.mark.parametrize("seconds", [0, 0.1])
def test_finish_waits_no_longer_than_it_may(played, seconds):
    async def play():
        lab = small_lab()
        lab.train_in_keras.click()
        for _ in range(2):
            begin = time.monotonic()
            with pytest.raises(TimeoutError, match=f"after {seconds} s"):
                lab.finish(seconds)
            assert time.monotonic() - begin < 5
        played.go_on(10)  # it goes on all the same
        assert lab.finish(LONGEST).keras_loss is not None

    asyncio.run(play())


@pytest.mark.parametrize("end", ["move", "cancel", "close"])
def test_finish_does_not_wait_for_what_another_thread_has_stopped(played, end):
    ends = {
        "move": lambda lab: setattr(lab.window, "value", 4),
        "cancel": lambda lab: lab.cancel.click(),
        "close": lambda lab: lab.close(),
    }

    async def play():
        lab = small_lab()
        lab.train_in_keras.click()
        timer = threading.Timer(0.2, ends[end], [lab])
        timer.start()
        lab.finish(LONGEST)  # Keras itself hangs: it is never told to go on
        timer.join(LONGEST)
        assert lab.keras_loss is None

    begin = time.monotonic()
    asyncio.run(play())
    assert time.monotonic() - begin < LONGEST / 2


def test_lab_whose_loop_has_ended_can_still_be_finished(played):
    async def begin():
        lab = small_lab()
        lab.train_in_keras.click()
        return lab

    lab = asyncio.run(begin())
    played.go_on(10)
    assert lab.finish(LONGEST).keras_loss is not None
    assert "Largest relative difference" in lab.keras_words.text


# Errors


@pytest.mark.parametrize("with_loop", [True, False])
def test_failure_is_shown_and_raised(played, with_loop):
    played.error = RuntimeError("no memory left")
    played.go_on(1)
    said = []

    async def play():
        reports, lab = listen(), press(small_lab())
        await until(lambda: reports)
        await asyncio.sleep(0.05)
        assert reports == ["no memory left"]
        return lab

    def press(lab):
        lab.keras_words.observe(lambda _: said.append(lab.keras_words.text), "value")
        lab.train_in_keras.click()
        return lab

    lab = asyncio.run(play()) if with_loop else press(small_lab())
    assert "no memory left" in lab.keras_words.text
    assert len([text for text in said if "no memory left" in text]) == 1
    with pytest.raises(RuntimeError, match="no memory left"):
        lab.finish(LONGEST)
    assert (lab.keras_loss, lab._keras.is_busy) == (None, False)
    lab.window.value = 4
    assert lab.finish(LONGEST).keras_words.text == ""


def test_failure_that_finish_has_raised_is_not_reported_again(played):
    async def play():
        reports, lab = listen(), small_lab()
        lab.train_in_keras.click()
        played.error = RuntimeError("no memory left")
        played.go_on(1)
        with pytest.raises(RuntimeError, match="no memory left"):
            lab.finish(LONGEST)
        await asyncio.to_thread(executor_is_free)
        await asyncio.sleep(0.05)
        assert reports == []
        assert "no memory left" in lab.keras_words.text

    asyncio.run(play())


def test_interrupted_training_leaves_nobody_waiting(played):
    played.error = KeyboardInterrupt()
    played.go_on(1)
    lab = small_lab()
    with pytest.raises(KeyboardInterrupt):
        lab.train_in_keras.click()
    assert "KeyboardInterrupt" in lab.keras_words.text
    assert not lab._keras.is_busy
    played.error = None
    played.go_on(10)
    lab.train_in_keras.click()
    assert lab.finish(LONGEST).keras_loss is not None


def test_twins_that_fail_meanwhile_end_keras_in_words(played, monkeypatch):
    async def play():
        reports, lab = listen(), small_lab()
        lab.train_in_keras.click()

        def fail():
            raise RuntimeError("no twins")

        lab._keras._finish_twins = fail
        played.go_on(10)
        await until(lambda: reports)
        assert reports == ["no twins"]
        assert "no twins" in lab.keras_words.text
        assert (lab.keras_loss, lab._keras.is_busy) == (None, False)

    asyncio.run(play())


def test_after_a_failed_move_there_is_nothing_to_compare(played, monkeypatch):
    lab = small_lab()

    def fail(*_arguments):
        raise RuntimeError("out of numbers")

    with monkeypatch.context() as patch:
        patch.setattr("course_utils.experiment.Growth.grow", fail)
        with pytest.raises(RuntimeError, match="out of numbers"):
            lab.window.value = 4
    lab.train_in_keras.click()
    assert "nothing to compare" in lab.keras_words.text
    assert not played.runs


# Between any two lines of the panel another thread may do something


class Meanwhile:
    """Lets another thread act when the panel has come to its n-th line.

    Lines are counted in the thread of the loop and in that of Keras; this one then
    waits for the other, though not for long: that may be waiting for its turn.
    """

    def __init__(self, n: int, act) -> None:
        self.left, self.act, self.errors = n, act, []
        self.seen, self.begun = set(), threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def trace(self, frame, event, _arg):
        """Count a line, if it is one of the panel's."""
        if frame.f_code.co_filename != keras_panel.__file__:
            return None
        if event == "line":
            self.seen.add(threading.current_thread())
            self.left -= 1
            if self.left == 0:
                self.thread.start()
                self.begun.set()
                self.thread.join(0.03)
        return self.trace

    def _run(self) -> None:
        try:
            self.act()
        except BaseException as error:
            self.errors.append(error)


ACTS = {
    "move": lambda lab: setattr(lab.window, "value", 3 + lab.window.value % 2),
    "cancel": lambda lab: lab.cancel.click(),
    "press": lambda lab: lab.train_in_keras.click(),
}


@pytest.mark.parametrize("act", ACTS)
def test_anything_may_happen_between_any_two_lines(played, monkeypatch, act):
    lab = training_lab(TERMS, n_networks=2)
    lab.epochs.min = lab.epochs.value = 2
    played.go_on(2000)
    usual = keras_panel._one_at_a_time

    async def act_in_a_loop():
        ACTS[act](lab)
        await until(lambda: not lab._keras.is_busy)

    async def play(n: int) -> bool:
        """Tell whether there were so many lines."""
        reports = listen()
        other = Meanwhile(n, lambda: asyncio.run(act_in_a_loop()))
        executor = ThreadPoolExecutor(
            1, initializer=sys.settrace, initargs=[other.trace]
        )
        monkeypatch.setattr(keras_panel, "_one_at_a_time", executor)
        before = sys.gettrace()
        sys.settrace(other.trace)
        lab.train_in_keras.click()
        await until(lambda: not lab._keras.is_busy)
        sys.settrace(before)
        # If it was cancelled, Keras' thread may still have its lines before it
        await asyncio.wrap_future(executor.submit(int))
        assert len(other.seen) == 2
        reached = other.left <= 0
        if reached:
            async with asyncio.timeout(LONGEST):
                await asyncio.to_thread(other.begun.wait)
                await asyncio.to_thread(other.thread.join, LONGEST)
        await until(lambda: not lab._keras.is_busy)
        await asyncio.to_thread(executor.shutdown)
        await asyncio.sleep(0)
        assert (other.errors, reports) == ([], []), f"line {n}"
        return reached

    n, ends = 0, set()
    monkeypatch.setattr(keras_panel, "is_loaded", lambda: True)
    while asyncio.run(play(n + 1)):
        n += 1
        lab.finish(LONGEST)
        is_done, said = lab.keras_loss is not None, lab.keras_words.text
        assert ("trained in Keras" in alt_shown(lab)) == is_done
        if is_done:
            assert said.startswith("Keras trained network 1"), f"line {n}"
            assert lab.progress.value == len(lab.keras_loss) == 2
            assert played.runs[-1].outcome.windows is lab.outcome.windows
        else:
            assert said in ("", words.KERAS_CANCELLED), f"line {n}"
            assert lab.progress.value == 0
        ends.add(is_done)
        ACTS["move"](lab)
        assert (lab.keras_words.text, lab.keras_loss) == ("", None)
    assert n > 50
    assert ends == ({True} if act == "press" else {True, False})
    monkeypatch.setattr(keras_panel, "_one_at_a_time", usual)


# What is said about the difference


def test_difference_is_the_largest():
    loss, predictions = np.array([0, 2e-6, 1e-6]), np.array([[3e-5], [0]])
    text = words.comparison(loss, predictions)
    assert "0.0002 % in a loss, 0.003 % in a prediction" in text
    assert "for 3 epochs" in text


def test_parting_of_the_paths_is_told():
    loss = np.array([1e-7, 2e-6, 2e-3, 2.7, 0.1])
    text = words.comparison(loss, np.array([[0.032]]))
    assert "Up to epoch 2 it equals the NumPy twin to 0.0002 %" in text
    assert "270 % in a loss, 3.2 % in a prediction" in text


def test_divergence_is_told():
    assert "diverged" in words.comparison(np.array([np.nan]), np.zeros((1, 1)))

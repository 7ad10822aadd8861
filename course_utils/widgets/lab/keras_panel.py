"""The part of the lab that trains one of its networks in Keras, beside the page."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import (
    CancelledError,
    Future,
    InvalidStateError,
    ThreadPoolExecutor,
)
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import RLock
from typing import NamedTuple

import ipywidgets
import numpy as np

from course_utils.experiment import LEARNING_RATE, Outcome, relative_difference
from course_utils.lstm import LSTMWeights
from course_utils.widgets.board import Words, answer_while_cells_run
from course_utils.words import failed
from course_utils.words import lab as words

_one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keras")


class Trained(NamedTuple):
    """What Keras made of network 1."""

    loss: np.ndarray  # (epochs,)
    predictions: np.ndarray  # (n, 1), encoded


@dataclass(eq=False)
class Run:
    """A training of network 0 of the weights, and what will come of it."""

    weights: LSTMWeights
    outcome: Outcome  # of the twins, with the windows and the epochs to train
    future: Future = field(default_factory=Future)  # may be cancelled at any time


def is_loaded() -> bool:
    """Tell whether Keras has been imported, which takes some seconds."""
    return "course_utils.models" in sys.modules


def train(run: Run, after_epoch: Callable[[int], None]) -> Trained | None:
    """Train by `model.fit`; return None if it was cancelled on the way.

    Parameters
    ----------
    run : Run
    after_epoch : callable
        Told how many epochs are done.
    """
    if run.future.cancelled():
        return None
    from course_utils import models  # here and nowhere else: TensorFlow is slow to load

    windows = run.outcome.windows
    X, y = windows.X.astype("float32"), windows.y.astype("float32")
    losses = []

    def look(epoch: int, logs: dict[str, float]) -> None:
        """Note the loss; stop if nobody waits for it any more."""
        losses.append(logs["loss"])
        model.stop_training = run.future.cancelled()
        after_epoch(epoch + 1)

    model = models.to_keras(run.weights, windows.window, learning_rate=LEARNING_RATE)
    model.fit(
        *(X[windows.train], y[windows.train]),
        epochs=run.outcome.epochs,
        batch_size=windows.n_train,
        shuffle=False,
        verbose=0,
        callbacks=[models.keras.callbacks.LambdaCallback(on_epoch_end=look)],
    )
    if run.future.cancelled():
        return None
    return Trained(np.array(losses), model.predict_on_batch(X))


class KerasPanel:
    """Two buttons, a progress bar and a sentence.

    Parameters
    ----------
    turn : RLock
        That of the board: one thread may move a slider, which stops Keras, while
        another hears of its progress.
    start : callable
        Returns the starting weights of the twins, or None if they cannot be trained,
        and their outcome so far.
    finish : callable
        Brings the twins to their end; returns their outcome.
    repaint : callable
        Paints the lab again, the loss of Keras included.

    Attributes
    ----------
    train, cancel : Button
    progress : IntProgress
        Epochs done.
    words : Words
    loss : ndarray, shape (epochs,), or None
        What Keras reported, once it is done.
    """

    def __init__(
        self,
        turn: RLock,
        start: Callable[[], tuple[LSTMWeights | None, Outcome]],
        finish: Callable[[], Outcome],
        repaint: Callable[[], None],
    ) -> None:
        self._turn, self._start = turn, start
        self._finish_twins, self._repaint = finish, repaint
        self.loss: np.ndarray | None = None
        self._run: Run | None = None
        self._error: BaseException | None = None
        self.train = ipywidgets.Button(
            description=words.KERAS_TRAIN,
            tooltip=words.KERAS_TRAIN_TIP,
            layout={"width": "140px"},
        )
        self.cancel = ipywidgets.Button(
            description=words.KERAS_CANCEL,
            tooltip=words.KERAS_CANCEL_TIP,
            layout={"width": "68px"},
        )
        self.progress = ipywidgets.IntProgress(
            tooltip=words.KERAS_PROGRESS_TIP,
            layout={"width": "auto", "flex": "1 1 0", "min_width": "60px"},
        )
        self.words = Words(62, size=14)
        self.train.on_click(self._on_train)
        self.cancel.on_click(self._on_cancel)
        answer_while_cells_run(self.train, self.cancel)

    @property
    def is_busy(self) -> bool:
        """Whether Keras is training."""
        return self._run is not None

    def stop(self) -> None:
        """End the training, if there is one, and forget what it said."""
        with self._turn:
            run, self._run = self._run, None
            if run is not None:
                run.future.cancel()
            self._error = self.loss = None
            self.progress.value = 0
            self.words.say("")

    def finish(self, seconds: float | None = None) -> None:
        """Wait for the end of the training; raise the exception if it failed.

        Raises
        ------
        TimeoutError
            If it is not over after so many seconds.
        """
        run = self._run
        if run is not None:  # wait without the turn, so that others have theirs
            try:
                run.future.exception(seconds)
            except TimeoutError:
                message = f"Keras is still training after {seconds} s."
                raise TimeoutError(message) from None
            except CancelledError:  # by another thread
                pass
            with suppress(Exception):  # raised below, also if it was told before
                self._end(run)
        error = self._error
        if error is not None:
            raise error

    def _on_train(self, _button: ipywidgets.Button) -> None:
        with self._turn:
            if self.is_busy:
                self.words.say(words.KERAS_ALREADY)
                return
            self.stop()
            weights, outcome = self._start()
            if weights is None:
                self.words.say(words.KERAS_IMPOSSIBLE)
                return
            self._run = run = Run(weights, outcome)
            self.progress.max = outcome.epochs
            if is_loaded():
                self._say_epoch(run, 0)
            else:
                self.words.say(words.KERAS_LOADING)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # none runs: now, and in this thread
            self._work(run, lambda say, *what: say(*what))
            return

        def tell(say: Callable, *what: object) -> None:
            """Let the thread of the widgets say it."""
            with suppress(RuntimeError):  # the loop is closed: `finish` asks for itself
                loop.call_soon_threadsafe(say, *what)

        _one_at_a_time.submit(self._work, run, tell)

    def _work(self, run: Run, tell: Callable[..., None]) -> None:
        """Train, and tell the thread of the widgets how it goes."""
        try:
            trained = train(run, lambda done: tell(self._say_epoch, run, done))
            put = partial(run.future.set_result, trained)
        except BaseException as error:  # also an interrupt: nobody waits for ever
            put = partial(run.future.set_exception, error)
        with suppress(InvalidStateError):  # it has been cancelled
            put()
        tell(self._end, run)

    def _on_cancel(self, _button: ipywidgets.Button) -> None:
        with self._turn:
            if self.is_busy:
                self.stop()
                self.words.say(words.KERAS_CANCELLED)

    def _say_epoch(self, run: Run, done: int) -> None:
        with self._turn:
            if run is self._run:  # else it has just been stopped
                self.progress.value = done
                fields = {"done": done, "epochs": run.outcome.epochs}
                self.words.say(words.KERAS_RUNNING.format(**fields), busy=True)

    def _end(self, run: Run) -> None:
        """Lay the loss of Keras over that of the lab; say how far they differ."""
        with self._turn:
            if run is not self._run:  # stopped, or its end is told already
                return
            self._run = None
            try:
                self._compare(run.future.result(), self._finish_twins())
            except BaseException as error:
                self._error, self.loss = error, None
                self.words.say(failed(error))
                raise

    def _compare(self, trained: Trained, twin: Outcome) -> None:
        self.progress.value = self.progress.max
        self.loss = trained.loss
        self._repaint()
        loss = relative_difference(trained.loss, twin.loss[:, 0])
        theirs = trained.predictions * twin.windows.scale + twin.windows.level
        predictions = relative_difference(theirs, twin.predictions[0])
        self.words.say(words.comparison(loss, predictions))

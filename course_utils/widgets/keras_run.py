"""One network trained by Keras in a thread of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import NamedTuple

import numpy as np

from course_utils.network import LSTMWeights
from course_utils.widgets.growth import LEARNING_RATE
from course_utils.widgets.lab_windows import LabWindows

_one_at_a_time = Lock()


class Job(NamedTuple):
    """What Keras is to train: network 0 of the weights."""

    weights: LSTMWeights
    windows: LabWindows
    activation: str
    epochs: int


class Trained(NamedTuple):
    """What Keras made of it."""

    loss: np.ndarray  # (epochs,)
    predictions: np.ndarray  # (n, 1), encoded


def is_loaded() -> bool:
    """Tell whether Keras has been imported, which takes some seconds."""
    return "course_utils.models" in sys.modules


def train(job: Job, after_epoch: Callable[[int], bool]) -> Trained:
    """Train by `model.fit`; end early when `after_epoch` returns True."""
    from course_utils import models  # here and nowhere else: TensorFlow is slow to load

    X, y = job.windows.X.astype("float32"), job.windows.y.astype("float32")
    rows, losses = job.windows.train, []

    def look(epoch: int, logs: dict[str, float]) -> bool:
        """Note the loss; tell Keras whether to stop."""
        losses.append(logs["loss"])
        return after_epoch(epoch)

    settings = {"activation": job.activation, "learning_rate": LEARNING_RATE}
    model = models.to_keras(job.weights, job.windows.window, **settings)
    model.fit(
        *(X[rows], y[rows]),
        epochs=job.epochs,
        batch_size=len(y[rows]),
        shuffle=False,
        verbose=0,
        callbacks=[models.AfterEpoch(look)],
    )
    return Trained(np.array(losses), model.predict_on_batch(X))


class KerasRun:
    """A training in Keras that reports to the thread of the widgets.

    Where no event loop runs, it is done at once, in the caller's thread.

    Parameters
    ----------
    job : Job
    report : callable
        Told the epochs done (int), then `Trained` or the exception that ended it.
        Not called any more once the run is cancelled.
    """

    def __init__(
        self, job: Job, report: Callable[[int | Trained | Exception], None]
    ) -> None:
        self._job, self._report = job, report
        self._cancelled, self._events = Event(), SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin."""
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._work()
            self._drain()
        else:
            self._thread.start()

    def cancel(self) -> None:
        """End the training after its present epoch; report no more."""
        self._cancelled.set()

    def finish(self) -> None:
        """Wait for the end and report it."""
        if self._thread.is_alive():
            self._thread.join()
        self._drain()

    def _work(self) -> None:
        with _one_at_a_time:
            if self._cancelled.is_set():
                return
            try:
                self._post(train(self._job, self._after_epoch))
            except Exception as error:
                self._post(error)

    def _after_epoch(self, epoch: int) -> bool:
        self._post(epoch)
        return self._cancelled.is_set()

    def _post(self, event: int | Trained | Exception) -> None:
        self._events.put(event)
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                self._loop.call_soon_threadsafe(self._drain)

    def _drain(self) -> None:
        while not self._events.empty():
            event = self._events.get()
            if not self._cancelled.is_set():
                self._report(event)

"""The part of the lab that trains one of its networks in Keras."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock

import ipywidgets
import numpy as np

from course_utils.widgets import texts
from course_utils.widgets.keras_run import Job, KerasRun, Trained, is_loaded
from course_utils.widgets.lab_engine import LabEngine
from course_utils.widgets.lab_words import comparison, relative_difference
from course_utils.widgets.picture import Words


class KerasPanel:
    """Two buttons, a progress bar and a sentence.

    As in `SlicedWork`, threads take turns: one may move a slider, which stops Keras,
    while another hears of its progress.

    Parameters
    ----------
    engine : LabEngine
        Trains the twin.
    finish : callable
        Brings the twin's training to its end and paints, the loss of Keras included.

    Attributes
    ----------
    train, cancel : Button
    progress : IntProgress
        Epochs done.
    words : Words
    loss : ndarray, shape (epochs,), or None
        What Keras reported, once it is done.
    """

    def __init__(self, engine: LabEngine, finish: Callable[[], None]) -> None:
        self._engine, self._finish = engine, finish
        self.loss: np.ndarray | None = None
        self._run: KerasRun | None = None
        self._job: Job | None = None
        self._error: Exception | None = None
        self._turn = RLock()
        self.train = ipywidgets.Button(
            description=texts.KERAS_TRAIN,
            tooltip=texts.KERAS_TRAIN_TIP,
            layout={"width": "140px"},
        )
        self.cancel = ipywidgets.Button(
            description=texts.KERAS_CANCEL,
            tooltip=texts.KERAS_CANCEL_TIP,
            layout={"width": "68px"},
        )
        self.progress = ipywidgets.IntProgress(
            tooltip=texts.KERAS_PROGRESS_TIP,
            layout={"width": "auto", "flex": "1 1 0", "min_width": "60px"},
        )
        self.words = Words(62, size=14)
        self.train.on_click(self._on_train)
        self.cancel.on_click(self._on_cancel)

    @property
    def is_busy(self) -> bool:
        """Whether Keras is training."""
        return self._run is not None

    def stop(self) -> None:
        """End the training, if there is one, and forget what it said."""
        with self._turn:
            if self._run is not None:
                self._run.cancel()
            self._run = self._error = self.loss = None
            self.progress.value = 0
            self.words.say("")

    def finish(self) -> None:
        """Wait for the end of the training; raise the exception if it failed."""
        if self._run is not None:
            self._run.finish()
        if self._error is not None:
            raise self._error

    def _on_train(self, _button: ipywidgets.Button) -> None:
        if self.is_busy:
            self.words.say(texts.KERAS_ALREADY)
            return
        self.stop()
        engine = self._engine
        if engine.growth is None:
            self.words.say(texts.KERAS_IMPOSSIBLE)
            return
        at = engine.windows, engine.setting.activation, engine.epochs
        self._job = Job(engine.growth.weights, *at)
        self.progress.max = self._job.epochs
        self._say_epoch(0) if is_loaded() else self.words.say(texts.KERAS_LOADING)
        self._run = KerasRun(self._job, self._on_event)
        self._run.start()

    def _on_cancel(self, _button: ipywidgets.Button) -> None:
        if self.is_busy:
            self.stop()
            self.words.say(texts.KERAS_CANCELLED)

    def _on_event(self, event: int | Trained | Exception) -> None:
        with self._turn:
            if not self.is_busy:  # another thread has just stopped it
                return
            if isinstance(event, int):
                self._say_epoch(event)
                return
            self._run = None
            if isinstance(event, Trained):
                self._compare(event)
            else:
                self._error = event
                self.words.say(texts.FAILED.format(error=event))
                raise event

    def _compare(self, trained: Trained) -> None:
        """Lay the loss of Keras over that of the lab; say how far they differ."""
        self.loss = trained.loss
        self._finish()
        twin, scale = self._engine.shown, self._job.windows.scale
        loss = relative_difference(trained.loss, twin.loss[:, 0])
        theirs = trained.predictions * scale
        predictions = relative_difference(theirs, twin.predictions[0])
        self.words.say(comparison(loss, predictions))

    def _say_epoch(self, done: int) -> None:
        epochs = self._job.epochs
        self.progress.value = done
        self.words.say(texts.KERAS_RUNNING.format(done=done, epochs=epochs), busy=True)

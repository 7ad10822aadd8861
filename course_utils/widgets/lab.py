"""The live lab: twenty networks trained again at every move of a slider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipywidgets
import numpy as np

from course_utils.widgets import controls, lab_words, texts
from course_utils.widgets.keras_panel import KerasPanel
from course_utils.widgets.lab_engine import LabEngine, Setting
from course_utils.widgets.lab_figure import HEIGHT, LabFigure
from course_utils.widgets.picture import Board, Picture, Words
from course_utils.widgets.slices import SlicedWork


class TrainingLab(Board):
    """Controls, a sentence, a figure; made by `training_lab`.

    Attributes
    ----------
    window, units, epochs : IntSlider
    encoding, activation : ToggleButtons
        With the values "raw" and "divided", "relu" and "tanh".
    new_seeds, train_in_keras, cancel : Button
    progress : IntProgress
        Epochs done in Keras.
    seed : int
        Of the networks' starting weights.
    words, notes, keras_words : Words
        What came out, of what, and how Keras compares.
    picture : Picture
    engine : LabEngine
        All that was computed.
    """

    def __init__(self, engine: LabEngine) -> None:
        self.engine, self.seed = engine, 0
        n_train, n_val = engine.lengths["n_train"], engine.lengths["n_val"]
        self._figure = LabFigure(engine.terms, n_train, n_val)
        self._work = SlicedWork(self._on_error)
        self._keras = KerasPanel(engine, self._finish_twin)

        self.window = controls.window_slider(n_train + n_val - 1)
        self.units, self.epochs = controls.units_slider(), controls.epochs_slider()
        self.encoding = controls.encoding_choice()
        self.activation = controls.activation_choice()
        self.new_seeds = controls.seeds_button()
        self.train_in_keras, self.cancel = self._keras.train, self._keras.cancel
        self.progress, self.keras_words = self._keras.progress, self._keras.words
        self.words, self.notes = Words(44, size=15, bold=True), Words(42, size=14)
        self.picture = Picture(HEIGHT)

        buttons = [self.new_seeds, self.train_in_keras, self.cancel, self.progress]
        above = controls.arrange(self._controls, buttons)
        parts = [above, self.words, self.picture, self.notes, self.keras_words]
        super().__init__(parts)
        for control in self._controls:
            control.observe(self._on_move, "value")
        self.new_seeds.on_click(self._on_new_seeds)
        self._on_move()

    @property
    def _controls(self) -> list[ipywidgets.Widget]:
        sliders = [self.window, self.units, self.epochs]
        return [*sliders, self.encoding, self.activation]

    # What came out

    @property
    def loss(self) -> np.ndarray | None:
        """Training loss (epochs, n_networks) as shown."""
        return self.engine.shown and self.engine.shown.loss

    @property
    def val_loss(self) -> np.ndarray | None:
        """Validation loss (epochs, n_networks) as shown, if there is one."""
        return self.engine.shown and self.engine.shown.val_loss

    @property
    def predictions(self) -> np.ndarray | None:
        """Predictions (n_networks, n, 1) as shown, in the unit of the series."""
        return self.engine.shown and self.engine.shown.predictions

    @property
    def test_error(self) -> np.ndarray | None:
        """Mean relative test error (n_networks,) as shown; infinite if diverged."""
        return self.engine.shown and self.engine.shown.summary.error

    @property
    def keras_loss(self) -> np.ndarray | None:
        """Training loss (epochs,) of network 1 in Keras, once it is trained."""
        return self._keras.loss

    def finish(self) -> TrainingLab:
        """Bring to an end what is being trained, also in Keras; return the lab.

        Raises
        ------
        Exception
            What went wrong in a training, if something did.
        """
        self._work.finish()
        self._keras.finish()
        return self

    def close(self) -> None:
        """Stop all work and leave the page."""
        self._work.cancel()
        self._keras.stop()
        super().close()

    # What happens on a move

    def _on_move(self, _change: Any = None) -> None:
        self._keras.stop()
        self._work.start(self._train())

    def _train(self) -> Iterator[None]:
        """Train as the controls stand when it begins: two may move at the same time."""
        of = (self.window, self.units, self.encoding, self.activation)
        setting = Setting(*(control.value for control in of), self.seed)
        yield from self.engine.run(setting, self.epochs.value, self._paint)

    def _on_new_seeds(self, _button: ipywidgets.Button) -> None:
        self.seed += 1
        self._on_move()

    def _on_error(self, error: Exception) -> None:
        self.engine.forget()
        self.words.say(texts.FAILED.format(error=error))

    def _paint(self) -> None:
        """Show how far the training has come: figure, alternative text, sentences."""
        engine = self.engine
        at = engine.windows, engine.setting.encoding, engine.epochs
        png = self._figure.png(*at, engine.shown, self._keras.loss)
        alt = lab_words.alternative(engine, with_keras=self._keras.loss is not None)
        self.picture.show(png, alt)
        busy = engine.done < engine.epochs
        self.words.say(lab_words.sentence(engine), busy)
        self.notes.say(lab_words.notes(engine), busy)

    def _finish_twin(self) -> None:
        self._work.finish()
        self._paint()


def training_lab(
    terms: Any, n_train: int = 10, n_val: int = 5, n_networks: int = 20
) -> TrainingLab:
    """Return a widget that trains many LSTM networks at every move of a control.

    It starts at the recipe: window 3, 4 units, 100 epochs, raw numbers, relu. What a
    move asks for is on the page at once; a long training goes on between the events
    of the page, and a new move takes its place. ``lab.finish()`` brings it to an end.

    Parameters
    ----------
    terms : array_like, shape (n_terms,)
        The series, oldest value first.
    n_train, n_val : int
        Lengths of the training and the validation part; the rest is tested on.
    n_networks : int
        How many networks are trained side by side.

    Returns
    -------
    TrainingLab
        With the controls as attributes: ``lab.window.value = 5`` is a move.

    Raises
    ------
    TypeError
        If `terms` holds something that is not a number, or a size is not whole.
    ValueError
        If `terms` is not a finite one-dimensional series, or too short for the parts.

    Examples
    --------
    >>> lab = training_lab(fibonacci(30))
    >>> lab.window.value = 5
    >>> lab.finish().test_error.shape
    (20,)
    """
    return TrainingLab(LabEngine(terms, n_train, n_val, n_networks))

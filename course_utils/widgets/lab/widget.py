"""The live lab: twenty networks trained again at every move of a slider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipywidgets
import numpy as np

from course_utils._validate import as_choice, as_count
from course_utils.experiment import (
    DIVIDED,
    MASE,
    RAW,
    RELATIVE,
    SCALED,
    STEP,
    Experiment,
    Outcome,
    Setting,
)
from course_utils.lstm import LSTMWeights
from course_utils.widgets.board import (
    Board,
    Picture,
    View,
    Words,
    answer_while_cells_run,
)
from course_utils.widgets.lab.figure import HEIGHT, LabFigure
from course_utils.widgets.lab.keras_panel import KerasPanel
from course_utils.words import lab as words

MOST_UNITS, LEAST_EPOCHS, MOST_EPOCHS = 64, 10, 500
LONGEST = 60  # window, of a long series
ENCODINGS = {RELATIVE: (RAW, DIVIDED), MASE: (RAW, SCALED)}  # to choose from
RECIPE = Setting(window=3, units=4, encoding=RAW, activation="relu", seed=0)


class TrainingLab(Board):
    """Controls, a sentence, a figure; made by `training_lab`.

    Attributes
    ----------
    window, units, epochs : IntSlider
    encoding, activation : ToggleButtons
        With the values "raw" and "divided" (or "scaled"), "relu" and "tanh".
    new_seeds, train_in_keras, cancel : Button
    progress : IntProgress
        Epochs done in Keras.
    seed : int
        Of the networks' starting weights.
    words, notes, keras_words : Words
        What came out, of what, and how Keras compares.
    picture : Picture
    experiment : Experiment
        What trains the networks.
    outcome : Outcome
        What came out of it, as shown.
    """

    def __init__(
        self, experiment: Experiment, setting: Setting = RECIPE, epochs: int = 100
    ) -> None:
        self.experiment, self.seed = experiment, setting.seed
        measure = experiment.measure
        n_train, n_val = experiment.lengths["n_train"], experiment.lengths["n_val"]
        shown = measure, experiment.start
        self._figure = LabFigure(experiment.terms, n_train, n_val, *shown)
        longest = n_train + n_val - 1
        if measure == MASE:  # a training window less than half the training part
            longest = max(1, min(LONGEST, n_train // 2))
        self.window = window_slider(longest, setting.window)
        self.units, self.epochs = units_slider(setting.units), epochs_slider(epochs)
        self.encoding = encoding_choice(ENCODINGS[measure], setting.encoding)
        self.activation = activation_choice(setting.activation)
        self.new_seeds = seeds_button()
        self.words = Words(44, size=15, bold=True)
        self.notes = Words(42, size=14, aloud=False)
        picture = Picture(HEIGHT)
        super().__init__([], picture, self.words, self.notes)

        self._keras = KerasPanel(self.turn, self._start, self._finish, self._repaint)
        self.train_in_keras, self.cancel = self._keras.train, self._keras.cancel
        self.progress, self.keras_words = self._keras.progress, self._keras.words
        sliders = self.window, self.units, self.epochs
        choices = self.encoding, self.activation
        buttons = self.new_seeds, self.train_in_keras, self.cancel, self.progress
        above = arrange(sliders, choices, buttons)
        self.hold(above, self.words, picture, self.notes, self.keras_words)
        self.new_seeds.on_click(self._on_new_seeds)
        answer_while_cells_run(self.new_seeds)
        self.follow(*sliders, *choices)

    # What came out

    @property
    def loss(self) -> np.ndarray | None:
        """Training loss (epochs, n_networks) as shown."""
        return self.outcome.loss

    @property
    def val_loss(self) -> np.ndarray | None:
        """Validation loss (epochs, n_networks) as shown, if there is one."""
        return self.outcome.val_loss

    @property
    def predictions(self) -> np.ndarray | None:
        """Predictions (n_networks, n, 1) as shown, in the unit of the series."""
        return self.outcome.predictions

    @property
    def test_error(self) -> np.ndarray | None:
        """Mean relative test error (n_networks,) as shown; infinite if diverged."""
        return self.outcome.summary.error if self.outcome.is_trained else None

    @property
    def keras_loss(self) -> np.ndarray | None:
        """Training loss (epochs,) of network 1 in Keras, once it is trained."""
        return self._keras.loss

    # What happens on a move

    def views(self) -> Iterator[View | None]:
        """Yield what comes out as the controls stand, while the networks train."""
        if self.keras_words.text:  # what Keras does, or has said, is of another setting
            self._keras.stop()
        of = (self.window, self.units, self.encoding, self.activation)
        setting = Setting(*(control.value for control in of), self.seed)
        for outcome in self.experiment.run(setting, self.epochs.value):
            if outcome is None:
                yield None
                continue
            self.outcome = outcome
            is_last = outcome.done == outcome.epochs
            yield self._view(outcome) if is_last or not self.in_haste else None

    def _view(self, outcome: Outcome) -> View:
        keras_loss = self._keras.loss
        return View(
            self._figure.png(outcome, keras_loss),
            words.alternative(outcome, with_keras=keras_loss is not None),
            (words.sentence(outcome), words.notes(outcome)),
            busy=outcome.done < outcome.epochs,
        )

    def forget(self) -> None:
        """Start afresh at the next move."""
        self.experiment.forget()

    def _on_new_seeds(self, _button: ipywidgets.Button) -> None:
        with self.turn:
            self.seed += 1
            self.move()

    # Keras beside it

    def finish(self, seconds: float | None = None) -> TrainingLab:
        """Bring to an end what is being trained, also in Keras; return the lab.

        Parameters
        ----------
        seconds : float, optional
            How long to wait for Keras; for ever if left out.

        Raises
        ------
        TimeoutError
            If Keras is not done by then.
        Exception
            What went wrong in a training, if something did.
        """
        super().finish()
        self._keras.finish(seconds)
        return self

    def close(self) -> None:
        """Stop all work and leave the page."""
        with self.turn:
            self._keras.stop()
            super().close()

    def _start(self) -> tuple[LSTMWeights | None, Outcome]:
        growth = None if self.has_failed else self.experiment.growth
        return growth and growth.weights, self.outcome

    def _finish(self) -> Outcome:
        super().finish()
        return self.outcome

    def _repaint(self) -> None:
        self.show(self._view(self.outcome))


def slider(value: int, low: int, high: int, label: tuple[str, str], **more: Any):
    """Return a slider that reports while it moves; `label` is its name and its tip."""
    return ipywidgets.IntSlider(
        value=value,
        min=low,
        max=high,
        description=label[0],
        tooltip=label[1],
        continuous_update=True,
        layout={"width": "98%"},
        style={"description_width": "106px"},
        **more,
    )


def choice(options: dict[str, str], tips: dict[str, str], name: str, value: str):
    """Return buttons of which `value` is pressed; `options` maps values to words."""
    return ipywidgets.ToggleButtons(
        value=as_choice(name.lower(), value, options),
        options=[(word, value) for value, word in options.items()],
        tooltips=[tips[value] for value in options],
        description=name,
        tooltip=name,
        style={"description_width": "80px", "button_width": "116px"},
        layout={"width": "98%", "display": "flex", "margin": "2px 2px 4px"},
    )


def window_slider(longest: int, value: int) -> ipywidgets.IntSlider:
    """Return the slider of the window length."""
    value = as_count("window", value, 1)
    label = words.WINDOW, words.WINDOW_TIP
    return slider(min(value, longest), 1, longest, label)


def units_slider(value: int) -> ipywidgets.IntSlider:
    """Return the slider of the units."""
    value = as_count("units", value, 1, MOST_UNITS)
    return slider(value, 1, MOST_UNITS, (words.UNITS, words.UNITS_TIP))


def epochs_slider(value: int) -> ipywidgets.IntSlider:
    """Return the slider of the epochs."""
    value = as_count("epochs", value, LEAST_EPOCHS, MOST_EPOCHS)
    label = words.EPOCHS, words.EPOCHS_TIP
    return slider(
        STEP * round(value / STEP), LEAST_EPOCHS, MOST_EPOCHS, label, step=STEP
    )


def encoding_choice(encodings: tuple[str, ...], value: str) -> ipywidgets.ToggleButtons:
    """Return the choice of the encoding."""
    names = {name: words.ENCODINGS[name] for name in encodings}
    return choice(names, words.ENCODING_TIPS, words.ENCODING, value)


def activation_choice(value: str) -> ipywidgets.ToggleButtons:
    """Return the choice of the activation."""
    names = {name: name for name in ("relu", "tanh")}
    return choice(names, words.ACTIVATION_TIPS, words.ACTIVATION, value)


def seeds_button() -> ipywidgets.Button:
    """Return the button that draws other networks."""
    return ipywidgets.Button(
        description=words.NEW_SEEDS,
        tooltip=words.NEW_SEEDS_TIP,
        layout={"width": "98px"},
    )


def arrange(
    sliders: tuple[ipywidgets.Widget, ...],
    choices: tuple[ipywidgets.Widget, ...],
    buttons: tuple[ipywidgets.Widget, ...],
) -> ipywidgets.HBox:
    """Put the sliders on the left, the choices and the buttons on the right."""
    left = ipywidgets.VBox(sliders, layout={"width": "47%"})
    right = ipywidgets.VBox(
        [*choices, ipywidgets.HBox(buttons)], layout={"width": "53%"}
    )
    return ipywidgets.HBox([left, right])


def training_lab(
    terms: Any,
    n_train: int = 10,
    n_val: int = 5,
    n_networks: int = 20,
    *,
    measure: str = RELATIVE,
    season: int | None = None,
    start: int = 0,
    window: int = RECIPE.window,
    units: int = RECIPE.units,
    epochs: int = 100,
    encoding: str = RECIPE.encoding,
    activation: str = RECIPE.activation,
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
    measure : {"relative", "mase"}
        Relative errors, as in the recipe. Or scaled ones for a series of any kind:
        they have no trouble with zeros; baselines stand beside the networks; a window
        may begin in the part before its target.
    season : int, optional
        Time steps of a season: one more baseline for scaled errors.
    start : int
        The number of the first term, for instance its year.
    window, units, epochs, encoding, activation
        How the controls stand at first. The encoding is "raw" or "divided"; "raw" or
        "scaled" for scaled errors.

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
    parts = terms, n_train, n_val, n_networks
    experiment = Experiment(*parts, measure, season, start)
    setting = Setting(window, units, encoding, activation, RECIPE.seed)
    return TrainingLab(experiment, setting, epochs)

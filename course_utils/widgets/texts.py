"""All that a learner reads on the widgets. A translation replaces this one file.

Templates with named fields, and the few functions that write numbers in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite


def number(value: float) -> str:
    """Write a number, thousands marked: 514,229; a fraction with three digits."""
    if not isfinite(value):
        return INFINITE
    whole = float(value).is_integer() or abs(value) >= 1000
    return f"{value:,.0f}" if whole else f"{value:.3g}"


def listed(values: Sequence[float], most: int = 8) -> str:
    """Write a row of numbers; the middle of a long one is left out."""
    words = [number(value) for value in values]
    if len(words) > most:
        words = [*words[: most // 2], "…", *words[-(most // 2 - 1) :]]
    return ("; " if any("," in word for word in words) else ", ").join(words)


def percent(share: float) -> str:
    """Write a share as a percentage with two digits that count: 0.0563 as 5.6 %."""
    if not isfinite(share):
        return INFINITE
    digits = f"{float(f'{100 * share:.2g}'):,.12f}"
    return f"{digits.rstrip('0').rstrip('.')} %"


def counted(count: int, one: str, many: str, **fields: object) -> str:
    """Fill in the template for one or for many."""
    return (one if count == 1 else many).format(count=count, **fields)


INFINITE = "infinite"

# Window explorer

EXPLORER_WINDOW = "Window length"
EXPLORER_WINDOW_TIP = "How many values a window holds. Arrow keys move it by one."
EXPLORER_POSITION = "Position"
EXPLORER_POSITION_TIP = "Where the window starts. Arrow keys move it by one."
EXPLORER_X_AXIS = "position n in the series"
EXPLORER_INPUT = "input"
EXPLORER_TARGET = "target"
EXPLORER_SENTENCE = "input {inputs} → target {target}"
EXPLORER_SHAPES = (
    "Sliding over all {n_terms} values gives {samples}. As arrays: "
    "X has shape ({n}, {window}, 1), that is {n} windows × {steps} × 1 feature; "
    "y has shape ({n}, 1)."
)
EXPLORER_ALT = (
    "The series of {n_terms} values on an axis of equal factors. A blue band marks a "
    "window of {steps}, positions {first} to {last}: {inputs}. "
    "A black dot marks the target at position {after}: {target}."
)
ONE_SAMPLE, SAMPLES = (
    "{count} window with its target",
    "{count} windows, each with its target",
)
ONE_STEP, STEPS = "{count} time step", "{count} time steps"

# The lab: controls

LAB_WINDOW = "Window length"
LAB_WINDOW_TIP = "How many values a network sees. Arrow keys move it by one."
LAB_UNITS = "Units"
LAB_UNITS_TIP = "How many units the LSTM layer has. Arrow keys move it by one."
LAB_EPOCHS = "Epochs"
LAB_EPOCHS_TIP = "How often the training windows are seen. Arrow keys move it by ten."
LAB_ENCODING = "Encoding"
LAB_ENCODINGS = {"raw": "raw numbers", "divided": "÷ last value"}
LAB_ENCODING_TIPS = {
    "raw": "The numbers of the series as they are",
    "divided": "Each window divided by its last value",
}
LAB_ACTIVATION = "Activation"
LAB_ACTIVATION_TIPS = {
    "relu": "As in the recipe: negative numbers become 0",
    "tanh": "As in the equations: squashed between -1 and 1",
}
LAB_NEW_SEEDS = "New seeds"
LAB_NEW_SEEDS_TIP = "Start the networks again from other random weights"
KERAS_TRAIN = "Train one in Keras"
KERAS_TRAIN_TIP = "Train network 1 by model.fit, from the same starting weights"
KERAS_PROGRESS_TIP = "Epochs that Keras has done"
KERAS_CANCEL = "Cancel"
KERAS_CANCEL_TIP = "End the training in Keras"

# The lab: its figure

LAB_LOSS_TITLES = {
    "raw": "Loss: mean absolute error",
    "divided": "Loss: mean absolute error of the ratio",
}
LAB_LOSS_X_AXIS = "epoch"
LAB_LOSS_KEYS = ("training", "validation")
LAB_TWIN_KEYS = ("━ network 1 here", "┅ network 1 in Keras")
LAB_FORECAST_TITLE = "One step ahead: predicted and true"
LAB_FORECAST_X_AXIS = "position n in the series"
LAB_FORECAST_KEYS = ("● true", "━ predicted")
LAB_ERROR_TITLE = "Test error of each network"
LAB_ERROR_CLAIM = "2.75 %"
LAB_ERROR_COLLAPSED = "collapsed"
LAB_ERROR_MEDIAN = "┃ median"

# The lab: what came out

ONE_WITHIN = "{count} of {n} networks is within 2.75 %"
WITHIN = "{count} of {n} networks are within 2.75 %"
MEDIAN = "the median is {median}"
MEDIAN_DIVERGED = "the median network diverged"
NONE_COLLAPSED = "none collapsed (more than 90 % off)"
ONE_COLLAPSED = "{count} collapsed, that is, is more than 90 % off"
COLLAPSED = "{count} collapsed, that is, are more than 90 % off"
DIVERGED = "{count} diverged: the numbers grew beyond what the computer can hold"
SO_FAR = "Epoch {done} of {epochs} … "
JOIN = "; "
END = "."

SETTING = "Window {window}, {units}, {epochs}, {encoding}, {activation}, seed {seed}."
TRAINED_ON = "Trained on {train}, validated on {n_val}, tested on {n_test}."
TRAINED_ON_NO_VALIDATION = "Trained on {train}, tested on {n_test}."
ONE_ROW, ROWS = "{count} window", "{count} windows"
NO_VALIDATION = (
    "A window of {window} and its target need {needed} values, but the validation part "
    "has only {n_val}: there is no validation curve."
)
MISSING = {
    "train": "Nothing is left to train on: a window of {window} and its target need "
    "{needed} values, but the training part has only {n_train}. Take a shorter window.",
    "test": "Nothing is left to test: a window of {window} and its target need "
    "{needed} values, but the test part has only {n_test}. Take a shorter window.",
}
MISSING_ZEROS = {
    "train": "Nothing is left to train on: every training window ends in 0 and cannot "
    "be divided by it. Take a longer window or the raw numbers.",
    "test": "Nothing is left to test: every test window ends in 0, which it cannot be "
    "divided by, or has the target 0, which has no relative error.",
}
ONE_ENDS_IN_ZERO = "{count} window ends in 0, cannot be divided by it and is left out."
ENDS_IN_ZERO = "{count} windows end in 0, cannot be divided by it and are left out."
ONE_ZERO_TARGET = (
    "{count} test window has the target 0, which has no relative error: it is left out."
)
ZERO_TARGETS = (
    "{count} test windows have the target 0, which has no relative error: they are "
    "left out."
)
FAILED = "Something went wrong: {error}"

ONE_NETWORK, NETWORKS = "{count} network", "{count} networks"
ONE_UNIT, UNITS = "{count} unit", "{count} units"
ONE_EPOCH, EPOCHS = "{count} epoch", "{count} epochs"
LAB_ALT = (
    "Three charts of {networks} after {epochs}; window {window}, {units}, "
    "{encoding}, {activation}, seed {seed}. Loss over the epochs: the median goes from "
    "{loss_start} to {loss_end} in training{validation}. Predictions: for position "
    "{last}, where {true} is true, the median network says {predicted}. "
    "Test errors: from {least} to {most}, median {median}."
)
LAB_ALT_VALIDATION = " and to {val_loss} in validation"
LAB_ALT_KERAS = " Over the loss lies the curve of network 1 trained in Keras."
LAB_ALT_EMPTY = (
    "The series alone, without networks; window {window}, {units}, {encoding}, "
    "{activation}, seed {seed}, {epochs}. {problem}"
)

# One network in Keras

KERAS_LOADING = "Loading TensorFlow …"
KERAS_RUNNING = "Keras trains network 1: epoch {done} of {epochs}."
KERAS_ALREADY = "Keras is already training network 1: wait, or press Cancel."
KERAS_CANCELLED = "The training in Keras was cancelled."
KERAS_IMPOSSIBLE = (
    "There is nothing to compare: the networks above could not be trained."
)
KERAS_DIVERGED = (
    "Keras trained network 1 from the same weights for {epochs}. Here the numbers "
    "diverged, so there is no difference to measure."
)
KERAS_RESULT = (
    "Keras trained network 1 from the same weights for {epochs}. Largest relative "
    "difference from the NumPy twin: {loss} in a loss, {prediction} in a prediction.\n"
    "Both compute in float32, with about 7 digits, and round in different places."
)
KERAS_PARTED = (
    "Keras trained network 1 from the same weights for {epochs}. Up to epoch {until} "
    "it equals the NumPy twin to {near}; then the paths part. Largest relative "
    "difference: {loss} in a loss, {prediction} in a prediction.\n"
    "Both compute in float32, with about 7 digits. Where an error is that close to 0, "
    "rounding decides its sign, and training on the mean absolute error follows the "
    "sign."
)

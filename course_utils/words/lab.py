"""The words of the live lab: its controls, its figure, and what it says of an outcome.

Templates with named fields first, then the functions that fill them in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.words import counted, number, percent

if TYPE_CHECKING:
    from course_utils.experiment import Outcome, Summary

# The lab: controls

WINDOW = "Window length"
WINDOW_TIP = "How many values a network sees. Arrow keys move it by one."
UNITS = "Units"
UNITS_TIP = "How many units the LSTM layer has. Arrow keys move it by one."
EPOCHS = "Epochs"
EPOCHS_TIP = "How often the training windows are seen. Arrow keys move it by ten."
ENCODING = "Encoding"
ENCODINGS = {"raw": "raw numbers", "divided": "÷ last value", "scaled": "scaled"}
ENCODING_TIPS = {
    "raw": "The numbers of the series as they are",
    "divided": "Each window divided by its last value",
    "scaled": "Minus the mean, divided by the standard deviation, of the training part",
}
ACTIVATION = "Activation"
ACTIVATION_TIPS = {
    "relu": "As in the recipe: negative numbers become 0",
    "tanh": "As in the equations: squashed between -1 and 1",
}
NEW_SEEDS = "New seeds"
NEW_SEEDS_TIP = "Start the networks again from other random weights"
KERAS_TRAIN = "Train one in Keras"
KERAS_TRAIN_TIP = "Train network 1 by model.fit, from the same starting weights"
KERAS_PROGRESS_TIP = "Epochs that Keras has done"
KERAS_CANCEL = "Cancel"
KERAS_CANCEL_TIP = "End the training in Keras"

# The lab: its figure

LOSS_TITLES = {
    "raw": "Loss: mean absolute error",
    "divided": "Loss: mean absolute error of the ratio",
    "scaled": "Loss: mean absolute error, scaled",
}
LOSS_X_AXIS = "epoch"
LOSS_KEYS = {"train": "training", "val": "validation"}
TWIN_KEYS = {"twin": "━ network 1 here", "keras": "┅ network 1 in Keras"}
FORECAST_TITLE = "One step ahead: predicted and true"
FORECAST_X_AXIS = "position n in the series"
FORECAST_KEYS = {"true": "● true", "predicted": "━ predicted"}
ERROR_TITLE = "Test error of each network"
SCALED_ERROR_TITLE = "Test error (MASE) of each network, and baselines"
BASELINES = {
    "last": "last value again",
    "season": "one season ago",
    "linear": "least squares",
}
ERROR_CLAIM = "2.75 %"
ERROR_COLLAPSED = "collapsed"
ERROR_MEDIAN = "┃ median"

# The lab: what came out

ONE_WITHIN = "{count} of {n} networks is within 2.75 %"
WITHIN = "{count} of {n} networks are within 2.75 %"
MEDIAN = "the median is {median}"
MEDIAN_DIVERGED = "the median network diverged"
NONE_COLLAPSED = "none collapsed (more than 90 % off)"
ONE_COLLAPSED = "{count} collapsed, that is, is more than 90 % off"
COLLAPSED = "{count} collapsed, that is, are more than 90 % off"
DIVERGED = "{count} diverged: the numbers grew beyond what the computer can hold"
SCALED_MEDIAN = "The median error of {n} networks, {median}, is "
SCALED_DIVERGED = "The median network diverged"
AHEAD, BEHIND, BOTH = "ahead of {names}", "behind {names}", "{ahead}, and {behind}"
NAMED = "{name} ({error})"
COMMA = ", "
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

ONE_NETWORK, MANY_NETWORKS = "{count} network", "{count} networks"
ONE_UNIT, MANY_UNITS = "{count} unit", "{count} units"
ONE_EPOCH, MANY_EPOCHS = "{count} epoch", "{count} epochs"
ALT = (
    "Three charts of {networks} after {epochs}; window {window}, {units}, "
    "{encoding}, {activation}, seed {seed}. Loss over the epochs: the median goes from "
    "{loss_start} to {loss_end} in training{validation}. Predictions: for position "
    "{last}, where {true} is true, the median network says {predicted}. "
    "Test errors: from {least} to {most}, median {median}."
)
ALT_VALIDATION = " and to {val_loss} in validation"
ALT_BASELINES = " Baselines: {names}."
ALT_KERAS = " Over the loss lies the curve of network 1 trained in Keras."
ALT_EMPTY = (
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


# From an outcome to sentences

PARTED = 1e-3  # relative difference of two losses that no longer agree
DIGITS = 2  # of a percentage: more would only flicker


def sentence(outcome: Outcome) -> str:
    """Say what came out, or why nothing can."""
    first = problem(outcome)
    if outcome.is_trained:
        scaled = outcome.baselines is not None
        first = scaled_finding(outcome) if scaled else finding(outcome.summary)
    if outcome.done < outcome.epochs:
        so_far = {"done": outcome.done, "epochs": outcome.epochs}
        first = SO_FAR.format(**so_far) + first
    return first


def finding(summary: Summary) -> str:
    """Say how many networks are good, how good the median is, how many are lost."""
    n = len(summary.error)
    parts = [counted(summary.within, ONE_WITHIN, WITHIN, n=n)]
    if np.isfinite(summary.median):
        parts.append(MEDIAN.format(median=share(summary.median)))
    else:
        parts.append(MEDIAN_DIVERGED)
    if summary.collapsed:
        lost = summary.collapsed, ONE_COLLAPSED, COLLAPSED
        parts.append(counted(*lost))
    else:
        parts.append(NONE_COLLAPSED)
    if summary.diverged:
        parts.append(DIVERGED.format(count=summary.diverged))
    return JOIN.join(parts) + END


def scaled_finding(outcome: Outcome) -> str:
    """Say which baselines are behind the median network, and which ahead."""
    summary, named = outcome.summary, {True: [], False: []}
    if not np.isfinite(summary.median):
        return SCALED_DIVERGED + END
    for name, error in sorted(outcome.baselines.items(), key=lambda item: item[1]):
        said = NAMED.format(name=BASELINES[name], error=number(error))
        named[summary.median < error].append(said)
    ahead = AHEAD.format(names=COMMA.join(named[True])) if named[True] else ""
    behind = BEHIND.format(names=COMMA.join(named[False])) if named[False] else ""
    both = BOTH.format(ahead=ahead, behind=behind) if ahead and behind else ""
    parts = [
        SCALED_MEDIAN.format(n=len(summary.error), median=number(summary.median))
        + (both or ahead or behind)
    ]
    if summary.diverged:
        parts.append(DIVERGED.format(count=summary.diverged))
    return JOIN.join(parts) + END


def problem(outcome: Outcome) -> str:
    """Say why nothing can be trained; nothing if it can."""
    missing, window = outcome.windows.missing, outcome.windows.window
    if missing is None:
        return ""
    too_long = window >= outcome.lengths[f"n_{missing}"]
    templates = MISSING if too_long else MISSING_ZEROS
    fields = {"window": window, "needed": window + 1, **outcome.lengths}
    return templates[missing].format(**fields)


def notes(outcome: Outcome) -> str:
    """Say how the controls stand, and on what was trained and tested."""
    windows, said = outcome.windows, [SETTING.format(**_setting_fields(outcome))]
    if outcome.is_trained:
        rows = {"n_val": windows.n_val, "n_test": windows.n_test}
        train = counted(windows.n_train, ONE_ROW, ROWS)
        template = TRAINED_ON if windows.n_val else TRAINED_ON_NO_VALIDATION
        said.append(template.format(train=train, **rows))
        if not windows.n_val and windows.window >= outcome.lengths["n_val"]:
            needed = {"window": windows.window, "needed": windows.window + 1}
            said.append(NO_VALIDATION.format(**needed, **outcome.lengths))
    if windows.ends_in_zero:
        zeros = windows.ends_in_zero, ONE_ENDS_IN_ZERO, ENDS_IN_ZERO
        said.append(counted(*zeros))
    if windows.zero_targets:
        zeros = windows.zero_targets, ONE_ZERO_TARGET, ZERO_TARGETS
        said.append(counted(*zeros))
    return " ".join(said)


def alternative(outcome: Outcome, with_keras: bool) -> str:
    """Say what the figure shows."""
    fields = _setting_fields(outcome)
    if not outcome.is_trained:
        return ALT_EMPTY.format(**fields, problem=problem(outcome))
    loss, validation = np.median(outcome.loss, axis=1), ""
    if outcome.val_loss is not None:
        val_loss = number(np.median(outcome.val_loss[-1]))
        validation = ALT_VALIDATION.format(val_loss=val_loss)
    error, windows = outcome.summary.error, outcome.windows
    size = share if outcome.baselines is None else number
    said = ALT.format(
        **fields,
        loss_start=number(loss[0]),
        loss_end=number(loss[-1]),
        validation=validation,
        last=outcome.start + windows.at[-1],
        true=number(windows.y_true[-1, 0]),
        predicted=number(np.median(outcome.predictions[:, -1, 0])),
        least=size(error.min()),
        most=size(error.max()),
        median=size(outcome.summary.median),
    )
    if outcome.baselines:
        named = [
            NAMED.format(name=BASELINES[name], error=number(value))
            for name, value in outcome.baselines.items()
        ]
        said += ALT_BASELINES.format(names=COMMA.join(named))
    return said + (ALT_KERAS if with_keras else "")


def _setting_fields(outcome: Outcome) -> dict[str, Any]:
    setting, n = outcome.setting, outcome.n_networks
    return {
        **setting._asdict(),
        "encoding": ENCODINGS[setting.encoding],
        "units": counted(setting.units, ONE_UNIT, MANY_UNITS),
        "epochs": counted(outcome.done, ONE_EPOCH, MANY_EPOCHS),
        "networks": counted(n, ONE_NETWORK, MANY_NETWORKS),
    }


def share(value: float) -> str:
    """Write a share as the lab writes all of them."""
    return percent(value, DIGITS)


def comparison(loss: np.ndarray, predictions: np.ndarray) -> str:
    """Say how far Keras is from the twin.

    Parameters
    ----------
    loss, predictions : ndarray, shapes (epochs,) and (n, 1)
        Relative differences.
    """
    epochs = counted(len(loss), ONE_EPOCH, MANY_EPOCHS)
    if not (np.isfinite(loss).all() and np.isfinite(predictions).all()):
        return KERAS_DIVERGED.format(epochs=epochs)
    largest = {
        "loss": share(loss.max()),
        "prediction": share(predictions.max()),
    }
    if loss.max() < PARTED:
        return KERAS_RESULT.format(epochs=epochs, **largest)
    until = int(np.argmax(loss >= PARTED))
    near = share(loss[:until].max(initial=0))
    return KERAS_PARTED.format(epochs=epochs, until=until, near=near, **largest)

"""What the lab says in words: from numbers to sentences, by the templates of texts."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.widgets import texts
from course_utils.widgets.growth import Summary
from course_utils.widgets.lab_engine import LabEngine

PARTED = 1e-3  # relative difference of two losses that no longer agree


def sentence(engine: LabEngine) -> str:
    """Say what came out, or why nothing can."""
    first = problem(engine)
    if engine.shown is not None:
        first = finding(engine.shown.summary)
    if engine.done < engine.epochs:
        so_far = {"done": engine.done, "epochs": engine.epochs}
        first = texts.SO_FAR.format(**so_far) + first
    return first


def finding(summary: Summary) -> str:
    """Say how many networks are good, how good the median is, how many are lost."""
    n = len(summary.error)
    parts = [texts.counted(summary.within, texts.ONE_WITHIN, texts.WITHIN, n=n)]
    if np.isfinite(summary.median):
        parts.append(texts.MEDIAN.format(median=texts.percent(summary.median)))
    else:
        parts.append(texts.MEDIAN_DIVERGED)
    if summary.collapsed:
        lost = summary.collapsed, texts.ONE_COLLAPSED, texts.COLLAPSED
        parts.append(texts.counted(*lost))
    else:
        parts.append(texts.NONE_COLLAPSED)
    if summary.diverged:
        parts.append(texts.DIVERGED.format(count=summary.diverged))
    return texts.JOIN.join(parts) + texts.END


def problem(engine: LabEngine) -> str:
    """Say why nothing can be trained; nothing if it can."""
    missing, window = engine.windows.missing, engine.windows.window
    if missing is None:
        return ""
    too_long = window >= engine.lengths[f"n_{missing}"]
    templates = texts.MISSING if too_long else texts.MISSING_ZEROS
    fields = {"window": window, "needed": window + 1, **engine.lengths}
    return templates[missing].format(**fields)


def notes(engine: LabEngine) -> str:
    """Say how the controls stand, and on what was trained and tested."""
    windows, said = engine.windows, [texts.SETTING.format(**_setting_fields(engine))]
    if engine.shown is not None:
        rows = {"n_val": windows.n_val, "n_test": windows.n_test}
        train = texts.counted(windows.n_train, texts.ONE_ROW, texts.ROWS)
        template = texts.TRAINED_ON if windows.n_val else texts.TRAINED_ON_NO_VALIDATION
        said.append(template.format(train=train, **rows))
        if windows.window >= engine.lengths["n_val"]:
            needed = {"window": windows.window, "needed": windows.window + 1}
            said.append(texts.NO_VALIDATION.format(**needed, **engine.lengths))
    if windows.ends_in_zero:
        zeros = windows.ends_in_zero, texts.ONE_ENDS_IN_ZERO, texts.ENDS_IN_ZERO
        said.append(texts.counted(*zeros))
    if windows.zero_targets:
        zeros = windows.zero_targets, texts.ONE_ZERO_TARGET, texts.ZERO_TARGETS
        said.append(texts.counted(*zeros))
    return " ".join(said)


def alternative(engine: LabEngine, with_keras: bool) -> str:
    """Say what the figure shows."""
    fields, shown = _setting_fields(engine), engine.shown
    if shown is None:
        return texts.LAB_ALT_EMPTY.format(**fields, problem=problem(engine))
    loss, validation = np.median(shown.loss, axis=1), ""
    if shown.val_loss is not None:
        val_loss = texts.number(np.median(shown.val_loss[-1]))
        validation = texts.LAB_ALT_VALIDATION.format(val_loss=val_loss)
    error, windows = shown.summary.error, engine.windows
    said = texts.LAB_ALT.format(
        **fields,
        loss_start=texts.number(loss[0]),
        loss_end=texts.number(loss[-1]),
        validation=validation,
        last=windows.at[-1],
        true=texts.number(windows.y_true[-1, 0]),
        predicted=texts.number(np.median(shown.predictions[:, -1, 0])),
        least=texts.percent(error.min()),
        most=texts.percent(error.max()),
        median=texts.percent(shown.summary.median),
    )
    return said + (texts.LAB_ALT_KERAS if with_keras else "")


def _setting_fields(engine: LabEngine) -> dict[str, Any]:
    setting, n = engine.setting, engine.n_networks
    return {
        **setting._asdict(),
        "encoding": texts.LAB_ENCODINGS[setting.encoding],
        "units": texts.counted(setting.units, texts.ONE_UNIT, texts.UNITS),
        "epochs": texts.counted(engine.done, texts.ONE_EPOCH, texts.EPOCHS),
        "networks": texts.counted(n, texts.ONE_NETWORK, texts.NETWORKS),
    }


def comparison(loss: np.ndarray, predictions: np.ndarray) -> str:
    """Say how far Keras is from the twin.

    Parameters
    ----------
    loss, predictions : ndarray, shapes (epochs,) and (n, 1)
        Relative differences.
    """
    epochs = texts.counted(len(loss), texts.ONE_EPOCH, texts.EPOCHS)
    if not (np.isfinite(loss).all() and np.isfinite(predictions).all()):
        return texts.KERAS_DIVERGED.format(epochs=epochs)
    largest = {
        "loss": texts.percent(loss.max()),
        "prediction": texts.percent(predictions.max()),
    }
    if loss.max() < PARTED:
        return texts.KERAS_RESULT.format(epochs=epochs, **largest)
    until = int(np.argmax(loss >= PARTED))
    near = texts.percent(loss[:until].max(initial=0))
    return texts.KERAS_PARTED.format(epochs=epochs, until=until, near=near, **largest)


def relative_difference(theirs: np.ndarray, ours: np.ndarray) -> np.ndarray:
    """Return how far theirs are from ours, as a share of ours."""
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.abs(theirs.astype(float) - ours) / np.abs(ours)
    return np.where(theirs == ours, 0, off)  # also where both are 0

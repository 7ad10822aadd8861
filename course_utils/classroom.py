"""A class experiment: results that learners read out, and what they say together."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from course_utils.words import classroom as words
from course_utils.words import percent

COLLAPSED = 0.9  # a larger relative error is a collapse, as in notebook 5


class Results(NamedTuple):
    """What a class measured: relative errors, and validation losses or None.

    Both of shape (n_networks,); an error of 1 is 100 %.
    """

    errors: np.ndarray
    val_loss: np.ndarray | None


def read_results(text: str) -> Results:
    """Read a pasted list, a line for each network: error in per cent, validation loss.

    Empty lines do not count; a decimal comma is as good as a point, and a sign for
    per cent may stand behind the error. The validation loss may be left out of all.

    Parameters
    ----------
    text : str
        Such as ``"5.83 15.7"``, line by line.

    Returns
    -------
    Results

    Raises
    ------
    ValueError
        If there is no line, or a line is no such result.
    """
    rows: list[list[float]] = []
    first = ""
    for line, content in enumerate(text.splitlines(), start=1):
        if not content.strip():
            continue
        found = {"line": line, "text": content.strip()}
        parts = re.split(r"[;\s]+", content.replace("%", " ").strip())
        try:
            row = [float(part.replace(",", ".")) for part in parts]
        except ValueError:
            row = []
        if len(row) not in (1, 2):
            raise ValueError(words.NOT_A_RESULT.format(**found))
        if not all(0 <= value < np.inf for value in row):
            raise ValueError(words.OUT_OF_RANGE.format(**found))
        if rows and len(row) != len(rows[0]):
            raise ValueError(words.UNEQUAL.format(**found, first=first))
        first = first or content.strip()
        rows.append(row)
    if not rows:
        raise ValueError(words.NO_RESULTS)
    columns = np.transpose(rows)  # (1 or 2, n_networks)
    return Results(columns[0] / 100, columns[1] if len(columns) == 2 else None)


def describe(
    errors: np.ndarray, limit: float = 0.0275, chosen: int | None = None
) -> tuple[str, str]:
    """Say what came out: the title of the figure, and its alternative text.

    Parameters
    ----------
    errors : ndarray, shape (n_networks,)
        Relative errors.
    limit : float
        How small an error has to be to count as a success.
    chosen : int, optional
        The place of the network that the validation loss chooses.

    Returns
    -------
    tuple of str
    """
    said = {
        "count": len(errors),
        "within": int(np.sum(errors <= limit)),
        "collapsed": int(np.sum(errors > COLLAPSED)),
        "limit": percent(limit),
        "off": percent(COLLAPSED),
        "best": percent(np.min(errors)),
        "median": percent(np.median(errors)),
        "worst": percent(np.max(errors)),
    }
    alt = words.ALT.format(**said)
    if chosen is not None:
        alt += words.CHOSEN.format(error=percent(errors[chosen]))
    return words.TITLE.format(**said), alt

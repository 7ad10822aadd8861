"""All that a learner reads outside the notebooks. A translation replaces these files.

Each part of the course has its words in a module; here stands how numbers are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import isfinite
from textwrap import fill

INFINITE = "infinite"
FAILED = "Something went wrong: {error}"
LINE = 96  # characters: in a longer line JupyterLab breaks words
PLAIN = 1e-6, 1e12  # percentages beyond are written with a power of ten


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


def percent(share: float, digits: int = 3) -> str:
    """Write a share as a percentage: 0.0275 as 2.75 %, 12.345 as 1,230 %.

    Parameters
    ----------
    share : float
        1 is 100 %; what is not finite is called infinite.
    digits : int
        How many digits count, zeros before them aside.

    Returns
    -------
    str
    """
    if not isfinite(share):
        return INFINITE
    rounded = f"{100 * share + 0.0:.{digits}g}"  # + 0.0: no -0
    low, high = PLAIN
    if low <= abs(float(rounded)) < high:
        rounded = f"{Decimal(rounded):,f}"
    return f"{rounded} %"


def counted(count: int, one: str, many: str, **fields: object) -> str:
    """Fill in the template for one or for many."""
    return (one if count == 1 else many).format(count=count, **fields)


def wrapped(text: str) -> str:
    """Break what is printed into lines between words; its own lines stay."""
    keep = {"break_long_words": False, "break_on_hyphens": False}
    return "\n".join(fill(line, LINE, **keep) for line in text.split("\n"))


def failed(error: BaseException) -> str:
    """Say what went wrong; of an error without words, of what kind it is."""
    return FAILED.format(error=str(error) or type(error).__name__)

"""How sure a comparison of forecasts is: scaled errors, paired bootstrap, intervals."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from course_utils._validate import as_count, as_numbers, as_positive

DRAWS = 10_000  # of the bootstrap: with 2,000 an end moves by 3 % with the seed
LEVEL = 0.98  # of an interval: 99 in 100 draws lie on the surer side of each end
SAME = 1e-6  # mean errors that differ by this share or less are the same: rounding


def mase_scale(series: Any, season: int = 1) -> float:
    """Return the unit of the mean absolute scaled error, MASE.

    The mean absolute error, within the training part, of forecasting the value one
    season ago; with a season of 1, the last value again (Hyndman & Koehler, 2006).
    A mean absolute error divided by it is below 1 where a forecast is better than that
    naive one was in training. It has no trouble with zeros.

    Parameters
    ----------
    series : array_like, shape (n_terms,)
        The training part.
    season : int
        Time steps in a season, fewer than the series has.

    Returns
    -------
    float
        In the unit of the series, above 0.

    Raises
    ------
    TypeError
        If `series` holds something that is not a number, or `season` is not whole.
    ValueError
        If the series is too short, or repeats itself so exactly that its unit is 0.
    """
    series = as_numbers("series", series, ("terms",)).astype(np.float64)
    if len(series) < 2:
        raise ValueError(f"series must hold at least 2 values, but it is {series}.")
    season = as_count("season", season, 1, len(series) - 1, "a season and one value")
    scale = float(np.abs(series[season:] - series[:-season]).mean())
    if scale == 0:
        raise ValueError(
            "The training part never changes"
            + (f" from one season of {season} steps to the next" if season > 1 else "")
            + f" (its first value is {series[0]:g}), so there is no scaled error."
        )
    return scale


class Ratio(NamedTuple):
    """The mean error of one forecast over that of another, and how sure it is."""

    value: float
    low: float  # of the interval
    high: float

    @property
    def is_ahead(self) -> bool:
        """Whether the first forecast is surely the better one."""
        return self.high < 1 - SAME

    @property
    def is_behind(self) -> bool:
        """Whether the first forecast is surely the worse one."""
        return self.low * (1 - SAME) > 1


def compare_errors(
    errors: Any, other: Any, level: float = LEVEL, seed: int = 0
) -> Ratio:
    """Compare two forecasts of the same values by a paired bootstrap.

    Both forecasts are judged on the same drawn stretches of time, so that what is hard
    to forecast is hard for both. Stretches are drawn rather than single values because
    neighbours resemble each other: circular blocks of about the cube root of n values
    (Politis & Romano, 1992). How much the blocks vary is estimated from the blocks
    themselves, and they are few: the distance of each draw from the ratio, taken
    between logarithms, is stretched at random as by Student's t (1908), without which
    the interval is too narrow. One value says nothing: its interval is 0 to infinity.

    Parameters
    ----------
    errors, other : array_like, shape (n,)
        Absolute or squared errors, one for each value, in order of time.
    level : float
        Share of the draws within the interval, between 0 and 1; as many are left out
        above it as below it.
    seed : int
        Of the draws.

    Returns
    -------
    Ratio
        Mean of `errors` over mean of `other`, with the ends of the interval. Two
        forecasts without any error have the ratio 1.

    Raises
    ------
    TypeError
        If either holds something that is not a number.
    ValueError
        If the lengths differ, an error is negative or missing, or `level` is none.

    Examples
    --------
    >>> compare_errors([1, 2, 1, 2], [2, 4, 2, 4])
    Ratio(value=0.5, low=0.5, high=0.5)
    """
    errors = as_numbers("errors", errors, ("values",)).astype(np.float64)
    other = as_numbers("other", other, ("values",)).astype(np.float64)
    if errors.shape != other.shape:
        raise ValueError(
            "errors and other must be of the same values, but errors has "
            f"{len(errors)} and other has {len(other)}."
        )
    if min(errors.min(), other.min()) < 0:
        raise ValueError("Errors must not be negative: take absolute or squared ones.")
    level = as_share("level", level)
    n = len(errors)
    size = max(1, round(n ** (1 / 3)))
    rng = np.random.default_rng(as_count("seed", seed, 0))
    starts = rng.integers(n, size=(DRAWS, -(-n // size)))  # (draws, blocks)
    sums = [block_sums(values, size)[starts].sum(axis=1) for values in (errors, other)]
    value, ratios = float(divided(errors.mean(), other.mean())), divided(*sums)
    if n == 1:
        return Ratio(value, 0.0, np.inf)
    if 0 < value < np.inf:  # else no draw is at a distance that could be stretched
        blocks = n / size
        stretch = np.sqrt(blocks / rng.chisquare(blocks - 1, DRAWS))  # (draws,)
        with np.errstate(over="ignore"):
            ratios = value * (ratios / value) ** stretch
    ratios = np.sort(ratios)  # (draws,); may end in inf
    out = min(round(DRAWS * (1 - level) / 2), DRAWS // 2 - 1)  # at either end
    return Ratio(value, float(ratios[out]), float(ratios[-1 - out]))


def block_sums(values: np.ndarray, size: int) -> np.ndarray:
    """Return the sum of each block of `size` neighbours; after the end comes the start.

    Parameters
    ----------
    values : ndarray, shape (n,)
    size : int
        From 1 to n.

    Returns
    -------
    ndarray, shape (n,)
        The block that begins at each value.
    """
    around = np.concatenate([values, values[: size - 1]])
    return np.lib.stride_tricks.sliding_window_view(around, size).sum(axis=1)


def divided(errors: Any, other: Any) -> np.ndarray:
    """Return errors / other; 1 where both are 0, infinite where only the other is."""
    errors, other = np.asarray(errors), np.asarray(other)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(errors == other, 1.0, errors / other)


def conformal_margin(errors: Any, level: float = 0.9) -> float:
    """Return how far the next value will be from its forecast at most, with a level.

    The smallest past error that is at least as large as ``(n + 1) · level`` of the n
    past ones (split conformal prediction; Vovk, Gammerman & Shafer, 2005; Lei et al.,
    2018). If past and future could be exchanged for one another, the next error would
    be within it with that probability at least. A series that changes breaks this
    promise, so count afterwards how many were within.

    Parameters
    ----------
    errors : array_like, shape (n,)
        Absolute errors on values that the forecast was not fitted to.
    level : float
        The share that is to be within, between 0 and 1.

    Returns
    -------
    float
        In the unit of the errors; infinite where there are too few errors for the
        level: 9 are needed for 0.9, 99 for 0.99.

    Raises
    ------
    TypeError
        If `errors` holds something that is not a number.
    ValueError
        If an error is negative or missing, or `level` is none.
    """
    errors = as_numbers("errors", errors, ("values",)).astype(np.float64)
    if errors.min() < 0:
        raise ValueError("Errors must not be negative: take absolute ones.")
    rank = int(np.ceil(round((len(errors) + 1) * as_share("level", level), 9)))
    return float(np.sort(errors)[rank - 1]) if rank <= len(errors) else float("inf")


def as_share(name: str, value: Any) -> float:
    """Return `value` after checking that it lies between 0 and 1, both excluded.

    Raises
    ------
    TypeError
        If `value` is not a number.
    ValueError
        If `value` lies elsewhere.
    """
    value = as_positive(name, value)
    if value >= 1:
        raise ValueError(f"{name} must lie between 0 and 1, but it is {value:g}.")
    return value

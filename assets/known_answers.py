"""Audit series whose answer is known, and store the verdicts.

Run as ``python assets/known_answers.py``, ten to thirty minutes on two cores. For each
kind of series 20 are drawn; what should be used is known beforehand. The test beside
it counts false verdicts: ``tests/test_known_answers.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.audit import examine
from course_utils.series import linear_recurrence

STORE = Path(__file__).with_suffix(".json")
SUNSPOTS = Path(__file__).with_name("sunspots.csv")
DRAWS, LENGTH = 20, 300


def white_noise(rng: np.random.Generator) -> np.ndarray:
    """Draw what tells nothing of its next value."""
    return 3 + rng.normal(size=LENGTH)


def random_walk(rng: np.random.Generator) -> np.ndarray:
    """Add noise to each last value."""
    return rng.normal(size=LENGTH).cumsum()


def second_order(rng: np.random.Generator) -> np.ndarray:
    """Let an AR(2) swing: x_t = 1.6 x_(t-1) - 0.8 x_(t-2) + noise."""
    noise, values = rng.normal(size=LENGTH + 50), [0.0, 0.0]
    for disturbance in noise[2:]:
        values.append(1.6 * values[-1] - 0.8 * values[-2] + disturbance)
    return np.array(values[50:])


def pure_season(rng: np.random.Generator) -> np.ndarray:
    """Repeat a pattern of 4 to 14 values."""
    pattern = rng.normal(size=rng.integers(4, 15))
    return np.resize(pattern, LENGTH)


def fibonacci_rule(rng: np.random.Generator) -> np.ndarray:
    """Add the two values before, 30 terms from a random start."""
    return linear_recurrence(rng.uniform(size=2), 30)


def logistic_map(rng: np.random.Generator) -> np.ndarray:
    """Follow a rule that no weighted sum can: x_t = 3.9 x (1 - x)."""
    values = [rng.uniform(0.1, 0.9)]
    while len(values) < LENGTH:
        values.append(3.9 * values[-1] * (1 - values[-1]))
    return np.array(values)


def sunspots(rng: np.random.Generator) -> np.ndarray:
    """Return the yearly sunspot numbers of notebook 08; there is but one draw."""
    return np.loadtxt(SUNSPOTS, delimiter=",", skiprows=1)[:, 1]


class Kind(NamedTuple):
    """A kind of series, and what should be used."""

    draw: Callable[[np.random.Generator], np.ndarray]
    use: str
    draws: int = DRAWS


KINDS = {
    "white noise": Kind(white_noise, "mean"),
    "random walk": Kind(random_walk, "last"),
    "AR(2)": Kind(second_order, "linear"),
    "pure season": Kind(pure_season, "season"),
    "Fibonacci rule": Kind(fibonacci_rule, "linear"),
    "logistic map": Kind(logistic_map, "lstm"),
    "sunspots": Kind(sunspots, "linear", draws=1),
}


def answer(name: str, draw: int) -> dict:
    """Audit one draw; return what to use, and the scaled errors."""
    series = KINDS[name].draw(np.random.default_rng([2026, draw]))
    found = examine(series)
    errors = {key: float(f"{one.mase:.4g}") for key, one in found.judged.items()}
    return {"use": found.use, "mase": errors}


def main() -> None:
    """Audit all draws and store the answers."""
    jobs = [(name, k) for name, kind in KINDS.items() for k in range(kind.draws)]
    with ProcessPoolExecutor(2) as pool:
        answers = list(pool.map(answer, *zip(*jobs, strict=True)))
    stored: dict[str, list] = {name: [] for name in KINDS}
    for (name, _), one in zip(jobs, answers, strict=True):
        stored[name].append(one)
    STORE.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
    for name, kind in KINDS.items():
        false = sum(one["use"] != kind.use for one in stored[name])
        print(f"{name}: {false} false of {kind.draws}")


if __name__ == "__main__":
    main()

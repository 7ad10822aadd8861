"""The exercises of notebook 7: the adding problem, time scales, success, controls."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.checks.answers import Stopped
from course_utils.checks.exercise import Exercise, Prediction, When


def _target(part: Callable[[np.ndarray, np.ndarray], Any]) -> Callable[..., Any]:
    """Return a target of sequences (time steps, 2) from a part of values, markers."""
    return lambda sequence: 0.5 + part(sequence[:, 0], sequence[:, 1]) / 4


def _sequence(values: list[float], markers: list[int]) -> tuple[np.ndarray]:
    return (np.column_stack([values, markers]).astype(float),)


def _bias(gate: Callable[[float, int], float]) -> Callable[..., Any]:
    """Return the bias of a forget gate that depends on share and steps."""

    def bias(share: float, steps: int) -> Any:
        """Return the bias: the sigmoid, undone."""
        f = gate(share, steps)
        return np.log(f / (1 - f))

    return bias


def _has_closed_gate(results: list) -> bool:
    """Tell whether there is a gate of 0, whose logarithm does not exist."""
    return any(
        "domain" in str(result.error)
        if isinstance(result, Stopped)
        else result == -np.inf
        for result in results
    )


def _keeping(share: float, steps: int) -> float:
    return share ** (1 / steps)


def _success(
    late: int = 0, resets: bool = True, never: Callable = lambda w: 0, start: int = 0
) -> Callable[..., int]:
    """Return a test of success: how many were seen when so many in a row were right."""

    def success(wrong: Any, in_a_row: int) -> int:
        """Return how many answers it took, right or wrong (True)."""
        row = 0
        for seen, is_wrong in enumerate(wrong, start=1):
            row = (start if resets else row) if is_wrong else row + 1
            if row == in_a_row:
                return seen + late
        return never(wrong)

    return success


def _start_of_row(wrong: Any, in_a_row: int) -> int:
    seen = _success()(wrong, in_a_row)
    return seen - in_a_row + 1 if seen else 0


def _last_row(is_full: Callable[[int, int], bool]) -> Callable[..., int]:
    """Return a loop that goes on to the end, and keeps the last full row it met."""

    def success(wrong: Any, in_a_row: int) -> int:
        """Return how many were seen when a row was full for the last time."""
        row = answer = 0
        for seen, is_wrong in enumerate(wrong, start=1):
            row = 0 if is_wrong else row + 1
            answer = seen if is_full(row, in_a_row) else answer
        return answer

    return success


EXERCISES = {
    "7.1 target": Exercise(  # of sequence (time steps, 2)
        right=_target(lambda values, markers: values[markers == 1].sum()),
        mistakes={
            "ends": _target(lambda values, markers: (values * markers).sum()),
            "all marked": _target(lambda values, markers: values[markers != 0].sum()),
            "all values": _target(lambda values, markers: values.sum()),
            "markers": _target(lambda values, markers: markers[markers == 1].sum()),
            "mean": _target(lambda values, markers: values[markers == 1].mean()),
            "half of it": lambda sequence: (
                0.5 + sequence[sequence[:, 1] == 1, 0].sum() / 2
            ),
            "sum alone": lambda sequence: sequence[sequence[:, 1] == 1, 0].sum(),
            "no half": lambda sequence: sequence[sequence[:, 1] == 1, 0].sum() / 4,
            "all divided": lambda sequence: (
                (0.5 + sequence[sequence[:, 1] == 1, 0].sum()) / 4
            ),
        },
        trials=(
            _sequence([0.3, 0.8, -0.5, 0.4, 0.1, 0.9], [-1, 1, 0, 1, 0, -1]),
            _sequence([0.6, -0.2, 0.7, -0.4, 0.5], [-1, 0, 1, 0, -1]),
            _sequence([-0.9, -0.3, 0.2, -0.8, 0.1, 0.7, 0.4], [-1, 0, 1, 1, 0, 0, -1]),
        ),
    ),
    "7.2 wrong": Prediction(rtol=0.06, of_hundred=True),
    "7.3 kept": Prediction(choices=("a", "b", "c", "d")),
    "7.4 bias": Exercise(  # of (share, steps)
        right=_bias(_keeping),
        mistakes={
            "gate": _keeping,
            "sign": lambda share, steps: -_bias(_keeping)(share, steps),
            "no log": lambda share, steps: (
                _keeping(share, steps) / (1 - _keeping(share, steps))
            ),
            "steps as time scale": lambda share, steps: np.log(steps - 1),
            "steps alone": lambda share, steps: np.log(steps),
            "taken away": _bias(lambda share, steps: 1 - (1 - share) / steps),
            "one step": _bias(lambda share, steps: share),
            "power": _bias(lambda share, steps: share**steps),
            "closed": When(
                _has_closed_gate,
                example=lambda share, steps: -np.inf,
            ),
            "share divided": lambda share, steps: share / steps,
            "exponent": _bias(lambda share, steps: share / steps),
            "minus one": lambda share, steps: -np.log(1 - _keeping(share, steps)),
        },
        trials=((0.5, 100), (0.5, 1000), (0.1, 50), (0.9, 20)),
    ),
    "7.5 success": Exercise(  # of (wrong, in_a_row)
        right=_success(),
        mistakes={
            "in all": _success(resets=False),
            "from 0": _success(late=-1),
            "one more": lambda wrong, in_a_row: _success()(wrong, in_a_row + 1),
            "start": _start_of_row,
            "wrong ones": lambda wrong, in_a_row: _success()(~wrong, in_a_row),
            "first ones": lambda wrong, in_a_row: (
                0 if wrong[:in_a_row].any() else in_a_row
            ),
            "never": _success(never=len),
            "last row": _last_row(lambda row, in_a_row: row == in_a_row),
            "last answer": _last_row(lambda row, in_a_row: row >= in_a_row),
            "reset too low": _success(start=-1),
            "always 0": lambda wrong, in_a_row: 0,
            "none wrong": lambda wrong, in_a_row: in_a_row,
        },
        trials=(
            (np.array([True, False, False, True, False, False, False, True]), 3),
            (np.array([False, True, True, False, True, False]), 2),
            (np.array([False, False, False, False]), 2),
            (np.array([True, True, False, True, False, True, False, False]), 2),
            (np.array([False, False, True, False, False]), 2),
            (np.array([True, False, False, False]), 2),
        ),
    ),
    "7.6 control": Exercise("c", choices=("a", "b", "c", "d")),
}

"""Answers to the exercises, checked; what is missing is said in words.

A notebook calls `answer`, `predict` and `compare`, and `summary` at its end; two
functions that a learner writes have a check of their own, `your_step` and
`your_windows`. The exercises stand in `sheets`, their words in `words/exercises`.
"""

from course_utils.checks.desk import answer, compare, is_right, predict, summary
from course_utils.checks.step import PARTS, lstm_step_by_gates, verdict, your_step
from course_utils.checks.windows import windows_verdict, your_windows

__all__ = [
    "PARTS",
    "answer",
    "compare",
    "is_right",
    "lstm_step_by_gates",
    "predict",
    "summary",
    "verdict",
    "windows_verdict",
    "your_step",
    "your_windows",
]

"""What the learner has answered so far: kept in the kernel, and nowhere else."""

from __future__ import annotations

from typing import Any

answers: dict[str, bool] = {}  # exercise: was an answer right?
predictions: dict[str, Any] = {}  # exercise: what was said beforehand
outcomes: dict[str, bool] = {}  # exercise: did the prediction come true?


def note(exercise_id: str, right: bool | None) -> None:
    """Note whether an answer is right; None: no answer. What was solved stays so."""
    if not answers.get(exercise_id):
        answers.pop(exercise_id, None)
        if right is not None:
            answers[exercise_id] = right


def forget() -> None:
    """Forget all answers and predictions, as a fresh kernel does."""
    for kept in (answers, predictions, outcomes):
        kept.clear()

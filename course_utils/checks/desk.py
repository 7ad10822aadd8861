"""The desk where answers are handed in: what a notebook calls, and what it prints."""

from __future__ import annotations

from reprlib import Repr
from typing import Any

import numpy as np

from course_utils.checks import record
from course_utils.checks.answers import (
    fault_of_text,
    has_comma,
    has_gap,
    letters,
    numbers,
    same,
)
from course_utils.checks.exercise import Checked, Exercise, Prediction
from course_utils.checks.judge import GENERAL, Verdict, judge
from course_utils.checks.sheets import SHEETS, Sheet
from course_utils.words import counted, number, wrapped
from course_utils.words.exercises.desk import DESK, FAULTS, SUMMARY

MOST_NUMBERS = 12  # of an array that is shown in a sentence


def answer(exercise_id: str, value: Any) -> None:
    """Say whether an answer is right, with a hint if it is not, and keep that.

    Parameters
    ----------
    exercise_id : str
        Such as ``"3.2 float32"``.
    value : object
        The answer; ``...`` if there is none yet.

    Raises
    ------
    ValueError
        If there is no exercise of this name, or it is answered in another way.
    """
    verdict = judge(_find(exercise_id, Exercise), value)
    right = verdict.key == "right"
    record.note(exercise_id, None if verdict.key == "open" else right)
    if verdict.key in ("right", "open"):
        _say(verdict.key, exercise_id)
    else:
        _say("not yet", exercise_id, hint=hint(exercise_id, verdict))


def is_right(exercise_id: str, value: Any) -> bool:
    """Tell whether an answer is right, and keep and print nothing: for solutions.

    Raises
    ------
    ValueError
        If there is no exercise of this name, or it is a prediction.
    """
    exercise = _find(exercise_id, Exercise | Checked)
    if isinstance(exercise, Checked):
        return exercise.is_right(value)
    return judge(exercise, value).key == "right"


def predict(exercise_id: str, value: Any) -> None:
    """Keep what the learner expects, until `compare` tells what came out.

    Parameters
    ----------
    exercise_id : str
    value : str or float
        One of the letters or numbers on offer, or any number where none are;
        ``...`` if there is none yet.

    Raises
    ------
    ValueError
        If there is no prediction of this name.
    """
    exercise = _find(exercise_id, Prediction)
    record.predictions.pop(exercise_id, None)
    record.outcomes.pop(exercise_id, None)
    if has_gap(value):
        _say("no prediction yet", exercise_id)
        return
    kept = _outcome(exercise, value)
    if kept is None:
        _say("not yet", exercise_id, hint=_fault(exercise, value))
        return
    record.predictions[exercise_id] = kept
    _say("kept", exercise_id, said=_named(exercise_id, kept))


def compare(exercise_id: str, outcome: Any) -> None:
    """Put what came out beside what the learner had expected.

    Parameters
    ----------
    exercise_id : str
    outcome : str or float
        What came out, as `predict` takes it.

    Raises
    ------
    ValueError
        If there is no prediction of this name, or the outcome is none of its choices.
    """
    exercise = _find(exercise_id, Prediction)
    truth = _outcome(exercise, outcome)
    if truth is None:
        raise ValueError(
            f"The outcome of {exercise_id} must be "
            f"{_listed(exercise.choices or exercise.numbers) or 'a number'}, "
            f"but it is {outcome!r}."
        )
    is_so = _named(exercise_id, truth)
    if exercise_id not in record.predictions:
        _say("not predicted", exercise_id, outcome=is_so)
        return
    kept = record.predictions[exercise_id]
    true = same(kept, truth, Exercise(truth, rtol=exercise.rtol))
    record.outcomes[exercise_id] = true
    exact = _named(exercise_id, kept) == is_so
    word = "came otherwise" if not true else "came true" if exact else "came near"
    _say(word, exercise_id, said=_named(exercise_id, kept), outcome=is_so)


def summary(notebook: str | int) -> None:
    """Print how many exercises of a notebook are solved, and which are still open.

    Parameters
    ----------
    notebook : str or int
        Its number, such as ``"03"``.

    Raises
    ------
    ValueError
        If the notebook has no exercises.
    """
    exercises = _sheet(notebook).exercises
    states = {name: _state(name) for name in exercises}
    solved = [name for name, state in states.items() if state in ("right", "predicted")]
    print(
        counted(
            len(exercises),
            SUMMARY["one"],
            SUMMARY["solved"],
            notebook=int(notebook),
            solved=len(solved),
        )
    )
    for state in ("wrong", "open"):
        found = [name.split()[0] for name in states if states[name] == state]
        if found:
            print(SUMMARY[state].format(", ".join(found)))
    if made := [name for name in exercises if name in record.outcomes]:
        true = sum(record.outcomes[name] for name in made)
        print(SUMMARY["predictions"].format(true=true, made=len(made)))
    if len(solved) == len(exercises):
        print(SUMMARY["all"])


def hint(exercise_id: str, verdict: Verdict) -> str:
    """Return the sentence about a wrong answer."""
    if verdict.key not in GENERAL:
        return _sheet_of(exercise_id).hints[exercise_id][verdict.key]
    shown = {name: _shown(name, fact) for name, fact in verdict.facts.items()}
    where = "of a function" if "arguments" in verdict.facts else "of a value"
    if isinstance(verdict.facts.get("given", ()), list | tuple | range):
        for name in ("given_shape", "shape"):  # to whom wrote it a list is no array
            if len(verdict.facts.get(name, (0, 0))) < 2:
                shown[name] = _in_brackets(verdict.facts[name])
    word = FAULTS.get(f"{verdict.key} {where}", FAULTS.get(verdict.key))
    return word.format(**shown)


def _say(word: str, exercise_id: str, **fields: str) -> None:
    print(wrapped(DESK[word].format(exercise=exercise_id.split()[0], **fields)))


def _sheet(notebook: str | int) -> Sheet:
    """Return the exercises of a notebook and their words."""
    try:
        return SHEETS[str(notebook).zfill(2)]
    except KeyError:
        raise ValueError(
            f"There are exercises for the notebooks {', '.join(SHEETS)}, but not for "
            f"{notebook!r}."
        ) from None


def _sheet_of(exercise_id: str) -> Sheet:
    return _sheet(str(exercise_id).split(".")[0])


def _find(exercise_id: str, kind: Any) -> Any:
    """Return an exercise by its name."""
    exercises = _sheet_of(exercise_id).exercises
    found = [name for name, exercise in exercises.items() if isinstance(exercise, kind)]
    if exercise_id not in found:
        raise ValueError(
            f"exercise_id must be one of {', '.join(map(repr, found))}, but it is "
            f"{exercise_id!r}."
        )
    return exercises[exercise_id]


def _outcome(exercise: Prediction, value: Any) -> str | float | None:
    """Return a letter or a number, if it is on offer; else None."""
    if exercise.choices is not None:
        letter = letters(value)
        return letter if letter in exercise.choices else None
    array = numbers(value)
    if array is None or array.size != 1 or array.dtype.kind == "b":
        return None
    said = array.item()
    if exercise.of_hundred and not (said == 0 or 1 <= said <= 100):  # 0.5 is a share
        return None
    return said if said in exercise.numbers or not exercise.numbers else None


def _fault(exercise: Prediction, value: Any) -> str:
    """Return the sentence about a prediction that cannot be kept."""
    if exercise.choices:
        return FAULTS["choice"].format(choices=_listed(exercise.choices))
    if isinstance(value, str):
        fault = fault_of_text(value, single=True)
        if fault == "per cent sign" and exercise.of_hundred:
            fault = "per cent"
        return FAULTS.get(fault, FAULTS["kind"])
    if exercise.numbers:
        return FAULTS["number"].format(numbers=_listed(exercise.numbers))
    if exercise.of_hundred and getattr(numbers(value), "size", 0) == 1:
        return FAULTS["not of hundred"]
    return FAULTS["comma" if has_comma(value) else "kind"]


def _state(exercise_id: str) -> str:
    """Return how far an exercise is: right, wrong, predicted or open."""
    if exercise_id in record.outcomes:
        return "predicted"
    return {True: "right", False: "wrong", None: "open"}[
        record.answers.get(exercise_id)
    ]


def _named(exercise_id: str, value: str | float) -> str:
    """Write a letter with what it stands for, or a number."""
    if isinstance(value, str):
        text = _sheet_of(exercise_id).choices[exercise_id][value]
        return DESK["choice"].format(letter=value, text=text)
    return number(value)


def _listed(choices: tuple[str | float, ...]) -> str:
    return ", ".join(map(repr, choices))


def _shown(name: str, fact: Any) -> str:
    """Write what a sentence names: arguments, a result, an error, choices."""
    if name == "arguments":
        return ", ".join(_shown("argument", argument) for argument in fact)
    if name == "argument" and callable(fact):
        return DESK["forecast"].format(fact.__name__)
    if name in ("shape", "given_shape"):
        return DESK["array"].format(fact) if fact else DESK["single"]
    if name == "choices":
        return _listed(fact)
    if isinstance(fact, Exception):
        return f"{type(fact).__name__}: {fact}"
    if isinstance(fact, np.ndarray) and fact.dtype.kind in "biuf" and fact.ndim:
        if fact.size > MOST_NUMBERS:
            return DESK["array"].format(fact.shape)
        return np.array2string(fact, separator=", ", precision=4).replace("\n", "")
    if isinstance(fact, np.generic):
        fact = fact.item()
    return f"{fact:.6g}" if isinstance(fact, float) else _short(fact)


def _in_brackets(shape: tuple[int, ...]) -> str:
    """Write how many numbers there are."""
    if not shape:
        return DESK["single"]
    return counted(*shape, DESK["one number"], DESK["numbers"])


def _short(fact: Any) -> str:
    """Write a value as Python does, but not at length."""
    writer = Repr()
    writer.maxstring = writer.maxother = 60
    writer.maxlist = writer.maxtuple = MOST_NUMBERS
    return writer.repr(fact)

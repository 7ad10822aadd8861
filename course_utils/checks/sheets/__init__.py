"""The exercises of each notebook, beside their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course_utils.checks.exercise import Checked, Exercise, Prediction
from course_utils.checks.sheets import (
    notebook_00,
    notebook_01,
    notebook_02,
    notebook_03,
    notebook_04,
    notebook_05,
    notebook_06,
    notebook_07,
    notebook_08,
)
from course_utils.words.exercises import notebook_00 as words_00
from course_utils.words.exercises import notebook_01 as words_01
from course_utils.words.exercises import notebook_02 as words_02
from course_utils.words.exercises import notebook_03 as words_03
from course_utils.words.exercises import notebook_04 as words_04
from course_utils.words.exercises import notebook_05 as words_05
from course_utils.words.exercises import notebook_06 as words_06
from course_utils.words.exercises import notebook_07 as words_07
from course_utils.words.exercises import notebook_08 as words_08


@dataclass(frozen=True)
class Sheet:
    """The exercises of a notebook, in their order, and what is said about them.

    Attributes
    ----------
    exercises : mapping
        Each exercise by its name, such as ``"3.2 float32"``.
    hints : mapping of mappings
        For each exercise the sentence about each of its mistakes.
    choices : mapping of mappings
        For each exercise with letters what each letter stands for.
    """

    exercises: Mapping[str, Exercise | Prediction | Checked]
    hints: Mapping[str, Mapping[str, str]]
    choices: Mapping[str, Mapping[str, str]]


SHEETS = {
    "00": Sheet(notebook_00.EXERCISES, words_00.HINTS, words_00.CHOICES),
    "01": Sheet(notebook_01.EXERCISES, words_01.HINTS, words_01.CHOICES),
    "02": Sheet(notebook_02.EXERCISES, words_02.HINTS, words_02.CHOICES),
    "03": Sheet(notebook_03.EXERCISES, words_03.HINTS, words_03.CHOICES),
    "04": Sheet(notebook_04.EXERCISES, words_04.HINTS, words_04.CHOICES),
    "05": Sheet(notebook_05.EXERCISES, words_05.HINTS, words_05.CHOICES),
    "06": Sheet(notebook_06.EXERCISES, words_06.HINTS, words_06.CHOICES),
    "07": Sheet(notebook_07.EXERCISES, words_07.HINTS, words_07.CHOICES),
    "08": Sheet(notebook_08.EXERCISES, words_08.HINTS, words_08.CHOICES),
}

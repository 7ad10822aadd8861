"""An exercise as data: the right answer, and the mistakes that are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class When:
    """A mistake that is known by a test, where no single wrong answer shows it.

    Attributes
    ----------
    test : callable
        Takes the answer (of a function: the list of what it returned on the trials)
        and tells whether this mistake was made.
    example : object
        A wrong answer of this kind, for the tests of the course.
    """

    test: Callable[[Any], bool]
    example: Any


@dataclass(frozen=True)
class Exercise:
    """An exercise with an answer that can be compared.

    Attributes
    ----------
    right : object
        The right answer: a number, numbers, a word; or a function, if the learner is
        to write one.
    mistakes : mapping of str to object
        Typical mistakes by the name of their hint: the wrong answer that they lead to
        (of a function: a wrong function, which is known by its results), or a `When`.
        The first one that fits is told.
    trials : tuple of tuple
        The arguments a function is tried with, those of the notebook first.
    choices : tuple of str
        The letters on offer, if the learner is to choose. Each wrong one is the name
        of its own hint, and `mistakes` stays empty.
    rtol : float, optional
        How far a number may be off, as a share of it. By default whole numbers must
        be exact, and others right to 1e-5, as float32 computes them.
    shape_counts : bool
        Whether (n,) in place of (n, 1) is a mistake, because the shape is the lesson.
        Otherwise a function may add or leave out axes of length 1 at the end, and in
        an answer that is written down they may stand anywhere. What `mistakes` lead
        to is known in any of these shapes.
    """

    right: Any
    mistakes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    trials: tuple[tuple[Any, ...], ...] = ()
    choices: tuple[str, ...] | None = None
    rtol: float | None = None
    shape_counts: bool = False


@dataclass(frozen=True)
class Prediction:
    """What a learner says before running a cell: a choice, or else a number.

    Attributes
    ----------
    choices : tuple of str, optional
        The letters on offer; None if a number is asked for.
    numbers : tuple of float
        The numbers on offer; empty if any number will do.
    rtol : float
        How near a number must come to the outcome, as a share of it.
    of_hundred : bool
        Whether a number from 0 to 100 is asked for; one between 0 and 1 is refused,
        because it must be a share.
    """

    choices: tuple[str, ...] | None = None
    numbers: tuple[float, ...] = ()
    rtol: float = 1e-5
    of_hundred: bool = False


@dataclass(frozen=True)
class Checked:
    """An exercise with a check of its own, such as `your_windows`.

    Attributes
    ----------
    function : str
        The name of the function that a notebook calls for it.
    is_right : callable
        Takes an answer and tells whether it is right.
    """

    function: str
    is_right: Callable[[Any], bool]

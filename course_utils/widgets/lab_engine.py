"""What the lab computes; it knows nothing of controls, words and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from time import perf_counter
from typing import Any, NamedTuple

from course_utils._validate import as_count, as_numbers
from course_utils.network import init_networks
from course_utils.series import split_series
from course_utils.widgets.growth import Growth, Shown
from course_utils.widgets.lab_windows import LabWindows, cut_windows

FIRST_SLICE, SLICE = 0.045, 0.03  # seconds of training between looks at the page
REPAINT = 0.12  # seconds between two pictures of curves that grow

first_weights = lru_cache(maxsize=4)(init_networks)


class Setting(NamedTuple):
    """Where the controls of the lab stand, apart from the epochs."""

    window: int
    units: int
    encoding: str
    activation: str
    seed: int


class LabEngine:
    """Trains many networks for one setting after another.

    Parameters
    ----------
    terms : array_like, shape (n_terms,)
        The series.
    n_train, n_val : int
        Lengths of its first two parts.
    n_networks : int

    Attributes
    ----------
    lengths : dict
        ``n_train``, ``n_val`` and ``n_test``.
    setting : Setting or None
        The present one.
    windows : LabWindows
        Those of the setting.
    growth : Growth or None
        The training; None if nothing can be trained.
    epochs, done : int
        How many epochs are asked for, and how many of them are done.
    shown : Shown or None
        What came out after the epochs done; None if nothing can be trained.
    """

    def __init__(self, terms: Any, n_train: int, n_val: int, n_networks: int) -> None:
        self.terms = as_numbers("terms", terms, ("terms",))
        parts = split_series(self.terms, n_train, n_val)
        names = "n_train", "n_val", "n_test"
        self.lengths = dict(zip(names, map(len, parts), strict=True))
        self.n_networks = as_count("n_networks", n_networks, 1)
        self.setting: Setting | None = None
        self.windows: LabWindows | None = None
        self.growth: Growth | None = None
        self.shown: Shown | None = None
        self.epochs = self.done = 0

    def run(
        self, setting: Setting, epochs: int, paint: Callable[[], None]
    ) -> Iterator[None]:
        """Train; yield whenever others should have their turn.

        Parameters
        ----------
        setting : Setting
        epochs : int
            If only this has changed, all that is trained is used again; save for a
            smaller number that is no multiple of 10 and was never shown.
        paint : callable
            Called whenever what is shown has changed: soon, now and then, at the end.
        """
        if setting != self.setting or (self.growth and not self.growth.knows(epochs)):
            self._set_up(setting)
        self.epochs = epochs
        if self.growth is None:
            self.done, self.shown = epochs, None
            paint()
            return
        left = epochs - self.growth.done
        self.growth.grow(epochs, FIRST_SLICE)
        if epochs - self.growth.done < left / 2:  # nearly there: one picture, not two
            self.growth.grow(epochs, FIRST_SLICE)
        painted = self._look(paint)
        while self.done < epochs:
            yield
            self.growth.grow(epochs, SLICE)
            if self.growth.done >= epochs or perf_counter() - painted > REPAINT:
                painted = self._look(paint)

    def forget(self) -> None:
        """Use nothing of the present setting again: something went wrong."""
        self.setting = None

    def _set_up(self, setting: Setting) -> None:
        """Cut windows and draw networks."""
        self.setting = self.growth = None
        lengths = self.lengths["n_train"], self.lengths["n_val"]
        at = setting.window, setting.encoding
        self.windows = cut_windows(self.terms, *lengths, *at)
        if self.windows.missing is None:
            weights = first_weights(self.n_networks, setting.units, seed=setting.seed)
            self.growth = Growth(weights, self.windows, setting.activation)
        self.setting = setting

    def _look(self, paint: Callable[[], None]) -> float:
        """Show how far the training has come; return the time."""
        self.done = min(self.growth.done, self.epochs)
        self.shown = self.growth.shown(self.done)
        paint()
        return perf_counter()

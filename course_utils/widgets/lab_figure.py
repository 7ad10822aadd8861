"""The figure of the lab: three panels with fixed axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.live import LiveFigure, small_type
from course_utils.widgets import texts
from course_utils.widgets.growth import Shown
from course_utils.widgets.lab_panels import ErrorPanel, ForecastPanel, LossPanel
from course_utils.widgets.lab_windows import LabWindows
from course_utils.widgets.picture import WIDTH

HEIGHT = 448  # pixels
SCALE = 1.5  # pixels for each pixel of the page; 2 would cost a tenth of a move more
EPOCH_AXES = (100, 200, 500)  # where the epoch axis may end


class LabFigure:
    """Loss, predictions and test errors of many networks.

    Parameters
    ----------
    terms : ndarray, shape (n_terms,)
        The series.
    n_train, n_val : int
        Lengths of its first two parts.
    """

    def __init__(self, terms: np.ndarray, n_train: int, n_val: int) -> None:
        self._live = live = LiveFigure(WIDTH, HEIGHT, SCALE)
        self._view: tuple | None = None
        largest = max(np.abs(terms[: n_train + n_val]).max(), 1)
        above = 10 ** (1 + np.ceil(np.log10(largest)))
        self._loss_tops = {"raw": above, "divided": 100}
        with small_type():
            self._loss = LossPanel(live, self._axes(62, 194, 366, 222))
            forecast_axes = self._axes(522, 194, 368, 222)
            self._forecast = ForecastPanel(live, forecast_axes, terms, n_train, n_val)
            self._errors = ErrorPanel(live, self._axes(30, 32, 840, 78))

    def _axes(self, left: int, bottom: int, width: int, height: int) -> Any:
        across, up = (
            np.array([left, width]) / WIDTH,
            np.array([bottom, height]) / HEIGHT,
        )
        return self._live.figure.add_axes((across[0], up[0], across[1], up[1]))

    def png(
        self,
        windows: LabWindows,
        encoding: str,
        epochs: int,
        shown: Shown | None,
        keras_loss: np.ndarray | None = None,
    ) -> bytes:
        """Draw what is `shown`, or no networks if it is None.

        Parameters
        ----------
        windows : LabWindows
        encoding : {"raw", "divided"}
            Decides the limits of the loss axis.
        epochs : int
            Decides the limits of the epoch axis.
        shown : Shown, optional
        keras_loss : ndarray, shape (epochs,), optional
            The loss of network 1 in Keras.
        """
        end = next((end for end in EPOCH_AXES if end >= epochs), epochs)
        top, title = self._loss_tops[encoding], texts.LAB_LOSS_TITLES[encoding]
        has_val = shown is not None and shown.val_loss is not None
        keys = shown is not None, has_val, keras_loss is not None
        view = title, end, top, *keys
        if view != self._view:
            self._loss.set_view(*view)
            self._view = view
        self._loss.draw(shown, keras_loss)
        self._forecast.draw(windows, shown)
        self._errors.draw(shown)
        return self._live.png(view)

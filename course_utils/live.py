"""Figures that are redrawn at every move of a slider: the axes stay, the artists move.

What stays is drawn once and kept as a background of pixels. A redraw puts it back,
draws the moving artists over it and packs the pixels: some 20 ms in place of 200.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from course_utils.figures import PIXELS_PER_INCH
from course_utils.png import encode_png

Moving = TypeVar("Moving", bound=Artist)

MOST_VIEWS = 8  # backgrounds kept, some megabytes each
SMALL_TYPE = {
    "font.size": 10.5,
    "axes.titlesize": 12,
    "axes.titlepad": 8,
    "axes.labelsize": 10.5,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
}


def small_type() -> AbstractContextManager:
    """Return a context in which new axes get the type of a figure of several panels."""
    return matplotlib.rc_context(SMALL_TYPE)


class LiveFigure:
    """A figure of fixed size and fixed axes.

    Parameters
    ----------
    width, height : int
        Size on the page in pixels.
    scale : float
        Pixels of the picture for each pixel of the page; 2 stays sharp on a projector.

    Attributes
    ----------
    figure : Figure
        To put axes on. Whatever is not `moving` is drawn once for each view.
    """

    def __init__(self, width: int, height: int, scale: float = 2) -> None:
        inches = width / PIXELS_PER_INCH, height / PIXELS_PER_INCH
        self.figure = Figure(figsize=inches, dpi=scale * PIXELS_PER_INCH, layout="none")
        self._canvas = FigureCanvasAgg(self.figure)
        self._moving: list[Artist] = []
        self._backgrounds: OrderedDict[Hashable, Any] = OrderedDict()

    def moving(self, artist: Moving) -> Moving:
        """Let an artist of one of the axes move; return it."""
        artist.set_animated(True)
        self._moving.append(artist)
        return artist

    def png(self, view: Hashable = None) -> bytes:
        """Draw all as it is now and return it as a PNG picture.

        Parameters
        ----------
        view : hashable
            Names what stays. Whoever changes the limits of an axis names another
            view, whose background is then drawn once and kept.
        """
        self._canvas.restore_region(self._background(view))
        for artist in self._moving:
            if artist.get_visible():
                artist.axes.draw_artist(artist)
        return encode_png(np.asarray(self._canvas.buffer_rgba()))

    def _background(self, view: Hashable) -> Any:
        if view in self._backgrounds:
            self._backgrounds.move_to_end(view)
        else:
            self._canvas.draw()  # all but what moves
            box = self.figure.bbox
            self._backgrounds[view] = self._canvas.copy_from_bbox(box)
            if len(self._backgrounds) > MOST_VIEWS:
                self._backgrounds.popitem(last=False)
        return self._backgrounds[view]


class Bundle:
    """Many thin lines, one for each network, and one thick line for their median.

    Parameters
    ----------
    live : LiveFigure
    ax : Axes
        Its limits on the y axis have to be set before the lines.
    color : str
    thin : bool
        Whether to draw the thin lines at all.
    width : float
        Of the thick line, in points.
    dashes : str or tuple
        Of the thick line, as matplotlib takes them.
    """

    def __init__(
        self,
        live: LiveFigure,
        ax: Axes,
        color: str,
        thin: bool = True,
        width: float = 2.6,
        dashes: Any = "-",
    ) -> None:
        self._ax = ax
        self._lines: LineCollection | None = None
        if thin:
            lines = LineCollection([], colors=color, linewidths=0.8, alpha=0.4)
            self._lines = live.moving(ax.add_collection(lines, autolim=False))
        edge = ax.plot([], [], color="white", lw=width + 1.6)
        line = ax.plot([], [], color=color, lw=width, ls=dashes)
        self._median = [live.moving(part) for part in edge + line]

    def set(self, x: np.ndarray, values: np.ndarray) -> None:
        """Draw `values` (points, n_networks) over `x` (points,); NaN is a gap.

        What lies beyond the axis is drawn at its edge.
        """
        low, high = self._ax.get_ylim()
        values = np.clip(values.astype(np.float64), low, high)
        if self._lines is not None:
            points = np.empty((values.shape[1], len(x), 2))
            points[..., 0], points[..., 1] = x, values.T
            self._lines.set_segments(points)
        for line in self._median:
            line.set_data(x, np.median(values, axis=1))

    def clear(self) -> None:
        """Draw nothing."""
        self.set(np.empty(0), np.empty((0, 1)))

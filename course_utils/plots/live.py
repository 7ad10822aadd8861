"""Figures that are redrawn at every move of a slider: the axes stay, the artists move.

What stays is drawn once and kept as a background of pixels. A redraw puts it back,
draws the moving artists over it and packs the pixels: a tenth of the time.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import matplotlib
import numpy as np
from isal import isal_zlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from course_utils.plots.figure import PIXELS_PER_INCH, in_style

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


@contextmanager
def small_type() -> Iterator[None]:
    """Draw in the look of the course, in the type of a figure of several panels."""
    with in_style(), matplotlib.rc_context(SMALL_TYPE):
        yield


class LiveFigure:
    """A figure of fixed size and fixed axes.

    Its axes and artists are made in the look of the course: within `in_style()`, or
    `small_type()` for smaller words.

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

    @in_style()
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

        Returns
        -------
        bytes
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
            with in_style():
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
        """Draw other lines; what lies beyond the axis is drawn at its edge.

        Parameters
        ----------
        x : ndarray, shape (points,)
        values : ndarray, shape (points, n_networks)
            NaN is a gap.
        """
        low, high = self._ax.get_ylim()
        values = np.clip(values.astype(np.float64), low, high)
        if self._lines is not None:
            points = np.empty((values.shape[1], len(x), 2))  # (n_networks, points, 2)
            points[..., 0], points[..., 1] = x, values.T
            self._lines.set_segments(points)
        for line in self._median:
            line.set_data(x, np.median(values, axis=1))

    def clear(self) -> None:
        """Draw nothing."""
        self.set(np.empty(0), np.empty((0, 1)))


def encode_png(pixels: np.ndarray) -> bytes:
    """Pack pixels as a PNG picture, unfiltered and quickly compressed.

    Far faster than the writers of Pillow and matplotlib, which try several filters
    on every row (PNG specification, third edition, 2025, section 9).

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 4)
        Red, green, blue and opacity.

    Returns
    -------
    bytes
    """
    height, width, channels = pixels.shape
    rows = np.zeros((height, 1 + width * channels), np.uint8)  # filter 0, then pixels
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bit, RGBA
    data = isal_zlib.compress(rows, 1)
    parts = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = isal_zlib.crc32(data, isal_zlib.crc32(kind))
    return b"".join(
        (struct.pack(">I", len(data)), kind, data, struct.pack(">I", check))
    )

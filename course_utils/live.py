"""Figures that are redrawn at every move of a slider: the axes stay, the artists move.

What stays is drawn once and kept as a background of pixels. A redraw puts it back,
draws the moving artists over it and packs the pixels: some 20 ms in place of 200.
"""

from __future__ import annotations

import struct
import zlib
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
from matplotlib.lines import Line2D

from course_utils.figures import PIXELS_PER_INCH

Moving = TypeVar("Moving", bound=Artist)

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
        self._backgrounds: dict[Hashable, Any] = {}

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
        if view not in self._backgrounds:
            self._canvas.draw()  # all but what moves
            box = self.figure.bbox
            self._backgrounds[view] = self._canvas.copy_from_bbox(box)
        self._canvas.restore_region(self._backgrounds[view])
        for artist in self._moving:
            if artist.get_visible():
                artist.axes.draw_artist(artist)
        return encode_png(np.asarray(self._canvas.buffer_rgba()))


class Bundle:
    """Many thin lines, one for each network, and one thick line for their median.

    Parameters
    ----------
    live : LiveFigure
    ax : Axes
        Its limits have to be set; lines end at them.
    color : str
    thin : bool
        Whether to draw the thin lines at all.
    **median_style
        For the thick line, as `Axes.plot` takes them.
    """

    def __init__(
        self, live: LiveFigure, ax: Axes, color: str, thin: bool = True, **style: Any
    ) -> None:
        self._ax = ax
        self._lines: LineCollection | None = None
        if thin:
            lines = LineCollection([], colors=color, linewidths=0.8, alpha=0.45)
            self._lines = live.moving(ax.add_collection(lines, autolim=False))
        (median,) = ax.plot([], [], color=color, zorder=4, **style)
        self._median: Line2D = live.moving(median)

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
        self._median.set_data(x, np.median(values, axis=1))

    def clear(self) -> None:
        """Draw nothing."""
        self.set(np.empty(0), np.empty((0, 1)))


def encode_png(pixels: np.ndarray) -> bytes:
    """Pack pixels as a PNG picture, unfiltered and quickly compressed.

    Twice as fast as the writers of Pillow and matplotlib, which try several filters
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
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

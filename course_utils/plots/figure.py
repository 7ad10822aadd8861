"""New figures in the look of the course, and the one way to show them.

The look holds while a figure is made and while it is saved, whatever the settings of
matplotlib are before; afterwards they are as they were.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import Any

import matplotlib
import matplotlib.style
import numpy as np
from IPython.display import HTML
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

STYLE = matplotlib.rc_params_from_file(
    Path(__file__).with_name("course.mplstyle"), use_default_template=False
)
PIXELS_PER_INCH = 100  # on the page; the picture holds twice as many, for projectors

_TURN = RLock()  # the settings belong to all threads, and widgets draw in several


@contextmanager
def in_style() -> Iterator[None]:
    """Draw in the look of the course: `with in_style():` or `@in_style()`.

    Matplotlib reads most settings when an artist is made, and some when it is drawn.
    Threads that draw take turns.
    """
    with _TURN, matplotlib.style.context(["default", STYLE]):
        yield


@in_style()
def new_axes(
    n_rows: int = 1, n_cols: int = 1, height: float | None = None, **settings: Any
) -> Any:
    """Return the axes of a new figure, 8 inches wide.

    The figure belongs to no window and to no global state, so nothing is shown twice
    and nothing is left open.

    Parameters
    ----------
    n_rows, n_cols : int
        How many axes, below and beside one another.
    height : float, optional
        Height of the figure in inches; that of the course's style if left out.
    **settings
        Passed on to `matplotlib.figure.Figure.subplots`.

    Returns
    -------
    Axes, or ndarray of Axes
    """
    width, usual_height = matplotlib.rcParams["figure.figsize"]
    figure = Figure(figsize=(width, height or usual_height))
    return figure.subplots(n_rows, n_cols, **settings)


def given_or_new(
    axes: np.ndarray | Sequence[Axes] | None,
    n_rows: int = 1,
    n_cols: int = 1,
    **settings: Any,
) -> np.ndarray:
    """Return the axes that were given, or those of a new figure, in one row.

    Parameters
    ----------
    axes : ndarray of Axes, sequence of Axes, or None
        What was given.
    n_rows, n_cols, **settings
        Of the new figure, as for `new_axes`.

    Returns
    -------
    ndarray of Axes, shape (n_rows * n_cols,)

    Raises
    ------
    ValueError
        If more or fewer axes were given than are needed.
    """
    if axes is None:
        axes = new_axes(n_rows, n_cols, **settings)
    axes = np.ravel(axes)
    needed = n_rows * n_cols
    if len(axes) != needed:
        raise ValueError(f"axes must hold {needed} Axes to draw on, not {len(axes)}.")
    return axes


@in_style()
def png_bytes(figure: Figure) -> bytes:
    """Return a figure as a PNG picture, twice as fine as it is shown."""
    usual, usual_canvas = figure.dpi, figure.canvas
    canvas = FigureCanvasAgg(figure)
    try:  # `savefig` would draw twice, and pack what is packed here again
        figure.dpi = 2 * PIXELS_PER_INCH
        canvas.draw()
    finally:
        figure.dpi = usual
        figure.set_canvas(usual_canvas)
    return _in_few_colours(Image.fromarray(np.asarray(canvas.buffer_rgba())))


def repack_png(png: bytes) -> bytes:
    """Return a PNG picture without transparency in a third of the bytes."""
    return _in_few_colours(Image.open(BytesIO(png)))


def _in_few_colours(picture: Image.Image) -> bytes:
    """Return a picture without transparency as a PNG in 256 colours.

    Those of a figure are few, so hardly any pixel changes by more than 2 of 255.
    """
    buffer = BytesIO()
    few = picture.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE)
    few.save(buffer, format="png")  # `optimize` saves a tenth, in 5 times the time
    return buffer.getvalue()


def wrap_titles(figure: Figure) -> None:
    """Let titles that would be cut off at the edge go on in another line."""
    titles = {axes.get_title("left") for axes in figure.axes} - {""}
    for text in figure.findobj(Text):
        if text.get_text() in titles:
            text.set_wrap(True)


def show(axes: Axes | np.ndarray | Figure, alt: str) -> HTML:
    """Show a figure together with a text for those who cannot see it.

    Parameters
    ----------
    axes : Axes, ndarray of Axes or Figure
        The figure, or any of its axes.
    alt : str
        What the figure shows, in words: the finding, not the decoration.

    Returns
    -------
    IPython.display.HTML
        The picture; as the last line of a cell it is displayed.

    Raises
    ------
    ValueError
        If the text is missing.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must say in words what the figure shows, not {alt!r}.")
    figure = axes if isinstance(axes, Figure) else np.ravel(axes)[0].get_figure()
    wrap_titles(figure)
    data = base64.b64encode(png_bytes(figure)).decode("ascii")
    width = round(figure.get_figwidth() * PIXELS_PER_INCH)
    return HTML(
        f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}" '
        f'width="{width}" style="max-width: 100%; height: auto">'
    )

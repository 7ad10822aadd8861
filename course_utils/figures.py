"""New figures in the look of the course, and the one way to show them."""

from __future__ import annotations

import base64
import html
from io import BytesIO
from typing import Any

import matplotlib.style
import numpy as np
from IPython.display import HTML
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_utils.png import repack_png

matplotlib.style.use("course_utils.course")

PIXELS_PER_INCH = 100  # on the page; the picture holds twice as many, for projectors


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


def png_bytes(figure: Figure) -> bytes:
    """Return a figure as a PNG picture, twice as fine as it is shown."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=2 * PIXELS_PER_INCH)
    return repack_png(buffer.getvalue())


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
    data = base64.b64encode(png_bytes(figure)).decode("ascii")
    width = round(figure.get_figwidth() * PIXELS_PER_INCH)
    return HTML(
        f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}" '
        f'width="{width}" style="max-width: 100%; height: auto">'
    )

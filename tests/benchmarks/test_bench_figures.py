"""A figure as a picture for the page, timed beside the `savefig` of matplotlib."""

from io import BytesIO
from timeit import repeat

import numpy as np
from PIL import Image

from course_utils import plots
from course_utils.plots.figure import PIXELS_PER_INCH, in_style, png_bytes
from course_utils.series import fibonacci


def new_figure():
    return plots.plot_series(fibonacci(30), title="One figure", spans=(10, 5)).figure


@in_style()
def saved(figure) -> bytes:
    """Return the picture as matplotlib packs it, packed again as tightly as can be."""
    first, again = BytesIO(), BytesIO()
    figure.savefig(first, format="png", dpi=2 * PIXELS_PER_INCH)
    picture = Image.open(first).convert("RGB")
    few = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE)
    few.save(again, format="png", optimize=True)
    return again.getvalue()


def test_a_figure_is_packed_fast(benchmark, promise):
    seconds = []

    def setup():
        figure, other = new_figure(), new_figure()
        seconds.extend(repeat(lambda: saved(other), number=1, repeat=1))
        return (figure,), {}

    picture = benchmark.pedantic(png_bytes, setup=setup, rounds=15, warmup_rounds=1)
    expected = saved(new_figure())
    pixels = [
        np.asarray(Image.open(BytesIO(p)).convert("RGB")) for p in (picture, expected)
    ]
    assert np.array_equal(*pixels)
    ratio = min(seconds) / benchmark.stats.stats.min
    promise(
        "A figure: savefig, packed again / as the course packs it", ratio, 1.4, digits=2
    )
    more = 100 * (len(picture) / len(expected) - 1)
    promise("and its picture is larger by, in %", more, at_most=30)

"""Colours: told apart by colour-blind readers, and words dark enough to be read.

The limits are those of WCAG 2.2 (1.4.3 and 1.4.11) and, for colours side by side, the
smallest distance that Petroff (2021, "Accessible color sequences for data
visualization") allows in his sequence of ten: 16 in CAM02-UCS, for each of the three
kinds of colour blindness.
"""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from coloraide.everything import ColorAll
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from test_figures import TERMS, USUAL, draw

from course_utils import palette, widgets
from course_utils.plots.figure import in_style

ASSETS = Path(__file__).parents[1] / "assets"
KINDS = ("protan", "deutan", "tritan")
APART, READABLE, LARGE, STANDS_OUT = 16, 4.5, 3, 3
# Behind the marks: spans carry their names, and faint lines only lead the eye.
BEHIND = {*palette.SPANS.values(), palette.FAINT, "#FFFFFF"}


def as_seen(color: str, kind: str) -> ColorAll:
    """Return a colour as someone sees it who lacks one kind of cones."""
    return ColorAll(color).filter(kind)


def distance(color: str, other: str) -> float:
    """Return how far two colours are apart in the eyes that see them closest."""
    return min(
        as_seen(color, kind).delta_e(as_seen(other, kind), method="cam02")
        for kind in KINDS
    )


def contrast(color: str, other: str) -> float:
    """Return the ratio of the luminances of two colours, from 1 to 21."""
    return ColorAll(color).contrast(other, method="wcag21")


def marks(ax: Axes) -> set[tuple[str, tuple]]:
    """Return the colour and the form of all that stands for numbers.

    The form is what tells two marks apart without colour: the dashes of a line, its
    width, the marker, and whether it is hollow.
    """
    found = set()
    for line in ax.get_lines():
        hollow = to_hex(line.get_markerfacecolor()) == "#ffffff"
        thick = line.get_linewidth() >= 2.5
        look = line.get_linestyle(), thick, line.get_marker(), hollow
        found.add((to_hex(line.get_color()).upper(), ("line", *look)))
    for drawn in ax.collections:
        lines = isinstance(drawn, LineCollection)
        colors = drawn.get_edgecolor() if lines else drawn.get_facecolor()
        found |= {(to_hex(color).upper(), (type(drawn).__name__,)) for color in colors}
    found |= {(to_hex(box.get_facecolor()).upper(), ("box",)) for box in ax.patches}
    return {(color, form) for color, form in found if color not in BEHIND}


def confused(found: set[tuple[str, tuple]]) -> list[tuple]:
    """Return the pairs of marks that neither colour nor form tells apart."""
    return [
        (color, other, form)
        for (color, form), (other, other_form) in combinations(sorted(found), 2)
        if form == other_form and color != other and distance(color, other) < APART
    ]


def live_figures() -> dict[str, Figure]:
    """Return the figures of the widgets."""
    lab, window = widgets.training_lab(TERMS), widgets.window_explorer(TERMS)
    scaled = widgets.training_lab(TERMS, measure="mase", season=4)
    boards = widgets.memory_explorer(), widgets.timescale_explorer()
    live = [board._figure._live for board in (lab, scaled, window)]
    live += [board._live for board in boards]
    names = ("lab", "lab of any series", "windows", "memory", "time scales")
    return dict(zip(names, (one.figure for one in live), strict=True))


@pytest.fixture(scope="module", params=[*USUAL, "widgets"])
def figures(request):
    """Return a figure of the course, or those of its widgets, under their names."""
    if request.param == "widgets":
        return live_figures()
    return {request.param: draw(request.param)}


def test_marks_are_told_apart_by_colour_blind_readers(figures):
    for name, figure in figures.items():
        assert [pair for ax in figure.axes for pair in confused(marks(ax))] == [], name


def test_marks_that_only_colour_tells_apart_are_found():
    solid = "line", "-", True, "None", False
    dashed = "line", "--", True, "None", False
    for color, other in (
        (palette.PREDICTION, palette.VALIDATION),  # without red or green cones
        (palette.FORGET_GATE, palette.OUTPUT_GATE),  # without blue ones
    ):
        assert confused({(color, solid), (other, solid)})
        assert not confused({(color, solid), (other, dashed)})


def words_with_grounds(figure: Figure) -> list[tuple[str, str, str, float]]:
    """Return each word, its colour, the colour that it stands on, and its limit."""
    with in_style():
        canvas = FigureCanvasAgg(figure)
        figure.draw_without_rendering()  # makes the words of the axes
        words = figure.findobj(
            lambda part: isinstance(part, Text) and part.get_visible()
        )
        words = [word for word in words if word.get_text().strip()]
        colors = [to_hex(word.get_color()) for word in words]
        for word in words:
            word.set_alpha(0)
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())[::-1, :, :3]  # from below
    found = []
    for word, color in zip(words, colors, strict=True):
        box = np.maximum(word.get_window_extent().get_points(), 0)
        (left, low), (right, high) = box.round().astype(int)
        under = pixels[low:high, left:right].reshape(-1, 3)
        if len(under):
            grounds, counts = np.unique(under, axis=0, return_counts=True)
            ground = to_hex(grounds[counts.argmax()] / 255)
            found.append((word.get_text(), color, ground, limit(word, figure.dpi)))
    return found


def limit(word: Text, dpi: float) -> float:
    """Return the contrast that a word needs: less if it is large."""
    on_page = word.get_fontsize() * 100 / 72  # pixels: a picture has 100 to an inch
    bold = word.get_fontweight() in ("bold", "heavy", 700)
    return LARGE if on_page >= (18.66 if bold else 24) else READABLE


def test_words_of_figures_can_be_read(figures):
    for name, figure in figures.items():
        found = words_with_grounds(figure)
        assert found
        pale = [line for line in found if contrast(line[1], line[2]) < line[3]]
        assert pale == [], name


def test_marks_stand_out_from_the_ground(figures):
    for name, figure in figures.items():
        for ax in figure.axes:
            edged = {
                to_hex(line.get_color()).upper()
                for line in ax.get_lines()
                if line.get_path_effects() or line.get_markeredgewidth() >= 2
            }
            pale = {c for c, _ in marks(ax) if contrast(c, "white") < STANDS_OUT}
            assert pale <= edged, name


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.svg")), ids=lambda p: p.stem)
def test_words_of_drawings_can_be_read_by_day_and_by_night(path):
    # A white sheet lies under the whole drawing, so a dark page changes nothing.
    shapes = [
        (tag, dict(re.findall(r'([\w-]+)="([^"]*)"', rest)))
        for tag, rest in re.findall(r"<(\w+)([^>]*)>", path.read_text("utf-8"))
    ]
    _, _, width, height = map(float, shapes[0][1]["viewBox"].split())
    sheet = next(said for tag, said in shapes if tag == "rect")
    assert sheet["fill"] == "#fff"
    assert (float(sheet["width"]), float(sheet["height"])) == (width - 2, height - 2)
    written = {said["fill"] for tag, said in shapes if tag == "text" and "fill" in said}
    pale = [color for color in written if contrast(color, "white") < READABLE]
    assert pale in ([], ["#fff"])  # white words stand on dark boxes

"""A live figure shows what an ordinary figure would, only sooner."""

import subprocess
import sys
import zlib
from io import BytesIO

import matplotlib
import matplotlib.style
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.image import imread

from course_utils.plots import live
from course_utils.plots.figure import in_style
from course_utils.plots.live import Bundle, LiveFigure, encode_png, small_type


def pixels(png: bytes) -> np.ndarray:
    return np.round(imread(BytesIO(png), format="png") * 255).astype(np.uint8)


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (40, 7)])
def test_png_holds_the_pixels(shape):
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 4), dtype=np.uint8)
    np.testing.assert_array_equal(pixels(encode_png(picture)), picture)


def chunks(png: bytes) -> list[tuple[bytes, bytes, int]]:
    """Return kind, data and check of each part of a PNG picture."""
    found, at = [], 8
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        end = at + 8 + length
        check = int.from_bytes(png[end : end + 4])
        found.append((kind, png[at + 8 : end], check))
        at = end + 4
    return found


def test_every_part_of_a_png_has_its_check():
    parts = chunks(encode_png(np.arange(96, dtype=np.uint8).reshape(4, 6, 4)))
    assert [kind for kind, _, _ in parts] == [b"IHDR", b"IDAT", b"IEND"]
    for kind, data, check in parts:
        assert check == zlib.crc32(kind + data)


def draw_scene() -> tuple:
    figure = LiveFigure(300, 200, scale=1)
    with small_type():
        left, right = figure.figure.subplots(1, 2)
        left.set(xlim=(0, 10), ylim=(0, 10), title="stays")
        right.set(xlim=(0, 4), ylim=(0.1, 100), yscale="log")
        for ax in (left, right):
            ax.set_axis_off()  # an ordinary drawing puts the frame over the lines
        line = figure.moving(left.plot([0, 10], [0, 10], lw=4)[0])
        return figure, line, Bundle(figure, right, "#0072B2")


@pytest.fixture
def scene():
    """Two axes, one line that moves, a bundle and a title that stays."""
    return draw_scene()


def whole_drawing(figure: LiveFigure) -> np.ndarray:
    """Draw everything from scratch, as matplotlib does."""
    for artist in figure._moving:
        artist.set_animated(False)
    canvas = FigureCanvasAgg(figure.figure)
    with in_style():
        canvas.draw()
    for artist in figure._moving:
        artist.set_animated(True)
    figure.figure.set_canvas(figure._canvas)
    return np.asarray(canvas.buffer_rgba()).copy()


def test_redraw_equals_a_drawing_from_scratch(scene):
    figure, line, bundle = scene
    before = pixels(figure.png())
    line.set_data([0, 10], [10, 0])
    bundle.set(np.arange(4), np.random.default_rng(0).uniform(0.01, 200, (4, 20)))
    after = pixels(figure.png())
    assert (before != after).any()
    np.testing.assert_array_equal(after, whole_drawing(figure))


def test_invisible_artist_is_not_drawn(scene):
    figure, line, _ = scene
    with_line = pixels(figure.png())
    line.set_visible(False)
    without = pixels(figure.png())
    assert (with_line != without).any()
    np.testing.assert_array_equal(without, whole_drawing(figure))


def count_drawings(figure: LiveFigure, monkeypatch) -> list:
    seen, draw = [], figure._canvas.draw
    monkeypatch.setattr(figure._canvas, "draw", lambda: (seen.append(1), draw()))
    return seen


def test_background_is_drawn_once_for_each_view(scene, monkeypatch):
    figure, line, _ = scene
    seen = count_drawings(figure, monkeypatch)
    for position in range(5):
        line.set_xdata([position, 10])
        figure.png("a")
    assert len(seen) == 1
    line.axes.set_xlim(0, 20)
    other = pixels(figure.png("b"))
    assert len(seen) == 2
    np.testing.assert_array_equal(other, whole_drawing(figure))
    line.axes.set_xlim(0, 10)
    np.testing.assert_array_equal(pixels(figure.png("a")), whole_drawing(figure))
    assert len(seen) == 2


def test_backgrounds_do_not_pile_up(scene, monkeypatch):
    figure, *_ = scene
    seen = count_drawings(figure, monkeypatch)
    for view in range(3 * live.MOST_VIEWS):
        figure.png(view)
    assert len(figure._backgrounds) == live.MOST_VIEWS
    figure.png(view)  # the latest is still there
    assert len(seen) == 3 * live.MOST_VIEWS


@pytest.mark.parametrize(("width", "height", "scale"), [(900, 448, 2), (300, 200, 1.5)])
def test_picture_has_the_size_asked_for(width, height, scale):
    figure = LiveFigure(width, height, scale)
    assert pixels(figure.png()).shape == (height * scale, width * scale, 4)


def test_bundle_draws_every_network_and_their_median(scene):
    _, _, bundle = scene
    x, values = np.arange(3), np.array([[1.0, 2, 9], [2, 4, 8], [3, 6, 7]])
    bundle.set(x, values)
    segments = bundle._lines.get_segments()
    np.testing.assert_array_equal([s[:, 1] for s in segments], values.T)
    np.testing.assert_array_equal(segments[0][:, 0], x)
    for line in bundle._median:
        np.testing.assert_array_equal(line.get_ydata(), [2, 4, 6])


def test_bundle_ends_at_the_axis_and_keeps_gaps(scene):
    _, _, bundle = scene
    bundle.set(np.arange(3), np.array([[np.inf], [np.nan], [-5.0]]))
    np.testing.assert_array_equal(bundle._median[0].get_ydata(), [100, np.nan, 0.1])


def test_cleared_bundle_draws_nothing(scene):
    figure, _, bundle = scene
    empty = pixels(figure.png())
    bundle.set(np.arange(3), np.ones((3, 2)))
    assert (pixels(figure.png()) != empty).any()
    bundle.clear()
    np.testing.assert_array_equal(pixels(figure.png()), empty)


def test_small_type_is_the_look_of_the_course_but_smaller():
    with in_style():
        usual = matplotlib.rcParams.copy()
    before = matplotlib.rcParams.copy()
    with small_type():
        small = matplotlib.rcParams.copy()
    assert matplotlib.rcParams.copy() == before != usual
    changed = {key for key, value in usual.items() if small[key] != value}
    assert changed == set(live.SMALL_TYPE)
    assert all(small[key] < usual[key] for key in changed)


def test_live_figure_keeps_its_look_and_the_settings_of_the_learner(scene):
    usual = scene[0].png()
    with matplotlib.style.context(["dark_background", {"text.hinting": "none"}]):
        own = matplotlib.rcParams.copy()
        figure, *_ = draw_scene()
        assert figure.png() == usual
        assert matplotlib.rcParams.copy() == own


def test_live_figures_do_without_pyplot():
    code = (
        "import sys, course_utils.plots.live as live; live.LiveFigure(90, 60).png(); "
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0

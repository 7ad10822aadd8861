"""Strips of pictures below each widget: what its sliders do, without a kernel.

The widgets are made here, once for each build, and moved by value. A reader steps
through the pictures of a strip with radio buttons: plain HTML and CSS, no script. On
paper all of them stand side by side.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import words
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from course_utils import widgets
from course_utils.series import fibonacci

SUNSPOTS = Path(__file__).parents[2] / "assets" / "sunspots.csv"
FOLDER = "_static/strips"  # of the website, where the pictures lie
PNG = re.compile(r'src="data:image/png;base64,([^"]+)"')


class Story(NamedTuple):
    """A widget, and the moves that tell what its controls do."""

    make: Callable[[], Any]
    moves: dict[str, tuple[Any, ...]]  # values of each control; all others stay


class Frame(NamedTuple):
    """One picture of a strip."""

    value: str
    caption: str
    picture: str  # HTML
    sentences: str  # HTML
    again: bool  # whether the picture has been shown before


def of_terms(make: Callable[[Any], Any]) -> Callable[[], Any]:
    """Return a function that makes a widget of the first 30 Fibonacci numbers."""
    return lambda: make(fibonacci(30))


def lab_of_sunspots() -> Any:
    """Return the live lab as notebook 08 opens it."""
    spots = np.loadtxt(SUNSPOTS, delimiter=",", skiprows=1)[:, 1]
    parts = {"n_train": 191, "n_val": 30, "season": 11, "start": 1700}
    setting = {"window": 12, "encoding": "scaled", "activation": "tanh"}
    return widgets.training_lab(spots, measure="mase", **parts, **setting)


STORIES = {  # for each kind of widget; or for the one of a page, "PAGE-KIND"
    "08_forecast_a_real_series-TrainingLab": Story(
        lab_of_sunspots,
        {
            "window": (1, 2, 6, 12),
            "units": (1, 4, 8),
            "epochs": (50, 100, 200),
            "encoding": ("raw", "scaled"),
        },
    ),
    "TrainingLab": Story(
        of_terms(widgets.training_lab),
        {
            "window": (1, 2, 3, 5, 8),
            "units": (1, 2, 4, 8, 16),
            "epochs": (10, 50, 100, 300),
            "encoding": ("raw", "divided"),
        },
    ),
    "WindowExplorer": Story(
        of_terms(widgets.window_explorer),
        {"window": (1, 2, 3, 5, 8), "position": (0, 5, 10, 20)},
    ),
    "GateExplorer": Story(
        widgets.gate_explorer,
        {
            "weights.f.2": (-4, 0, 1, 4),
            "weights.i.2": (-4, 0, 1, 4),
            "weights.o.2": (-4, 0, 0.5, 4),
            "c_prev": (-1, 0, 0.5, 1),
        },
    ),
    "MemoryExplorer": Story(
        widgets.memory_explorer,
        {"recurrent_weight": (0, 0.5, 0.9, 1.2), "forget_bias": (0, 1, 3, 5)},
    ),
    "TimescaleExplorer": Story(
        widgets.timescale_explorer,
        {"min_length": (20, 100, 500, 1000), "forget_bias": (0, 1, 3, 5, 7)},
    ),
}


def control_of(widget: Any, path: str) -> Any:
    """Return a control: "window", or "weights.f.2" for `widget.weights["f"][2]`."""
    first, *keys = path.split(".")
    control = getattr(widget, first)
    for key in keys:
        control = control[int(key) if key.isdigit() else key]
    return control


def name_of(control: Any) -> str:
    """Return what a control is called; the first sentence of its tip says it, too."""
    return control.description or control.tooltip.partition(".")[0]


def tell(name: str, story: Story, folder: Path) -> str:
    """Move the controls of a widget one after the other; return the strip as HTML.

    Parameters
    ----------
    name : str
        Of the widget's class: names the pictures and the radio buttons.
    story : Story
    folder : Path
        Where the pictures go.
    """
    widget, rows, drawn = story.make(), {}, {}
    for path, values in story.moves.items():
        control = control_of(widget, path)
        start, label = control.value, name_of(control)
        shown = {value: word for word, value in getattr(control, "options", ())}
        rows[label] = []
        for value in values:
            file = f"{name}-start" if value == start else f"{name}-{path}-{value}"
            again = file in drawn
            if not again:
                control.value = value
                image = picture(widget.finish().picture.stored, folder, file)
                drawn[file] = image, said(widget)
            word = str(shown.get(value, value)).replace("-", "\N{MINUS SIGN}")
            caption = words.STRIP_CAPTION.format(control=label, value=word)
            rows[label].append(Frame(word, caption, *drawn[file], again))
        control.value = start
    widget.close()
    return strip(name, rows)


def picture(stored: str, folder: Path, file: str) -> str:
    """Return the picture of a widget as HTML; a PNG becomes a file of its own."""
    found = PNG.search(stored)
    if found is None:  # a drawing: the names in it are those of the stored one
        return re.sub(r"<defs>.*?</defs>", "", stored)
    (folder / f"{file}.png").write_bytes(base64.b64decode(found[1]))
    return PNG.sub(f'src="../{FOLDER}/{file}.png"', stored)


def said(widget: Any) -> str:
    """Return the sentences of a widget as HTML."""
    boxes = [widget.words, *filter(None, [getattr(widget, "notes", None)])]
    first, *rest = "\n".join(box.text for box in boxes).split("\n")
    lines = [f"<p><strong>{html.escape(first)}</strong></p>"]
    return "".join([*lines, *(f"<p>{html.escape(line)}</p>" for line in rest)])


def strip(name: str, rows: dict[str, list[Frame]]) -> str:
    """Return a strip as HTML: radio buttons, each with its picture right behind it.

    Parameters
    ----------
    name : str
        Of the group of radio buttons.
    rows : dict of list of Frame
        The pictures of each control.
    """
    parts, checked = [], " checked"
    for label, frames in rows.items():
        parts.append(f'<span class="strip-name">{html.escape(label)}</span>')
        for frame in frames:
            caption, key = html.escape(frame.caption), f"{name}-{len(parts)}"
            again = " class=again" if frame.again else ""
            parts.append(
                f'<input type="radio" name="{name}" id="{key}" aria-label="{caption}"'
                f'{checked}><label for="{key}">{html.escape(frame.value)}</label>'
                f'<figure{again}><p class="strip-caption">{caption}</p>{frame.picture}'
                f"<figcaption>{frame.sentences}</figcaption></figure>"
            )
            checked = ""
        parts.append('<span class="strip-end"></span>')
    return (
        f'<div class="strip" role="group" aria-label="{words.STRIP_HEADING}">'
        f'<p class="strip-heading">{words.STRIP_HEADING}</p>'
        f'<p class="strip-help">{words.STRIP_HELP}</p>{"".join(parts)}</div>'
    )


class ShowStrips(SphinxPostTransform):
    """Put the strips below the widgets; drop widgets that cannot be seen."""

    default_priority = 3  # before MyST-NB chooses what to show of an output

    def run(self, **_options: Any) -> None:
        """Go through the outputs of a page."""
        bundles = self.document.findall(nodes.container)
        for bundle in [b for b in bundles if b.get("nb_element") == "mime_bundle"]:
            kinds = {part["mime_type"]: part for part in bundle}
            if not any("widget-view" in kind for kind in kinds):
                continue
            if "text/html" not in kinds:  # a progress bar
                bundle.parent.remove(bundle)
                continue
            kind = kinds["text/plain"].astext().partition("(")[0].strip()
            strips = self.app.course_strips
            of_page = strips.get(f"{Path(self.env.docname).stem}-{kind}")
            strip = nodes.raw("", of_page or strips[kind], format="html")
            bundle.parent.insert(bundle.parent.index(bundle) + 1, strip)


def make_strips(app: Sphinx) -> None:
    """Draw all strips before the pages are read."""
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    app.course_strips = {
        name: tell(name, story, folder) for name, story in STORIES.items()
    }


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", make_strips)
    app.add_post_transform(ShowStrips)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

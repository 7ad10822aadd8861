"""What widgets show: pictures with a text for those who cannot see them, and words."""

from __future__ import annotations

import base64
import html
from typing import Any

import ipywidgets

from course_utils.png import repack_png

WIDTH = 900  # pixels, if the page is wide enough; else all shrinks with it


class Board(ipywidgets.VBox):
    """A widget as wide as the page allows, up to `WIDTH`.

    Where no code runs, as on GitHub, its pictures and words are shown as they were.
    """

    def __init__(self, parts: list[ipywidgets.Widget]) -> None:
        layout = {"width": "100%", "max_width": f"{WIDTH + 10}px"}
        super().__init__(parts, layout=layout)

    def _repr_mimebundle_(self, **settings: Any) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(**settings)
        shown = [part for part in self.children if isinstance(part, ipywidgets.HTML)]
        stored = [getattr(part, "stored", part.value) for part in shown]
        return bundle | {"text/html": "".join(stored)}


class Picture(ipywidgets.HTML):
    """A picture of fixed size, with an alternative text that changes with it.

    Parameters
    ----------
    height : int
        In pixels of the page; the width is `WIDTH`.

    Attributes
    ----------
    alt : str
        The alternative text.
    """

    def __init__(self, height: int) -> None:
        super().__init__(layout={"width": "100%", "margin": "0"})
        self.alt = ""
        self._png = b""
        self._height = height

    def show(self, png: bytes, alt: str) -> None:
        """Show another picture together with its text."""
        self._png, self.alt = png, alt
        self.value = self._tag(png)

    @property
    def stored(self) -> str:
        """The picture as it is kept in a saved notebook: a fraction of the bytes."""
        return self._tag(repack_png(self._png)) if self._png else ""

    def _tag(self, png: bytes) -> str:
        data = base64.b64encode(png).decode("ascii")
        return (  # decoded at once: no flicker between two pictures
            f'<img src="data:image/png;base64,{data}" alt="{html.escape(self.alt)}" '
            f'width="{WIDTH}" height="{self._height}" decoding="sync" '
            'style="display: block; max-width: 100%; height: auto">'
        )


class Words(ipywidgets.HTML):
    """A sentence that screen readers read out when it changes.

    Parameters
    ----------
    height : int
        Of the box in pixels, so that nothing below it jumps.
    size : int
        Of the type in pixels.
    bold : bool
        Whether the first paragraph stands out.

    Attributes
    ----------
    text : str
        What it says, paragraphs parted by line ends.
    """

    def __init__(self, height: int, size: int = 15, bold: bool = False) -> None:
        box = {"width": "100%", "height": f"{height}px", "margin": "2px 0"}
        super().__init__(layout={**box, "overflow": "hidden"})
        self.text = ""
        self._look = f"font-size: {size}px; line-height: 1.4"
        self._first = "font-weight: 600" if bold else ""

    def say(self, text: str, busy: bool = False) -> None:
        """Say something else.

        Parameters
        ----------
        text : str
            Paragraphs parted by line ends.
        busy : bool
            Whether it will change again soon: screen readers then wait for the end.
        """
        self.text = text
        first, *rest = (html.escape(line) for line in text.split("\n"))
        lines = [f'<div style="{self._first}">{first}</div>']
        lines += [f"<div>{line}</div>" for line in rest]
        self.value = (
            f'<div role="status" aria-live="polite" aria-busy="{str(busy).lower()}" '
            f'style="{self._look}">{"".join(lines)}</div>'
        )

"""The board that every widget of the course is: controls, a picture, and words.

Here, and only here, a move of a control is handled: what it asks for is painted at
once; long work goes on in slices between the events of the page; a new move takes its
place. Threads take turns: cells run in the kernel's main thread, but JupyterLab has
moves handled in another one, so that a control answers while cells run.
"""

from __future__ import annotations

import asyncio
import base64
import html
from collections.abc import Iterator
from dataclasses import dataclass
from threading import RLock
from typing import Any

import ipywidgets

from course_utils import palette
from course_utils.plots.figure import repack_png
from course_utils.words import failed

WIDTH = 900  # pixels, if the page is wide enough; else all shrinks with it
KIND = "course-board"  # the class of every board in the page
CONTROLS = f".{KIND} :is(button, .noUi-handle, .widget-readout)"
FOCUS = (  # where the keyboard is: a ring that stands out from every control
    f"<style>{CONTROLS}:focus-visible "
    f"{{outline: 3px solid {palette.TRAINING} !important; outline-offset: 1px}} "
    # Who comes by Tab should see the picture below the controls, too: at 1280 x 720
    # JupyterLab leaves 600 pixels, which the two margins and a control just fill.
    f"{CONTROLS} {{scroll-margin: 4px 0 574px}}</style>"
)
PAUSE = 0.004  # seconds between two slices, in which the kernel hears of the page


@dataclass(frozen=True)
class View:
    """What a board is to show."""

    picture: bytes | str  # PNG, or SVG
    alt: str  # the same in words; an SVG carries it itself
    words: tuple[str, ...]  # one text for each box of words, paragraphs parted by \n
    busy: bool = False  # whether another view follows


class Board(ipywidgets.VBox):
    """A widget as wide as the page allows, up to `WIDTH`.

    Where no code runs, as on GitHub, its picture and words are shown as they were.
    A board of one kind says in `views` what it shows, and calls `follow` once.

    Parameters
    ----------
    parts : list of Widget
        From top to bottom; the picture and the words among them.
    picture : Picture
    words : tuple of Words

    Attributes
    ----------
    turn : RLock
        Held by the thread whose turn it is.
    in_haste : bool
        Whether nobody will see a view before the last one: none need be drawn.
    """

    def __init__(
        self, parts: list[ipywidgets.Widget], picture: Picture, *words: Words
    ) -> None:
        layout = {"width": "100%", "max_width": f"{WIDTH + 10}px"}
        super().__init__(layout=layout)
        self.add_class(KIND)
        self.hold(*parts)
        self.picture, self._boxes = picture, words
        self.turn = RLock()
        self._slices: Iterator[None] | None = None
        self._stepping = self.in_haste = False
        self._task: asyncio.Task | None = None
        self._error: BaseException | None = None

    def hold(self, *parts: ipywidgets.Widget) -> None:
        """Hold these parts, from top to bottom."""
        self.children = (*parts, ipywidgets.HTML(FOCUS, layout={"display": "none"}))

    def views(self) -> Iterator[View | None]:
        """Yield what to show as the controls stand, the last view not `busy`.

        None says that there is nothing new, but others should have their turn.
        """
        raise NotImplementedError

    def forget(self) -> None:
        """Use nothing again of what was going on: it went wrong."""

    def follow(self, *controls: ipywidgets.Widget) -> None:
        """Show the first view, and another after each move of a control."""
        for control in controls:
            control.observe(self.move, "value")
        answer_while_cells_run(*controls)
        self.move()

    def move(self, _change: Any = None) -> None:
        """Show what the controls ask for now, in place of what was going on.

        Where no event loop runs, as in a plain Python program, all of it at once.
        """
        with self.turn:
            if self._stepping:  # `views` itself has moved a control, and goes on
                return
            if self.comm is None:  # the board is closed
                return
            self._slices, self._error = self._paint(), None
            self._step()
            if not self.is_busy:
                return
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:  # none runs
                self._take_all_steps()
                return
            task = self._task
            if task is None or task.done() or task.get_loop() is not loop:
                self._task = loop.create_task(self._run())
                self._task.add_done_callback(_report)

    @property
    def has_failed(self) -> bool:
        """Whether the last move went wrong."""
        return self._error is not None

    @property
    def is_busy(self) -> bool:
        """Whether there is more to show."""
        return self._slices is not None

    def finish(self) -> Board:
        """Bring to an end what is going on; return the board.

        Raises
        ------
        Exception
            What went wrong, if something did.
        """
        with self.turn:
            if self._error is not None:
                raise self._error
            self._take_all_steps()
        return self

    def close(self) -> None:
        """Stop all work and leave the page."""
        with self.turn:
            self._slices = None
            super().close()

    def __del__(self) -> None:
        """Close the board, unless it was never made: what it was to show was bad."""
        if self.comm is not None:
            super().__del__()

    def show(self, view: View) -> None:
        """Show a view."""
        with self.turn:
            self.picture.show(view.picture, view.alt)
            for box, text in zip(self._boxes, view.words, strict=True):
                box.say(text, view.busy)

    def _paint(self) -> Iterator[None]:
        for view in self.views():
            if view is not None:
                self.show(view)
            if view is None or view.busy:
                yield

    def _take_all_steps(self) -> None:
        self.in_haste = True
        try:
            while self.is_busy:
                self._step()
        finally:
            self.in_haste = False

    def _step(self) -> None:
        slices, self._stepping = self._slices, True
        try:
            next(slices)
        except StopIteration:
            self._slices = None
        except BaseException as error:  # also an interrupt by the learner
            self._slices, self._error = None, error
            self.forget()
            self._boxes[0].say(failed(error))
            raise
        finally:
            self._stepping = False

    async def _run(self) -> None:
        task = asyncio.current_task()
        while self.is_busy and task is self._task:  # else one of another loop goes on
            await asyncio.sleep(PAUSE)
            with self.turn:
                if self.is_busy and task is self._task:
                    self._step()

    def _repr_mimebundle_(self, **settings: Any) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(**settings)
        shown = [part for part in self.children if isinstance(part, Picture | Words)]
        with self.turn:
            self._take_all_steps()  # a saved notebook shows how it ends, not the way
            stored = [part.stored for part in shown]
        return bundle | {"text/html": "".join(stored)}


def answer_while_cells_run(*controls: ipywidgets.Widget) -> None:
    """Have moves of these controls handled in the thread that JupyterLab asks for.

    From version 7.4 on, ipykernel hands what the page says to the thread in which the
    control last spoke: at first the one that made it, which is busy until all cells
    have run. What it remembers of that has no public name, and no effect once gone.
    """
    for control in controls:
        vars(control.comm).pop("_reply_subshell_id", None)


def _report(task: asyncio.Task) -> None:
    """Let an exception be seen at once, not when the task is thrown away."""
    if not task.cancelled() and task.exception() is not None:
        task.get_loop().call_exception_handler(
            {
                "message": f"The work of a widget failed: {task.exception()!r}",
                "exception": task.exception(),
                "task": task,
            }
        )


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
        self._picture: bytes | str = ""
        self._height = height

    def show(self, picture: bytes | str, alt: str) -> None:
        """Show another picture together with its text."""
        self._picture, self.alt = picture, alt
        self.value = self._tag(picture)

    @property
    def stored(self) -> str:
        """The picture as it is kept in a saved notebook: a fraction of the bytes."""
        if isinstance(self._picture, bytes):
            return self._tag(repack_png(self._picture))
        return self.value

    def _tag(self, picture: bytes | str) -> str:
        if isinstance(picture, str):
            return picture
        data = base64.b64encode(picture).decode("ascii")
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
    aloud : bool
        Whether it is read out. Of two boxes that change together, only one should be.

    Attributes
    ----------
    text : str
        What it says, paragraphs parted by line ends.
    stored : str
        The same as it is kept in a saved notebook, where it is not read out.
    """

    def __init__(
        self, height: int, size: int = 15, bold: bool = False, aloud: bool = True
    ) -> None:
        box = {"width": "100%", "height": f"{height}px", "margin": "2px 0"}
        super().__init__(layout={**box, "overflow": "hidden"})
        self.text = self.stored = ""
        self._look = f"font-size: {size}px; line-height: 1.4"
        self._first = "font-weight: 600" if bold else ""
        self._aloud = aloud

    def say(self, text: str, busy: bool = False) -> None:
        """Say something else.

        The page gets a new element each time. Screen readers read out a new element
        only if it is an alert: of a status, only changes inside it
        (https://github.com/w3c/aria/issues/1216).

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
        self.stored = f'<div style="{self._look}">{"".join(lines)}</div>'
        role = 'role="alert" ' if self._aloud and not busy else ""
        self.value = (
            f'<div class="course-words" {role}aria-busy="{str(busy).lower()}" '
            f'style="{self._look}">{"".join(lines)}</div>'
        )

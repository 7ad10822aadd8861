"""What the tests of the widgets share: looking at them, and moving them in threads."""

import asyncio
import base64
import re
import sys
from collections.abc import Callable
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from threading import Barrier, Thread

import numpy as np
from matplotlib.image import imread

from course_utils.series import fibonacci

TERMS = fibonacci(30)
LONGEST = 60  # seconds that a test waits for anything


def pixels(board) -> np.ndarray:
    """Return the pixels of the picture that a widget shows."""
    data = re.search(r'src="data:image/png;base64,([^"]+)"', board.picture.value)
    return imread(BytesIO(base64.b64decode(data[1])), format="png")


def picture_shown(board) -> str:
    """Return what tells one picture of a widget from another.

    The pixels of a PNG, for the same ones may be packed into different bytes when
    threads take turns; a drawing as it is.
    """
    if "data:image/png" not in board.picture.value:
        return board.picture.value
    return sha256(pixels(board).tobytes()).hexdigest()


def alt_shown(board) -> str:
    """Return the alternative text that stands in the page beside the picture."""
    return re.search(r'(?:alt|aria-label)="([^"]+)"', board.picture.value)[1]


def move(board, **values) -> None:
    """Set controls by their names; of several, only where all have come is shown."""
    board._stepping = len(values) > 1  # as if `views` moved them
    for name, value in values.items():
        getattr(board, name).value = value
    if board._stepping:
        board._stepping = False
        board.move()


def other_tasks() -> int:
    """Count the tasks of the loop besides the test itself."""
    return len(asyncio.all_tasks()) - 1


async def until(condition: Callable[[], bool], seconds: float = LONGEST) -> None:
    """Let the loop run until something is the case."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


@contextmanager
def many_switches():
    """Let threads take turns as often as Python can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def at_once(*works: Callable[[], None]) -> None:
    """Do several things, each in a thread; raise what went wrong in one of them."""
    start, errors = Barrier(len(works)), []

    def run(work: Callable[[], None]) -> None:
        try:
            start.wait(LONGEST)
            work()
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=run, args=[work], daemon=True) for work in works]
    with many_switches():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONGEST)
    assert not any(thread.is_alive() for thread in threads), "a thread is stuck"
    if errors:
        raise errors[0]


def moved_by_two_threads(board, moves: list[tuple]) -> list[tuple[str, str, str]]:
    """Let two threads move the controls of a widget at the same time.

    Parameters
    ----------
    board : Board
    moves : list of (control, value)
        Shared out between the threads.

    Returns
    -------
    list of (picture, alternative text, words)
        As they stood in the page each time the words had changed, and at the end.
    """
    seen = []

    def look(_change=None) -> None:
        seen.append((picture_shown(board), alt_shown(board), board.words.text))

    def make(moves: list[tuple]) -> None:
        for control, value in moves:
            control.value = value

    board.words.observe(look, "value")
    at_once(lambda: make(moves[::2]), lambda: make(moves[1::2]))
    board.words.unobserve(look, "value")
    look()
    return seen

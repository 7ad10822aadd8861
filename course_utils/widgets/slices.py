"""Long work in short slices, so that the page never waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from threading import RLock

PAUSE = 0.004  # seconds between two slices, in which the kernel hears of the page


class SlicedWork:
    """Takes the first slice of some work at once, the others between other events.

    New work takes the place of the old. Where no event loop runs, as in a plain
    Python program, the work is finished at once. Threads take turns: cells run in the
    kernel's main thread, but JupyterLab hands most moves of a slider to another one.

    Parameters
    ----------
    on_error : callable
        Told of an exception in the work, before it is raised: to the caller from the
        first slice, to the handler of the event loop from a later one.
    """

    def __init__(self, on_error: Callable[[Exception], None]) -> None:
        self._on_error = on_error
        self._slices: Iterator[None] | None = None
        self._task: asyncio.Task | None = None
        self._error: Exception | None = None
        self._turn = RLock()

    @property
    def is_busy(self) -> bool:
        """Whether slices are left."""
        return self._slices is not None

    def start(self, slices: Iterator[None]) -> None:
        """Drop what is left of the old work and begin with the new."""
        with self._turn:
            self._slices, self._error = slices, None
            self._step()
            if not self.is_busy:
                return
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:  # none runs
                self.finish()
                return
            task = self._task
            if task is None or task.done() or task.get_loop() is not loop:
                self._task = loop.create_task(self._run())
                self._task.add_done_callback(self._report)

    def cancel(self) -> None:
        """Drop what is left of the work."""
        with self._turn:
            self._slices = None

    def finish(self) -> None:
        """Do all that is left, now; raise the exception if the work has failed."""
        with self._turn:
            if self._error is not None:
                raise self._error
            while self.is_busy:
                self._step()

    def _step(self) -> None:
        slices = self._slices
        try:
            next(slices)
        except StopIteration:
            if self._slices is slices:
                self._slices = None
        except Exception as error:
            self._slices, self._error = None, error
            self._on_error(error)
            raise

    async def _run(self) -> None:
        task = asyncio.current_task()
        while self.is_busy and task is self._task:  # else one of another loop goes on
            await asyncio.sleep(PAUSE)
            with self._turn:
                if self.is_busy and task is self._task:
                    self._step()

    @staticmethod
    def _report(task: asyncio.Task) -> None:
        """Let an exception be seen at once, not when the task is thrown away."""
        if not task.cancelled() and task.exception() is not None:
            task.get_loop().call_exception_handler(
                {
                    "message": f"The lab's training failed: {task.exception()!r}",
                    "exception": task.exception(),
                    "task": task,
                }
            )

"""What is the same for each learner's server, whatever holds it: port and start."""

import asyncio
from typing import ClassVar

from jupyterhub.utils import can_connect
from ports import draw_ports
from tornado.web import HTTPError
from traitlets import HasTraits, validate

LOOK = 0.5  # seconds between two looks at a server that starts


class ServerEndedError(HTTPError):
    """A learner's server has ended before anybody could use it.

    Parameters
    ----------
    name : str
        Of the learner.
    """

    jupyterhub_message = (
        "Your server has ended before it was ready. Try it again; if that does not "
        "help, tell your teacher: the log of your server says why."
    )

    def __init__(self, name: str) -> None:
        super().__init__(500, "the server of %r has ended", name)


class LearnerServer(HasTraits):
    """A part of spawners: a port drawn by `ports.py`, and a start that is watched."""

    promised: ClassVar[dict[str, int]] = {}  # ports by learner, of the whole hub

    @validate("port")
    def _draw(self, _proposal: object) -> int:
        """Draw another port, and promise it to this learner."""
        name = self.user.name
        others = {port for key, port in self.promised.items() if key != name}
        self.promised[name] = next(draw_ports(others))
        return self.promised[name]

    async def start(self) -> tuple[str, int]:
        """Start the server, and wait until it listens.

        JupyterHub alone waits minutes for one that has already ended.

        Raises
        ------
        ServerEndedError
            If it ends.
        """
        where = await super().start()
        while where is None or not can_connect(*where):  # None: it did not begin
            if await self.poll() is not None:
                raise ServerEndedError(self.user.name)
            await asyncio.sleep(LOOK)
        return where

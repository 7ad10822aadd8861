"""Ports for the servers of a class that no connection can take in the meantime.

A port is drawn when a learner asks for a server, and the server takes it seconds later.
JupyterHub draws it from those that Linux also gives to connections that go out, from
32768 on (`ip_local_port_range`, ip(7)); a busy class has many, and now and then one of
twenty servers found its port in use (https://github.com/jupyterhub/jupyterhub/issues/3005).
"""

import socket
from collections.abc import Collection, Iterator
from random import SystemRandom

PORTS = range(20_000, 32_768)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a port of this computer."""
    with socket.socket() as door:
        # As servers do: what an ended one has left behind is no hindrance.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def draw_ports(besides: Collection[int] = ()) -> Iterator[int]:
    """Yield free ports, all of them different, in an order that nobody can foresee.

    Parameters
    ----------
    besides : collection of int
        Ports that are promised to others, who may not listen on them yet.

    Raises
    ------
    RuntimeError
        When there are no more.
    """
    for port in SystemRandom().sample(PORTS, len(PORTS)):
        if port not in besides and is_free(port):
            yield port
    raise RuntimeError(f"all ports from {PORTS[0]} to {PORTS[-1]} are in use")

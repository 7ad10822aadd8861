"""Python imports this first of all: it then refuses to speak to other computers.

Where there are no network namespaces, tests put this folder on the path of every
Python that they start. See conftest.py.
"""

import ipaddress
import sys


def is_here(host: object) -> bool:
    """Tell whether an address is that of this computer."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse(event: str, arguments: tuple) -> None:
    """Raise an error where something asks for another computer."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple):  # a socket within this computer
            return
        host = address[0]
    else:
        return
    if not is_here(host):
        raise ConnectionRefusedError(f"tests run offline, but something asks {host!r}")


sys.addaudithook(refuse)

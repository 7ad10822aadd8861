"""Start the proxy: the one door of the class, which stays open when the hub restarts.

It hands each learner's requests to the server of that learner and all others to the
hub. The hub tells it where they are, through an inner door, with a key that both read.
"""

import contextlib
import os
import secrets
import sys
from tempfile import NamedTemporaryFile

from choices import LOOPBACK, Choices, make_folders, read_choices
from ports import is_free

PROGRAM = "configurable-http-proxy"


def read_key(choices: Choices) -> str:
    """Return the key of the inner door; who comes first, hub or proxy, makes it."""
    make_folders(choices)
    file = choices.private / "proxy_key"
    if not file.exists():
        with NamedTemporaryFile("w", dir=choices.private) as own:
            own.write(secrets.token_hex(32))
            own.flush()
            with contextlib.suppress(FileExistsError):  # whole, or not there at all
                os.link(own.name, file)
    return file.read_text("utf-8")


def proxy_command(choices: Choices, *more: str) -> list[str]:
    """Return the words that start the proxy, with more options of its own."""
    options = {
        "ip": choices.address,
        "port": choices.port,
        "api-ip": LOOPBACK[0],
        "api-port": choices.proxy_port,
        "error-target": f"{choices.hub_url}/hub/error",
        "log-level": "warn",
    }
    if choices.certificate:
        options |= {"ssl-cert": choices.certificate, "ssl-key": choices.key}
    return [PROGRAM, *(f"--{name}={value}" for name, value in options.items()), *more]


if __name__ == "__main__":
    chosen = read_choices()
    for door in (chosen.port, chosen.proxy_port):
        if not is_free(door):  # the proxy itself would go on, and answer nobody
            sys.exit(f"another program listens on port {door} already")
    key = {"CONFIGPROXY_AUTH_TOKEN": read_key(chosen)}
    os.execvpe(PROGRAM, proxy_command(chosen, *sys.argv[1:]), os.environ | key)

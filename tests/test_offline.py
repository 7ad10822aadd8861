"""All tests run with the network cut off: so the course needs none once installed.

What they prove hangs on the network being really out of reach, in each process that
they start. See conftest.py.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import v4

ROOT = Path(__file__).parents[1]
OFFLINE = os.environ["COURSE_OFFLINE"]
# 192.0.2.1 is nobody's (RFC 5737): a network that is there lets one wait for it.
TRY = """
import socket
for how in (
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=2),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"?", ("192.0.2.1", 53)),
):
    try:
        how()
    except OSError as error:
        print(type(error).__name__, error)
    else:
        print("reached")
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
    print("loopback works")
print([name for _, name in socket.if_nameindex()])
"""


def check(said: str, means: str = OFFLINE) -> None:
    """Check that nothing was reached but this computer, and by which means."""
    *others, here, interfaces = said.strip().splitlines()
    assert here == "loopback works"
    if means == "namespace":
        assert interfaces == "['lo']"
        assert "Network is unreachable" in others[0]
        assert others[1].startswith("gaierror")
        assert "Network is unreachable" in others[2]
    else:
        assert all("tests run offline" in other for other in others)
    assert len(others) == 3


def said_by(code: str, **environment: str) -> str:
    """Return what a new Python prints."""
    command = [sys.executable, "-c", code]
    variables = os.environ | environment
    run = subprocess.run(command, env=variables, capture_output=True, text=True)
    return run.stdout + run.stderr


def test_no_process_reaches_another_computer():
    check(said_by(TRY))


def test_no_notebook_reaches_another_computer():
    notebook = v4.new_notebook(cells=[v4.new_code_cell(TRY)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    check("".join(output.text for output in notebook.cells[0].outputs))


@pytest.mark.parametrize(
    "then", [f"exec({TRY!r})", f"subprocess.run([sys.executable, '-c', {TRY!r}])"]
)
def test_the_second_means_holds_here_and_in_each_python_started(then):
    first = "import conftest, subprocess, sys; conftest.refuse_the_network(); "
    check(said_by(first + then, PYTHONPATH=str(ROOT)), means="refusal")


def test_network_that_is_there_is_noticed():
    with pytest.raises(AssertionError):
        check("reached\nreached\nreached\nloopback works\n['lo', 'eth0']")
    with pytest.raises(AssertionError):
        check("reached\nreached\nreached\nloopback works\n['lo', 'eth0']", "refusal")
    timed_out = "TimeoutError timed out\n" * 3 + "loopback works\n['lo', 'eth0']"
    with pytest.raises(AssertionError):
        check(timed_out)

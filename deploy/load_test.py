"""A class of learners at once, over HTTP and websockets as their browsers would.

``python deploy/load_test.py --learners 20`` starts the hub on this computer as
`jupyterhub_config.py` says, with a throw-away list of learners. Each logs in, gets a
server and a copy of the notebooks, opens notebook 00, runs all its cells, and moves
sliders of the live lab. A move's latency is the time from sending it to the picture. A
table in Markdown is printed; ``--write`` puts it into `README.md`.

The hub listens on 127.0.0.1 only. What holds the learners: systemd, as on a real server
(run as root; the accounts made are removed again); cgroups where they can be made by
hand; or nothing, and then the table says so.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from uuid import uuid4

import aiohttp
import load_spawner
import psutil
from choices import FOLDER, ROOT, Choices, read_choices
from passwords import give_passwords
from ports import draw_ports, is_free
from yarl import URL

from course_utils.words import lab as words

README = ROOT / "deploy" / "README.md"
BEGIN, END = "<!-- load: begin -->", "<!-- load: end -->"
NOTEBOOK = f"{FOLDER}/notebooks/00_start_here.ipynb"
SLIDERS = {  # by name: the values of a move, near those of the recipe
    words.WINDOW: range(1, 9),
    words.UNITS: range(1, 17),
    words.EPOCHS: range(50, 201, 10),
}
PATIENCE = 600  # seconds, until a step counts as failed
MOVE_PATIENCE = 60  # the same for one move of a slider
MOST_LOST = 7  # connections that are opened again, as JupyterLab does
GOAL = 1.0  # second, for 95 % of the moves
ENDLESS = "while True: pass"
HELD = {
    "systemd": "units of systemd, as on a real server",
    "cgroup": "cgroups, set as systemd sets them",
    "nothing": "nothing: there are no limits here",
}
GREEDY = "kept = []\nwhile True: kept.append(bytearray(b'1' * 10_000_000))"
SHARES = 10_240  # of processors, for all learners together and for all the rest
MEMORY = "7G"  # of all learners together, on a server of 8 GB
NAME = "load-{:02}"


# The hub


def with_values(text: str, **values: object) -> str:
    """Return the text of a `class.toml` with other values."""
    for name, value in values.items():
        line = f"{name} = {json.dumps(value)}"
        text, found = re.subn(rf"^{name} = .*$", line, text, flags=re.MULTILINE)
        if found != 1:
            raise ValueError(f"class.toml has {found} lines for {name!r}")
    return text


def find_proxy() -> str:
    """Return the proxy: that of npm if it is there, else the one written in Python.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    own = str(Path(sys.executable).parent)
    others = [p for p in os.environ["PATH"].split(os.pathsep) if p != own]
    name = "configurable-http-proxy"
    found = shutil.which(name, path=os.pathsep.join(others))
    found = found or shutil.which(name, path=own)
    if found is None:
        raise FileNotFoundError(f"install {name}: npm install --global {name}")
    return found


def pick_holder() -> str:
    """Return what can hold learners here: "systemd", "cgroup" or "nothing"."""
    if os.geteuid() == 0 and Path("/run/systemd/system").is_dir():
        return "systemd"
    return "cgroup" if load_spawner.is_possible() else "nothing"


@dataclass
class Hub:
    """A hub of its own on this computer, with a list of learners.

    Parameters
    ----------
    folder : Path
        Where all its files are.
    learners : list of str
        Their names.
    holder : {"systemd", "cgroup", "nothing"}
        What holds them to their limits.
    choices : dict
        Other values of `class.toml`.
    proxy : str
        The command of the proxy.
    """

    folder: Path
    learners: list[str]
    holder: str = "nothing"
    choices: dict[str, object] = field(default_factory=dict)
    proxy: str = field(default_factory=find_proxy)

    def __post_init__(self) -> None:
        """Write the choices of this hub, and where it listens."""
        ports = draw_ports()
        self.port = next(p for p in ports if is_free(p + 1) and is_free(p + 2))
        self.url = URL(f"http://127.0.0.1:{self.port}")
        self.file = self.folder / "class.toml"
        shutil.copy(ROOT / "deploy" / "class.toml", self.file)
        places = {"port": self.port, "state": str(self.folder / "state")}
        self.choose(learners=self.learners, **places, **self.choices)
        self.log = self.folder / "hub.log"
        self.door: subprocess.Popen | None = None  # the proxy
        self.process: subprocess.Popen | None = None  # the hub
        self.family: list[psutil.Process] = []  # what the hub has started
        options: dict[str, object] = {}
        if self.holder != "systemd":
            name = {
                "cgroup": "CgroupSpawner",
                "nothing": "PlainSpawner",
            }
            homes = self.folder / "home" / "{username}"
            options["JupyterHub.spawner_class"] = f"load_spawner.{name[self.holder]}"
            options["SimpleLocalProcessSpawner.home_dir_template"] = homes
        self.options = [f"--{name}={value}" for name, value in options.items()]

    @property
    def maker(self) -> str:
        """Where the proxy comes from."""
        head = Path(self.proxy).read_bytes()[:40]
        return "npm" if b"node" in head else "PyPI, written in Python"

    def read(self) -> Choices:
        """Return the teacher's choices of this hub."""
        return read_choices(self.file)

    def choose(self, **values: object) -> None:
        """Write other choices, which hold from the next start on."""
        text = self.file.read_text("utf-8")
        self.file.write_text(with_values(text, **values), "utf-8")

    def begin(self, *command: str) -> subprocess.Popen:
        """Begin a process of this hub, which writes into its log."""
        folders = [str(Path(self.proxy).parent), os.environ["PATH"]]
        paths = [str(ROOT / "deploy"), os.environ.get("PYTHONPATH", "")]
        more = {
            "COURSE_CLASS": str(self.file),
            "PATH": os.pathsep.join(folders),
            "PYTHONPATH": os.pathsep.join(paths),
            "TMPDIR": self.aside,
        }
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, *command],
                env=os.environ | more,
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    async def start(self, aside: str) -> None:
        """Start the proxy and the hub, and wait until they answer.

        Parameters
        ----------
        aside : str
            The folder for what its servers lay aside for a while.

        Raises
        ------
        RuntimeError
            If they do not.
        """
        self.aside = aside
        self.passwords = give_passwords(self.read(), again=[])
        if self.holder == "cgroup":  # halves, as systemd has it: learners and the rest
            load_spawner.make(load_spawner.GROUP, SHARES, MEMORY)
            load_spawner.join(load_spawner.OTHERS, SHARES)
        # That of PyPI carries ten requests at a time and drops each after 20 s; of
        # learners who begin at once the others would queue, and be refused.
        wait = [] if self.maker == "npm" else [f"--proxy-timeout={1000 * PATIENCE}"]
        self.door = self.begin(str(ROOT / "deploy" / "proxy.py"), *wait)
        await self.start_hub()

    async def start_hub(self) -> None:
        """Start the hub behind the proxy, and wait until it answers."""
        config = f"--config={ROOT / 'deploy' / 'jupyterhub_config.py'}"
        self.process = self.begin("-m", "jupyterhub", config, *self.options)
        end = time.monotonic() + PATIENCE
        async with aiohttp.ClientSession() as session:
            while time.monotonic() < end and self.process.poll() is None:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(self.url / "hub" / "health") as answer:
                        if answer.ok:
                            return
                await asyncio.sleep(0.2)
        raise RuntimeError(f"the hub did not start:\n{self.log.read_text()[-3000:]}")

    def end_hub(self) -> None:
        """End the hub alone: proxy and servers go on."""
        self.family += psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    async def start_anew(self, **values: object) -> None:
        """Start the hub again with other choices."""
        self.choose(**values)
        self.end_hub()
        await self.start_hub()

    def stop(self) -> None:
        """Stop the hub, the proxy, and all servers."""
        if self.process and self.process.poll() is None:
            self.end_hub()
        if self.door:
            self.door.kill()
            self.door.wait()
        for process in self.family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(self.family, timeout=10)
        if self.holder == "systemd":
            for name in self.learners:
                stop = ["systemctl", "stop", f"lstm-course-{name}"]
                subprocess.run(stop, check=False)
                subprocess.run(["userdel", "--remove", f"lstm-{name}"], check=False)
        if self.holder == "cgroup":
            load_spawner.join("")
            load_spawner.remove(load_spawner.GROUP)
            load_spawner.remove(load_spawner.OTHERS)


@contextlib.asynccontextmanager
async def running(hub: Hub) -> AsyncIterator[Hub]:
    """Start a hub, stop it in the end, and take away what its servers laid aside."""
    # A short name: that of a socket is limited, and this is its beginning
    with TemporaryDirectory(prefix="lstm-", ignore_cleanup_errors=True) as aside:
        try:
            await hub.start(aside)
            yield hub
        finally:
            hub.stop()


# A learner


class Learner:
    """What the browser of one learner does.

    Parameters
    ----------
    hub : Hub
    name : str
        As it stands in `class.toml`.
    """

    def __init__(self, hub: Hub, name: str, password: str | None = None) -> None:
        self.name, self.hub = name, hub
        self.password = password or hub.passwords.get(name, "")
        self.base = hub.url / "user" / name
        self.widgets: dict[str, dict] = {}  # state of each, by comm
        self.random = random.Random(name)
        self.deaths = 0  # of the kernel
        self.lost: list[int | None] = []  # why each connection ended (RFC 6455, 7.4)

    async def __aenter__(self) -> "Learner":
        """Open the browser."""
        jar = aiohttp.CookieJar(unsafe=True)  # an address in figures keeps cookies too
        limit = aiohttp.ClientTimeout(total=PATIENCE)
        self.http = aiohttp.ClientSession(cookie_jar=jar, timeout=limit)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close the browser."""
        with contextlib.suppress(AttributeError):
            self.reader.cancel()
            await self.socket.close()
        await self.http.close()

    def token(self, url: URL) -> dict[str, str]:
        """Return the header that tells the page's own requests from others."""
        cookie = self.http.cookie_jar.filter_cookies(url).get("_xsrf")
        return {"X-XSRFToken": cookie.value if cookie else ""}

    async def log_in(self) -> bool:
        """Log in; tell whether the hub let the learner in."""
        login = self.hub.url / "hub" / "login"
        async with self.http.get(login) as page:
            page.raise_for_status()
        form = {"username": self.name, "password": self.password}
        form["_xsrf"] = self.token(login)["X-XSRFToken"]
        async with self.http.post(login, data=form, allow_redirects=False) as answer:
            return answer.status == 302

    async def start_server(self) -> None:
        """Ask for a server and wait for JupyterLab with notebook 00.

        Raises
        ------
        RuntimeError
            If it does not come.
        """
        hub, told = self.hub.url / "hub", ""
        async with self.http.get(hub / "spawn") as page:
            page.raise_for_status()
        progress = hub / "api" / "users" / self.name / "server" / "progress"
        async with self.http.get(progress, headers=self.token(hub)) as stream:
            stream.raise_for_status()
            async for line in stream.content:
                told = line.decode().removeprefix("data: ").strip() or told
                if told and json.loads(told).get("ready"):
                    break
        async with self.http.get(self.base / "lab") as page:
            if not page.ok or not page.url.path.startswith(f"{self.base.path}/lab"):
                raise RuntimeError(f"{self.name} got no server: {told} {page.url}")

    async def ask(self, method: str, what: str, **data: object) -> dict:
        """Ask the learner's server something, as JupyterLab does."""
        url = self.base / "api" / what
        more = {"json": data} if data else {}
        head = self.token(url)
        async with self.http.request(method, url, headers=head, **more) as answer:
            answer.raise_for_status()
            return await answer.json() if answer.status != 204 else {}

    async def open_notebook(self) -> None:
        """Read the learner's own notebook 00, start its kernel, and talk to it."""
        self.notebook = (await self.ask("GET", f"contents/{NOTEBOOK}"))["content"]
        kernel = {"kernel": {"name": "python3"}, "type": "notebook"}
        place = {"path": NOTEBOOK, "name": Path(NOTEBOOK).name}
        self.session = await self.ask("POST", "sessions", **kernel, **place)
        self.kernel = self.session["kernel"]["id"]
        await self.connect()
        self.messages: asyncio.Queue[dict | None] = asyncio.Queue()
        self.reader = asyncio.create_task(self.read())

    async def connect(self) -> None:
        """Open a connection to the kernel."""
        channels = self.base / "api" / "kernels" / self.kernel / "channels"
        self.socket = await self.http.ws_connect(
            channels.with_query(session_id=self.session["id"]),
            max_msg_size=0,
            origin=str(self.hub.url.origin()),
        )

    async def read(self) -> None:
        """Take what the server sends, at any time: whoever is idle answers pings.

        A connection that is lost is opened again: the server has kept what the kernel
        said in the meantime.
        """
        with contextlib.suppress(aiohttp.ClientError):
            while len(self.lost) <= MOST_LOST:
                async for message in self.socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        self.messages.put_nowait(message.json())
                self.lost.append(self.socket.close_code)
                await self.connect()
        self.messages.put_nowait(None)

    async def send(self, kind: str, **content: object) -> str:
        """Send a message to the kernel, once there is a connection; return its number.

        Raises
        ------
        RuntimeError
            If there will be none again.
        """
        number = uuid4().hex
        head = {"msg_id": number, "msg_type": kind, "username": self.name}
        head |= {"session": self.session["id"], "version": "5.4"}
        message = {"header": head, "parent_header": {}, "metadata": {}}
        message |= {"content": content, "channel": "shell", "buffers": []}
        while True:
            try:
                await self.socket.send_json(message)
            except aiohttp.ClientConnectionResetError:
                if self.reader.done():
                    raise self.left() from None
                await asyncio.sleep(0.1)
            else:
                return number

    async def hear(self, number: str, done: Callable[[dict], bool]) -> dict:
        """Hear the kernel until a message that answers `number` is the one.

        Raises
        ------
        RuntimeError
            If a cell raises an error, or the kernel dies.
        TimeoutError
            If the message does not come.
        """
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self.messages.get()
                if message is None:
                    raise self.left()
                kind, content = message["msg_type"], message["content"]
                self.remember(kind, content)
                if kind == "status" and content["execution_state"] in DYING:
                    self.deaths += 1
                    raise RuntimeError(f"the kernel of {self.name} died")
                if message["parent_header"].get("msg_id") != number:
                    continue
                if kind == "error":
                    raise RuntimeError(f"{content['ename']}: {content['evalue']}")
                if done(message):
                    return message

    def left(self) -> RuntimeError:
        """Return what to raise when a connection is lost for good."""
        return RuntimeError(f"the server left {self.name}: {self.lost}")

    def remember(self, kind: str, content: dict) -> None:
        """Keep the state of the widgets, as the page does."""
        if kind == "comm_open":
            self.widgets[content["comm_id"]] = dict(content["data"].get("state", {}))
        elif kind == "comm_msg" and content["data"].get("method") == "update":
            state = self.widgets.setdefault(content["comm_id"], {})
            state.update(content["data"]["state"])

    async def run(self, code: str) -> None:
        """Run a cell to its end."""
        number = await self.send("execute_request", code=code, silent=False)
        await self.hear(number, is_idle)

    async def run_notebook(self) -> None:
        """Run all cells, first to last."""
        for cell in self.notebook["cells"]:
            if cell["cell_type"] == "code":
                await self.run(cell["source"])

    async def move(self) -> float:
        """Move one slider of the lab; return the seconds until the new picture."""
        name = self.random.choice(list(SLIDERS))
        slider = next(
            comm
            for comm, state in self.widgets.items()
            if state.get("description") == name
        )
        others = [v for v in SLIDERS[name] if v != self.widgets[slider].get("value")]
        state = {"value": self.random.choice(others)}
        self.widgets[slider].update(state)
        data = {"method": "update", "state": state, "buffer_paths": []}
        began = time.monotonic()
        async with asyncio.timeout(MOVE_PATIENCE):
            number = await self.send("comm_msg", comm_id=slider, data=data)
            await self.hear(number, is_answered)
        return time.monotonic() - began

    async def play(self, seconds: float, pace: float) -> list[float]:
        """Move sliders for a while, a move each `pace` seconds on average.

        Returns
        -------
        list of float
            The latency of each move, in seconds.
        """
        begin = time.monotonic()
        due, end = begin + self.random.uniform(0, pace), begin + seconds
        latencies = []
        while due < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            latencies.append(await self.move())
            due = max(due, time.monotonic() - pace)  # who waits asks no more at once
            due += self.random.uniform(0.8, 1.2) * pace
        return latencies

    async def run_away(self, code: str, seconds: float) -> None:
        """Run a cell that never ends, or dies; stop it after a while."""
        with contextlib.suppress(TimeoutError, RuntimeError):
            async with asyncio.timeout(seconds):
                await self.run(code)
        if not self.deaths:
            await self.ask("POST", f"kernels/{self.kernel}/interrupt", x=0)


DYING = ("restarting", "autorestarting", "dead")


def is_idle(message: dict) -> bool:
    """Tell whether the kernel has done all that a message asked for."""
    content = message["content"]
    return message["msg_type"] == "status" and content["execution_state"] == "idle"


def is_answered(message: dict) -> bool:
    """Tell whether a message brings a picture, or the last words without one.

    Who stops a training where its picture has just arrived sees the right one already:
    only the words beside it change then.
    """
    if message["msg_type"] != "comm_msg":
        return False
    value = str(message["content"]["data"].get("state", {}).get("value", ""))
    return value.startswith("<img") or 'aria-busy="false"' in value


# Measuring


@dataclass
class Row:
    """What one line of the table says."""

    name: str
    pace: float
    latencies: list[float]
    failures: list[str]

    def line(self) -> str:
        """Return the line."""
        if not self.latencies:
            return f"| {self.name} | {self.pace:g} s | 0 | | | | |"
        n, worst = len(self.latencies), max(self.latencies)
        median, late = statistics.median(self.latencies), percentile(self.latencies)
        times = " | ".join(f"{1000 * t:.0f} ms" for t in (median, late, worst))
        return (
            f"| {self.name} | {self.pace:g} s | {n} | {times} | {len(self.failures)} |"
        )


def percentile(values: list[float], share: float = 0.95) -> float:
    """Return the value that a share of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def memory() -> dict[str, int]:
    """Return the bytes of each learner's processes, what is shared divided fairly."""
    found: dict[str, int] = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            name = process.environ().get("JUPYTERHUB_USER")
            if name:
                found[name] = found.get(name, 0) + process.memory_full_info().pss
    return found


async def gather(name: str, pace: float, moves: list) -> Row:
    """Let several learners play at once; return what came out."""
    results = await asyncio.gather(*moves, return_exceptions=True)
    failures = [f"{type(r).__name__}: {r}" for r in results if not isinstance(r, list)]
    latencies = [t for r in results if isinstance(r, list) for t in r]
    return Row(name, pace, latencies, failures)


async def begin(learner: Learner) -> tuple[float, float]:
    """Take a learner from the login to the end of notebook 00.

    Returns
    -------
    ready, done : float
        Seconds until JupyterLab is there, and until all cells have run.
    """
    start = time.monotonic()
    if not await learner.log_in():
        raise RuntimeError(f"{learner.name} was not let in")
    await learner.start_server()
    ready = time.monotonic() - start
    await learner.open_notebook()
    await learner.run_notebook()
    return ready, time.monotonic() - start


@dataclass
class Report:
    """All that a load test found.

    Parameters
    ----------
    hub : Hub
    rows : list of Row
        The lines of the table.
    ready, done : list of float
        For each learner the seconds until JupyterLab was there, and until all cells of
        notebook 00 had run.
    problems : list of str
        What kept others from it.
    used : dict of str to int
        The memory of each learner in bytes.
    deaths : dict of str to int
        How often a kernel died whose cell never ends, or wants all memory.
    lost : list of int or None
        Why connections to kernels ended that were opened again.
    """

    hub: Hub
    rows: list[Row] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    done: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)
    deaths: dict[str, int] = field(default_factory=dict)
    lost: list[int | None] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Add a line, and say it while the test goes on."""
        self.rows.append(row)
        print(row.line(), *row.failures[:3], sep="\n", file=sys.stderr)

    def holds(self, pace: float) -> bool:
        """Tell whether the moves at a pace are in time, and nothing failed."""
        rows = [row for row in self.rows if row.pace == pace]
        in_time = [r.latencies and percentile(r.latencies) <= GOAL for r in rows]
        return all(in_time) and not any(r.failures for r in rows) and not self.problems

    def lines(self) -> list[str]:
        """Return the report in Markdown."""
        choices, count = self.hub.read(), len(self.hub.learners)
        each = [self.used[n] / 2**20 for n in self.hub.learners if n in self.used]
        median = statistics.median
        found = [
            "| learners who move sliders | a move every | moves | median | 95 % within "
            "| slowest | failures |",
            "|---|---|---|---|---|---|---|",
            *(row.line() for row in self.rows),
            "",
            f"- {count} learners began at once, on {os.cpu_count()} processors. "
            f"JupyterLab was there after {median(self.ready):.0f} s, at the latest "
            f"{max(self.ready):.0f} s. Notebook 00 had run after "
            f"{median(self.done):.0f} s, at the latest {max(self.done):.0f} s. "
            f"Failures: {len(self.problems)}. "
            f"Connections lost, and opened again as JupyterLab does: {len(self.lost)}.",
            f"- Memory of a learner, server and kernel of notebook 00: "
            f"{median(each):.0f} MB, at most {max(each):.0f} MB; all together "
            f"{sum(each) / 1024:.1f} GB.",
            f"- Limits of each learner: {choices.memory} of memory, "
            f"{choices.processors:g} processors, held by {HELD[self.hub.holder]}.",
        ]
        if self.deaths:
            died = [name for name, count in self.deaths.items() if count]
            found.append(
                f"- Run away: one cell computes without end (`{ENDLESS}`), one takes "
                f"all memory it can get. Kernels that died: {len(died)} of 2"
                f"{' (' + ', '.join(died) + ')' if died else ''}."
            )
        moves = (f"{name} {r[0]} to {r[-1]}" for name, r in SLIDERS.items())
        found.append(
            f"- A move is a new value of one slider ({', '.join(moves)}). Its time "
            "runs until the new picture is back. One program on this computer plays "
            f"all browsers. The proxy is that of {self.hub.maker}."
        )
        return found


async def measure(report: Report, seconds: float, paces: list[float]) -> None:
    """Let a class work; write into the report what is found.

    Raises
    ------
    RuntimeError
        If nobody gets in.
    """
    async with contextlib.AsyncExitStack() as stack:
        hub = report.hub
        learners = [Learner(hub, name) for name in hub.learners]
        for learner in learners:
            await stack.enter_async_context(learner)
        begun = await asyncio.gather(*map(begin, learners), return_exceptions=True)
        there = []
        for learner, came in zip(learners, begun, strict=True):
            if isinstance(came, BaseException):
                report.problems.append(f"{type(came).__name__}: {came}")
            else:
                there.append(learner)
                report.ready.append(came[0])
                report.done.append(came[1])
        n = len(there)
        print(f"{n} of {len(learners)} are there", *report.problems, file=sys.stderr)
        if not there:
            raise RuntimeError(f"nobody got in:\n{hub.log.read_text()[-3000:]}")
        for count in sorted({min(count, n) for count in (5, 10, n)}):
            moves = [learner.play(seconds, paces[0]) for learner in there[:count]]
            report.add(await gather(str(count), paces[0], moves))
        report.used = memory()
        if n > 2:
            await beside_runaways(report, there, seconds, paces[0])
        for pace in paces[1:] if n > 2 else ():
            moves = [learner.play(seconds, pace) for learner in there[2:]]
            report.add(await gather(str(len(moves)), pace, moves))
        report.lost = [code for learner in learners for code in learner.lost]
        print("connections lost:", report.lost, file=sys.stderr)


async def beside_runaways(
    report: Report, learners: list[Learner], seconds: float, pace: float
) -> None:
    """Let all but two play, while one computes without end and one takes all memory."""
    endless, greedy, *others = learners
    away = [
        asyncio.create_task(endless.run_away(ENDLESS, seconds)),
        asyncio.create_task(greedy.run_away(GREEDY, seconds)),
    ]
    moves = [learner.play(seconds, pace) for learner in others]
    name = f"{len(others)}, beside two whose cells run away"
    report.add(await gather(name, pace, moves))
    ends = await asyncio.gather(*away, return_exceptions=True)
    report.problems += [f"{type(end).__name__}: {end}" for end in ends if end]
    report.deaths = {"the endless one": endless.deaths, "the greedy one": greedy.deaths}


def write_readme(lines: list[str]) -> None:
    """Put the report between its marks in the README."""
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    README.write_text(before + "\n".join([BEGIN, *lines, END]) + after, "utf-8")


def main() -> int:
    """Read the command line, measure, print the report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60, help="of each line")
    parser.add_argument(
        "--pace",
        type=float,
        nargs="+",
        default=[2.5, 1, 0.5],
        help="seconds between two moves of a learner",
    )
    parser.add_argument("--held-by", choices=["systemd", "cgroup", "nothing"])
    parser.add_argument(
        "--must-hold",
        action="store_true",
        help="fail if moves at the first pace are late, or anything failed",
    )
    parser.add_argument("--write", action="store_true", help="into README.md")
    options = parser.parse_args()
    holder = options.held_by or pick_holder()
    place = "/var/lib" if holder == "systemd" else None  # a learner's /tmp is its own
    folder = Path(mkdtemp(prefix="lstm-course-load-", dir=place))
    folder.chmod(0o755)
    names = [NAME.format(i + 1) for i in range(options.learners)]

    async def run() -> Report:
        async with running(Hub(folder, names, holder)) as hub:
            report = Report(hub)
            await measure(report, options.seconds, options.pace)
            print("\n".join(report.lines()))
            return report

    try:
        report = asyncio.run(run())
        if options.write:
            write_readme(report.lines())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return int(options.must_hold and not report.holds(options.pace[0]))


if __name__ == "__main__":
    sys.exit(main())

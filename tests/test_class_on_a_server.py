"""The hub of a class: who gets in, what each learner gets, and what a teacher may say.

One hub is started with its real configuration; only what holds the learners to their
limits (systemd) is left out, and the proxy is the one written in Python.
"""

import asyncio
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from configparser import ConfigParser
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import nbformat
import psutil
import pytest
from ruamel.yaml import YAML

if sys.platform == "win32":
    pytest.skip("JupyterHub does not run on Windows", allow_module_level=True)

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
sys.path.append(str(DEPLOY))

import learner_server  # noqa: E402
import load_test  # noqa: E402
import ports  # noqa: E402
import proxy  # noqa: E402
from choices import Choices, read_choices  # noqa: E402
from handout import hand_out  # noqa: E402
from jupyterhub.utils import random_port  # noqa: E402
from learner_server import LearnerServer, ServerEndedError  # noqa: E402
from passwords import give_passwords, new_password  # noqa: E402
from traitlets.config import PyFileConfigLoader  # noqa: E402
from yarl import URL  # noqa: E402

from course_utils.widgets import board  # noqa: E402

SHIPPED = tomllib.loads((DEPLOY / "class.toml").read_text("utf-8"))
README = (DEPLOY / "README.md").read_text("utf-8")


def choices(**values: object) -> Choices:
    """Return the choices that are shipped, some of them changed."""
    return Choices(**SHIPPED | values)


# What a teacher may say


def test_shipped_choices_let_nobody_in_and_listen_to_this_computer_only():
    assert choices().everybody == []
    assert choices().address == "127.0.0.1" and not choices().unencrypted


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"learners": "anna"}, "learners in class.toml must be a list, not 'anna'"),
        ({"learners": ["Anna"]}, "'Anna' cannot be a name"),
        ({"learners": ["../etc"]}, "'../etc' cannot be a name"),
        ({"teachers": ["anna"], "learners": ["anna"]}, "names 'anna' twice"),
        ({"memory": "1 GB"}, "memory must be .* not '1 GB'"),
        ({"processors": 0}, "processors must be from 0.1 to 64, not 0"),
        ({"idle_minutes": True}, "idle_minutes .* must be a whole number, not True"),
        ({"port": 65534}, "port must be from 1 to 65533, not 65534"),
        ({"state": "here"}, "state must begin with /, not 'here'"),
        ({"certificate": "/a.crt"}, "certificate and key go together"),
        ({"address": "0.0.0.0"}, "others could read the passwords"),
    ],
)
def test_choices_that_make_no_sense_are_refused(values, message):
    with pytest.raises((TypeError, ValueError), match=message):
        choices(**values)


def test_choices_are_read_from_a_file_with_all_names(tmp_path, monkeypatch):
    file = tmp_path / "class.toml"
    monkeypatch.setenv("COURSE_CLASS", str(file))
    with pytest.raises(FileNotFoundError, match=r"copy deploy/class.toml to .* first"):
        read_choices()
    text = load_test.with_values((DEPLOY / "class.toml").read_text(), learners=["anna"])
    file.write_text(text)
    assert read_choices().learners == ["anna"]
    file.write_text(text + "\npasword = 1\n")
    with pytest.raises(ValueError, match="does not know 'pasword'"):
        read_choices()
    file.write_text(text.replace("port = ", "# port = "))
    with pytest.raises(ValueError, match="misses 'port'"):
        read_choices()


def test_passwords_are_given_once_and_again_when_asked_for(tmp_path):
    some = choices(learners=["anna", "ben"], state=str(tmp_path))
    first = give_passwords(some, again=[])
    assert first.keys() == {"anna", "ben"} and first["anna"] != first["ben"]
    assert give_passwords(some, again=[]) == {}
    assert give_passwords(some, again=["ben"])["ben"] != first["ben"]
    with pytest.raises(ValueError, match=r"'carl' is not in class\.toml"):
        give_passwords(some, again=["carl"])
    assert (tmp_path / "private").stat().st_mode & 0o077 == 0
    assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", new_password())


def test_learners_may_read_the_hubs_folder_whoever_makes_it_first(tmp_path):
    """As the guide has it: passwords first, by an account that is careful."""
    file, state = tmp_path / "class.toml", tmp_path / "srv" / "state"
    text = (DEPLOY / "class.toml").read_text("utf-8")
    values = {"learners": ["anna"], "state": str(state)}
    file.write_text(load_test.with_values(text, **values), "utf-8")
    told = subprocess.run(
        [sys.executable, DEPLOY / "passwords.py"],
        env=os.environ | {"COURSE_CLASS": str(file)},
        umask=0o077,
        check=True,
        capture_output=True,
        text=True,
    )
    assert re.fullmatch(r"anna +\S{14}\n", told.stdout) and told.stderr == ""
    hand_out(read_choices(file))

    def modes():
        folders = (state.parent, state, state / "handout.git", state / "private")
        return [stat.S_IMODE(folder.stat().st_mode) & 0o055 for folder in folders]

    assert modes() == [0o055, 0o055, 0o055, 0]
    state.chmod(0o700)  # as it was made once
    hand_out(read_choices(file))
    assert modes() == [0o055, 0o055, 0o055, 0]


def test_the_proxy_has_a_certificate_and_a_key_that_nobody_else_reads(tmp_path):
    some = choices(certificate="/a.crt", key="/a.key", address="0.0.0.0", port=443)
    words = proxy.proxy_command(some, "--more")
    assert {"--ssl-cert=/a.crt", "--ssl-key=/a.key", "--ip=0.0.0.0"} <= set(words)
    assert {"--port=443", "--api-ip=127.0.0.1", "--api-port=444"} <= set(words)
    assert words[-1] == "--more" and some.hub_url == "http://127.0.0.1:445"
    assert not any("ssl" in word for word in proxy.proxy_command(choices()))

    some = choices(state=str(tmp_path / "state"))
    with ThreadPoolExecutor() as both:  # hub and proxy at once
        keys = set(both.map(proxy.read_key, [some] * 20))
    assert len(keys) == 1 and len(keys.pop()) == 64
    (file,) = (tmp_path / "state" / "private").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("inner", [0, 1])
def test_a_proxy_whose_port_is_taken_says_so(inner, tmp_path):
    """The program that it starts would go on, and answer nobody."""
    file, text = tmp_path / "class.toml", (DEPLOY / "class.toml").read_text("utf-8")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        values = {"port": port - inner, "state": str(tmp_path / "state")}
        file.write_text(load_test.with_values(text, **values), "utf-8")
        ended = subprocess.run(
            [sys.executable, DEPLOY / "proxy.py"],
            env=os.environ | {"COURSE_CLASS": str(file)},
            capture_output=True,
            text=True,
            timeout=60,  # seconds: it may go on
        )
    assert ended.returncode == 1
    assert ended.stderr == f"another program listens on port {port} already\n"


# What is handed out


def pull(some: Choices, home: Path) -> None:
    """Bring a learner's copy up to date, as `start_learner.sh` does."""
    source = f"file://{some.handout}"
    command = [sys.executable, "-m", "nbgitpuller.pull", source, "main", "course"]
    subprocess.run(command, cwd=home, check=True, capture_output=True)


def test_learners_keep_their_changes_when_the_course_changes(tmp_path):
    assert shutil.which("git"), "nbgitpuller needs git"
    state, home = tmp_path / "state", tmp_path / "home"
    home.mkdir()
    assert hand_out(choices(state=str(state)))
    assert not hand_out(choices(state=str(state)))
    pull(choices(state=str(state)), home)
    copies = home / "course" / "notebooks"
    names = {path.name for path in ROOT.glob("notebooks/*.ipynb")}
    assert {path.name for path in copies.iterdir()} == names
    drawings = {path.name for path in (home / "course" / "assets").iterdir()}
    assert {"story.svg", "sunspots.csv"} <= drawings and "simple_rnn.py" not in drawings

    mine, theirs = copies / "02_write_an_lstm.ipynb", copies / "03_mine.ipynb"
    notebook = nbformat.read(mine, as_version=4)
    notebook.cells[-1].source = "my own note"
    nbformat.write(notebook, mine)
    theirs.write_text("{}")
    assert hand_out(choices(state=str(state), solutions=False))
    pull(choices(state=str(state)), home)
    assert nbformat.read(mine, as_version=4).cells[-1].source == "my own note"
    assert theirs.read_text() == "{}"
    other = nbformat.read(copies / "03_prepare_fibonacci_data.ipynb", as_version=4)
    tags = [tag for cell in other.cells for tag in cell.metadata.get("tags", [])]
    assert "exercise" in tags and "solution" not in tags


# The configuration


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """Return the configuration of the hub as shipped, but for where its data are."""
    folder = tmp_path_factory.mktemp("shipped")
    file = folder / "class.toml"
    text = (DEPLOY / "class.toml").read_text("utf-8")
    file.write_text(load_test.with_values(text, state=str(folder)), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CLASS", str(file))
        return PyFileConfigLoader(str(DEPLOY / "jupyterhub_config.py")).load_config()


def unknown_settings(config) -> list[str]:
    """Return the settings of a configuration that no class has."""
    from jupyterhub.app import JupyterHub
    from jupyterhub.auth import Authenticator
    from jupyterhub.proxy import ConfigurableHTTPProxy
    from jupyterhub.spawner import Spawner
    from nativeauthenticator import NativeAuthenticator

    kinds = [JupyterHub, Authenticator, ConfigurableHTTPProxy, Spawner]
    kinds.append(NativeAuthenticator)
    if sys.platform == "linux":
        from systemdspawner import SystemdSpawner

        kinds.append(SystemdSpawner)
    traits = {kind.__name__: kind.class_traits(config=True) for kind in kinds}
    return [
        f"{kind}.{name}"
        for kind, settings in config.items()
        for name in settings
        if name not in traits.get(kind, {})
    ]


def test_every_setting_is_known_to_its_class(config):
    unknown = unknown_settings(config)
    if sys.platform != "linux":
        unknown = [name for name in unknown if not name.startswith("Systemd")]
    assert unknown == []
    wrong = config.copy()
    wrong.NativeAuthenticator.enable_sign_up = False
    assert "NativeAuthenticator.enable_sign_up" in unknown_settings(wrong)


def test_shipped_configuration_holds_learners_and_refuses_everybody(config):
    assert config.Authenticator.allowed_users == set()
    assert config.JupyterHub.load_roles[0] == {"name": "admin", "users": []}
    assert config.Spawner.mem_limit == "1G" and config.Spawner.cpu_limit == 1.0
    assert config.JupyterHub.spawner_class == "unit_spawner.UnitSpawner"
    properties = config.SystemdSpawner.unit_extra_properties
    assert properties["OOMPolicy"] == "continue"
    places = [place.split(":") for place in properties["TemporaryFileSystem"].split()]
    assert [path for path, _ in places] == ["/tmp", "/var/tmp", "/dev/shm", "/run/lstm"]
    assert all("mode=1777,size=" in options for _, options in places)
    talks_in = re.search(
        r"^aside=(\S+)", (DEPLOY / "start_learner.sh").read_text(), re.M
    )
    assert talks_in[1] == places[-1][0]
    assert config.SystemdSpawner.isolate_tmp is False  # it would undo that of /tmp
    assert config.ConfigurableHTTPProxy.should_start is False  # proxy.py does
    assert "--timeout=3600" in config.JupyterHub.services[0]["command"]


def test_a_proxy_that_starts_anew_takes_the_hub_along():
    """Without it nobody was let through to a learner's server for four minutes."""
    units = {}
    for path in DEPLOY.glob("*.service"):
        units[path.name] = ConfigParser(strict=False, interpolation=None)
        units[path.name].optionxform = str
        units[path.name].read_string(path.read_text("utf-8"))
    hub, proxy = units["lstm-course-hub.service"], "lstm-course-proxy.service"
    assert units.keys() == {"lstm-course-hub.service", proxy}
    for bond in ("After", "Wants", "PartOf"):
        assert proxy in hub["Unit"][bond].split()


def test_kubernetes_gives_the_same_as_the_one_server(config):
    values = YAML(typ="safe").load(DEPLOY / "kubernetes" / "values.yaml")
    hub, learner = values["hub"]["config"], values["singleuser"]
    assert hub["JupyterHub"]["authenticator_class"] == "null"
    assert hub["Authenticator"] == {
        "allow_all": False,
        "allow_existing_users": False,
        "allowed_users": [],
        "admin_users": [],
        "blocked_users": [],
    }
    assert learner["memory"]["limit"] == config.Spawner.mem_limit
    assert learner["cpu"]["limit"] == config.Spawner.cpu_limit
    assert learner["defaultUrl"] == config.Spawner.default_url
    assert Path(learner["cmd"][0]).name == Path(config.Spawner.cmd[0]).name
    ours, theirs = config.Spawner.environment, learner["extraEnv"]
    assert theirs.keys() == ours.keys() - {"PATH"}
    threads = [name for name in ours if name.endswith("_THREADS")]
    assert [theirs[name] for name in threads] == [ours[name] for name in threads]
    assert values["cull"]["enabled"]
    assert values["cull"]["timeout"] == 60 * SHIPPED["idle_minutes"]
    dockerfile = (DEPLOY / "kubernetes" / "Dockerfile").read_text("utf-8")
    assert theirs["COURSE_FONTS"] in dockerfile
    assert str(Path(theirs["COURSE_HANDOUT"]).parent) in dockerfile


# The hub, started


async def try_in(hub: load_test.Hub, name: str, password: str) -> bool:
    """Tell whether somebody gets in, without starting a server."""
    async with load_test.Learner(hub, name, password) as learner:
        return await learner.log_in()


# The ports of learners' servers


@pytest.fixture
def drawn(monkeypatch):
    """Return the promises of ports of a hub that has just begun."""
    monkeypatch.setattr(LearnerServer, "promised", {})
    return LearnerServer.promised


def ask_for_port(spawner: type, name: str) -> int:
    """Return the port that a learner's server gets where JupyterHub draws another."""
    one = spawner.__new__(spawner)
    one.user = SimpleNamespace(name=name)
    one.port = random_port()
    return one.port


def test_ports_are_free_and_never_those_of_outgoing_connections():
    found = list(islice(ports.draw_ports(), 200))
    assert len(set(found)) == 200 and set(found) <= set(ports.PORTS)
    assert found != list(islice(ports.draw_ports(), 200))
    with socket.socket() as other:
        other.bind(("127.0.0.1", found[0]))
        other.listen()
        assert not ports.is_free(found[0])
    assert ports.is_free(found[0])
    outgoing = range(32_768, 61_000)  # of Linux, unless somebody has changed it: ip(7)
    assert not set(found) & set(outgoing) and ports.PORTS[-1] < outgoing[0]


def test_no_port_is_promised_to_two_learners(drawn, monkeypatch):
    """All ports but three are promised or in use: three learners get those three."""
    monkeypatch.setattr(ports, "PORTS", range(20_000, 20_005))
    monkeypatch.setattr(ports, "is_free", lambda port: port != 20_003)
    drawn["zoe"] = 20_001
    names = ["anna", "ben", "chen"]
    got = {ask_for_port(load_test.load_spawner.PlainSpawner, name) for name in names}
    assert got == {20_000, 20_002, 20_004}
    with pytest.raises(RuntimeError, match="all ports from 20000 to 20004 are in use"):
        ask_for_port(load_test.load_spawner.PlainSpawner, "dora")
    before = drawn["ben"]
    assert ask_for_port(load_test.load_spawner.PlainSpawner, "ben") == before


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is of Linux")
def test_server_in_a_unit_of_systemd_listens_where_the_hub_looks_for_it(
    drawn, monkeypatch
):
    from systemdspawner import systemd
    from unit_spawner import UnitSpawner

    units = {}

    async def tell(unit):
        return unit in units

    async def begin(unit, **how):
        units[unit] = how["environment_variables"]

    monkeypatch.setattr(systemd, "service_running", tell)
    monkeypatch.setattr(systemd, "service_failed", tell)
    monkeypatch.setattr(systemd, "start_transient_service", begin)
    monkeypatch.setattr(learner_server, "can_connect", lambda ip, port: True)
    one = UnitSpawner.__new__(UnitSpawner)
    one.user = SimpleNamespace(name="anna", id=1)
    one.unit_name, one.dynamic_users, one.cmd = "unit", True, ["true"]
    monkeypatch.setattr(one, "get_env", lambda: {"PORT": one.port})
    found = asyncio.run(one.start())
    assert found == ("127.0.0.1", drawn["anna"]) and units["unit"]["PORT"] == found[1]
    assert found[1] in ports.PORTS

    units.clear()  # it ends before anybody can use it
    monkeypatch.setattr(learner_server, "can_connect", lambda ip, port: units.clear())
    with pytest.raises(ServerEndedError, match="the server of 'anna' has ended"):
        asyncio.run(asyncio.wait_for(one.start(), 10))


# In a learner's kernel: its environment, how its server was started, where they talk.
TELL = """
import json, os, psutil
from ipykernel import get_connection_info
server, ip = psutil.Process().parent(), get_connection_info(unpack=True)["ip"]
print(json.dumps([dict(os.environ), server.cmdline(), server.pid, ip]))
"""


async def look(learner: load_test.Learner, hub: load_test.Hub, page: str) -> int:
    """Return the status of a page of a hub in a browser that logged in earlier."""
    url = hub.url / "hub" / page
    async with learner.http.get(url, allow_redirects=False) as answer:
        return answer.status


async def work(anna: load_test.Learner) -> dict:
    """Let Anna begin, lose the connection, and move a slider."""
    seen = {}
    await anna.start_server()
    await anna.open_notebook()
    seen["notebook"] = anna.notebook
    number = await anna.send("execute_request", code=TELL, silent=False)
    told = await anna.hear(number, lambda m: m["msg_type"] == "stream")
    told = json.loads(told["content"]["text"])
    seen["environment"], seen["server"], seen["number"], seen["talks in"] = told
    seen["mode"] = Path(seen["talks in"]).parent.stat().st_mode
    await anna.socket.close()  # as if the line were cut: opened again
    cells = anna.notebook["cells"]
    for cell in [c for c in cells if c["cell_type"] == "code"]:
        await anna.run(cell["source"])
        if anna.widgets:  # the lab is there
            break
    return seen | {"seconds": await anna.move(), "lost": list(anna.lost)}


async def begin_without_notebooks(hub: load_test.Hub, password: str) -> str:
    """Return what a learner is told whose copy cannot be made: a file is in its way."""
    home = hub.folder / "home" / "chen"
    home.mkdir(parents=True)
    (home / load_test.FOLDER).touch()
    async with load_test.Learner(hub, "chen", password) as chen:
        await chen.log_in()
        async with chen.http.get(hub.url / "hub" / "spawn") as page:
            if not page.ok:  # it ended within a second
                return await page.text()
        api = hub.url / "hub" / "api" / "users" / "chen" / "server" / "progress"
        async with (
            asyncio.timeout(60),
            chen.http.get(api, headers=chen.token(hub.url / "hub")) as stream,
        ):
            return await stream.text()


async def first_hour(folder: Path) -> dict:
    """Let Anna and a teacher in; then the teacher is none, then Anna off the list."""
    hub = load_test.Hub(folder, ["anna", "chen"], choices={"teachers": ["kaya"]})
    names = ["anna", "ben", "chen", "kaya"]
    everybody = choices(learners=names, state=hub.read().state)
    passwords = give_passwords(everybody, again=[])
    async with (
        load_test.Learner(hub, "anna", passwords["anna"]) as anna,
        load_test.Learner(hub, "kaya", passwords["kaya"]) as kaya,
        load_test.running(hub),
    ):
        seen = {"not listed": await try_in(hub, "ben", passwords["ben"])}
        seen["wrong password"] = await try_in(hub, "anna", "anna")
        seen["right password"] = await anna.log_in() and await kaya.log_in()
        pages = ["signup", "home", "admin"]
        seen["learner"] = [await look(anna, hub, page) for page in pages]
        seen["teacher"] = [await look(kaya, hub, page) for page in pages]
        seen |= await work(anna)
        seen["no notebooks"] = await begin_without_notebooks(hub, passwords["chen"])
        await hub.start_anew(teachers=[], learners=["anna", "kaya"])
        seen["goes on"], seen["lost then"] = await anna.move(), list(anna.lost)
        seen["former teacher"] = [await look(kaya, hub, page) for page in pages]
        await hub.start_anew(learners=["kaya"])
        seen["runs on"] = psutil.pid_exists(seen["number"])
        seen["off the list"] = await try_in(hub, "anna", passwords["anna"])
        seen["former learner"] = await look(anna, hub, "spawn")
        await hub.start_anew(learners=["anna"])
        seen["on the list again"] = await try_in(hub, "anna", passwords["anna"])
        seen["back"] = await look(anna, hub, "home")
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Return what happened in the first hour of a hub."""
    return asyncio.run(first_hour(tmp_path_factory.mktemp("hub")))


def test_only_those_on_the_list_with_their_password_get_in(seen):
    assert seen["right password"]
    assert not seen["wrong password"]
    assert not seen["not listed"]
    assert seen["learner"] == [404, 200, 403]
    assert seen["teacher"] == [404, 200, 200]


def test_a_hub_that_starts_again_interrupts_nobody(seen):
    assert 0 < seen["goes on"] < 60
    assert seen["lost then"] == seen["lost"]
    assert seen["former teacher"] == [404, 200, 403]


def test_who_is_taken_off_the_list_is_out_even_with_a_server_and_a_login(seen):
    assert not seen["runs on"]
    assert not seen["off the list"]
    assert seen["former learner"] == 403
    assert seen["on the list again"] and seen["back"] == 200


def test_learner_gets_a_copy_limits_and_a_lab_that_moves(seen):
    original = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4)
    sources = [cell["source"] for cell in seen["notebook"]["cells"]]
    assert sources == [cell.source for cell in original.cells]
    environment = seen["environment"]
    assert int(environment["MEM_LIMIT"]) == 2**30
    assert float(environment["CPU_LIMIT"]) == 1.0
    assert environment["OMP_NUM_THREADS"] == "1"
    assert 0 < seen["seconds"] < 60


def test_who_loses_the_connection_gets_it_again(seen):
    assert len(seen["lost"]) == 1


def test_who_gets_no_server_is_told_at_once(seen):
    assert ServerEndedError.jupyterhub_message in seen["no notebooks"]


def test_learners_server_asks_nobody_and_waits_for_slow_kernels(seen):
    from jupyterlab.labapp import LabApp

    said = [word.removeprefix("--") for word in seen["server"] if "=" in word]
    options = dict(word.split("=", 1) for word in said)
    kinds = {kind.__name__: kind for kind in (LabApp, *LabApp.serverapp_class.classes)}
    ours = [name.split(".") for name in options if name.split(".")[0] in kinds]
    assert len(ours) == 6
    manager = import_module("jupyter_lsp").LanguageServerManager
    assert options[f"{manager.__name__}.autodetect"] == "False"
    assert manager.autodetect.default_value is True
    for kind, name in ours:
        assert name in kinds[kind].class_traits(config=True), name
    assert options["LabApp.news_url"] == "None"
    assert float(options["MappingKernelManager.kernel_info_timeout"]) > 60


def test_kernels_share_no_ports_and_nobody_else_reads_what_they_say(seen):
    """By ports one of twenty kernels that began at once got the port of another."""
    runtime = Path(seen["environment"]["JUPYTER_RUNTIME_DIR"])
    assert Path(seen["talks in"]).parent == runtime
    assert stat.S_IMODE(seen["mode"]) & 0o077 == 0
    longest = f"{runtime}/kernel-{uuid4()}-ipc-5"
    assert len(longest) <= 107  # what Linux allows, see unix(7)
    assert not runtime.exists()  # where no systemd takes it away, the load test does


# What the load test found


def test_learners_server_listens_on_a_port_of_its_own(seen):
    """Of twenty that began at once one found its port taken by a connection."""
    assert URL(seen["environment"]["JUPYTERHUB_SERVICE_URL"]).port in ports.PORTS


def test_a_hub_that_does_not_start_leaves_no_folder_either(tmp_path, monkeypatch):
    asides = []

    async def start(_hub, aside):
        asides.append(Path(aside))
        raise RuntimeError("the hub did not start")

    async def play():
        async with load_test.running(load_test.Hub(tmp_path, ["anna"])):
            pytest.fail("it goes on")

    monkeypatch.setattr(load_test.Hub, "start", start)
    with pytest.raises(RuntimeError, match="did not start"):
        asyncio.run(play())
    assert not asides[0].exists()


def test_a_move_is_answered_by_a_picture_or_by_the_last_words():
    picture, words = board.Picture(10), board.Words(10)
    picture.show(b"", "twenty networks")

    def is_answered() -> list[bool]:
        states = [{"value": part.value} for part in (picture, words)]
        messages = [
            {"msg_type": "comm_msg", "content": {"data": {"state": state}}}
            for state in states
        ]
        return [load_test.is_answered(message) for message in messages]

    words.say("on the way", busy=True)
    assert is_answered() == [True, False]
    words.say("there")
    assert is_answered() == [True, True]
    assert not load_test.is_answered({"msg_type": "status", "content": {}})


def test_readme_holds_a_load_test_that_reached_its_goal():
    table = README.split(load_test.BEGIN)[1].split(load_test.END)[0]
    rows = [
        line.strip("| ").split(" | ") for line in table.splitlines() if "ms" in line
    ]
    at_pace = [row for row in rows if row[1] == "2.5 s"]
    counts = {row[0].split(",")[0] for row in at_pace}
    assert {"5", "10", "20", "18"} == counts
    for row in at_pace:
        late = int(row[4].removesuffix(" ms"))
        assert late <= 1000 * load_test.GOAL and row[6] == "0", row

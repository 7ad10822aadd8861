"""The teacher's choices, read from `class.toml` and checked."""

import os
import re
import sqlite3
import tomllib
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = Path("/etc/lstm-course/class.toml")
FOLDER = "lstm-course"  # of each learner, with the notebooks in it
NAME = re.compile(r"[a-z][a-z0-9-]{0,23}")  # with a prefix still a Linux account
MEMORY = re.compile(r"[1-9][0-9]*[MG]")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Choices:
    """What a teacher decides; `class.toml` explains each.

    Raises
    ------
    TypeError
        If a value is of another kind than it should be.
    ValueError
        If a value is outside its range, or passwords would travel in the clear.
    """

    teachers: list
    learners: list
    address: str
    port: int
    certificate: str
    key: str
    unencrypted: bool
    memory: str
    processors: float
    idle_minutes: int
    solutions: bool
    state: str

    def __post_init__(self) -> None:
        """Check every value."""
        for field in fields(self):
            check_kind(field.name, getattr(self, field.name), field.type)
        for name in [*self.teachers, *self.learners]:
            if not isinstance(name, str) or not NAME.fullmatch(name):
                raise ValueError(
                    f"{name!r} cannot be a name in class.toml: use 1 to 24 small "
                    'letters, figures and "-", a letter first'
                )
        twice = {n for n in self.everybody if self.everybody.count(n) > 1}
        if twice:
            raise ValueError(f"class.toml names {sorted(twice)[0]!r} twice")
        if not MEMORY.fullmatch(self.memory):
            raise ValueError(
                f'memory must be a whole number and M or G, such as "1G", not '
                f"{self.memory!r}"
            )
        check_range("port", self.port, 1, 65533)
        check_range("processors", self.processors, 0.1, 64)
        check_range("idle_minutes", self.idle_minutes, 1, 1440)
        if not Path(self.state).is_absolute():
            raise ValueError(f"state must begin with /, not {self.state!r}")
        if bool(self.certificate) != bool(self.key):
            raise ValueError("certificate and key go together: give both or none")
        if not (self.certificate or self.unencrypted or self.address in LOOPBACK):
            raise ValueError(
                f"with address {self.address!r} others could read the passwords on "
                "their way: give certificate and key, or say unencrypted = true"
            )

    @property
    def everybody(self) -> list[str]:
        """Teachers and learners."""
        return [*self.teachers, *self.learners]

    @property
    def proxy_port(self) -> int:
        """The port of the proxy's inner door, where the hub talks to it."""
        return self.port + 1

    @property
    def hub_url(self) -> str:
        """The address of the hub itself, behind the proxy."""
        return f"http://{LOOPBACK[0]}:{self.port + 2}"

    @property
    def database_file(self) -> Path:
        """The file of the hub's database."""
        return self.private / "jupyterhub.sqlite"

    @property
    def database(self) -> str:
        """The address of the hub's database."""
        return f"sqlite:///{self.database_file}"

    @property
    def former(self) -> set[str]:
        """Those whom the hub has known and who are not in `class.toml` any more."""
        if not self.database_file.exists():
            return set()
        with closing(sqlite3.connect(self.database_file)) as database:
            known = {name for (name,) in database.execute("SELECT name FROM users")}
        return known - set(self.everybody)

    @property
    def private(self) -> Path:
        """The folder that only the hub may read."""
        return Path(self.state) / "private"

    @property
    def handout(self) -> Path:
        """The git repository of which every learner gets a copy."""
        return Path(self.state) / "handout.git"

    @property
    def fonts(self) -> Path:
        """The folder with Matplotlib's list of fonts, made once for all."""
        return Path(self.state) / "matplotlib"


def make_folders(choices: Choices) -> None:
    """Make the folder of the hub, which learners may read, and its private one.

    Whoever comes first makes them: `passwords.py` or the hub.
    """
    choices.private.mkdir(parents=True, exist_ok=True)
    choices.private.parent.chmod(0o755)
    choices.private.chmod(0o700)


def check_kind(name: str, value: object, kind: type) -> None:
    """Raise TypeError unless a value is of the kind that it should be."""
    allowed = (int, float) if kind is float else kind
    if not isinstance(value, allowed) or isinstance(value, bool) != (kind is bool):
        words = {list: "a list", str: "a text in quotes", bool: "true or false"}
        wanted = words.get(kind, "a number" if kind is float else "a whole number")
        raise TypeError(f"{name} in class.toml must be {wanted}, not {value!r}")


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raise ValueError unless low <= value <= high."""
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low} to {high}, not {value}")


def read_choices(file: Path | None = None) -> Choices:
    """Read `class.toml`: the file named, or by ``COURSE_CLASS``, or in its place.

    Raises
    ------
    FileNotFoundError
        If there is none.
    ValueError
        If it has a name that is unknown, or misses one, or a value is out of range.
    TypeError
        If a value is of another kind than it should be.
    """
    file = file or Path(os.environ.get("COURSE_CLASS", FILE))
    if not file.is_file():
        raise FileNotFoundError(f"copy deploy/class.toml to {file} first")
    read = tomllib.loads(file.read_text("utf-8"))
    names = {field.name for field in fields(Choices)}
    if read.keys() != names:
        odd = sorted(read.keys() ^ names)[0]
        problem = "does not know" if odd in read else "misses"
        raise ValueError(f"{file.name} {problem} {odd!r}")
    return Choices(**read)

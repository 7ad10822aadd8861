"""What is declared and pinned, the conda environment, and what Binder makes of it."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import (
    PackageNotFoundError,
    packages_distributions,
    requires,
)
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = SETTINGS["project"]
REQUIREMENTS = [
    Requirement(line)
    for lines in [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for line in lines
]
PIN_LINES = (ROOT / "constraints.txt").read_text("utf-8").splitlines()


# environment.yml


def load_environment() -> dict:
    """Return what environment.yml says."""
    return YAML(typ="safe").load(ROOT / "environment.yml")


def pip_lines() -> list[str]:
    """Return what environment.yml leaves to pip."""
    return next(
        part["pip"]
        for part in load_environment()["dependencies"]
        if isinstance(part, dict)
    )


def test_environment_is_named_and_comes_from_conda_forge():
    environment = load_environment()
    assert environment["name"] == PROJECT["name"]
    assert environment["channels"] == ["conda-forge"]


def test_conda_brings_python_and_pip_only():
    conda = [d for d in load_environment()["dependencies"] if isinstance(d, str)]
    assert conda == ["python=3.11", "pip"]


def test_pip_installs_the_course_with_the_pinned_versions():
    assert pip_lines() == ["-c constraints.txt", "-e ."]


def test_every_folder_of_the_package_is_installed():
    files = (ROOT / "course_utils").rglob("*.py")
    folders = {".".join(file.parent.relative_to(ROOT).parts) for file in files}
    assert folders == set(SETTINGS["tool"]["setuptools"]["packages"])


def is_installed(file: Path) -> bool:
    """Tell whether a file of the package that is no module belongs to its data."""
    data = SETTINGS["tool"]["setuptools"]["package-data"]
    folder = ".".join(file.parent.relative_to(ROOT).parts)
    return any(file.match(pattern) for pattern in data.get(folder, []))


def test_every_file_of_the_package_is_installed():
    files = [file for file in (ROOT / "course_utils").rglob("*.*") if file.is_file()]
    others = [file for file in files if file.suffix not in (".py", ".pyc")]
    assert others, "the style of the figures is gone"
    assert [file for file in others if not is_installed(file)] == []


def test_file_that_is_not_installed_is_found():
    assert not is_installed(ROOT / "course_utils" / "plots" / "words.csv")
    assert not is_installed(ROOT / "course_utils" / "lstm" / "course.mplstyle")


# What is imported is declared


def declared_names(lines: Iterable[str]) -> set[str]:
    """Return the packages that requirements are about."""
    return {canonicalize_name(Requirement(line).name) for line in lines}


RUNTIME = declared_names(PROJECT["dependencies"])
SERVING = RUNTIME | declared_names(PROJECT["optional-dependencies"]["hub"])
TESTING = RUNTIME | declared_names(PROJECT["optional-dependencies"]["test"])


def python_of(file: Path) -> str:
    """Return the Python code of a module or of a notebook, magics included."""
    if file.suffix == ".py":
        return file.read_text("utf-8")
    cells = nbformat.read(file, as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    return "\n".join(TransformerManager().transform_cell(source) for source in code)


def imported(source: str) -> set[str]:
    """Return the packages from outside that code imports, in functions as well."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module)
    return {name.partition(".")[0] for name in found} - sys.stdlib_module_names


@cache
def distributions() -> dict[str, set[str]]:
    """Map the packages that can be imported here to what installs them."""
    found = packages_distributions()
    return {name: set(map(canonicalize_name, found[name])) for name in found}


def undeclared(source: str, declared: set[str]) -> set[str]:
    """Return the packages that code imports and nobody declares."""
    folders = [ROOT / name for name in ("tests", "deploy", "teach")]
    ours = [file for folder in folders for file in folder.rglob("*.py")]
    here = {"course_utils", *(file.stem for file in ours)}
    return {
        name
        for name in imported(source) - here
        if distributions().get(name, set()).isdisjoint(declared)
    }


SOURCES = [
    pytest.param(file, declared, id=file.relative_to(ROOT).as_posix())
    for folder, pattern, declared in [
        ("course_utils", "*.py", RUNTIME),
        ("notebooks", "*.ipynb", RUNTIME),
        ("teach", "*.ipynb", RUNTIME),
        ("teach", "*.py", TESTING),
        ("tests", "*.py", TESTING),
        ("deploy", "*.py", SERVING),
    ]
    for file in sorted((ROOT / folder).rglob(pattern))
    if ".ipynb_checkpoints" not in file.parts
]


@pytest.mark.skipif(sys.platform == "win32", reason="repo2docker is not installed")
@pytest.mark.parametrize(("file", "declared"), SOURCES)
def test_everything_imported_is_declared(file, declared):
    assert undeclared(python_of(file), declared) == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os.path\nimport numpy as np, course_utils.series", set()),
        ("from PIL import Image\nfrom tqdm.keras import TqdmCallback", set()),
        ("from . import scipy\nfrom .pandas import x", set()),
        ("import traitlets", {"traitlets"}),
        ("def f():\n    from ruamel.yaml import YAML", {"ruamel"}),
        ("if True:\n    import numpy, nowhere_to_be_found.a", {"nowhere_to_be_found"}),
        ("try:\n    import pytest\nexcept ImportError: ...", {"pytest"}),
    ],
)
def test_undeclared_import_is_found(source, found):
    assert undeclared(source, RUNTIME) == found


def test_undeclared_import_of_a_notebook_is_found(tmp_path):
    cells = [nbformat.v4.new_code_cell(text) for text in ("%pdb off", "import pytest")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(notebook, tmp_path / "00_a.ipynb")
    assert undeclared(python_of(tmp_path / "00_a.ipynb"), RUNTIME) == {"pytest"}


def test_every_package_that_the_course_imports_has_a_place_in_the_layers():
    contracts = SETTINGS["tool"]["importlinter"]["contracts"]
    placed = {name for c in contracts for name in c.get("protected_modules", [])}
    files = (ROOT / "course_utils").rglob("*.py")
    found = set().union(*(imported(file.read_text("utf-8")) for file in files))
    assert found - {"course_utils", "numpy"} <= placed


# constraints.txt


PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[0-9][0-9a-z.]*( ; [^#@]+)?")


def is_a_pin(line: str) -> bool:
    """Tell whether a line is name==version, with a marker or without."""
    if not PIN.fullmatch(line) or "://" in line or "--hash" in line:
        return False
    Requirement(line)  # raises InvalidRequirement if the marker makes no sense
    return True


def test_every_constraint_is_a_name_a_version_and_at_most_a_marker():
    assert [line for line in PIN_LINES if not is_a_pin(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "numpy",
        "numpy>=2",
        "numpy==2.*",
        "numpy @ https://example.org/numpy.whl",
        "--index-url https://example.org/simple",
        "numpy==2.4.6 --hash=sha256:0123",
        "numpy==2.4.6  # via keras",
        "-e .",
        "",
    ],
)
def test_line_that_is_no_pin_is_found(line):
    assert not is_a_pin(line)


def machine(python: str, sys_platform: str) -> dict[str, str]:
    """Return the values of the markers on one kind of computer."""
    system = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[sys_platform]
    return {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "sys_platform": sys_platform,
        "platform_system": system,
        "os_name": "nt" if sys_platform == "win32" else "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_machine": "arm64" if sys_platform == "darwin" else "x86_64",
        "extra": "",
    }


def applies(requirement: Requirement, where: dict[str, str]) -> bool:
    """Tell whether a requirement holds on a computer."""
    return requirement.marker is None or requirement.marker.evaluate(where)


def pins(lines: list[str], where: dict[str, str]) -> list[tuple[str, str]]:
    """Return the names and versions that are pinned on a computer."""
    found = [pin for pin in map(Requirement, lines) if applies(pin, where)]
    return [(canonicalize_name(p.name), str(p.specifier)[2:]) for p in found]


def problems(lines: list[str], where: dict[str, str]) -> list[str]:
    """Return what the pins of a computer miss, pin twice, or pin out of range."""
    names = [name for name, _ in pins(lines, where)]
    version = dict(pins(lines, where))
    found = [f"{name} is pinned twice" for name in names if names.count(name) > 1]
    for requirement in REQUIREMENTS:
        name = canonicalize_name(requirement.name)
        if not applies(requirement, where):
            continue
        if name not in version:
            found.append(f"{name} is not pinned")
        elif version[name] not in requirement.specifier:
            found.append(f"{requirement} is pinned to {version[name]}")
    return found


every_platform = pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
every_python = pytest.mark.parametrize(
    "python", ["3.11.0", "3.11.14", "3.12.0", "3.12.12", "3.13.0", "3.13.9"]
)


def tensorflows(where: dict[str, str]) -> list[str]:
    """Return the builds of TensorFlow that a computer gets."""
    found = [one.name for one in REQUIREMENTS if applies(one, where)]
    return [name for name in found if name.startswith("tensorflow")]


@pytest.mark.parametrize(
    ("platform", "processor", "build"),
    [  # tensorflow-cpu exists for two of them, and is smaller on one
        ("linux", "x86_64", "tensorflow-cpu"),
        ("linux", "aarch64", "tensorflow"),
        ("darwin", "arm64", "tensorflow"),
        ("win32", "AMD64", "tensorflow"),
    ],
)
def test_each_computer_gets_the_smallest_tensorflow(platform, processor, build):
    where = machine("3.11.14", platform) | {"platform_machine": processor}
    assert tensorflows(where) == [build]
    assert problems(PIN_LINES, where) == []


@every_platform
@every_python
def test_every_dependency_is_pinned_once_and_within_its_range(python, platform):
    assert problems(PIN_LINES, machine(python, platform)) == []


def test_the_three_python_versions_are_those_promised():
    promised = SpecifierSet(PROJECT["requires-python"])
    minors = [f"3.{minor}" for minor in range(30) if f"3.{minor}.0" in promised]
    assert minors == ["3.11", "3.12", "3.13"]


def test_missing_double_and_outdated_pins_are_found():
    lines = [line for line in PIN_LINES if not line.startswith(("tqdm==", "keras=="))]
    lines += ["keras==2.0", "numpy==1.0"]
    found = problems(lines, machine("3.11.14", "linux"))
    assert {"numpy is pinned twice", "tqdm is not pinned"} <= set(found)
    assert re.search(r"keras>=\S+ is pinned to 2\.0$", "\n".join(found), re.MULTILINE)


def names_needed(requirements: list[Requirement]) -> set[str]:
    """Return the packages needed on this computer, directly or by one another."""
    seen, to_see = set(), list(requirements)
    while to_see:
        requirement = to_see.pop()
        key = (canonicalize_name(requirement.name), *sorted(requirement.extras))
        if key in seen or not applies(requirement, default_environment()):
            continue
        seen.add(key)
        with suppress(PackageNotFoundError):  # an extra that is not installed
            for needed in map(Requirement, requires(key[0]) or []):
                wheres = [{"extra": extra} for extra in ("", *requirement.extras)]
                if any(applies(needed, default_environment() | w) for w in wheres):
                    needed.marker = None
                    to_see.append(needed)
    return {name for name, *_ in seen}


def test_every_package_needed_on_this_computer_is_pinned():
    needed = names_needed(REQUIREMENTS)
    assert {"numpy", "h5py", "traitlets"} <= needed
    assert (
        needed - {name for name, _ in pins(PIN_LINES, default_environment())} == set()
    )


# Binder: repo2docker without Docker and without a network


on_unix = pytest.mark.skipif(
    sys.platform == "win32", reason="repo2docker does not run on Windows"
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Return a copy of the repository without what git ignores."""
    copy = tmp_path_factory.mktemp("binder") / "course"
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    patterns = [".git", *(line.rstrip("/") for line in ignored)]
    return shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*patterns))


def dockerfile(repository: Path) -> str:
    """Return the Dockerfile that repo2docker would build for a repository."""
    run = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", repository],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def copies_first(text: str) -> bool:
    """Tell whether a Dockerfile copies the repository before it installs."""
    return text.index(" src/ ${REPO_DIR}/") < text.index(" env update ")


@on_unix
def test_binder_picks_the_conda_builder(clone, monkeypatch):
    from repo2docker.app import Repo2Docker

    monkeypatch.chdir(clone)
    packs = (pack("base image") for pack in Repo2Docker().buildpacks)
    picked = next(pack for pack in packs if pack.detect())
    assert type(picked).__name__ == "CondaBuildPack"
    assert picked.environment_yaml_path == "environment.yml"
    assert picked.python_version == "3.11"
    assert not picked.separate_kernel_env
    assert not picked.get_post_build_scripts()
    assert picked.get_start_script() is None


@on_unix
def test_binder_copies_the_course_before_it_installs_the_environment(clone):
    text = dockerfile(clone)
    assert "environment-2epy-2d3-2e11-2dlinux" in text  # the frozen base of Python 3.11
    assert text.count(" env update ") == 1
    assert '--file "environment.yml"' in text
    assert "ARG REPO_DIR=${HOME}\n" in text  # so pip reads .config/pip/pip.conf
    assert copies_first(text)


@on_unix
@pytest.mark.parametrize(
    ("lines", "first"),
    [
        (["-e ."], True),
        (["."], True),
        (["-c constraints.txt", "tqdm"], True),
        (["--editable=."], True),
        (["lstm-fibonacci-course"], False),
        (["course_utils/"], False),
    ],
)
def test_binder_copies_first_if_a_pip_line_is_local(tmp_path, lines, first):
    pip = "".join(f"\n    - {line}" for line in lines)
    (tmp_path / "environment.yml").write_text(f"dependencies:\n- pip:{pip}\n")
    assert copies_first(dockerfile(tmp_path)) is first


def pip_reads(file: Path, start: Path) -> subprocess.CompletedProcess:
    """Let pip read a file of requirements, without a network or an effect."""
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--dry-run"]
    return subprocess.run(
        [sys.executable, "-m", "pip", "install", *offline, "-r", file],
        cwd=start,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def pip_is_here():
    """Skip where an environment made by uv has no pip."""
    pytest.importorskip("pip")


# conda and mamba write the pip lines into a file beside environment.yml and start pip
# there; pip reads -c relative to that file, and -e relative to where it starts.


def test_pip_lines_install_the_course_beside_environment_yml(clone, pip_is_here):
    file = clone / "condaenv.requirements.txt"
    file.write_text("\n".join(pip_lines()))
    run = pip_reads(file, start=clone)
    assert run.returncode == 0, run.stderr
    assert "Would install" in run.stdout


@on_unix
def test_binder_keeps_no_copy_of_what_pip_downloads(clone, pip_is_here):
    command = [sys.executable, "-m", "pip", "config", "--user", "list"]
    home = {"HOME": str(clone), "PATH": os.environ["PATH"]}
    run = subprocess.run(command, env=home, capture_output=True, text=True, check=True)
    assert "global.no-cache-dir='true'" in run.stdout


def test_pip_lines_are_no_use_elsewhere(clone, tmp_path, pip_is_here):
    file = tmp_path / "condaenv.requirements.txt"
    file.write_text("\n".join(pip_lines()))
    run = pip_reads(file, start=clone)
    assert "constraints.txt" in run.stderr
    assert run.returncode != 0

"""Which module may import what: the arrows of the package run one way.

The contracts stand in pyproject.toml; import-linter reads them.
"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "course_utils"
FILES = sorted(PACKAGE.rglob("*.py"))

NUMERIC = ["adding", "series", "lstm", "forecast", "inside", "experiment", "checks"]
LIGHT = ["palette", "words", "words.figures", "checkup"]


def dotted_name(file: Path) -> str:
    """Return the name of a module of the course, such as course_utils.plots."""
    return ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)


every_file = pytest.mark.parametrize("file", FILES, ids=dotted_name)


# The contracts


def lint(folder: Path) -> subprocess.CompletedProcess:
    """Check the contracts of the pyproject.toml and of the package in a folder."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
    )


def test_every_module_keeps_the_contracts():
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


def copy_to(folder: Path) -> None:
    """Put a copy of the package and of its contracts into a folder."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=ignored)


def write(folder: Path, module: str, statement: str) -> None:
    """Add a statement to a module of the copy, which may be new."""
    path = folder / PACKAGE.name / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    with file.open("a", encoding="utf-8") as text:
        text.write(f"\n{statement}\n")


FORBIDDEN = [
    # Upwards
    ("_validate", "from course_utils import palette", "course_utils.palette"),
    ("series", "from .lstm.training import train", "course_utils.lstm.training"),
    ("lstm.cells", "from .networks import unroll", "course_utils.lstm.networks"),
    (
        "lstm.networks",
        "import course_utils.lstm.training",
        "course_utils.lstm.training",
    ),
    ("lstm.training", "from .. import forecast", "course_utils.forecast"),
    ("forecast", "from . import experiment", "course_utils.experiment"),
    ("inside", "from course_utils import widgets", "course_utils.widgets"),
    ("plots.figure", "from .axes import log_percent", "course_utils.plots.axes"),
    ("plots.axes", "from .curves import plot_loss", "course_utils.plots.curves"),
    ("words.lab", "from course_utils.plots import show", "course_utils.plots"),
    ("words.figures", "from course_utils import experiment", "course_utils.experiment"),
    # Sideways
    ("series", "from course_utils import lstm", "course_utils.lstm"),
    ("plots", "from course_utils import experiment", "course_utils.experiment"),
    ("experiment", "def f():\n    from . import models", "course_utils.models"),
    ("checks.desk", "from course_utils import inside", "course_utils.inside"),
    (
        "checks.sheets.notebook_02",
        "from . import notebook_01",
        "course_utils.checks.sheets.notebook_01",
    ),
    ("plots.data", "from . import errors", "course_utils.plots.errors"),
    ("words.lab", "from . import figures", "course_utils.words.figures"),
    ("palette", "from . import words", "course_utils.words"),
    (
        "widgets.gate_explorer",
        "from . import memory_explorer",
        "course_utils.widgets.memory_explorer",
    ),
    (
        "widgets.lab.figure",
        "def f():\n    from . import keras_panel",
        "course_utils.widgets.lab.keras_panel",
    ),
    # To the package that gathers the modules
    ("lstm.training", "from course_utils.lstm import predict", "course_utils.lstm"),
    ("checks.desk", "from course_utils.checks import answer", "course_utils.checks"),
    ("plots.live", "from . import show", "course_utils.plots"),
    ("widgets.lab.widget", "from .. import training_lab", "course_utils.widgets"),
    (
        "widgets.lab.figure",
        "import course_utils.widgets.lab",
        "course_utils.widgets.lab",
    ),
    ("words", "from .lab import LABELS", "course_utils.words.lab"),
    # To a room below that is none of its business
    ("plots.learned", "from course_utils.lstm import predict", "course_utils.lstm"),
    ("plots", "from course_utils import series", "course_utils.series"),
    ("models", "from course_utils import forecast", "course_utils.forecast"),
    ("checks.step", "from course_utils import forecast", "course_utils.forecast"),
    ("inside", "from course_utils import series", "course_utils.series"),
    ("experiment", "from course_utils import words", "course_utils.words"),
    ("lstm.cells", "from course_utils import palette", "course_utils.palette"),
    # Packages from outside
    ("forecast", "import keras", "keras"),
    ("lstm.training", "def f():\n    from keras import layers", "keras"),
    ("widgets.lab.keras_panel", "def f():\n    import keras.saving", "keras"),
    ("experiment", "from tqdm.auto import tqdm", "tqdm"),
    ("lstm.networks", "import threadpoolctl", "threadpoolctl"),
    ("inside", "def f():\n    import tensorflow.keras as tf", "tensorflow"),
    ("models", "import matplotlib.pyplot as plt", "matplotlib"),
    ("widgets.board", "from matplotlib.figure import Figure", "matplotlib"),
    ("widgets.board", "from PIL import Image", "PIL"),
    ("inside", "if True:\n    from isal import isal_zlib", "isal"),
    ("plots.live", "import ipywidgets", "ipywidgets"),
    ("experiment", "import ipywidgets", "ipywidgets"),
    ("models", "from IPython.display import HTML", "IPython"),
    ("palette", "import numpy as np", "numpy"),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """Return what is said of a copy with every forbidden import in it."""
    folder = tmp_path_factory.mktemp("broken")
    copy_to(folder)
    for module, statement, _ in FORBIDDEN:
        write(folder, module, statement)
    run = lint(folder)
    assert run.returncode == 1
    return run.stdout


@pytest.mark.parametrize(("module", "statement", "target"), FORBIDDEN)
def test_forbidden_import_breaks_a_contract(broken, module, statement, target):
    assert f"course_utils.{module} -> {target} (l." in broken, broken


NEW = [
    f"{room}audio"
    for room in ("", "lstm.", "checks.", "plots.", "widgets.", "widgets.lab.")
]


def test_new_module_has_to_be_placed(tmp_path):
    copy_to(tmp_path)
    for module in NEW:
        write(tmp_path, module, '"""Nobody has said what this may import."""')
    run = lint(tmp_path)
    assert run.returncode == 1
    for module in NEW:
        assert f"- course_utils.{module}\n" in run.stdout, run.stdout


ALLOWED = [
    ("series", "import math\nimport numpy as np"),
    ("experiment", "from course_utils.lstm import train"),
    ("models", "def f():\n    import keras\n    import tqdm.auto"),
    ("plots.live", "from isal import isal_zlib"),
    ("plots.figure", "from IPython.display import HTML"),
    ("widgets.lab.keras_panel", "def f():\n    from course_utils import models"),
    ("widgets.board", "import ipywidgets\nfrom course_utils import plots"),
]


def test_allowed_imports_break_no_contract(tmp_path):
    copy_to(tmp_path)
    for module, statement in ALLOWED:
        write(tmp_path, module, statement)
    run = lint(tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr


# What no contract can see


def hidden_imports(source: str) -> list[str]:
    """Return the calls that import a module."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [ast.unparse(call) for call in calls if is_import(call)]


def is_import(call: ast.Call) -> bool:
    """Tell whether a call imports a module."""
    name = getattr(call.func, "id", None) or getattr(call.func, "attr", None)
    return name in ("__import__", "import_module")


@every_file
def test_no_import_is_hidden_in_a_call(file):
    assert hidden_imports(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["importlib.import_module('keras')", "def f():\n    return __import__('keras')"],
)
def test_import_hidden_in_a_call_is_found(source):
    assert len(hidden_imports(source)) == 1


def undocumented(source: str) -> list[str]:
    """Return the public functions, classes and methods without a docstring."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    tree = ast.parse(source)
    public = [
        node
        for owner in [tree, *(n for n in tree.body if isinstance(n, ast.ClassDef))]
        for node in owner.body
        if isinstance(node, kinds) and not node.name.startswith("_")
    ]
    missing = [node.name for node in public if not ast.get_docstring(node)]
    return missing if ast.get_docstring(tree) else ["the module", *missing]


@every_file
def test_all_that_is_public_has_a_docstring(file):
    assert undocumented(file.read_text("utf-8")) == []


def test_missing_docstring_is_reported():
    source = "class Cell:\n    def step(self): ...\ndef _private(): ...\ndef f(): ..."
    assert undocumented(source) == ["the module", "Cell", "f", "step"]


# What really gets loaded, in a fresh Python


HEAVY = "tensorflow keras tqdm matplotlib PIL isal ipywidgets IPython".split()


def loaded_after(statement: str) -> set[str]:
    """Return the modules that a fresh Python holds after a statement."""
    code = f"{statement}; import sys; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    assert loaded_after("import course_utils").isdisjoint([*HEAVY, "numpy"])


@pytest.mark.parametrize("name", LIGHT)
def test_importing_words_and_colours_loads_not_even_numpy(name):
    assert loaded_after(f"import course_utils.{name}").isdisjoint([*HEAVY, "numpy"])


@pytest.mark.parametrize("name", NUMERIC)
def test_importing_a_numeric_module_loads_nothing_heavy(name):
    loaded = loaded_after(f"import course_utils.{name}")
    assert "numpy" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_words_of_the_lab_load_no_experiment():
    loaded = loaded_after("import course_utils.words.lab")
    assert loaded.isdisjoint([*HEAVY, "course_utils.experiment"])


def test_importing_plots_loads_no_widgets():
    loaded = loaded_after("import course_utils.plots")
    assert loaded.isdisjoint(["tensorflow", "keras", "ipywidgets"])


def test_importing_the_widgets_loads_no_keras():
    loaded = loaded_after("import course_utils.widgets")
    assert loaded.isdisjoint(["tensorflow", "keras", "course_utils.models"])


def test_what_gets_loaded_is_seen():
    loaded = loaded_after("import course_utils.plots")
    assert {"matplotlib", "PIL", "course_utils.palette"} <= loaded

"""Which module may import what: the arrows of the package run one way."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "course_utils"
FILES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 200

NUMERIC = {
    "_validate",
    "baselines",
    "init",
    "inside",
    "losses",
    "memory",
    "recurrences",
    "series",
    "cells",
    "weights",
    "network",
    "optimizer",
    "training",
    "forecast",
    "checks",
}
DRAWING = {"palette", "plots", "figures", "live", "png"}

# What a module may import besides the standard library: packages from outside, and
# modules of the course. A new module has to be placed here.
OUTSIDE = {module: {"numpy"} for module in NUMERIC} | {
    "__init__": set(),
    "models": {"keras", "numpy", "tensorflow", "tqdm"},
    "palette": set(),
    "plots": {"matplotlib", "numpy"},
    "live": {"matplotlib", "numpy"},
    "png": {"PIL", "numpy"},
    "figures": {"IPython.display", "matplotlib", "numpy"},
    "widgets": {"IPython", "ipywidgets", "numpy"},
}
INSIDE = {module: NUMERIC for module in NUMERIC} | {
    "__init__": set(),
    "models": NUMERIC,
    "palette": set(),
    "plots": NUMERIC | DRAWING,
    "live": NUMERIC | DRAWING,
    "png": set(),
    "figures": NUMERIC | DRAWING,
    "widgets": NUMERIC | DRAWING | {"models", "widgets"},
}


def dotted_name(file: Path) -> str:
    """Return the name of a module of the course, such as course_utils.plots."""
    return ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)


def layer(name: str) -> str:
    """Return the part of a dotted name that the tables above are about."""
    return [*name.split("."), "__init__"][1]


def within(name: str, *modules: str) -> bool:
    """Tell whether a dotted name is one of the modules or lies in one."""
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def imports(source: str, module: str) -> Iterator[str]:
    """Find the dotted names of all that is imported, in functions as well."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = module.split(".")[: -node.level] if node.level else []
            start = ".".join([*parents, *filter(None, [node.module])])
            if within(start, PACKAGE.name):  # the names may be modules themselves
                yield from (f"{start}.{alias.name}" for alias in node.names)
            else:
                yield start
        elif isinstance(node, ast.Call) and is_dynamic_import(node):
            yield f"by a call: {ast.unparse(node)}"


def is_dynamic_import(call: ast.Call) -> bool:
    """Tell whether a call imports a module, hidden from these tests."""
    name = getattr(call.func, "id", None) or getattr(call.func, "attr", None)
    return name in ("__import__", "import_module")


def problems(source: str, module: str) -> list[str]:
    """Return the imports of a module that its layer may not have."""
    here = layer(module)
    if here not in OUTSIDE:
        return [f"{module} is new: place it in OUTSIDE and INSIDE of {__file__}"]
    return [
        f"{module} may not import {name}"
        for name in imports(source, module)
        if not (
            layer(name) in INSIDE[here]
            if within(name, PACKAGE.name)
            else within(name, *OUTSIDE[here], *sys.stdlib_module_names)
        )
    ]


every_file = pytest.mark.parametrize("file", FILES, ids=dotted_name)


@every_file
def test_module_imports_only_what_its_layer_may(file):
    assert problems(file.read_text("utf-8"), dotted_name(file)) == []


def arrows(sources: dict[str, str]) -> dict[str, set[str]]:
    """Map each module to the modules of the course that it imports."""
    modules = {name.removesuffix(".__init__"): name for name in sources}
    found = {module: set() for module in sources}
    for module, source in sources.items():
        for name in imports(source, module):
            hits = [known for known in modules if within(name, known)]
            found[module] |= {modules[hit] for hit in sorted(hits, key=len)[-1:]}
    return found


def test_arrows_between_modules_form_no_cycle():
    sources = {dotted_name(file): file.read_text("utf-8") for file in FILES}
    order = list(TopologicalSorter(arrows(sources)).static_order())  # or CycleError
    assert set(order) == set(sources)


@every_file
def test_module_has_at_most_200_lines(file):
    assert len(file.read_text("utf-8").splitlines()) <= MOST_LINES


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


# What really gets loaded, in a fresh Python


HEAVY = "tensorflow keras matplotlib ipywidgets IPython".split()


def loaded_after(statement: str) -> set[str]:
    """Return the top-level modules that a fresh Python holds after a statement."""
    code = f"{statement}; import sys; print(*{{m.split('.')[0] for m in sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    assert loaded_after("import course_utils").isdisjoint([*HEAVY, "numpy"])


def test_importing_the_widgets_loads_no_keras():
    loaded = loaded_after("import course_utils.widgets")
    assert loaded.isdisjoint(["tensorflow", "keras"])


@pytest.mark.parametrize("name", sorted(NUMERIC))
def test_importing_a_numeric_module_loads_nothing_heavy(name):
    if not (PACKAGE / f"{name}.py").exists():
        pytest.skip(f"{name}.py is not written yet")
    loaded = loaded_after(f"import course_utils.{name}")
    assert "numpy" in loaded
    assert loaded.isdisjoint(HEAVY)


# These tests can fail


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("series", "import keras"),
        ("series", "import tensorflow.keras as tf"),
        ("training", "def f():\n    from keras import layers"),
        ("network", "from course_utils.models import build_lstm"),
        ("network", "from course_utils import models"),
        ("network", "from .models import build_lstm"),
        ("forecast", "from . import plots"),
        ("forecast", "if True:\n    import course_utils.models"),
        ("plots", "from course_utils.models import build_lstm"),
        ("plots", "import ipywidgets"),
        ("models", "import matplotlib.pyplot as plt"),
        ("widgets.lab", "import matplotlib"),
        ("widgets.lab", "from keras import layers"),
        ("figures", "import ipywidgets"),
        ("figures", "from IPython import get_ipython"),
        ("_validate", "import scipy"),
        ("_validate", "importlib.import_module('keras')"),
        ("_validate", "__import__('keras')"),
        ("audio", "import math"),
    ],
)
def test_forbidden_import_is_reported(module, source):
    assert len(problems(source, f"course_utils.{module}")) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("series", "import numpy as np\nfrom collections.abc import Callable"),
        ("network", "from course_utils import cells\nfrom .weights import matrices"),
        ("models", "def f():\n    import keras\n    import tqdm.auto"),
        ("plots", "import matplotlib.pyplot as plt\nfrom importlib import resources"),
        ("figures", "from IPython.display import HTML"),
        ("widgets.lab", "import ipywidgets\nfrom ..training import train"),
        ("widgets.__init__", "from .lab import training_lab"),
    ],
)
def test_allowed_import_is_not_reported(module, source):
    assert problems(source, f"course_utils.{module}") == []


def test_new_module_has_to_be_placed():
    assert "place it in OUTSIDE" in problems("", "course_utils.audio")[0]


@pytest.mark.parametrize(
    "modules",
    [
        {"a": "from . import b", "b": "from .a import x"},
        {"a": "def f():\n    import course_utils.b", "b": "import course_utils.a"},
        {"widgets.__init__": "from . import lab", "widgets.lab": "from . import x"},
    ],
)
def test_cycle_is_reported(modules):
    modules = {f"course_utils.{name}": source for name, source in modules.items()}
    with pytest.raises(CycleError):
        TopologicalSorter(arrows(modules)).prepare()


def test_package_may_gather_what_its_modules_define():
    modules = {
        "course_utils.widgets.__init__": "from .lab import training_lab",
        "course_utils.widgets.lab": "from .base import Base",
        "course_utils.widgets.base": "from course_utils.training import train",
        "course_utils.training": "",
    }
    order = list(TopologicalSorter(arrows(modules)).static_order())
    assert order == list(modules)[::-1]


def test_missing_docstring_is_reported():
    source = "class Cell:\n    def step(self): ...\ndef _private(): ...\ndef f(): ..."
    assert undocumented(source) == ["the module", "Cell", "f", "step"]

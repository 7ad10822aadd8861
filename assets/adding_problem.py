"""Run the longer trainings of notebook 07 again and store what came out.

Run as ``python assets/adding_problem.py`` for all of them, in an hour and a quarter on
one core, or name some. Each is stored in ``adding_problem.json`` as soon as it ends.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
from simple_rnn import RNNWeights, init_rnns, train_rnns

from course_utils.adding import (
    StoppingRule,
    adding_batches,
    adding_problem,
    is_wrong,
)
from course_utils.lstm import (
    LSTMWeights,
    chrono_bias,
    init_networks,
    predict,
    train_stream,
)

ROOT = Path(__file__).parents[1]
STORE = Path(__file__).with_suffix(".json")
BATCH = 16
N_TEST, TEST_SEED = 2560, 99
PART = 2000  # sequences over which the curve of wrong answers is averaged
SMALL, LARGE, GROWTH = np.float32([0.03, 15, 16])  # times the usual size
FILL = np.float32(0.1)  # a bias of the candidates
FIRST = 3  # batches whose losses are kept, to be computed again by a test

# In each: T, units, start, networks, most sequences, and what differs from USUAL.
USUAL = {"networks": 20, "learning_rate": 0.02, "stream": 2, "seed": 7}


def fingerprint() -> str:
    """Return a digest of the task and the control, comments and docstrings aside.

    Whether the LSTM still computes the same, its first losses say.
    """
    files = ROOT / "course_utils" / "adding.py", ROOT / "assets" / "simple_rnn.py"
    trees = [ast.parse(file.read_text("utf-8")) for file in files]
    for node in (node for tree in trees for node in ast.walk(tree)):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and is_text(body[0]):
            body[0].value.value = ""  # a docstring
    text = "".join(map(ast.dump, trees))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_text(node: ast.AST) -> bool:
    """Tell whether a statement is nothing but a text."""
    value = getattr(node, "value", None)
    return isinstance(node, ast.Expr) and isinstance(getattr(value, "value", None), str)


def settings(T: int, units: int, start: str, limit: int, **other: float) -> dict:
    """Return the settings of an experiment."""
    return {"T": T, "units": units, "start": start, "limit": limit, **USUAL, **other}


EXPERIMENTS = {
    # The paper's table
    "100, 8 units": settings(100, 8, "chrono", 37_008),
    "100, 3 units": settings(100, 3, "chrono", 74_000),
    "100, 4 units": settings(100, 4, "chrono", 74_000),
    "500, 8 units": settings(500, 8, "chrono", 104_496, networks=10),
    "1000, 8 units": settings(1000, 8, "chrono", 104_496, networks=10),
    "500, 3 units": settings(500, 3, "chrono", 104_496, networks=10),
    "500, 4 units": settings(500, 4, "chrono", 104_496, networks=10),
    # Is it the stream of sequences?
    "100, another stream": settings(100, 8, "chrono", 37_008, stream=3),
    # What of the start is it?
    "100, Keras' start": settings(100, 8, "keras", 80_000),
    "100, equal": settings(100, 8, "equal", 48_000),
    "100, forget gate only": settings(100, 8, "forget only", 48_000, networks=10),
    "100, small candidates": settings(
        100, 8, "forget only, small candidates", 48_000, networks=10
    ),
    "100, large cells, no growth": settings(
        100, 8, "forget only, large cells, no growth", 48_000, networks=10
    ),
    "100, filled cells, no growth": settings(
        100, 8, "forget only, filled cells, no growth", 48_000, networks=10
    ),
    "100, smaller cells, growth": settings(
        100, 8, "chrono, growth", 48_000, networks=10
    ),
    "100, input gate only": settings(100, 8, "input only", 48_000, networks=10),
    "100, spread only": settings(100, 8, "spread only", 48_000, networks=10),
    "500, equal": settings(500, 8, "equal", 32_000, networks=10),
    # How good must the guess of the length be?
    "100, guess 10": settings(100, 8, "chrono", 48_000, networks=10, longest=10),
    "100, guess 30": settings(100, 8, "chrono", 48_000, longest=30),
    "100, guess 50": settings(100, 8, "chrono", 48_000, longest=50),
    "100, guess 1,000": settings(100, 8, "chrono", 48_000, longest=1000),
    "100, guess 10,000": settings(100, 8, "chrono", 48_000, longest=10_000),
    # Is it the learning rate?
    "100, Keras' start, rate 0.005": settings(
        100, 8, "keras", 48_000, learning_rate=0.005, networks=10
    ),
    # Is it the LSTM? As many weights as 8 units have, and several learning rates.
    **{
        f"100, {kind}, rate {rate}": settings(
            100, 17, kind, limit, learning_rate=rate, networks=10
        )
        for kind, limit in (("rnn", 80_000), ("identity rnn", 320_000))
        for rate in (0.0005, 0.002)
    },
}


def start(setting: dict) -> LSTMWeights | RNNWeights:
    """Return the starting weights of an experiment."""
    u, kind = setting["units"], setting["start"]
    if kind in ("rnn", "identity rnn"):
        kind = {"rnn": "tanh", "identity rnn": "identity"}[kind]
        return init_rnns(setting["networks"], u, setting["seed"], kind)
    weights = init_networks(setting["networks"], u, 2, setting["seed"])
    if kind == "keras":
        return weights
    longest = setting.get("longest", setting["T"])  # the guess of the length
    chrono = chrono_bias(weights, longest, setting["seed"])
    i, f = np.s_[:, :u], np.s_[:, u : 2 * u]  # the biases of two gates
    candidate = np.s_[..., 2 * u : 3 * u]  # its weights
    spread = chrono.bias[f].copy()
    if kind == "equal":  # the mean of the spread, for every unit of every network
        chrono.bias[f], chrono.bias[i] = spread.mean(), -spread.mean()
    elif kind.startswith("forget only"):
        chrono.bias[i] = 0
        if kind.endswith("small candidates"):
            chrono.kernel[candidate] *= SMALL
            chrono.recurrent_kernel[candidate] *= SMALL
        elif kind.endswith("no growth"):  # no candidate reads the hidden state
            chrono.recurrent_kernel[candidate] = 0
            if "large" in kind:  # by what is read
                chrono.kernel[candidate] *= LARGE
            else:  # by a constant, up in one unit and down in the next
                chrono.bias[candidate] = FILL * (-1) ** np.arange(u)
    elif kind == "chrono, growth":
        chrono.recurrent_kernel[candidate] *= GROWTH
    elif kind == "input only":
        chrono.bias[f] = 1
    elif kind == "spread only":  # around Keras' forget bias
        chrono.bias[f], chrono.bias[i] = 1 + spread - spread.mean(), 0
    elif kind != "chrono":
        raise ValueError(f"There is no start {kind!r}.")
    return chrono


def training(setting: dict) -> Iterable[tuple]:
    """Return the training of an experiment: weights, loss and error of each batch."""
    batches = islice(
        adding_batches(setting["T"], BATCH, setting["stream"]),
        setting["limit"] // BATCH,
    )
    weights, rate = start(setting), setting["learning_rate"]
    train = train_rnns if isinstance(weights, RNNWeights) else train_stream
    return train(weights, batches, rate, global_clipnorm=1.0)


def answer(
    weights: LSTMWeights | RNNWeights, X: np.ndarray, lengths: np.ndarray
) -> np.ndarray:
    """Return predictions (m, n, 1)."""
    if isinstance(weights, RNNWeights):
        return weights.predict(X, lengths)
    return predict(weights, X, lengths)


def count_wrong(weights: LSTMWeights | RNNWeights, T: int) -> np.ndarray:
    """Return how many of the test sequences each network answers wrong, (m,)."""
    X, y, lengths = adding_problem(T, N_TEST, TEST_SEED)
    wrong = np.zeros(weights.n_networks, int)
    for k in range(0, N_TEST, 128):
        some = np.s_[k : k + 128]
        wrong += is_wrong(y[some], answer(weights, X[some], lengths[some])).sum((1, 2))
    return wrong


def n_weights(setting: dict) -> int:
    """Return how many weights a network of an experiment has."""
    u = setting["units"]
    gates = 1 if "rnn" in setting["start"] else 4
    return gates * u * (u + 3) + u + 1


def run(setting: dict) -> dict:
    """Train until every network has succeeded or the limit is reached."""
    begun = perf_counter()
    rule, wrong = StoppingRule(setting["networks"]), []
    first, test_wrong = [], [None] * setting["networks"]
    for weights, loss, error in training(setting):
        if len(first) < FIRST:
            first.append([float(f"{value:.6g}") for value in loss])
        wrong.append(is_wrong(0, error).mean((1, 2)))
        for k in rule.update(error):  # tested as it was when it succeeded
            test_wrong[k] = int(count_wrong(weights.select(k), setting["T"])[0])
        if rule.done:
            break
    failed = np.flatnonzero(rule.success_after == 0)
    if len(failed):  # tested as they are at the end
        counts = count_wrong(weights.select(*failed), setting["T"])
        for k, count in zip(failed, counts, strict=True):
            test_wrong[k] = int(count)
    per_part = PART // BATCH
    curve = [
        [round(float(share), 3) for share in np.mean(wrong[k : k + per_part], axis=0)]
        for k in range(0, len(wrong), per_part)
    ]
    return {
        "settings": setting,
        "code": fingerprint(),
        "n_weights": n_weights(setting),
        "seen": rule.seen,
        "success_after": rule.success_after.tolist(),
        "test_wrong": test_wrong,
        "wrong_curve": curve,
        "first_losses": first,
        "seconds": round(perf_counter() - begun),
    }


def main(names: list[str]) -> None:
    """Run the experiments and store each as soon as it has ended."""
    for name in names or EXPERIMENTS:
        result = run(EXPERIMENTS[name])
        stored = json.loads(STORE.read_text("utf-8")) if STORE.exists() else {}
        stored[name] = result
        ordered = {name: stored[name] for name in EXPERIMENTS if name in stored}
        lines = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in ordered.items()]
        STORE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
        done, after = np.array(result["success_after"]), result["test_wrong"]
        print(name, done.tolist(), after, f"{result['seconds']} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

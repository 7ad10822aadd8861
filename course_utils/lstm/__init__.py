"""The LSTM written out in NumPy: cells, networks of them, and their training.

Learners import everything from here; the rooms behind it build on one another:
``cells`` (one step and its derivative) → ``networks`` (weights, forward, backward) →
``training`` (losses, gradients, Adam).
"""

from course_utils.lstm.cells import (
    ACTIVATIONS,
    LSTMStep,
    lstm_gates,
    lstm_gates_backward,
    lstm_step,
    relu,
    rnn_step,
    sigmoid,
)
from course_utils.lstm.networks import (
    LSTMWeights,
    Unrolled,
    chrono_bias,
    exact_network,
    init_networks,
    predict,
    unroll,
)
from course_utils.lstm.training import (
    LOSSES,
    Adam,
    Batch,
    Training,
    cosine_decay,
    descend,
    gradients,
    train,
    train_stream,
)

__all__ = [
    "ACTIVATIONS",
    "LOSSES",
    "Adam",
    "Batch",
    "LSTMStep",
    "LSTMWeights",
    "Training",
    "Unrolled",
    "chrono_bias",
    "cosine_decay",
    "descend",
    "exact_network",
    "gradients",
    "init_networks",
    "lstm_gates",
    "lstm_gates_backward",
    "lstm_step",
    "predict",
    "relu",
    "rnn_step",
    "sigmoid",
    "train",
    "train_stream",
    "unroll",
]

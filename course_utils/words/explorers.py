"""The words of the window, the gate, the memory and the time scale explorer."""

# Window explorer

WINDOW_LENGTH = "Window length"
WINDOW_LENGTH_TIP = "How many values a window holds. Arrow keys move it by one."
WINDOW_POSITION = "Position"
WINDOW_POSITION_TIP = "Where the window starts. Arrow keys move it by one."
WINDOW_X_AXIS = "position n in the series"
WINDOW_INPUT = "input"
WINDOW_TARGET = "target"
WINDOW_SENTENCE = "input {inputs} → target {target}"
WINDOW_SHAPES = (
    "Sliding over all {n_terms} values gives {samples}. As arrays: "
    "X has shape ({n}, {window}, 1), that is {n} windows × {steps} × 1 feature; "
    "y has shape ({n}, 1)."
)
WINDOW_ALT = (
    "The series of {n_terms} values on an axis of equal factors. A blue band marks a "
    "window of {steps}, positions {first} to {last}: {inputs}. "
    "A black dot marks the target at position {after}: {target}."
)
ONE_SAMPLE, SAMPLES = (
    "{count} window with its target",
    "{count} windows, each with its target",
)
ONE_STEP, STEPS = "{count} time step", "{count} time steps"

# Gate explorer

GATE_ROWS = {
    "i": "input gate i",
    "f": "forget gate f",
    "c": "candidate c̃",
    "o": "output gate o",
}
GATE_COLUMNS = {"x": "weight of x", "h": "weight of h", "bias": "bias"}
GATE_STATES = {"x_t": "input xₜ", "h_prev": "hidden hₜ₋₁", "c_prev": "cell cₜ₋₁"}
GATE_WEIGHT_TIP = "{row}, {column}. Arrow keys move it by 0.1."
GATE_STATE_TIP = "{name}. Arrow keys move it by 0.1."
GATE_WEIGHTS_HEADING = "One unit"
GATE_SENTENCE = (
    "The unit keeps {f:.0%} of its old cell state, writes {i:.0%} of the candidate "
    "{c_tilde:z.2f} and shows {o:.0%} of the result."
)
GATE_UPDATE = (
    "cₜ = {f:.2f} · {c_prev:.2f} + {i:.2f} · {c_tilde:z.2f} = {c_t:z.2f} and "
    "hₜ = {o:.2f} · tanh({c_t:z.2f}) = {h_t:z.2f}"
)
GATE_ALT = (
    "Drawing of one LSTM unit. Input {x_t:.2f} and hidden state {h_prev:.2f} go to the "
    "gates and the candidate. The cell state enters as {c_prev:.2f} and is multiplied "
    "by the forget gate {f:.2f}; input gate {i:.2f} times candidate {c_tilde:z.2f} is "
    "added; it leaves as {c_t:z.2f}. Output gate {o:.2f} times its tanh gives the "
    "hidden state {h_t:z.2f}."
)
GATE_DRAWING = {
    "f": "forget gate",
    "i": "input gate",
    "c": "candidate",
    "o": "output gate",
}

# Memory explorer

MEMORY_WEIGHT = "Recurrent weight"
MEMORY_WEIGHT_TIP = (
    "U of the RNN and of the LSTM's candidate. Arrow keys move it by 0.1."
)
MEMORY_BIAS = "Forget bias"
MEMORY_BIAS_TIP = "Bias of the LSTM's forget gate. Arrow keys move it by 0.25."
MEMORY_X_AXIS = "time steps between cause and effect"
MEMORY_Y_AXIS = "influence"
MEMORY_KEYS = {"rnn": "simple RNN", "lstm": "LSTM", "alone": "LSTM, cell state alone"}
MEMORY_SENTENCE = (
    "After {steps} steps the simple RNN keeps {rnn} of a tiny change, the LSTM {lstm}, "
    "and along its cell state alone {alone}."
)
MEMORY_GATE = "Forget gate: {gate:.3f}."
MEMORY_ALT = (
    "Influence over {steps} steps on a logarithmic axis; recurrent weight "
    "{weight:.1f}, forget bias {bias:.2f}. Last values: simple RNN {rnn}, LSTM "
    "{lstm}, cell state alone {alone}."
)

# Time scale explorer

TIMESCALE_LENGTH = "Length T"
TIMESCALE_LENGTH_TIP = "How long a sequence is at least. Arrow keys move it by 10."
TIMESCALE_BIAS = "Forget bias"
TIMESCALE_BIAS_TIP = "Bias of the forget gate. Arrow keys move it by 0.25."
TIMESCALE_X_AXIS = "time steps later"
TIMESCALE_Y_AXIS = "share that is left"
TIMESCALE_KEYS = {
    "one": "this forget bias",
    "chrono": "chrono start for this T, 8 units",
    "lags": "from T/2 to T",
}
TIMESCALE_SENTENCE = (
    "Forget gate {gate}: a time scale of {scale} steps. After {half} steps (T/2) the "
    "share {left} of a cell state is left."
)
TIMESCALE_CHRONO = (
    "The chrono start for T = {length} draws biases between 0 and {top}: time scales "
    "from 2 to {length} steps."
)
TIMESCALE_ALT = (
    "The share of a cell state that is left, falling from 1 to 0 over 1 to 2,000 steps "
    "on a logarithmic axis. With the forget bias {bias:.2f} the time scale is {scale} "
    "steps, and after {half} steps {left} is left. Eight thin lines with time scales "
    "from 2 to {length} steps fall one after the other."
)

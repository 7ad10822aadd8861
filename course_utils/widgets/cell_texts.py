"""All that a learner reads on the widgets of one cell; to be translated here."""

# Gate explorer

PARTS = {
    "i": "input gate i",
    "f": "forget gate f",
    "c": "candidate c̃",
    "o": "output gate o",
}
COLUMNS = ("weight of x", "weight of h", "bias")
STATES = {"x_t": "input xₜ", "h_prev": "hidden hₜ₋₁", "c_prev": "cell cₜ₋₁"}
SLIDER_TIP = "{row}, {column}. Arrow keys move it by 0.1."
STATE_TIP = "{name}. Arrow keys move it by 0.1."
WEIGHTS_HEADING = "Weights of one unit"
STATES_HEADING = "What comes in"

SENTENCE = (
    "The unit keeps {f:.0%} of its old cell state, writes {i:.0%} of the candidate "
    "{c_tilde:.2f} and shows {o:.0%} of the result."
)
UPDATE = (
    "cₜ = {f:.2f} · {c_prev:.2f} + {i:.2f} · {c_tilde:.2f} = {c_t:.2f} and "
    "hₜ = {o:.2f} · tanh({c_t:.2f}) = {h_t:.2f}"
)
ALT = (
    "Drawing of one LSTM unit. Input {x_t:.2f} and hidden state {h_prev:.2f} go to the "
    "gates and the candidate. The cell state enters as {c_prev:.2f} and is multiplied "
    "by the forget gate {f:.2f}; input gate {i:.2f} times candidate {c_tilde:.2f} is "
    "added; it leaves as {c_t:.2f}. Output gate {o:.2f} times its tanh gives the "
    "hidden state {h_t:.2f}."
)
DRAWING = {
    "c_prev": "cell state",
    "x_t": "input",
    "h_prev": "hidden state",
    "f": "forget gate",
    "i": "input gate",
    "c": "candidate",
    "o": "output gate",
}

# Memory explorer

RECURRENT_WEIGHT = "Recurrent weight"
RECURRENT_TIP = "U of the RNN and of the LSTM's candidate. Arrow keys move it by 0.1."
FORGET_BIAS = "Forget bias"
FORGET_TIP = "Bias of the LSTM's forget gate. Arrow keys move it by 0.25."
STEPS_AXIS = "time steps between cause and effect"
INFLUENCE_AXIS = "influence"
RNN_KEY, LSTM_KEY, ALONE_KEY = "simple RNN", "LSTM", "LSTM, cell state alone"
INFLUENCE_SENTENCE = (
    "After {steps} steps the simple RNN keeps {rnn} of a nudge, the LSTM {lstm}, and "
    "along its cell state alone {alone}."
)
GATE_SENTENCE = "Forget gate: {gate:.3f}."
INFLUENCE_ALT = (
    "Influence over {steps} steps on a logarithmic axis; recurrent weight "
    "{weight:.1f}, forget bias {bias:.2f}. Last values: simple RNN {rnn}, LSTM "
    "{lstm}, cell state alone {alone}."
)

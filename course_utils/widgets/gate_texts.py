"""All that a learner reads on the gate explorer. A translation replaces this file."""

PARTS = {
    "i": "input gate i",
    "f": "forget gate f",
    "c": "candidate c̃",
    "o": "output gate o",
}
COLUMNS = ("weight of x", "weight of h", "bias")
STATES = {"x_t": "input x_t", "h_prev": "h_{t-1}", "c_prev": "c_{t-1}"}
SLIDER_TIP = "{row}, {column}. Arrow keys move it by 0.1."
STATE_TIP = "{name}. Arrow keys move it by 0.1."
WEIGHTS_HEADING = "Weights of one unit"
STATES_HEADING = "What comes in"

SENTENCE = (
    "The unit keeps {f:.0%} of its old cell state, writes {i:.0%} of the candidate "
    "{c_tilde:.2f} and shows {o:.0%} of the result."
)
UPDATE = (
    "c_t = {f:.2f} · {c_prev:.2f} + {i:.2f} · {c_tilde:.2f} = {c_t:.2f}     "
    "h_t = {o:.2f} · tanh({c_t:.2f}) = {h_t:.2f}"
)
ALT = (
    "Drawing of one LSTM unit. The cell state enters as {c_prev:.2f} and is multiplied "
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

"""One meaning for each colour, from the first notebook to the last.

The palette of Okabe & Ito (2008), which colour-blind readers can tell apart, and one
dark wine red of Tol's (2021) for the hidden state. `tests/test_colours.py` checks it.
"""

INPUT = "#0072B2"  # blue
TARGET = "#000000"  # black
PREDICTION = "#D55E00"  # vermilion

INPUT_GATE = "#56B4E9"  # sky blue
FORGET_GATE = "#CC79A7"  # pink
OUTPUT_GATE = "#E69F00"  # orange
CELL_STATE = "#009E73"  # green
HIDDEN_STATE = "#882255"  # wine red

BASELINE = "#6B6B6B"  # grey
FAINT = "#C9C9C9"  # light grey

TRAINING = INPUT
VALIDATION = "#B07A00"  # a darker orange, readable as text
SPANS = {"train": "#DCE9F2", "validation": "#F3EBD9", "test": "#F6F6F6"}

WORDS = {  # for words in these colours: darker, so that they can be read (WCAG 4.5 : 1)
    PREDICTION: "#AD4400",
    VALIDATION: "#8A5F00",
    CELL_STATE: "#00674B",
}

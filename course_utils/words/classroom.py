"""What the class experiment says: results read by the teacher, one figure of all."""

TITLE = "{within} of {count} within {limit}, {collapsed} collapsed"
ALT = (
    "One dot for each of {count} networks over its relative error, on a logarithmic "
    "axis: from {best} to {worst}, median {median}; {within} within {limit}, "
    "{collapsed} collapsed, that is, more than {off} off."
)
CHOSEN = " The one with the smallest validation loss is {error} off."
NO_RESULTS = "There are no results yet: paste one line for each network."
NOT_A_RESULT = (
    "Line {line} must hold an error in per cent and, if you like, the validation loss, "
    'such as "5.83 15.7", but it is {text!r}.'
)
OUT_OF_RANGE = (
    "Line {line}: an error in per cent and a validation loss are of at least 0 and "
    "finite, but it is {text!r}."
)
UNEQUAL = (
    "Either all lines hold a validation loss or none, but line {line}, {text!r}, "
    "differs from the first result, {first!r}."
)

"""What a learner reads about a function with a check of its own."""

STEP = {
    "done": "All six equations are right. From here on the notebook uses your step.",
    "missing": "Still to write: {}. Until then the notebook uses the course's step.",
    "placeholder": "A line that you wrote uses a part that is still `...`. Write the "
    "lines from top to bottom: a line may use those above it. Until then: the course's "
    "step.",
    "error": "Your step stops with {}: {}. Until then: the course's step.",
    "fit": "Your step runs with the numbers from paper. But with 4 windows, 2 features "
    "and 3 units the shapes do not fit. A matrix product is written @, with x_t or "
    "h_prev on the left and the weights on the right; ⊙ is written *. Until then: the "
    "course's step.",
    "shape": "Your step must return six parts: {}. Until then: the course's step.",
    "number": "{} is the right number here, but it must be an array, computed by its "
    "equation. Until then: the course's step.",
    "wrong": "{} is {}, but its equation gives {}. Until then: the course's step.",
    "chance": "{} is right here by chance, but not for other numbers: compare each "
    "term with its equation. Until then: the course's step.",
}

WINDOWS = {
    "done": "All windows, targets and shapes are right, for other series and window "
    "lengths, too. From here on the notebook uses your function.",
    "until": "{} Until then the notebook uses the course's function.",
    "missing": "Still to write: {}.",
    "and": " and ",
    "placeholder": "Somewhere in your function there is still a ... to be replaced.",
    "error": "Your function stops with {}: {}.",
    "behind": "Your function asks for a term after the last one ({}). Either there is "
    "a window too many, or the target is not the term right after its window: that of "
    "window k is number k + window.",
    "too many axes": "Your brackets name more axes than the array has ({}). An array "
    "of windows has two axes, an array of targets has one.",
    "list": "A list takes no [:, np.newaxis]. Turn it into an array first, with "
    "np.array(...).",
    "ragged": "Your windows are not all of the same length. The slice of window k "
    "must end at k + window, and the last window must leave one term over as its "
    "target. Did you write a fixed number in place of `len(series)` or `window`?",
    "pair": "Your function must end with: return X, y.",
    "single": "{} is a single number, but it must be an array with a row for each "
    "window.",
    "exchanged": "X and y are exchanged: your function must end with return X, y.",
    "array": "{} must be an array, but it is of type {}: np.array(...) turns a list "
    "into an array.",
    "numbers": "{} must hold numbers, but it holds {}.",
    "one too many": "There is one window too many: the last one has no target.",
    "last missing": "The last window is missing: from {} terms come {} windows of {}.",
    "target in X": "Your windows hold {} terms, so the target is inside: a window "
    "ends before its target.",
    "apart": "Your windows do not overlap. Each starts one step after the one before, "
    "not one window length after it.",
    "backwards": "Your windows run backwards: the oldest term comes first.",
    "turned": "X has its first two axes the wrong way round: first the windows, then "
    "the steps in each.",
    "axes": "X has its last two axes the wrong way round: its shape is {}, but it must "
    "be {}: samples, time steps, features.",
    "X shape": "X has the shape {}, but {} terms and a window of {} must give {}.",
    "window": "Window {} (counted from 0) holds {}, but it should hold {}.",
    "last axis": "All windows are right, but X has the shape {} and must have {}: the "
    "last axis, of length 1, is for the one feature.",
    "target inside": "Each target is the last term of its window. It must be the term "
    "after it.",
    "target late": "Each target comes one step too late. It must be the term right "
    "after its window.",
    "last target missing": "The last target is missing: the last term of the series "
    "is a target, too.",
    "y shape": "y has the shape {}, but it must have {}: one target for each window.",
    "target": "Target {} (counted from 0) is {}, but it should be {}.",
    "flat": "All targets are right, but y has the shape {} and must have {}.",
    "chance": "All is right for the first ten Fibonacci numbers in windows of 3, but "
    "not for the series {} in windows of {}. {}",
}

"""The exercises of notebook 1: recurrence, vanishing influence, gates."""

import numpy as np

from course_utils.checks.exercise import Exercise, Prediction, When

EXERCISES = {
    "1.1 second step": Exercise(  # tanh(tanh(0.75) - 0.25), x_2 = 0, to two digits
        right=0.37,
        mistakes={
            "no tanh": np.tanh(0.75) - 0.25,
            "no memory": np.tanh(-0.25),
            "first state": np.tanh(0.5 - 0.25),
            "no bias": np.tanh(np.tanh(0.75)),
            "old input": np.tanh(0.5 + np.tanh(0.75) - 0.25),
            "rounded too early": When(
                lambda h_2: 0.355 <= h_2 < 0.365, example=np.tanh(0.63 - 0.25)
            ),
        },
        rtol=0.005 / 0.37,
    ),
    "1.2 weights": Exercise(  # 4 features, 3 units, 10 steps
        right=4 * 3 + 3 * 3 + 3,
        mistakes={
            "no bias": 4 * 3 + 3 * 3,
            "one recurrent weight each": 4 * 3 + 3 + 3,
            "for each step": 10 * (4 * 3 + 3 * 3 + 3),
            "input at each step": 10 * 4 * 3 + 3 * 3 + 3,
            "forecast": 4 * 3 + 3 * 3 + 3 + 3 + 1,
            "one feature": 1 * 3 + 3 * 3 + 3,
        },
    ),
    "1.3 steps": Exercise(  # the first t with 0.9**t < 0.01
        right=44,
        mistakes={
            "one too few": 43,
            "taken away": When(lambda steps: 9 <= steps <= 11, example=10),
            "a tenth": When(lambda steps: 21 <= steps <= 22, example=22),
            "not rounded": When(lambda steps: 43 < steps < 44, example=43.7),
            "not the first": When(lambda steps: steps > 44, example=45),
            "too few": When(lambda steps: steps < 43, example=20),
        },
    ),
    "1.4 hears": Prediction(choices=("a", "b", "c")),
    "1.5 gates": Exercise(  # f, i, o: keep, write nothing, show nothing
        right=(1, 0, 0),
        mistakes={
            "order": (0, 1, 0),
            "forgets": (0, 0, 0),
            "writes": (1, 1, 0),
            "shows": (1, 0, 1),
            "turned round": (0, 1, 1),
        },
    ),
    "1.6 bias": Prediction(numbers=(0, 1, 3, 5)),
}

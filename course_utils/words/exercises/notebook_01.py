"""What a learner reads about the exercises of notebook 1."""

HINTS = {
    "1.1 second step": {
        "no tanh": "The sum is right. What does the formula do with it?",
        "no memory": "The input is 0, but the hidden state is not: what was h before "
        "this step?",
        "first state": "You began with 0.5 again. The second step begins where the "
        "first one ended.",
        "no bias": "One number of the formula is missing: it is added at every step.",
        "old input": "One of two things: the second input is 0 and not 1; or b is "
        "below 0, and its sign is lost.",
        "rounded too early": "Very near! Keep more digits on the way, three or four "
        "of h_1, and round at the end only.",
    },
    "1.2 weights": {
        "no bias": "Both kernels are counted. One thing in the formula is added and "
        "not multiplied: count it, too.",
        "one recurrent weight each": "Look at the shape of U: each unit hears not "
        "only itself. (Or did you take W for 3 by 3, and leave out the bias?)",
        "for each step": "A cell is used again at each step, with the same weights.",
        "input at each step": "W is used again at each step, too: it is counted once.",
        "forecast": "That is more than the cell has. Did you count the Dense layer as "
        "well? Or is the shape of W or U another one?",
        "one feature": "W has a row for each of the four features, and U counts as "
        "well: look at both shapes.",
    },
    "1.3 steps": {
        "one too few": "Very near! After so many steps it is still a little more than "
        "1 %.",
        "taken away": "You took away a tenth of the beginning each time. A factor "
        "takes a tenth of what is left.",
        "a tenth": "That leaves about 10 %. Asked for is 1 %.",
        "not rounded": "A count of steps is a whole number. At which one is it below "
        "1 % for the first time?",
        "not the first": "There is less than 1 % left, but an earlier step had that, "
        "too.",
        "too few": "After so many steps more than 1 % is left.",
    },
    "1.5 gates": {
        "order": "You have exchanged two gates: the order is forget, input, output.",
        "forgets": "So everything is lost: an open forget gate multiplies the cell "
        "state by 1. What does a closed one do?",
        "writes": "It keeps, but it also writes the candidate.",
        "shows": "It keeps and does not write, but the rest of the network sees what "
        "it keeps.",
        "turned round": "All three are the wrong way round: 1 is open, 0 is closed.",
    },
}

CHOICES = {
    "1.4 hears": {
        "a": "it grows as before",
        "b": "it stays about 1",
        "c": "it vanishes",
    },
}

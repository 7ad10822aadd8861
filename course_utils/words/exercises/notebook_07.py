"""What a learner reads about the exercises of notebook 7."""

HINTS = {
    "7.1 target": {
        "ends": "The markers of both ends take values away, but they are no marks.",
        "all marked": "The ends have a marker, too, but they are not marked by 1.",
        "all values": "You added up the noise as well. Which values count?",
        "markers": "That counts the marks, or adds them up. Asked for are the values "
        "beside them.",
        "mean": "The formula adds the two values. It takes no mean of them.",
        "half of it": "The sum is right. By which number does the formula divide it?",
        "sum alone": "The sum is right. What does the formula do with it?",
        "no half": "Something is added in the formula that does not depend on the "
        "sequence.",
        "all divided": "Only the sum of the values is divided. Look at the brackets.",
    },
    "7.4 bias": {
        "gate": "That is the gate itself. Which bias does it need?",
        "sign": "That is the bias of the input gate, which is the negative.",
        "no log": "Nearly. One function is still missing: look at the formula for "
        "the bias once more.",
        "steps as time scale": "After as many steps as the time scale has, about a "
        "third is left, whatever share you ask for.",
        "steps alone": "That does not depend on the share: it keeps about a third, "
        "whatever you ask for.",
        "taken away": "A gate does not take the same amount away at each step. It "
        "multiplies.",
        "one step": "After a single step so much is left. But there are many steps.",
        "power": "Turned round: the share is what the gate makes in all the steps, and "
        "the gate is asked for.",
        "closed": "Your gate comes out as 0. Is it turned round? The share is what the "
        "gate makes in all the steps, and the gate is asked for.",
        "share divided": "The share is what the gate makes in all the steps: it is "
        "multiplied by itself, not added up. And the bias comes after the gate.",
        "exponent": "Your gate is share / steps. But the share is what the gate makes "
        "in all the steps: it is multiplied by itself, not added up. (If you wrote "
        "`share**1 / steps`: Python takes the power before it divides, so put the "
        "exponent in brackets.)",
        "minus one": "That is the logarithm of the time scale. Look at the formula "
        "for the bias once more.",
    },
    "7.5 success": {
        "in all": "They must be right in a row. What does a wrong answer do to the "
        "count?",
        "from 0": "You tell a position, counted from 0. How many were seen by then?",
        "one more": "You wait for one right answer more than is asked.",
        "start": "There the row begins. The training is a success when it is full.",
        "wrong ones": "You wait for a row of wrong answers: True means wrong.",
        "first ones": "You look at the first answers only. The row may come later.",
        "never": "If there is no such row, the answer is 0.",
        "last row": "There may be several such rows. Asked for is when one is full "
        "for the first time.",
        "last answer": "A row may stay full, or there may be several. Asked for is "
        "when one is full for the first time.",
        "reset too low": "After a wrong answer you wait for one right answer too many: "
        "the count goes back to 0.",
        "always 0": "Your function returns 0 each time. In a loop: does `return 0` "
        "stand behind it, and not in it? Is a slice empty at the beginning? Does a "
        "number stand in place of `in_a_row`? Do you ask with `is`? That does not work "
        "with NumPy's True and False: write `if` or `if not` alone.",
        "none wrong": "You return `in_a_row` each time, as if no answer were wrong. Do "
        "you ask with `is`? That does not work with NumPy's True and False: write `if` "
        "or `if not` alone.",
    },
    "7.6 control": {
        "a": "There each unit has a time scale of its own, as before. So it can say "
        "nothing against the sentence.",
        "b": "There the forget gates are chrono's, and their time scales differ.",
        "d": "If these learned, it would speak *for* the sentence: they have the "
        "spread and nothing else.",
    },
}

CHOICES = {
    "7.3 kept": {
        "a": "the simple RNNs only",
        "b": "the LSTMs only",
        "c": "both",
        "d": "neither",
    },
    "7.6 control": {
        "a": "another stream",
        "b": "forget gate only",
        "c": "equal",
        "d": "spread only",
    },
}

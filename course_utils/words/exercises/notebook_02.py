"""What a learner reads about the exercises of notebook 2."""

HINTS = {
    "2.1 cell state": {
        "exchanged": "Two gates are exchanged: which one acts on the old cell state?",
        "sign": "One of two things: the candidate is below 0, and you added it; or "
        "the forget gate is missing. Look at both products.",
        "no input gate": "One of two things: the input gate lets in only a part of the "
        "candidate; or the old cell state is missing. Look at both products.",
        "forgets": "A forget gate of 0.9 does not forget 0.9: look at what it "
        "multiplies.",
        "hidden state": "You went one step too far: there is no tanh in this equation.",
    },
    "2.3 forget part": {
        "first part": "You cut out the first part. In which order does Keras store the "
        "four?",
        "third part": "That is the candidate. In which order does Keras store the "
        "four?",
        "last part": "That is the output gate. In which order does Keras store the "
        "four?",
        "rows": "The four parts stand side by side, not one below the other: cut along "
        "the other axis.",
        "every fourth": "The columns of one part stand together: the parts are not "
        "mixed.",
        "four units only": "That is right for 4 units only. Two numbers are 4 here, "
        "that of the parts and that of the units: which one belongs where?",
        "one column": "That is a single column. A part has one column for each unit.",
        "dictionary": "`recurrent_kernel` is one array, and no dictionary as in "
        "exercise 2.2: its four parts stand side by side. Cut out columns.",
    },
    "2.4 parameters": {
        "one part": "That is one part. How many parts has an LSTM?",
        "three gates": "Three gates, yes. But one part is no gate.",
        "no bias": "Both kernels are right. What is added to the sum of each unit?",
        "one bias for each part": "There are more biases: look at their shape.",
        "one bias for each unit": "Each of the four parts has biases of its own.",
        "no recurrent kernel": "The units also hear one another: one kernel is "
        "missing.",
        "one recurrent weight each": "Every unit hears every unit: look at the "
        "shape of the recurrent kernel.",
        "Dense": "That counts the Dense layer as well. Asked for is the LSTM layer.",
        "one feature": "That is right for one feature only.",
        "exclusive or": "Did you write ^? In Python a power is written **: 5**2 is "
        "25. (^ is another operation.)",
    },
    "2.5 straight line": {
        "order": "The units are exchanged: unit 1 says the last input, unit 2 the one "
        "before.",
        "sign": "One input is to be taken away.",
        "Fibonacci": "These are the weights it has: they add.",
        "step only": "That is how much the line rises. From which number does it go "
        "on?",
        "inputs": "The Dense layer does not see the three inputs. It has one weight "
        "for each unit.",
    },
}

CHOICES = {}

"""The live lab: its controls, its figure, and one network in Keras beside it."""

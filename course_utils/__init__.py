"""Helpers of the course "LSTM networks explained for beginners".

Importing the package loads none of its modules, so a notebook pays only for
what it imports by name. The modules depend on one another in one direction:

``series``, ``cells``, ``forecast`` → ``network`` → ``training`` (NumPy only),
``models`` (Keras), ``plots`` and ``figures`` (matplotlib), ``widgets`` (ipywidgets).
"""

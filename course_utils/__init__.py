"""Helpers of the course "LSTM networks explained for beginners".

Importing the package loads none of its modules, so a notebook pays only for
what it imports by name. Arrows between the rooms run one way:

``series``, ``lstm`` → ``forecast`` → ``inside``, ``experiment`` (NumPy only),
``models`` (Keras), ``palette``, ``words`` → ``plots`` (matplotlib), and last of all
``widgets`` (ipywidgets).
"""

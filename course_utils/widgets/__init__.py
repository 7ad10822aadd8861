"""Widgets of the course; importing them loads no Keras."""

from course_utils.widgets.gate_explorer import gate_explorer
from course_utils.widgets.lab.widget import training_lab
from course_utils.widgets.memory_explorer import memory_explorer
from course_utils.widgets.timescale_explorer import timescale_explorer
from course_utils.widgets.window_explorer import window_explorer

__all__ = [
    "gate_explorer",
    "memory_explorer",
    "timescale_explorer",
    "training_lab",
    "window_explorer",
]

"""Widgets of the course; importing them loads no Keras."""

from course_utils.widgets.explorer import window_explorer
from course_utils.widgets.gates import gate_explorer
from course_utils.widgets.lab import training_lab
from course_utils.widgets.memory import memory_explorer

__all__ = ["gate_explorer", "memory_explorer", "training_lab", "window_explorer"]

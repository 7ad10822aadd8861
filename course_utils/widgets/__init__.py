"""Widgets of the course; importing them loads no Keras."""

from course_utils.widgets.explorer import window_explorer
from course_utils.widgets.lab import training_lab

__all__ = ["training_lab", "window_explorer"]

"""The figures of the course: functions that take arrays and return axes.

Each draws a new figure, or on `ax` where it is given. The words on the axes stand in
`axes.LABELS`; titles come from the notebooks, because a title states a finding.
"""

from course_utils.plots.axes import percent
from course_utils.plots.data import plot_series, plot_windows
from course_utils.plots.evaluation import (
    plot_comparison,
    plot_error_spread,
    plot_forecast,
)
from course_utils.plots.training import plot_influence, plot_loss

__all__ = [
    "percent",
    "plot_comparison",
    "plot_error_spread",
    "plot_forecast",
    "plot_influence",
    "plot_loss",
    "plot_series",
    "plot_windows",
]

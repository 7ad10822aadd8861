"""The figures of the course: functions that take arrays and return axes.

Each draws a new figure, or on `ax` where it is given. The words on the axes stand in
`axes.LABELS`; titles come from the notebooks, because a title states a finding.
"""

from course_utils.plots.axes import percent
from course_utils.plots.data import plot_encodings, plot_limits, plot_series
from course_utils.plots.evaluation import (
    plot_comparison,
    plot_forecast,
    plot_transfer,
)
from course_utils.plots.horizon import plot_drift, plot_horizon
from course_utils.plots.inside import (
    plot_activations,
    plot_rule,
    plot_states,
)
from course_utils.plots.spread import (
    plot_error_groups,
    plot_error_spread,
)
from course_utils.plots.training import (
    plot_error_over_epochs,
    plot_influence,
    plot_loss,
)
from course_utils.plots.windows import plot_tensor, plot_window_shapes, plot_windows

__all__ = [
    "percent",
    "plot_activations",
    "plot_comparison",
    "plot_drift",
    "plot_encodings",
    "plot_error_groups",
    "plot_error_over_epochs",
    "plot_error_spread",
    "plot_forecast",
    "plot_horizon",
    "plot_influence",
    "plot_limits",
    "plot_loss",
    "plot_rule",
    "plot_series",
    "plot_states",
    "plot_tensor",
    "plot_transfer",
    "plot_window_shapes",
    "plot_windows",
]

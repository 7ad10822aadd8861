"""The figures of the course: functions that take arrays and return axes.

Each draws a new figure, or on `ax` where it is given; those that draw several axes
take `axes`. Titles come from the notebooks, because a title states a finding. The
settings of matplotlib stay as they are.
"""

from course_utils.plots.curves import (
    plot_error_over_epochs,
    plot_influence,
    plot_loss,
)
from course_utils.plots.data import (
    plot_encodings,
    plot_limits,
    plot_series,
    plot_tensor,
    plot_window_shapes,
    plot_windows,
)
from course_utils.plots.errors import (
    plot_class,
    plot_comparison,
    plot_error_groups,
    plot_error_over_loss,
    plot_error_spread,
    plot_signed_errors,
    plot_transfer,
)
from course_utils.plots.figure import new_axes, show
from course_utils.plots.forecasts import plot_drift, plot_forecast, plot_horizon
from course_utils.plots.learned import (
    plot_activations,
    plot_remainder,
    plot_rule,
    plot_states,
    plot_two_tests,
    plot_value_groups,
)
from course_utils.plots.memory import (
    plot_reading,
    plot_sequence,
    plot_success,
    plot_wrong,
)
from course_utils.plots.years import (
    plot_named_curves,
    plot_ratios,
    plot_span_errors,
    plot_year_forecast,
    plot_years,
)
from course_utils.words import percent

__all__ = [
    "new_axes",
    "percent",
    "plot_activations",
    "plot_class",
    "plot_comparison",
    "plot_drift",
    "plot_encodings",
    "plot_error_groups",
    "plot_error_over_epochs",
    "plot_error_over_loss",
    "plot_error_spread",
    "plot_forecast",
    "plot_horizon",
    "plot_influence",
    "plot_limits",
    "plot_loss",
    "plot_named_curves",
    "plot_ratios",
    "plot_reading",
    "plot_remainder",
    "plot_rule",
    "plot_sequence",
    "plot_series",
    "plot_signed_errors",
    "plot_span_errors",
    "plot_states",
    "plot_success",
    "plot_tensor",
    "plot_transfer",
    "plot_two_tests",
    "plot_value_groups",
    "plot_window_shapes",
    "plot_windows",
    "plot_wrong",
    "plot_year_forecast",
    "plot_years",
    "show",
]

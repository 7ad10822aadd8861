"""The controls of the lab."""

from __future__ import annotations

from typing import Any

import ipywidgets

from course_utils.widgets import texts
from course_utils.widgets.growth import STEP

MOST_UNITS, LEAST_EPOCHS, MOST_EPOCHS = 64, 10, 500


def slider(value: int, low: int, high: int, words: tuple[str, str], **more: Any):
    """Return a slider that reports while it moves; `words` are its name and its tip."""
    return ipywidgets.IntSlider(
        value=value,
        min=low,
        max=high,
        description=words[0],
        tooltip=words[1],
        continuous_update=True,
        layout={"width": "98%"},
        style={"description_width": "106px"},
        **more,
    )


def choice(options: dict[str, str], tips: dict[str, str], name: str):
    """Return buttons of which one is pressed; `options` maps values to words."""
    return ipywidgets.ToggleButtons(
        options=[(word, value) for value, word in options.items()],
        tooltips=[tips[value] for value in options],
        description=name,
        tooltip=name,
        style={"description_width": "80px", "button_width": "116px"},
        layout={"width": "98%", "display": "flex", "margin": "2px 2px 4px"},
    )


def window_slider(longest: int) -> ipywidgets.IntSlider:
    """Return the slider of the window length, at 3 as in the recipe."""
    words = texts.LAB_WINDOW, texts.LAB_WINDOW_TIP
    return slider(min(3, longest), 1, longest, words)


def units_slider() -> ipywidgets.IntSlider:
    """Return the slider of the units, at 4 as in the recipe."""
    return slider(4, 1, MOST_UNITS, (texts.LAB_UNITS, texts.LAB_UNITS_TIP))


def epochs_slider() -> ipywidgets.IntSlider:
    """Return the slider of the epochs, at 100 as in the recipe."""
    words = texts.LAB_EPOCHS, texts.LAB_EPOCHS_TIP
    return slider(100, LEAST_EPOCHS, MOST_EPOCHS, words, step=STEP)


def encoding_choice() -> ipywidgets.ToggleButtons:
    """Return the choice of the encoding, raw as in the recipe."""
    return choice(texts.LAB_ENCODINGS, texts.LAB_ENCODING_TIPS, texts.LAB_ENCODING)


def activation_choice() -> ipywidgets.ToggleButtons:
    """Return the choice of the activation, relu as in the recipe."""
    names = {name: name for name in texts.LAB_ACTIVATION_TIPS}
    return choice(names, texts.LAB_ACTIVATION_TIPS, texts.LAB_ACTIVATION)


def seeds_button() -> ipywidgets.Button:
    """Return the button that draws other networks."""
    return ipywidgets.Button(
        description=texts.LAB_NEW_SEEDS,
        tooltip=texts.LAB_NEW_SEEDS_TIP,
        layout={"width": "98px"},
    )


def arrange(
    controls: list[ipywidgets.Widget], buttons: list[ipywidgets.Widget]
) -> ipywidgets.HBox:
    """Put three sliders on the left, two choices and the buttons on the right."""
    sliders, choices = controls[:3], controls[3:]
    left = ipywidgets.VBox(sliders, layout={"width": "47%"})
    right = ipywidgets.VBox(
        [*choices, ipywidgets.HBox(buttons)], layout={"width": "53%"}
    )
    return ipywidgets.HBox([left, right])

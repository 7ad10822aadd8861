"""The words of the website that stand in no page; a translation replaces this file."""

# Open a page somewhere else

OPEN_LABEL = "Open this page as a notebook"
OPEN_IN = "Open in"
IN_BINDER_TIP = "Run it in your browser, without installing anything"
IN_JUPYTERLAB_TIP = "Run it on your own computer"
HOW_TO_INSTALL = "Once: get the course and install it"
HOW_TO_OPEN = "Then, in a terminal in the folder of the course:"
ELSEWHERE = "Linux and macOS"
WINDOWS = "Windows"

# The list of pages

PAGES_BELOW = "Show or hide the pages below"

# Strips of pictures, which tell what a slider does where no code can run

STRIP_HEADING = "Sliders in pictures"
STRIP_HELP = (
    "The sliders move only in a running notebook. Here are some of their positions: "
    "choose one with a click or with the arrow keys. All other controls stay as above."
)
STRIP_CAPTION = "{control}: {value}"

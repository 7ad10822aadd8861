"""The words of the check-up: what was found, and what to do about it.

Templates with named fields. What begins with TODO is an instruction; a command stands
on a line of its own, so that it can be copied.
"""

TITLE = "Check-up of the course. It takes up to a minute."
MARKS = {"good": "[ ok ]", "note": "[note]", "bad": "[ !! ]"}
TODO = "WHAT TO DO"
BY_THE_WAY = "IF YOU LIKE"
THEN_AGAIN = "Then run this check-up again."
READY = (
    "The course can run. Open a terminal in the folder {folder}, and paste:\n\n"
    "    {command}"
)

# Python and the computer

PYTHON = "Python {version}, in {place}"
PYTHON_WRONG = (
    "This is Python {version}, in {place}. The course needs Python {first} to {last}."
)
TODO_PYTHON = (
    "Install Python {last}. Then set up the course with it: delete the folder .venv, "
    "if there is one, and paste the line of README.md."
)
BITS = "This Python is made for 32 bits. TensorFlow needs 64 bits."
TODO_BITS = (
    "Install the 64-bit version of Python {last}. Then set up the course with it: "
    "delete the folder .venv, if there is one, and paste the line of README.md."
)
MACHINE = "No TensorFlow is made for this kind of computer: {system}, {machine}."
TODO_MACHINE = (
    "Use another computer, or Binder (see README.md). The course runs on Linux (x86_64 "
    "and aarch64), on macOS with Apple's processors (arm64), and on Windows (AMD64)."
)

# Folder and packages

FOLDER = "All {count} notebooks, in {folder}"
NO_FOLDER = "The folder of the course, {folder}, is not complete. Missing: {names}"
TODO_FOLDER = "Download the course again, all of it, and start this check-up there."
PACKAGES_TESTED = (
    "All {count} packages, in the versions that the course was tested with: {versions}"
)
PACKAGES = "All {count} packages: {versions}"
ABSENT_ALL = "The course is not installed in this Python."
ABSENT = "Missing packages: {names}"
OTHER_PYTHON = (
    "The course is not installed in this Python, {place}. It has a Python of its own, "
    "in its folder .venv."
)
OUT_OF_RANGE = "{name} {version} does not fit. The course needs {name}{range}."
UNTESTED = "Other versions than tested: {versions}. They may work as well."
UNTESTED_ONE = "{name} {version} (tested: {tested})"
TODO_OTHER_PYTHON = (
    "Open a terminal in the folder {folder}, and start the right Python:\n\n"
    "    {command}"
)
TODO_INSTALL = (
    "Open a terminal in the folder {folder}, and paste this line. It needs the "
    "internet.\n\n"
    "    {command}"
)
TODO_TESTED = "To get the tested versions:\n\n    {command}"
NOT_TRIED = "Whether all of it starts was not tried: first comes what is missing."

# Does it start?

TRIED = {
    "own": "The course's own package loads, with arrays, figures and sliders.",
    "keras": "Keras and TensorFlow load and compute.",
    "kernel": "The kernel of the notebooks starts, in this Python.",
    "lab": "JupyterLab starts and answers.",
}
FAILED = {
    "own": "The course's own package does not load.",
    "keras": "Keras and TensorFlow do not load.",
    "kernel": "The kernel of the notebooks, python3, does not start.",
    "lab": "JupyterLab does not start.",
}
SAID = "{failed} Its last words: {said}"
TOO_SLOW = "{failed} It was stopped after {seconds} seconds."
CPU_TOO_OLD = (
    "{failed} It was ended for an “illegal instruction”: TensorFlow needs a processor "
    "with AVX, and this one seems to have none."
)
OUT_OF_MEMORY = "{failed} It was ended from outside, most likely for want of memory."
CRASHED = "{failed} It crashed, with the exit code {code}."
OTHER_KERNEL = "Notebooks would run in another Python: {place}"
TODO_CPU = (
    "Notebooks without Keras, such as 0, 1 and 3, still run. For the others use "
    "another computer, or Binder (see README.md). In a virtual machine, look for a "
    "setting that lets it see the real processor."
)
TODO_MEMORY = (
    "Close other programs. In JupyterLab, shut down kernels that you no longer need: "
    "“Running Terminals and Kernels”, at the left edge."
)
TODO_SLOW = "Close other programs, and try again: the first start is the slowest."
TODO_AGAIN = (
    "Set up the course anew: delete the folder .venv, and paste the line of README.md."
)
TODO_DLL = (
    "Install the “Microsoft Visual C++ Redistributable” from Microsoft: TensorFlow "
    "needs it on Windows."
)
TODO_KERNEL = "Let notebooks use this Python:\n\n    {command}"
TODO_LAB = (
    "Is the address 127.0.0.1 blocked? JupyterLab needs it, and nothing outside this "
    "computer. If not, set up the course anew: delete the folder .venv, and paste the "
    "line of README.md."
)

# Room and browser

MEMORY = "Memory: {free} GB free"
MEMORY_LOW = (
    "Memory: {free} GB free. A notebook with Keras needs up to {needed} GB, and "
    "JupyterLab and the browser need some, too."
)
DISK = "Disk: {free} GB free"
DISK_LOW = "Disk: {free} GB free. This is little."
TODO_DISK = "Empty the bin, and delete what you no longer need."
BROWSER = "A browser can be opened."
NO_BROWSER = "No browser was found that opens by itself."
TODO_BROWSER = (
    "Start JupyterLab all the same. It prints an address that begins with "
    "http://127.0.0.1: open it in a browser on this computer."
)

"""Settings of Sphinx for the website; `build.py` gathers the pages."""

import os
import sys
from pathlib import Path

SITE = Path(__file__).parent
sys.path[:0] = [str(SITE), str(SITE / "_ext"), str(SITE.parent)]

project = "LSTM networks explained for beginners"
html_title = project
author = "the authors"
copyright = "the authors · text and figures CC BY 4.0, code MIT"
language = "en"

# OWNER/REPOSITORY of the course on GitHub, whose machines know it; `build.py` may tell
repository = os.environ.get("GITHUB_REPOSITORY", "")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.ifconfig",
    "sphinx.ext.napoleon",
    "sphinx-mathjax-offline",  # MathJax and its fonts, served with the pages
    "glossary",
    "launch",
    "strips",
    "tidy",
]
exclude_patterns = ["README.md"]  # parts of it are included
root_doc = "index"

# Notebooks: shown as they were stored

nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "text/html", 5)]  # pictures before widgets
nb_ipywidgets_js = {}  # no script from elsewhere
nb_merge_streams = True
nb_code_prompt_show = "Show code"
nb_code_prompt_hide = "Hide code"
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 4
myst_heading_slug_func = "tidy.anchor"

# Docstrings

default_role = "py:func"  # names in backticks that are functions become links
add_function_parentheses = False
napoleon_google_docstring = False
napoleon_use_param = False  # else sizes such as "units" become links
napoleon_use_rtype = False
autodoc_mock_imports = ["keras", "tensorflow", "tqdm"]  # heavy, no docstring of ours
autodoc_typehints = "none"  # the docstrings say more than the types
autodoc_member_order = "bysource"
add_module_names = False
toc_object_entries_show_parents = "hide"

# Look

html_theme = "sphinx_book_theme"
html_favicon = "_static/icon.svg"
html_logo = "_static/icon.svg"
html_context = {"default_mode": "auto"}  # light or dark, as the reader's device
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = [(name, {"defer": "defer"}) for name in ("terms.js", "scroll.js")]
templates_path = ["_templates"]
html_copy_source = True  # the notebooks can be downloaded
html_show_sourcelink = False
html_use_index = False  # the search finds as much
html_domain_indices = False
pygments_style = "a11y-high-contrast-light"
html_theme_options = {
    "article_header_end": ["launch.html", "article-header-buttons.html"],
    "logo": {"text": project, "alt_text": ""},
    "navbar_persistent": [],
    "primary_sidebar_end": [],  # else a place for advertisements
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "toc_title": "On this page",
    "use_download_button": True,
    "use_fullscreen_button": False,
}

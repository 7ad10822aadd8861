"""The report of an audit: as a page, as plain text, as data."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.audit.findings import Findings, examine
from course_utils.audit.networks import MOST_WINDOWS
from course_utils.audit.table import Table
from course_utils.words import audit as words

STYLE = """
:root { color-scheme: light dark; }
body { font: 17px/1.5 system-ui, sans-serif; max-width: 860px; margin: 2em auto;
  padding: 0 1em; }
h1, h2 { line-height: 1.2; } h2 { font-size: 1.1em; margin: 1.4em 0 .2em; }
img { max-width: 100%; height: auto; background: white; }
.verdict { font-size: 1.15em; border-left: 5px solid #D55E00; padding-left: .8em; }
@media print { body { margin: 0; max-width: none; } img { break-inside: avoid; } }
"""


@dataclass(frozen=True)
class Report:
    """What an audit found, ready to be read.

    In a notebook it is shown with its figures; ``print`` writes it as plain text.

    Attributes
    ----------
    findings : Findings
        All numbers.
    name : str
        What the series is called.
    gaps : str
        What is missing in the series, in words, or nothing.
    """

    findings: Findings
    name: str
    gaps: str = ""

    @property
    def title(self) -> str:
        """The heading."""
        return words.TITLE.format(name=self.name)

    @property
    def verdict(self) -> str:
        """What to use, and how sure that is."""
        return " ".join(words.verdict(self.findings))

    @property
    def cautions(self) -> list[str]:
        """What weakens the judgement."""
        said = words.cautions(self.findings, MOST_WINDOWS)
        return [*said, self.gaps] if self.gaps else said

    def __str__(self) -> str:
        """Return the report as plain text."""
        parts = [self.title, "=" * len(self.title), "", self.verdict]
        parts += [f"! {caution}" for caution in self.cautions]
        for heading, answer in words.questions(self.findings):
            parts += ["", heading, f"  {answer}"]
        return "\n".join(parts)

    __repr__ = __str__

    def to_dict(self) -> dict[str, Any]:
        """Return the findings as numbers, texts, lists and dicts: ready for JSON."""
        f = self.findings
        return {
            "name": self.name,
            "verdict": self.verdict,
            "cautions": self.cautions,
            "use": f.use,
            "best": f.best,
            "beaten": list(f.beaten),
            "n_train": f.n_train,
            "n_val": f.n_val,
            "n_test": f.n_test,
            "scale": f.scale,
            "mase": {name: one.mase for name, one in f.judged.items()},
            "horizons": {name: one.horizons for name, one in f.judged.items()},
            "margin": {name: finite(one.margin) for name, one in f.judged.items()},
            "covered": {name: one.covered for name, one in f.judged.items()},
            "ratios": {n: [finite(end) for end in r] for n, r in f.ratios.items()},
            "single": f.single.tolist(),
            "setting": f.setting._asdict(),
            "order": f.order,
            "season": f.season,
            "outside": f.outside,
            "n_different": f.n_different,
            "n_seen": f.n_seen,
        }

    def write_html(self, path: str | Path) -> Path:
        """Write the report as a page that needs no other file; return where it is."""
        path = Path(path)
        title = html.escape(self.title)
        page = (
            f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title}</title><style>{STYLE}</style></head>\n"
            f"<body><main>{self._body('h1', 'h2')}</main></body></html>\n"
        )
        path.write_text(page, "utf-8")
        return path

    def _repr_html_(self) -> str:
        return f"<div>{self._body('h3', 'h4')}</div>"

    def _body(self, first: str, second: str) -> str:
        """Return the report as HTML, with headings of the two levels."""
        parts = [f"<{first}>{html.escape(self.title)}</{first}>"]
        first_word, *more = map(html.escape, words.verdict(self.findings))
        parts.append(f'<p class="verdict"><strong>{first_word}</strong></p>')
        parts.append(f"<p>{' '.join(more)}</p>")
        parts += [f"<p>⚠ {html.escape(caution)}</p>" for caution in self.cautions]
        questions, figures = words.questions(self.findings), self._figures()
        after = {0: "series", 1: "errors", 6: "horizon"}
        for k, (heading, answer) in enumerate(questions):
            parts.append(f"<{second}>{html.escape(heading)}</{second}>")
            parts.append(f"<p>{html.escape(answer)}</p>")
            if k in after:
                parts.append(figures[after[k]])
        return "\n".join(parts)

    def _figures(self) -> dict[str, str]:
        """Return the figures as HTML, each with its alternative text."""
        from course_utils.plots import show  # Matplotlib is loaded when it is needed
        from course_utils.plots.audit import plot_ahead, plot_audited, plot_judged

        f = self.findings
        names = {name: words.name_of(name, f) for name in f.judged}
        use = names[f.use]
        shown = {names[n]: f.judged[n].predictions for n in (f.use, "lstm")}
        errors = {names[n]: one.mase for n, one in f.judged.items()}
        horizons = {names[n]: one.horizons for n, one in f.judged.items()}
        said = words.errors_in_words(f)
        alt = words.SERIES_ALT.format(n=len(f.series), n_test=f.n_test, use=use)
        ends = f.n_train, f.n_train + f.n_val
        title = words.ERRORS_TITLE.format(best=names[f.best])
        ahead = "; ".join(f"{names[n]}: {words.horizons_in_words(f, n)}" for n in names)
        figures = {
            "series": show(plot_audited(f.series, ends, shown), alt),
            "errors": show(
                plot_judged(errors, f.single, use, title),
                words.ERRORS_ALT.format(errors=said),
            ),
            "horizon": show(
                plot_ahead(horizons, use), words.HORIZON_ALT.format(errors=ahead)
            ),
        }
        return {key: figure.data for key, figure in figures.items()}


def finite(value: float) -> float | None:
    """Return a number as JSON can hold it: None if it is infinite."""
    return float(value) if np.isfinite(value) else None


def audit(
    series: Any,
    forecast: Any = None,
    n_train: int | None = None,
    n_val: int | None = None,
    seeds: int = 20,
    season: int | None = None,
    window: int | None = None,
    name: str | None = None,
    tell: Callable[[str, float], None] = lambda stage, share: None,
) -> Report:
    """Audit a forecast of a series, or the simple forecasts if none is handed in.

    Parameters
    ----------
    series : array_like, shape (n_terms,), or Table
        At least 20 values, oldest first; also a column of pandas.
    forecast, n_train, n_val, seeds, season, window, tell
        As in `examine`.
    name : str, optional
        What the series is called; that of the column, if it has one.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If a value is of the wrong kind.
    ValueError
        If the series is too short, has gaps or never changes in its training part, or
        another value is out of range.
    """
    gaps, values = "", series
    if isinstance(series, Table):
        name, values = name or series.column, series.values
        if series.gaps:
            after = [gap.after for gap in series.gaps]
            gaps = words.gaps_in_words(series.times, after)
    name = name or getattr(series, "name", None) or words.UNNAMED
    found = examine(values, forecast, n_train, n_val, seeds, season, window, tell)
    return Report(found, str(name), gaps)

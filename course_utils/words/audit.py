"""The words of an audit: its verdict, its questions with their answers, its figures.

Templates with named fields first, then the functions that fill them in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from course_utils.words import number, percent

if TYPE_CHECKING:
    from course_utils.audit.findings import Findings

TITLE = "Audit of {name}"
UNNAMED = "a series"
NAMES = {
    "mean": "mean of the past",
    "last": "last value",
    "drift": "last value + mean step",
    "season": "one season ago ({season} steps)",
    "growth": "last value × last growth",
    "linear": "AR({order})",
    "yours": "your forecast",
    "lstm": "{seeds} LSTMs together",
}

# The verdict

VERDICT = {
    "lstm": "The LSTM earns its place: each simpler forecast is surely behind another "
    "one. Use the mean of {seeds} LSTMs.",
    "yours": "Your forecast earns its place: each simpler one is surely behind another "
    "one, and the LSTMs are not surely ahead of yours. Use your forecast.",
    "linear": "No network here surely beats {use}. Use {use}, a weighted sum of the "
    "last {order} values.",
    "mean": "Nothing here surely beats the mean of the past. The last values may tell "
    "something of the next one, but {n_test} test values do not show it. Use the mean.",
    "other": "Nothing here surely beats “{use}”. Use it: it costs nothing.",
}
AHEAD_OF = "It is surely ahead of: {beaten}."
AHEAD_OF_ALL = "It is surely ahead of all the others."
AHEAD_OF_NONE = "It is not surely ahead of any other: take it because it is simpler."
BUT_BEST = (
    "The smallest error has “{best}”, {ratio} of that of “{use}”; but the interval of "
    "this ratio, {low} to {high}, holds 1, so this is not sure."
)
SURE = (
    "“Surely” means: stretches of the test values are drawn with repetition, many "
    "times, and both forecasts are judged on each draw (a paired bootstrap). The fewer "
    "stretches there are, the further the ratios of the draws are spread (as by "
    "Student's t). Then the one is ahead in at least 99 of 100. It is no proof. Of two "
    "forecasts that are equally good, chance alone puts one surely ahead in some 2 or "
    "3 of 100 trials, more often where errors last for several steps, and much more "
    "often where one of the two errs rarely but greatly: a large error that did not "
    "happen in the test part cannot be drawn. And here many forecasts are compared. "
    "All of it is judged one step ahead."
)

# The questions: heading and answer

SPLIT = (
    "What was learned from, chosen on, judged on?",
    "Of {n} values the first {n_train} are for training, the next {n_val} for choices, "
    "the last {n_test} for the judgement. All that was chosen was then fitted again to "
    "the first {n_past} and judged once.",
)
ERRORS = (
    "What beats what?",
    "The error is the mean absolute scaled error, MASE: 1 is how far off “the last "
    "value again” was, on average, in the training part. One step ahead: {errors}.",
)
SEEDS = (
    "What does luck do?",
    "The {seeds} networks, which differ in their start only, have errors from {low} to "
    "{high}, with a median of {median}. Together, as the mean of their forecasts, they "
    "have {together}.",
)
CHOICE = (
    "What was chosen, and how?",
    "On the validation part: for the LSTM, out of {tried} settings, {encoding}, a "
    "window of {window} and {units} units; for least squares, out of {n_orders} "
    "orders, {order}; {season}.",
)
SEASON_CHOSEN = "the season, {season} steps"
SEASON_GIVEN = "the season, {season} steps, was given"
ENCODINGS = {
    "scaled": "values in standard deviations",
    "changes": "changes from the last value",
    "divided": "values divided by the last one",
}
RANGE = (
    "Does the test part look like the past?",
    "{outside} of the test values lie outside the range of all values before.",
)
FAR_OUTSIDE = "No forecast has seen such values; trust it the less."
SHAPES = (
    "How many test windows are really different?",
    "{n_different} of {n_test}, if windows count as alike that have the same shape up "
    "to 1 %. {n_seen} of {n_test} resemble a window of the past.",
)
FEW_SHAPES = "The judgement rests on few questions, asked again and again."
HORIZON = (
    "How far ahead?",
    "Running freely over their own predictions, forecasts have these errors: {all}.",
)
RUNNING = "“{name}” {errors}"
STEPS = "{error} ({k} ahead)"
INTERVAL = (
    "How far off may it be?",
    "A range of ± {margin}, made to hold at least 90 % of the validation values, holds "
    "{covered} of the test values of “{use}”. {conclusion}",
)
WIDE_ENOUGH = "That is at least as many as it was made for."
TOO_NARROW = "That is fewer: by chance, or because large errors come more often now."
NO_INTERVAL = (
    "How far off may it be?",
    "The validation part is too short to say: 9 values are needed for a range of 90 %.",
)
FEW = "Only {n_test} test values: every comparison here is weak."
LEFT_OUT = "The networks were trained on the latest {most} windows only."
GAPS = "In the column {times} a step is missing after {gaps}."

# The figures

SERIES_TITLE = "The series, and its forecasts one step ahead"
SERIES_ALT = (
    "The series of {n} values in three parts; over the last {n_test} the forecasts of "
    "“{use}” and of the LSTMs."
)
ERRORS_TITLE = "Smallest error: {best}"
ERRORS_ALT = "Scaled errors on the test part, one step ahead: {errors}."
HORIZON_TITLE = "The further ahead, the larger the error?"
HORIZON_ALT = "Scaled errors over steps ahead: {errors}."
POSITION, VALUE = "position in the series", "value"
MASE, AHEAD, EACH = "scaled error (MASE)", "steps ahead", "each network"
PARTS = "training", "validation", "test"

# The command

STAGES = {"choose": "choosing", "train": "training", "judge": "judging"}
DESCRIPTION = (
    "Audit a forecast of one column of a CSV file: simple forecasts against an LSTM "
    "with many seeds, chosen on validation, judged once. Prints a report and writes "
    "it as a page."
)
HELP = {
    "file": "a CSV file, one row for each point in time, the oldest first",
    "column": "the column of numbers; may be left out if there is only one",
    "n_train": "how many values to train on (60 %% if left out)",
    "n_val": "how many values to choose on (15 %% if left out)",
    "season": "steps of a season, for instance 12 for months; chosen if left out",
    "seeds": "how many networks (20 if left out)",
    "output": "the page to write; FILE_audit.html beside the file if left out",
}
WRITTEN = "The report is also a page: {path}"
EXISTS = "{path} exists already. Name another file: --output …"


def name_of(name: str, findings: Findings) -> str:
    """Return what a forecast is called."""
    fields = {
        "season": findings.season,
        "order": findings.order,
        "seeds": len(findings.single),
    }
    return NAMES[name].format(**fields)


def verdict(findings: Findings) -> list[str]:
    """Say what to use, and how sure that is."""
    use, best = findings.use, findings.best
    called = name_of(use, findings)
    fields = {"use": called, "order": findings.order, "seeds": len(findings.single)}
    fields["n_test"] = findings.n_test
    said = [VERDICT.get(use, VERDICT["other"]).format(**fields)]
    beaten = [name_of(name, findings) for name in findings.beaten]
    if len(beaten) == len(findings.judged) - 1:
        said.append(AHEAD_OF_ALL)
    elif beaten:
        said.append(AHEAD_OF.format(beaten=", ".join(beaten)))
    else:
        said.append(AHEAD_OF_NONE)
    if best != use:
        ratio = findings.ratios[best]
        ends = {"low": f"{ratio.low:.2f}", "high": f"{ratio.high:.2f}"}
        best = name_of(best, findings)
        said.append(
            BUT_BEST.format(best=best, use=called, ratio=percent(ratio.value), **ends)
        )
    return [*said, SURE]


def questions(findings: Findings) -> list[tuple[str, str]]:
    """Return the questions of the checklist, each with its answer."""
    return [
        *(_split(findings), _errors(findings), _seeds(findings), _choice(findings)),
        *(_range(findings), _shapes(findings), _horizon(findings), _interval(findings)),
    ]


def cautions(findings: Findings, most_windows: int) -> list[str]:
    """Say what weakens the judgement."""
    said = []
    if findings.n_test < 20:
        said.append(FEW.format(n_test=findings.n_test))
    if findings.n_train + findings.n_val - findings.setting.window > most_windows:
        said.append(LEFT_OUT.format(most=f"{most_windows:,}"))
    return said


def errors_in_words(findings: Findings) -> str:
    """List the scaled errors of all forecasts, the smallest first."""
    ranked = sorted(findings.judged.items(), key=lambda item: item[1].mase)
    return ", ".join(f"{name_of(n, findings)} {number(one.mase)}" for n, one in ranked)


def horizons_in_words(findings: Findings, name: str) -> str:
    """List the scaled errors of one forecast over the steps ahead."""
    steps = findings.judged[name].horizons.items()
    return ", ".join(STEPS.format(error=number(error), k=k) for k, error in steps)


def gaps_in_words(times: str, after: list[str]) -> str:
    """Say where rows are missing."""
    return GAPS.format(times=times, gaps=", ".join(after[:5]))


def _split(f: Findings) -> tuple[str, str]:
    heading, answer = SPLIT
    sizes = {"n_train": f.n_train, "n_val": f.n_val, "n_test": f.n_test}
    return heading, answer.format(n=len(f.series), n_past=f.n_train + f.n_val, **sizes)


def _errors(f: Findings) -> tuple[str, str]:
    heading, answer = ERRORS
    return heading, answer.format(errors=errors_in_words(f))


def _seeds(f: Findings) -> tuple[str, str]:
    heading, answer = SEEDS
    return heading, answer.format(
        seeds=len(f.single),
        low=number(f.single.min()),
        high=number(f.single.max()),
        median=number(np.median(f.single)),
        together=number(f.judged["lstm"].mase),
    )


def _choice(f: Findings) -> tuple[str, str]:
    heading, answer = CHOICE
    season = SEASON_GIVEN if f.season_is_given else SEASON_CHOSEN
    return heading, answer.format(
        tried=len(f.tried),
        encoding=ENCODINGS[f.setting.encoding],
        window=f.setting.window,
        units=f.setting.units,
        n_orders=len(f.orders),
        order=NAMES["linear"].format(order=f.order),
        season=season.format(season=f.season),
    )


def _range(f: Findings) -> tuple[str, str]:
    heading, answer = RANGE
    said = answer.format(outside=percent(f.outside))
    return heading, f"{said} {FAR_OUTSIDE}" if f.outside > 0.2 else said


def _shapes(f: Findings) -> tuple[str, str]:
    heading, answer = SHAPES
    counts = {"n_different": f.n_different, "n_seen": f.n_seen, "n_test": f.n_test}
    said = answer.format(**counts)
    few = f.n_different <= min(5, f.n_test // 2)
    return heading, f"{said} {FEW_SHAPES}" if few else said


def _horizon(f: Findings) -> tuple[str, str]:
    heading, answer = HORIZON
    shown = dict.fromkeys((f.use, "season", "lstm"))  # each once
    said = (
        RUNNING.format(name=name_of(name, f), errors=horizons_in_words(f, name))
        for name in shown
        if name in f.judged
    )
    return heading, answer.format(all="; ".join(said))


def _interval(f: Findings) -> tuple[str, str]:
    one = f.judged[f.use]
    if not np.isfinite(one.margin):
        return NO_INTERVAL
    heading, answer = INTERVAL
    fields = {"margin": number(one.margin), "covered": percent(one.covered)}
    fields["conclusion"] = WIDE_ENOUGH if one.is_wide_enough else TOO_NARROW
    return heading, answer.format(use=name_of(f.use, f), **fields)

"""What an audit says: every verdict, every question, as a page, as text, as data."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from notebook_rules import Elements

from course_utils.audit import Report, Table, audit, examine, networks
from course_utils.audit.__main__ import free_name, main
from course_utils.audit.table import Gap
from course_utils.evidence import Ratio
from course_utils.words import audit as words

WAVES = 5 + np.sin(np.arange(60) * 0.7)
WAVES += 0.3 * np.random.default_rng(3).normal(size=60)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Train for a few epochs only: here the words count."""
    monkeypatch.setattr("course_utils.audit.forecasts.EPOCHS", 20)
    monkeypatch.setattr(networks, "TRIAL_EPOCHS", 5)


@pytest.fixture(scope="module")
def findings():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course_utils.audit.forecasts.EPOCHS", 20)
        patch.setattr(networks, "TRIAL_EPOCHS", 5)
        return examine(WAVES, seeds=3)


def said(findings, **changes):
    return Report(replace(findings, **changes), "waves")


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("lstm", "The LSTM earns its place"),
        ("linear", "No network here surely beats AR("),
        ("mean", "Use the mean."),
        ("last", "Nothing here surely beats “last value”"),
        ("season", "Nothing here surely beats “one season ago"),
    ],
)
def test_each_forecast_has_its_verdict(findings, use, expected):
    report = said(findings, use=use, best=use, beaten=())
    assert expected in report.verdict and "not surely ahead of any" in report.verdict


def test_only_what_is_sure_is_called_sure(findings):
    others = tuple(name for name in findings.judged if name != "last")
    assert words.AHEAD_OF_ALL in said(findings, use="last", beaten=others).verdict
    some = said(findings, use="last", best="last", beaten=("mean",)).verdict
    assert "surely ahead of: mean of the past." in some
    ratios = findings.ratios | {"lstm": Ratio(0.91, 0.8, 1.1)}
    doubt = said(findings, use="last", best="lstm", ratios=ratios).verdict
    assert "91 %" in doubt and "0.80 to 1.10, holds 1, so this is not sure" in doubt


def test_the_numbers_in_the_text_are_those_found(findings):
    text = str(said(findings))
    for one in findings.judged.values():
        assert words.number(one.mase) in text
    for value in (findings.n_train, findings.n_val, findings.n_test, findings.season):
        assert re.search(rf"\b{value}\b", text)
    assert "<" not in text and "Only 15 test values" in text
    assert len(words.questions(findings)) == 8


@pytest.mark.parametrize(
    ("covered", "expected"),
    [(0.8999, words.TOO_NARROW), (0.9, words.WIDE_ENOUGH), (1.0, words.WIDE_ENOUGH)],
)
def test_range_that_holds_too_few_is_called_so(findings, covered, expected):
    used = replace(findings.judged[findings.use], margin=1.0, covered=covered)
    judged = findings.judged | {findings.use: used}
    assert str(said(findings, judged=judged)).endswith(expected)


@pytest.mark.parametrize("use", ["mean", "season", "lstm"])
def test_further_ahead_what_is_used_stands_beside_season_and_networks(findings, use):
    answers = dict(words.questions(replace(findings, use=use)))
    told = answers[words.HORIZON[0]]
    for name in {use, "season", "lstm"}:
        assert told.count(f"“{words.name_of(name, findings)}”") == 1


def test_cautions(findings):
    assert said(findings, n_test=20).cautions == []
    assert "1,000 windows" in said(findings, n_train=2000).cautions[1]
    assert "Few" not in str(said(findings)) and words.FEW_SHAPES in str(
        said(findings, n_different=3)
    )
    assert words.FAR_OUTSIDE in str(said(findings, outside=0.5))
    labels = list(map(str, range(60)))
    table = Table(WAVES, "a", labels, "year", [Gap("7", "9", 1)])
    missing = "In the column year a step is missing after 7."
    assert missing in audit(table, seeds=2).cautions


def test_data_are_ready_for_json(findings):
    data = json.loads(json.dumps(said(findings).to_dict(), allow_nan=False))
    assert data["use"] == findings.use and len(data["single"]) == 3
    assert data["mase"]["last"] == findings.judged["last"].mase
    infinite = {"mean": Ratio(1, 0.5, np.inf)} | findings.ratios
    assert json.dumps(said(findings, ratios=infinite).to_dict(), allow_nan=False)


def test_the_page_needs_nothing_else_and_hides_nothing(findings, tmp_path):
    hostile = '<script>alert("1")</script>'
    path = Report(findings, hostile).write_html(tmp_path / "report.html")
    page = path.read_text("utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page
    found = Elements(page).found
    images = [attributes for tag, attributes in found if tag == "img"]
    assert len(images) == 3
    assert all(len(image["alt"]) > 40 for image in images)
    assert all(image["src"].startswith("data:image/png") for image in images)
    levels = [int(tag[1]) for tag, _ in found if re.fullmatch("h[1-6]", tag)]
    assert levels == [1] + 8 * [2] and "http" not in page
    assert ("html", {"lang": "en"}) in found and ("main", {}) in found


def test_in_a_notebook_it_has_figures_and_smaller_headings(findings):
    html = said(findings)._repr_html_()
    tags = [tag for tag, _ in Elements(html).found]
    assert tags.count("img") == 3 and "h3" in tags and "h1" not in tags


def test_series_have_names():
    class Column(list):
        name = "rain"

    assert audit(Column(WAVES[:30]), seeds=2).title == "Audit of rain"
    assert audit(WAVES[:30], seeds=2, name="x").title == "Audit of x"
    assert audit(WAVES[:30], seeds=2).title == "Audit of a series"


# The command


def write(tmp_path, values=WAVES):
    rows = [f"{1900 + k},{value}" for k, value in enumerate(values)]
    path = tmp_path / "my.csv"
    path.write_text("\n".join(["year,value", *rows]), "utf-8")
    return path


def test_the_command_prints_and_writes(tmp_path, capsys):
    path = write(tmp_path)
    assert main([str(path), "--column", "value", "--seeds", "2"]) == 0
    printed = capsys.readouterr().out
    page = tmp_path / "my_audit.html"
    assert printed.startswith("Audit of value") and str(page) in printed
    assert "Audit of value" in page.read_text("utf-8")
    assert free_name(path).name == "my_audit_2.html"  # nothing is overwritten
    before = page.read_text("utf-8")
    assert main([str(path), "--seeds", "2", "--output", str(page)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert page.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("values", "options", "expected"),
    [
        (WAVES[:10], [], "at least 20 values, but this one has 10"),
        (np.ones(30), [], "never changes"),
        (WAVES, ["--column", "x"], "no column 'x'"),
        (WAVES, ["--season", "50"], "season"),
        (WAVES, ["--n-train", "70"], "n_train"),
        (["a"] * 30, [], "no column of numbers"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, capsys, values, options, expected):
    path = write(tmp_path, values)
    assert main([str(path), "--seeds", "2", *options]) == 2
    err = capsys.readouterr().err
    assert expected in err and "Traceback" not in err
    assert list(tmp_path.iterdir()) == [path]  # nothing was written


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main([str(tmp_path / "nothing.csv")]) == 2
    assert "There is no file nothing.csv" in capsys.readouterr().err


def test_help_can_be_read(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "one row for each point in time" in capsys.readouterr().out

"""The version stands in pyproject.toml; citation and changelog say the same."""

import re
import tomllib
from datetime import date
from pathlib import Path

from packaging.version import Version
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CITATION = YAML(typ="safe").load(ROOT / "CITATION.cff")
CHANGES = (ROOT / "CHANGELOG.md").read_text("utf-8")
RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_all_say_the_same_version_and_day():
    newest = RELEASE.search(CHANGES)
    assert PROJECT["version"] == newest[1] == CITATION["version"]
    assert newest[2] == CITATION["date-released"]


def test_releases_stand_in_order_each_with_its_kinds_of_change():
    releases = RELEASE.findall(CHANGES)
    assert len(releases) + 1 == CHANGES.count("\n## ")  # and the one to come
    assert CHANGES.index("\n## [Unreleased]") < RELEASE.search(CHANGES).start()
    versions = [Version(number) for number, _ in releases]
    days = [date.fromisoformat(day) for _, day in releases]
    assert versions == sorted(set(versions), reverse=True)
    assert days == sorted(days, reverse=True)
    assert set(re.findall(r"^### (.*)$", CHANGES, re.MULTILINE)) <= KINDS


def test_citation_has_what_its_format_demands():
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] == "software"
    assert CITATION["message"]
    assert CITATION["title"] == PROJECT["description"]
    assert CITATION["license"] in PROJECT["license"]
    # Who wrote the course is said in LICENSE, and nowhere are names invented.
    (authors,) = CITATION["authors"]
    assert f"Copyright (c) 2026 {authors['name']}" in (ROOT / "LICENSE").read_text()

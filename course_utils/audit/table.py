"""One column of numbers out of a CSV file, however its country writes them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import numpy as np

DELIMITERS = ";", "\t", "|", ","
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
MISSING = {"", "-", "?", "na", "n/a", "nan", "nil", "none", "null", "."}
# A space, or another sign of that use, between thousands
SPACES = re.compile(r"(?<=\d)[ '\u2019\u00a0\u2009\u202f](?=\d{3}(\D|$))")
END = r"(?:[eE][+-]?\d+)?"
# What a number looks like with a decimal point, and with a decimal comma
NOTATIONS = {
    ".": re.compile(rf"[+-]?(?:[1-9]\d{{0,2}}(?:,\d{{3}})+|\d*)(?:\.\d*)?{END}"),
    ",": re.compile(rf"[+-]?(?:[1-9]\d{{0,2}}(?:\.\d{{3}})+|\d*)(?:,\d*)?{END}"),
}
DATES = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m", "%Y/%m", "%Y%m%d"),
    *("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%m/%d/%Y", "%m/%Y", "%m-%Y"),
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"),
)
WIDE = 1.5  # a step in time so many times the usual one is a gap


class Gap(NamedTuple):
    """A jump in the times."""

    after: str  # the label before it
    before: str  # the label behind it
    n_missing: int


@dataclass(frozen=True)
class Table:
    """A column of numbers and what its rows are called.

    Attributes
    ----------
    values : ndarray of float64, shape (n,)
    column : str
        Its name.
    labels : list of str
        One for each row: years, dates; else its number, counted from 0.
    times : str or None
        The name of the column of the labels, if there is one.
    gaps : list of Gap
    """

    values: np.ndarray
    column: str
    labels: list[str]
    times: str | None
    gaps: list[Gap]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.values)

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        """Return the values, so that a table can stand where a series is asked for."""
        return np.array(self.values, dtype=dtype)


class Row(NamedTuple):
    """A line of the file and its fields."""

    line: int  # counted from 1
    fields: list[str]


def read_table(path: str | Path, column: str | None = None) -> Table:
    """Read one column of numbers from a CSV file.

    Delimiter (comma, semicolon, tab or bar), decimal point or comma, thousands, and
    UTF-8, UTF-16 or Windows characters are recognised. Empty lines and lines that
    begin with # are left out.

    Parameters
    ----------
    path : str or Path
    column : str, optional
        Needed if there are several columns of numbers.

    Returns
    -------
    Table

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file, a column or a value cannot be used; the message says which line,
        what stands there, and what to do.
    """
    path = Path(path)
    rows, delimiter = split_rows(path.name, read_lines(path))
    names, rows = take_header(path.name, rows)
    columns = [[row.fields[k].strip() for row in rows] for k in range(len(names))]
    which = choose_column(path.name, names, columns, column)
    lines = [row.line for row in rows]
    values = read_numbers(names[which], columns[which], lines, delimiter)
    if which == 0:
        return Table(values, names[0], [str(k) for k in range(len(values))], None, [])
    labels = columns[0]
    gaps = find_gaps(names[0], labels, lines)
    return Table(values, names[which], labels, names[0], gaps)


# From bytes to rows


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file in whatever characters it is written."""
    if path.is_dir():
        raise ValueError(f"{path.name} is a folder. Name a file in it.")
    if not path.exists():
        here = path.parent if path.parent.is_dir() else Path()
        near = get_close_matches(path.name, [p.name for p in here.iterdir()], 1)
        hint = f" Did you mean {near[0]}?" if near else " Check its name and folder."
        raise FileNotFoundError(f"There is no file {path.name}.{hint}")
    data = path.read_bytes()
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise ValueError(
            f"{path.name} is a spreadsheet or an archive, not text. Open it in your "
            "spreadsheet program and save it as CSV."
        )
    encoding = next((e for mark, e in MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ValueError(f"{path.name} is not a text file. Save your table as CSV.")
    return text.splitlines()


def split_rows(name: str, lines: list[str]) -> tuple[list[Row], str]:
    """Cut lines into fields of equal number; return them with the delimiter.

    One column has the delimiter "".
    """
    numbered = [(k, line) for k, line in enumerate(lines, start=1)]
    numbered = [(k, s) for k, s in numbered if s.strip() and s.lstrip()[:1] != "#"]
    if not numbered:
        raise ValueError(f"{name} is empty: it holds no rows.")
    uneven = ""
    for delimiter in DELIMITERS:
        read = csv.reader([s for _, s in numbered], delimiter=delimiter)
        rows = [Row(k, fields) for (k, _), fields in zip(numbered, read, strict=False)]
        widths = [len(row.fields) for row in rows]
        if len(rows) == len(numbered) and set(widths) == {widths[0]} != {1}:
            return rows, delimiter
        if widths[0] > 1 and not uneven:
            odd = next((row for row in rows if len(row.fields) != widths[0]), rows[-1])
            uneven = (
                f"Line {odd.line} of {name} has {len(odd.fields)} fields, but line "
                f"{rows[0].line} has {widths[0]}. Every row needs the same columns."
            )
    if uneven:
        raise ValueError(uneven)
    return [Row(k, [s.strip().strip('"')]) for k, s in numbered], ""


def take_header(name: str, rows: list[Row]) -> tuple[list[str], list[Row]]:
    """Return the names of the columns, and the rows without them."""
    first = [field.strip() for field in rows[0].fields]
    if any(looks_like_number(field) or as_date(field) for field in first):
        return [f"column {k}" for k in range(1, len(first) + 1)], rows
    if len(rows) == 1:
        raise ValueError(f"{name} has the names of its columns, but no rows.")
    return first, rows[1:]


# The column


def choose_column(
    file: str, names: list[str], columns: list[list[str]], column: str | None
) -> int:
    """Return the place of the column that is asked for, or of the only one there is."""
    if column is not None:
        found = [k for k, name in enumerate(names) if name == str(column).strip()]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(
                f"{file} has {len(found)} columns called {column!r}. Rename one."
            )
        near = get_close_matches(str(column), names, 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"{file} has no column {column!r}. It has {quoted(names)}.{hint}"
        )
    if len(names) == 1:
        return 0
    numeric = [
        k
        for k, fields in enumerate(columns)
        if any(map(looks_like_number, fields))
        and not (k == 0 and times_of(fields) is not None)
    ]
    if len(numeric) == 1:
        return numeric[0]
    if not numeric:
        raise ValueError(f"{file} has no column of numbers: it has {quoted(names)}.")
    raise ValueError(
        f"{file} has several columns of numbers: {quoted(names[k] for k in numeric)}. "
        "Say which one: column=… or, in a terminal, --column …"
    )


def quoted(names: Sequence[str]) -> str:
    """Return names in quotes, parted by commas."""
    return ", ".join(repr(name) for name in names)


# Numbers


def looks_like_number(field: str) -> bool:
    """Tell whether a field is a number in one notation or the other."""
    field = SPACES.sub("", field.strip())
    digits = any(c.isdigit() for c in field)
    return digits and any(n.fullmatch(field) for n in NOTATIONS.values())


def read_numbers(
    name: str, fields: list[str], lines: list[int], delimiter: str
) -> np.ndarray:
    """Return fields as float64 (n,), read in one notation for all of them."""
    missing = [k for k, s in zip(lines, fields, strict=True) if s.lower() in MISSING]
    if missing:
        where = ", ".join(map(str, missing[:5])) + (" …" if len(missing) > 5 else "")
        raise ValueError(
            f"Column {name!r} has {len(missing)} missing value"
            f"{'s' if len(missing) > 1 else ''} (line {where}). An audit needs a value "
            "at every step: fill them in, or cut the series before or after."
        )
    bare = [SPACES.sub("", field) for field in fields]
    for line, field, number in zip(lines, fields, bare, strict=True):
        if re.fullmatch(r"[+-]?(inf|infinity|∞)", field, re.IGNORECASE):
            raise ValueError(f"Line {line}: {name!r} is infinite. A number is needed.")
        if not looks_like_number(number):
            raise ValueError(
                f"Line {line}: {name!r} holds {field!r}, which is no number. Leave out "
                "units and words."
            )
    notation = find_notation(name, bare, lines, delimiter)
    other = {".": ",", ",": "."}[notation]
    plain = [s.replace(other, "").replace(notation, ".") for s in bare]
    values = np.array([float(number) for number in plain])
    if not np.isfinite(values).all():
        line = lines[int(np.argmin(np.isfinite(values)))]
        raise ValueError(f"Line {line}: the number in {name!r} is too large.")
    return values


def find_notation(name: str, bare: list[str], lines: list[int], delimiter: str) -> str:
    """Return the decimal sign of a column, "." or ","."""
    fitting = [
        sign for sign, form in NOTATIONS.items() if all(map(form.fullmatch, bare))
    ]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        signs = {
            sign: next(k for k, s in enumerate(bare) if not form.fullmatch(s))
            for sign, form in NOTATIONS.items()
        }
        point, comma = signs["."], signs[","]
        raise ValueError(
            f"Column {name!r} mixes decimal points and commas: {bare[comma]!r} in line "
            f"{lines[comma]}, {bare[point]!r} in line {lines[point]}. Use one of them."
        )
    unclear = next((k for k, s in enumerate(bare) if "." in s or "," in s), None)
    if unclear is None:
        return "."
    if delimiter == "," and not any("," in s for s in bare):
        return "."  # where a comma parts the columns, a point parts the decimals
    raise ValueError(
        f"Column {name!r}: is {bare[unclear]!r} (line {lines[unclear]}) more than a "
        "thousand, or a number with three decimals? All its numbers can be read either "
        "way. Write thousands without a sign, or all numbers with another number of "
        "decimals."
    )


# Times


def times_of(labels: list[str]) -> np.ndarray | None:
    """Return labels as numbers (n,), in years or days; None if they are no times.

    Days and months that can be exchanged, as in 03/04/2020, are read in the order in
    which the dates rise.
    """
    if all(re.fullmatch(r"-?\d{1,6}", label) for label in labels):
        return np.array([float(label) for label in labels])
    readings = []
    for form in DATES:
        dates = [as_date(label, (form,)) for label in labels]
        if all(dates):
            readings.append(np.array([d.timestamp() / 86400 for d in dates]))
    rising = [days for days in readings if (np.diff(days) > 0).all()]
    return next(iter(rising or readings), None)


def as_date(label: str, forms: Sequence[str] = DATES) -> datetime | None:
    """Return a label as a date; None if it is none."""
    for form in forms:
        try:
            return datetime.strptime(label, form)
        except ValueError:
            continue
    return None


def find_gaps(
    name: str, labels: list[str], lines: list[int], wide: float = WIDE
) -> list[Gap]:
    """Check that times rise, and return where more than one step is missing.

    Raises
    ------
    ValueError
        If two times are equal or out of order.
    """
    times = times_of(labels)
    if times is None or len(times) < 2:
        return []
    steps = np.diff(times)
    if (steps <= 0).any():
        k = int(np.argmax(steps <= 0))
        word = "the same as" if steps[k] == 0 else "before"
        raise ValueError(
            f"Column {name!r} is out of order: {labels[k + 1]} in line {lines[k + 1]} "
            f"is {word} {labels[k]} in line {lines[k]}. Sort the rows by time, the "
            "oldest first, with one row for each time."
        )
    usual = float(np.median(steps))
    return [
        Gap(labels[k], labels[k + 1], round(steps[k] / usual) - 1)
        for k in np.flatnonzero(steps > wide * usual)
    ]

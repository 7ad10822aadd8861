"""CSV files of many countries, and what is said of those that cannot be read."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.audit.table import Gap, read_table


def write(tmp_path, text, encoding="utf-8", name="my.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "values"),
    [
        ("year,value\n2001,1.5\n2002,2\n", "utf-8", [1.5, 2]),
        ("ano;valor\n2001;1,5\n2002;2\n", "utf-8-sig", [1.5, 2]),
        ("Jahr;Größe\n2001;1.234,5\n2002;-7\n", "cp1252", [1234.5, -7]),
        ("year\tvalue\r\n2001\t1,234.5\r\n2002\t7\r\n", "utf-16", [1234.5, 7]),
        ("année|x\n2001|1 234,5\n2002|1\u202f000\n", "utf-8", [1234.5, 1000]),
        ("# counted by hand\n\n3\n\n1e3\n# the end\n.5\n", "utf-8", [3, 1000, 0.5]),
        ("value\n1,5\n2,75\n", "utf-8", [1.5, 2.75]),
        ('"a","b"\n"2001","1.5"\n"2002","2"\n', "utf-8", [1.5, 2]),
        ("2001,1.234\n2002,2.345\n", "utf-8", [1.234, 2.345]),
        (" year , value \n 2001 , 1 \n 2002 , 2 \n", "utf-8", [1, 2]),
        ("date;v\n31.01.2020;1\n29.02.2020;2\n", "utf-8", [1, 2]),
        ("name,value\nb,1\na,2\n", "utf-8", [1, 2]),  # names need no order
    ],
)
def test_files_of_many_kinds_are_read(tmp_path, text, encoding, values):
    table = read_table(write(tmp_path, text, encoding))
    assert table.values.dtype == np.float64
    np.testing.assert_array_equal(table.values, values)
    assert len(table) == len(table.labels) == len(values)
    np.testing.assert_array_equal(np.asarray(table), values)


@settings(max_examples=60)
@given(
    numbers=st.lists(st.floats(-1e9, 1e9).map(lambda x: round(x, 4)), min_size=2),
    dialect=st.sampled_from(
        [(",", "."), (";", ","), (";", "."), ("\t", ","), ("|", ".")]
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    thousands=st.booleans(),
)
def test_what_is_written_is_read(
    tmp_path_factory, numbers, dialect, encoding, newline, thousands
):
    delimiter, decimal = dialect
    swap = str.maketrans(",.", ".,") if decimal == "," else {}
    form = "{:,.4f}" if thousands else "{:.4f}"
    path = tmp_path_factory.mktemp("csv") / "my.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=newline)
        writer.writerow(["year", "größe"])
        rows = enumerate(form.format(x).translate(swap) for x in numbers)
        writer.writerows([1700 + k, number] for k, number in rows)
    table = read_table(path)
    np.testing.assert_allclose(table.values, numbers, rtol=0, atol=1e-9)
    assert table.labels[:2] == ["1700", "1701"] and table.times == "year"


def test_a_column_is_found_by_its_name(tmp_path):
    path = write(tmp_path, "year,a,b\n2001,1,10\n2002,2,20\n")
    assert read_table(path, "b").values.tolist() == [10, 20]
    assert read_table(path, "year").labels == ["0", "1"]


def test_day_or_month_first_is_read_as_the_dates_rise(tmp_path):
    rising = "date,v\n03/04/2020,1\n04/04/2020,2\n05/04/2020,3\n"
    assert read_table(write(tmp_path, rising)).gaps == []
    months = "date,v\n10/01/2020,1\n11/01/2020,2\n12/01/2020,3\n01/01/2021,4\n"
    assert len(read_table(write(tmp_path, months))) == 4


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("y,v\n2001,1\n2002,2\n2003,3\n2006,4\n", [Gap("2003", "2006", 2)]),
        (
            "y,v\n2020-01,1\n2020-02,2\n2020-03,3\n2020-05,3\n",
            [("2020-03", "2020-05", 1)],
        ),
        ("y,v\n2020-01-31,1\n2020-02-29,2\n2020-03-31,3\n", []),
    ],
)
def test_gaps_in_time_are_found(tmp_path, text, gaps):
    assert read_table(write(tmp_path, text)).gaps == gaps


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", None, "is empty"),
        ("# only a remark\n", None, "is empty"),
        ("year,value\n", None, "no rows"),
        (b"PK\x03\x04rest", None, "save it as CSV"),
        (b"\x00\x01\x02\x03", None, "not a text file"),
        ("year,value\n2001,1\n2002,2\n", "valeu", "Did you mean 'value'"),
        ("year,value\n2001,1\n2002,2\n", "zzz", "It has 'year', 'value'"),
        (
            "year,a,b\n2001,1,1\n2002,2,2\n",
            None,
            "several columns of numbers: 'a', 'b'",
        ),
        ("year,a,a\n2001,1,1\n2002,2,2\n", "a", "2 columns called 'a'"),
        ("a,b\nx,y\nz,w\n", None, "no column of numbers"),
        ("year,value\n2001,1\n2002,five\n", None, "Line 3: 'value' holds 'five'"),
        ("year,value\n2001,1 %\n2002,5\n", None, "Line 2: 'value' holds '1 %'"),
        ("year,value\n2001,1\n2002,\n2003,NA\n", None, r"2 missing values \(line 3, 4"),
        ("year,value\n2001,1\n2002,inf\n", None, "Line 3: 'value' is infinite"),
        (
            "year,value\n2001,1\n2002,1e999\n",
            None,
            "Line 3: the number in 'value' is too",
        ),
        (
            "year,value\n2001,1\n2002\n",
            None,
            "Line 3 of my.csv has 1 fields, but line 1",
        ),
        ("year,v\n2002,1\n2001,2\n", None, "2001 in line 3 is before 2002 in line 2"),
        ("year,v\n2001,1\n2001,2\n", None, "2001 in line 3 is the same as 2001"),
        ("d,v\n2020-02-01,1\n2020-01-01,2\n", None, "out of order"),
        ("year;v\n2001;1.234\n2002;2.345\n", None, "more than a thousand, or"),
        ("year;v\n2001;1,234\n2002;2,345\n", None, "more than a thousand, or"),
        ("year;v\n2001;1,5\n2002;1.5\n", None, "mixes decimal points and commas"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(tmp_path, text, column, said):
    with pytest.raises(ValueError, match=said):
        read_table(write(tmp_path, text), column)


def test_a_file_that_is_not_there(tmp_path):
    write(tmp_path, "1\n2\n", name="rain.csv")
    with pytest.raises(FileNotFoundError, match=r"Did you mean rain\.csv"):
        read_table(tmp_path / "rein.csv")
    with pytest.raises(FileNotFoundError, match="Check its name"):
        read_table(tmp_path / "elsewhere" / "nothing.csv")
    with pytest.raises(ValueError, match="is a folder"):
        read_table(tmp_path)

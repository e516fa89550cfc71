"""CSV of many results: what spreadsheets write, and what nobody should."""

import io
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.csv_header import MAX_COLUMNS
from issuer.certification.csv_lines import MAX_LINE
from issuer.certification.exam_csv import COLUMNS, read_results
from issuer.certification.exam_document import parse_exam_result

HEAD = (
    "attempt,scheme,candidate.reference,candidate.name,candidate.native_name,"
    "candidate.native_language,profession,completed_at,written.percent,written.sections.S1,"
    "written.sections.S5,practical.percent,practical.stations_passed,practical.critical_fails,"
    "examiners"
)
LINE = (
    "A-1,btx-1,C-1,Dr Amélie Example,نورة,ar,np,2026-10-16T15:30:00Z,84.5,88,82.25,81,8,"
    "P4/sharps-breach | P1/a,Dr B | Dr A"
)
SAME = (
    '{"attempt":"A-1","scheme":"btx-1","candidate":{"reference":"C-1","name":"Dr Amélie Example",'
    '"native_name":"نورة","native_language":"ar"},"profession":"np","written":{"percent":84.5,'
    '"sections":{"S1":88,"S5":82.25}},"practical":{"percent":81,"stations_passed":8,'
    '"critical_fails":["P1/a","P4/sharps-breach"]},"completed_at":"2026-10-16T15:30:00Z",'
    '"examiners":["Dr A","Dr B"]}'
)


def read(*lines):
    return list(read_results("\n".join(lines).encode()))


def only(*lines):
    (row,) = read(*lines)
    return row


def changed(column, cell):
    cells = LINE.split(",")
    cells[HEAD.split(",").index(column)] = cell
    return ",".join(cells)


def test_a_line_is_what_the_json_is():
    """A line and a JSON document of the same content are the same result."""
    row = only(HEAD, LINE)
    assert row.result == parse_exam_result(SAME.encode())
    assert (row.line, row.errors) == (2, ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_spreadsheets_write(delimiter, end, mark):
    """Comma, semicolon or tab, any line end, with or without a byte order mark: the same."""
    text = mark + f"{HEAD}\n{LINE}\n\n{LINE}\n".replace(",", delimiter).replace("\n", end)
    expected = parse_exam_result(SAME.encode())
    for source in (text.encode(), io.StringIO(text, newline=None), io.StringIO(text, newline="")):
        rows = list(read_results(source))
        assert [(row.line, row.result) for row in rows] == [(2, expected), (4, expected)]


def test_columns_in_any_order_and_optional_ones_absent():
    """Only the required columns need be there, in any order, quoted or not."""
    header = ",".join(f'"{name}"' for name in reversed(COLUMNS.required))
    row = only(header, '2026-10-16T15:30:00Z,np,"Example, Amélie",C-1,btx-1,A-1')
    assert row.result.candidate.name == "Example, Amélie"
    assert row.result.written is None
    assert row.result.practical is None


@pytest.mark.parametrize("cell", ["84.5", "84.50", '"84,5"', " 84.5 "])
def test_decimal_comma_and_point(cell):
    """A percentage may have a decimal comma, as spreadsheets in many countries write it."""
    assert only(HEAD, changed("written.percent", cell)).result.written.percent * 2 == 169


def test_the_form_that_was_sat():
    """What JSON can say has a column: the form's id among it."""
    row = only(HEAD + ",written.form", LINE + ",A")
    assert row.result.written.form == "A"


def test_empty_cells_leave_members_out():
    """A row whose written cells are all empty reports no written part."""
    line = LINE.replace(",84.5,88,82.25,", ",,,,").replace(",نورة,ar,", ",,,")
    row = only(HEAD, line)
    assert row.result.written is None
    assert row.result.candidate.native_name is None


def test_blank_lines_are_passed_over():
    """Lines of nothing but delimiters are no rows, and still count as lines."""
    assert [row.line for row in read(HEAD, "", ",,,,", LINE, "", ";;", LINE)] == [4, 7]


@pytest.mark.parametrize(
    ("column", "cell", "error"),
    [
        ("attempt", "", "attempt: add it"),
        ("candidate.name", "", "candidate.name: add it"),
        ("candidate.name", "A\u202eB", "candidate.name: take out U+202E"),
        ("candidate.name", "=cmd()", "candidate.name: begin the name"),
        ("candidate.native_language", "", "candidate: give native_name and native_language"),
        ("written.percent", "", "written.percent: add it"),
        ("written.percent", "84.567", "written.percent: give a number from 0 to 100"),
        ("written.percent", "\u0661\u0660", "written.percent: give a number from 0 to 100"),
        ("written.percent", "1e1", "written.percent: give a number from 0 to 100"),
        ("written.percent", "101", "written.percent: give a number from 0 to 100"),
        ("written.sections.S5", "x", "written.sections.S5: give a number from 0 to 100"),
        ("practical.stations_passed", "8.0", "practical.stations_passed: give a whole number"),
        ("practical.stations_passed", "\u0668", "practical.stations_passed: give a whole number"),
        ("practical.stations_passed", "101", "practical.stations_passed: give 100 or less"),
        ("practical.critical_fails", "P4", "practical.critical_fails[0]: give a station"),
        ("examiners", "", "examiners: name who examined"),
        ("examiners", "Dr A|", "examiners[1]: give 1 to 100"),
        ("completed_at", "16/10/2026", "completed_at: give a moment"),
        ("profession", '"np', "a quote is not closed on this line"),
        ("profession", '"n"p', "a quote is not closed on this line, or text follows"),
        ("profession", "np,np", "the line has 16 cells, the header has 15"),
        ("profession", "x" * MAX_LINE, f"the line is longer than {MAX_LINE} characters"),
        ("profession", "," * 10_000, "the line has 10015 cells, the header has 15"),
        ("profession", "n\x00p", "profession: give 1 to 32"),
    ],
)
def test_a_bad_row_is_told_and_spoils_no_other(column, cell, error):
    """The row's error names its cell; the rows before and after are read."""
    before, bad, after = read(HEAD, LINE, changed(column, cell), LINE)
    assert bad.line == 3
    assert bad.result is None
    assert bad.errors[0].startswith(error)
    assert before.result == after.result == parse_exam_result(SAME.encode())


def test_every_error_of_a_row_is_told():
    """A row with two bad cells gives two errors."""
    line = changed("attempt", "a b").replace(",84.5,", ",184.5,")
    assert [error.partition(":")[0] for error in only(HEAD, line).errors] == [
        "attempt",
        "written.percent",
    ]


@pytest.mark.parametrize(
    ("first", "error"),
    [
        ("", "the file is empty"),
        ("\n\n,,\n", "the file is empty"),
        (LINE, "no header: begin with the names of the columns, such as attempt, scheme"),
        ("a" * 1_000_000, "the line is longer"),
        (HEAD.replace("attempt,", "attempts,", 1), "unknown column 'attempts'; column attempt is"),
        (HEAD.replace("scheme,", "", 1), "column scheme is missing"),
        (HEAD + ",scheme", "column 'scheme' stands there twice"),
        (HEAD + ",", "unknown column ''"),
        (HEAD + ",written.sections.", "unknown column 'written.sections.'"),
        (HEAD + ",\x1b[31m", r"unknown column '\x1b[31m'"),
        (HEAD + "," * 10_000, "the header has 10015 columns, at most 100"),
        ('"' + HEAD, "a quote is not closed"),
    ],
)
def test_a_bad_header_stops_the_file(first, error):
    """Without a good header nothing is read, and one row says why."""
    row = only(first, LINE, LINE) if first.strip("\n,") else only(first)
    assert row.result is None
    assert row.errors[0].startswith(error)
    assert row.line == 1


def test_as_many_columns_as_allowed():
    """100 columns are read, 101 are not."""
    free = MAX_COLUMNS - len(COLUMNS.required)
    names = [*COLUMNS.required, *(f"written.sections.S{n}" for n in range(free))]
    assert read(",".join(names)) == []
    assert only(",".join([*names, "examiners"])).errors[0].startswith("the header has 101 columns")


def test_a_line_of_just_the_limit():
    """A line of 16,384 characters is read, one of 16,385 is not."""
    padding = MAX_LINE - len(LINE)
    fits, over = read(HEAD, LINE + " " * padding, LINE + " " * (padding + 1))
    assert fits.result
    assert over.errors == (f"the line is longer than {MAX_LINE} characters",)


def test_a_line_that_is_not_utf8():
    """Latin-1 bytes spoil their own line."""
    data = f"{HEAD}\n{LINE}\n".encode() + "Dr Amélie\n".encode("latin-1") + f"{LINE}\n".encode()
    first, bad, last = read_results(data)
    assert bad.line == 3
    assert bad.errors == ("the line is not UTF-8: save the file as CSV UTF-8",)
    assert first.result == last.result


def test_another_encoding():
    """A file in UTF-16 has no header that we can read, and is told so."""
    (row,) = read_results(f"{HEAD}\n{LINE}\n".encode("utf-16"))
    assert row.errors == ("the line is not UTF-8: save the file as CSV UTF-8",)


def test_a_strict_stream_of_another_encoding(tmp_path):
    """A stream that cannot decode its own bytes ends with a row, not with an exception."""
    path = tmp_path / "latin.csv"
    path.write_bytes(f"{HEAD}\n".encode() + b"\xe9" * 9 + b"\n")
    with path.open(encoding="utf-8") as stream:
        rows = list(read_results(stream))
    assert rows[-1].errors[0].startswith("not UTF-8")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param((HEAD + '\n"').encode() + b"x" * 4_000_000, id="4 MB field, quote open"),
        pytest.param((HEAD + "\n").encode() + b"," * 4_000_000, id="4 million columns"),
        pytest.param((HEAD + "\n").encode() + b'"\n' * 20_000, id="20,000 open quotes"),
        pytest.param(b"x" * 4_000_000, id="no header, one line"),
    ],
)
def test_memory_and_time_are_bounded(data):
    """Whatever the file, reading holds a few lines of it, and takes time by its size alone."""
    stream = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
    tracemalloc.start()
    began = time.process_time()
    rows = sum(row.result is None for row in read_results(stream))
    took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows in (1, 20_000)
    assert peak < 1_000_000
    assert took < 20  # traced; a quadratic reader takes minutes


@given(st.text() | st.text('",;\t\n\r|A.attemptscheme0'))
def test_total_on_text(text):
    """Any text gives rows, each a result or errors, never both or neither."""
    for source in (io.StringIO(text), text.encode(errors="surrogatepass")):
        for row in read_results(source):
            assert (row.result is None) == bool(row.errors)


@given(st.binary())
def test_total_on_bytes(data):
    """Any bytes after a good header give rows too."""
    for row in read_results(HEAD.encode() + b"\n" + data):
        assert (row.result is None) == bool(row.errors)


@given(st.lists(st.sampled_from([*LINE.split(","), "", '"', "=x", "\u202e"]), min_size=15))
def test_total_near_a_row(cells):
    """Cells in the wrong places are told, never a crash."""
    (row, *_) = [*read(HEAD, ",".join(cells)), None]
    assert row is None or (row.result is None) == bool(row.errors)

"""A scheme file: what is read, and that every mistake is told with its path and its mend."""

import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.errors import SchemeError
from issuer.certification.figures import read_percent
from issuer.certification.scheme import DecisionMode
from issuer.certification.scheme_file import parse_scheme


def refused(data):
    with pytest.raises(SchemeError) as caught:
        parse_scheme(data if isinstance(data, bytes) else data.encode())
    assert caught.value.code == "scheme_invalid"
    assert caught.value.faults[0] == (caught.value.path, caught.value.mend)
    return caught.value


def test_example(btx):
    """The example scheme reads as its file says."""
    assert (btx.id, btx.version, btx.prefix) == ("btx-1", "2026.1", "BTX")
    assert btx.decision is DecisionMode.RULE
    assert btx.validity_months == 24
    assert list(btx.professions) == ["physician", "np", "pa", "rn"]
    assert btx.scope[0].everyday == "frown lines between the eyebrows"
    assert btx.written.sections[4].floor_percent == 70
    assert btx.written.sections[0].floor_percent is None
    assert btx.practical.stations[3].critical[1] == "breaks-asepsis-uncorrected"
    assert "\n" not in btx.limits_text


def test_digest_is_of_the_exact_bytes(btx_file):
    """Any other byte, be it in a comment, is another digest; the same bytes are the same scheme."""
    data = btx_file.encode()
    assert parse_scheme(data).digest == hashlib.sha256(data).hexdigest()
    assert parse_scheme(data + b"\n").digest != parse_scheme(data).digest
    assert parse_scheme(data) == parse_scheme(data)
    assert hash(parse_scheme(data)) == hash(parse_scheme(data))


def test_a_scheme_of_another_world(radio):
    """Nothing knows botulinum toxin: no practical part, no sections, a person decides."""
    assert radio.decision is DecisionMode.PERSON
    assert radio.practical is None
    assert radio.answerable_officer is None
    assert radio.written.cut_percent == read_percent(66.67)


def test_a_scheme_never_changes(btx):
    """A scheme is frozen."""
    with pytest.raises(ValueError, match="frozen"):
        btx.version = "2026.2"


MISTAKES = [
    ('id = "btx-1"', 'id = "BTX 1"', "id", "a-z, 0-9 and -"),
    ('id = "btx-1"', "", "id", "add it"),
    ('id = "btx-1"', 'id = "btx-1\\n"', "id", "a-z"),
    ('version = "2026.1"', "version = 2026.1", "version", "give text"),
    ('prefix = "BTX"', 'prefix = "BOTOX"', "prefix", "without I, L, O and U"),
    ('prefix = "BTX"', 'prefix = "B"', "prefix", "2 to 5"),
    ('prefix = "BTX"', 'prefix = "btx"', "prefix", "2 to 5"),
    ('format = "certification-scheme/1"', "", "format", "add it"),
    ("certification-scheme/1", "certification-scheme/2", "format", "'certification-scheme/1'"),
    ("validity_months = 24", "validity_months = 0", "validity_months", "1 or more"),
    ("validity_months = 24", "validity_months = 121", "validity_months", "120 or less"),
    ("validity_months = 24", "validity_months = 24.0", "validity_months", "whole number"),
    ("validity_months = 24", "validity_months = true", "validity_months", "whole number"),
    ("validity_months = 24", "validity_month = 24", "validity_month", "write validity_months"),
    ("validity_months = 24", 'validity_months = 24\ndigest = "ab"', "digest", "leave it out"),
    ('decision = "rule"', 'decision = "dice"', "decision", "'person' or 'rule'"),
    ("answerable_officer", "#", "answerable_officer", "an officer answers"),
    ('rn = "Registered nurse"', 'RN = "Registered nurse"', "professions.RN", "0-9, _ and -"),
    ('rn = "Registered nurse"', 'rn = ""', "professions.rn", "1 to 200 characters"),
    ('"Glabellar lines in adults"', '"a\\u202eb"', "scope[0].text", "take out U+202E"),
    ('"Glabellar lines in adults"', '"two  spaces"', "scope[0].text", "single spaces"),
    ('id = "forehead"', 'id = "glabella"', "scope[1].id", "glabella is taken"),
    ("cut_percent = 72", "cut_percent = 0", "written.cut_percent", "more than 0"),
    ("cut_percent = 72", "cut_percent = 100.01", "written.cut_percent", "0 to 100"),
    ("cut_percent = 72", "cut_percent = 72.005", "written.cut_percent", "two decimals"),
    ("cut_percent = 72", "cut_percent = nan", "written.cut_percent", "0 to 100"),
    ("cut_percent = 72", "cut_percent = -inf", "written.cut_percent", "0 to 100"),
    ("cut_percent = 72", "cut_percent = 1e99999999999999999999", "file", "exponents"),
    ("cut_percent = 72", 'cut_percent = "72"', "written.cut_percent", "give a number"),
    ("floor_percent = 70", "floor_percent = 700", "written.sections[4].floor_percent", "0 to 100"),
    ("floor_percent = 70", "floor = 70", "written.sections[4].floor", "write floor_percent"),
    ("floor_percent = 70", "xyz = 70", "written.sections[4].xyz", "weight, items, floor_percent"),
    ('id = "S3"', 'id = "S2"', "written.sections[2].id", "S2 is taken"),
    ('id = "P8"', 'id = "P7"', "practical.stations[7].id", "P7 is taken"),
    ('["no-valid-consent"]', '["a", "a"]', "practical.stations[1].critical[1]", "a is taken"),
    ('["no-valid-consent"]', '"a"', "practical.stations[1].critical", "give a list"),
    ('["no-valid-consent"]', "[1]", "practical.stations[1].critical[0]", "give text"),
    ('["no-valid-consent"]', '["a/b"]', "practical.stations[1].critical[0]", "an id"),
    ("passed_min = 6", "passed_min = 9", "practical.stations_passed_min", "at most 8"),
    ("passed_min = 6", "passed_min = 0", "practical.stations_passed_min", "1 or more"),
    ("https://www.tmb", "http://www.tmb", "registers[0].url", "an https address"),
    ("https://www.tmb", "https://a@www.tmb", "registers[0].url", "an https address"),
    ("https://www.tmb", "javascript:alert(1)//", "registers[0].url", "an https address"),
    ('region = "US-TX"', 'region = "Texas"', "registers[0].region", "ISO 3166"),
    ("[languages.es]", "[languages.Spanish]", "languages.Spanish", "a language tag"),
    ('everyday = "arrugas de la frente"', "", "languages.es.scope.forehead.everyday", "add it"),
]


@pytest.mark.parametrize(("old", "new", "path", "mend"), MISTAKES)
def test_mistake_names_its_path_and_mend(btx_file, old, new, path, mend):
    """Each mistake is told with its path in the file, and how to mend it."""
    assert old in btx_file
    mends = dict(refused(btx_file.replace(old, new, 1)).faults)
    assert mend in mends[path]


@pytest.mark.parametrize("bad", ["[written", "id = ", "zz = 1\nzz = 2", "= 1", '"open'])
def test_broken_toml_names_its_line(btx_file, bad):
    """What is not even TOML is told with the line where reading stopped."""
    lines = btx_file.count("\n") + 1 + bad.count("\n")
    assert refused(btx_file + bad + "\n").path.startswith(f"line {lines}, column ")


def test_every_mistake_is_told_at_once(btx_file):
    """A file with three mistakes gives three faults, so that it is mended in one go."""
    bad = btx_file.replace('"btx-1"', '"B"').replace("= 24", "= 0").replace('"BTX"', '"IOU"')
    assert [fault.path for fault in refused(bad).faults] == ["id", "prefix", "validity_months"]


def test_limits_are_inclusive(btx_file):
    """1 and 120 months, 8 of 8 stations, a cut of 100 % and of 0.01 % are all schemes."""
    for months in (1, 120):
        assert parse_scheme(btx_file.replace("= 24", f"= {months}").encode())
    assert parse_scheme(btx_file.replace("passed_min = 6", "passed_min = 8").encode())
    for cut in ("100", "0.01"):
        parsed = parse_scheme(btx_file.replace("cut_percent = 72", f"cut_percent = {cut}").encode())
        assert parsed.written.cut_percent == read_percent(float(cut))


def test_an_examination_is_needed(btx_file):
    """A scheme that examines nothing is refused: an empty rule would pass everybody."""
    start = btx_file.index("[written]")
    error = refused(btx_file[:start])
    assert error.path == "written"
    assert "[practical]" in error.mend


def test_an_empty_practical_part_is_refused(btx_file):
    """Stations, scope and professions cannot be empty lists."""
    head = btx_file[: btx_file.index("[[practical.stations]]")]
    assert refused(head + "stations = []").path == "practical.stations"
    assert refused("professions = {}\n" + "scope = []").faults[0].mend == "add it"


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (b"\xff", "byte 0"),
        (b"\xef\xbb\xbfid = 1", "line 1, column 1"),
        (b"\n".join([b"a = ", *[b"[" * 1000] * 50]), "line 1, column 5"),
        (b"a = " + b"[\n" * 30_000, "file"),
        (b"a = 1" + b"1" * 900, "format"),
        (b"a = " + b"1" * 9000, "line 1"),
        (b"", "format"),
    ],
)
def test_hostile_bytes(data, path):
    """No bytes get anything but a SchemeError."""
    assert refused(data).path == path


def test_size_is_limited(btx_file):
    """64 KiB in lines of 1,200 bytes are read, one byte more of either is not."""
    padded = btx_file.encode() + b"\n"
    padded += b"#\n" * ((64 * 1024 - len(padded)) // 2)
    padded += b"\n" * (64 * 1024 - len(padded))
    assert parse_scheme(padded)
    assert refused(padded + b"\n").mend == "make it at most 65536 bytes"
    line = b"#" * 1200
    assert parse_scheme(btx_file.encode() + line + b"\n" + line)
    error = refused(line + b"\n#" + line)
    assert (error.path, error.mend) == ("line 2", "make it at most 1200 bytes")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"a" + b".a" * 30_000 + b" = 1", id="one dotted key"),
        pytest.param(
            b"[a" + b".a" * 590 + b"]\n" + b"".join(b"b%d = 1\n" % n for n in range(6_000)),
            id="a deep table",
        ),
        pytest.param(b"[[scope]]\n" * 6_500, id="many tables"),
    ],
)
def test_no_quadratic_work(data):
    """The shapes that cost a TOML reader most are refused in a moment."""
    began = time.process_time()
    refused(data)
    assert time.process_time() - began < 5


def test_a_flood_of_mistakes_is_cut():
    """Three hundred unknown members give twenty faults, each short, in little time."""
    began = time.process_time()
    faults = refused("".join(f"{'x' * 200}{n} = 1\n" for n in range(300))).faults
    assert len(faults) == 20
    assert max(len(fault.path) + len(fault.mend) for fault in faults) < 400
    assert time.process_time() - began < 1


@given(st.binary(max_size=100) | st.text("[]{}=\"'.#\n\t ab1-_:,\\").map(str.encode))
def test_total(data):
    """Any bytes get a SchemeError: none so short is a scheme."""
    refused(data)


@given(data=st.data())
def test_total_near_a_scheme(btx_file, data):
    """A scheme with any cut and any text put in is read, or refused with a path."""
    start = data.draw(st.integers(0, len(btx_file)))
    end = start + data.draw(st.integers(0, 30))
    changed = btx_file[:start] + data.draw(st.text(max_size=5)) + btx_file[end:]
    try:
        scheme = parse_scheme(changed.encode())
    except SchemeError as error:
        assert all(path and mend for path, mend in error.faults)  # noqa: PT017 - either may be
    else:
        assert scheme.digest == hashlib.sha256(changed.encode()).hexdigest()

"""An exam result on the wire: what is read, what is refused, and the one spelling of it."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.errors import ExamResultError, ExamResultMalformedError
from issuer.certification.exam_document import (
    EXAMPLE,
    ExamResultDocument,
    canonical_result,
    parse_exam_result,
)
from issuer.certification.lines import read_name


def refused(members):
    with pytest.raises(ExamResultError) as caught:
        parse_exam_result(json.dumps(members).encode())
    assert caught.value.code == "exam_result_invalid"
    return dict(caught.value.fields)


def test_example(examples):
    """Every member of an example is in the value, exactly."""
    result = parse_exam_result((examples / "nurse-practitioner.json").read_bytes())
    assert result.attempt == "EX-2026-00418"
    assert result.scheme == "btx-1"
    assert result.profession == "np"
    assert result.candidate.name == "Noura Example-Haddad"
    assert result.candidate.native_name == "نورة مثال الحداد"
    assert result.candidate.native_language == "ar"
    assert result.written.percent == 91
    assert result.written.sections["S5"] == Decimal("91.5")
    assert result.practical.stations_passed == 8
    assert result.practical.critical_fails == ()
    assert result.completed_at == datetime(2026, 10, 16, 16, 10, tzinfo=UTC)
    assert result.examiners == ("Dr Omar Sample-Reyes", "Prof Ines Specimen-Koch")


def test_documented_example_is_read():
    """The example in the API's description is a result."""
    assert parse_exam_result(json.dumps(EXAMPLE).encode()).attempt == EXAMPLE["attempt"]


def test_no_name_in_a_log(result):
    """The repr of a result shows no person's name."""
    shown = repr(result(candidate__native_name="أميلي", candidate__native_language="ar"))
    assert "C-10023" in shown
    for name in ("Amélie", "أميلي", "Specimen-Koch"):
        assert name not in shown


MISTAKES = [
    ({"attempt": None}, "attempt", "add it"),
    ({"attempt": ""}, "attempt", "1 to 100 visible"),
    ({"attempt": "a" * 101}, "attempt", "1 to 100 visible"),
    ({"attempt": "a b"}, "attempt", "1 to 100 visible"),
    ({"attempt": "a\n"}, "attempt", "1 to 100 visible"),
    ({"attempt": "=a"}, "attempt", "1 to 100 visible"),
    ({"attempt": 17}, "attempt", "give text"),
    ({"scheme": "BTX"}, "scheme", "a-z"),
    ({"profession": "1n"}, "profession", "a letter"),
    ({"candidate": []}, "candidate", "give an object"),
    ({"candidate__name": None}, "candidate.name", "add it"),
    ({"candidate__name": "A\u202eB"}, "candidate.name", "U+202E"),
    ({"candidate__first_name": "A"}, "candidate.first_name", "leave it out"),
    ({"candidate__reference": None}, "candidate.reference", "add it"),
    ({"candidate__native_name": "Ж"}, "candidate", "native_language together"),
    ({"candidate__native_language": "ar"}, "candidate", "native_language together"),
    ({"written__percent": None}, "written.percent", "add it"),
    ({"written__percent": "84"}, "written.percent", "0 to 100"),
    ({"written__percent": 100.5}, "written.percent", "0 to 100"),
    ({"written__percent": 84.125}, "written.percent", "two decimals"),
    ({"written__sections__S1": -1}, "written.sections.S1", "0 to 100"),
    ({"written__sections": {"a b": 1}}, "written.sections.a b", "an id"),
    ({"written__sections": {f"S{n}": 1 for n in range(51)}}, "written.sections", "at most 50"),
    ({"written__sections": [1]}, "written.sections", "give an object"),
    ({"practical__stations_passed": 7.5}, "practical.stations_passed", "whole number"),
    ({"practical__stations_passed": 8.0}, "practical.stations_passed", "whole number"),
    ({"practical__stations_passed": True}, "practical.stations_passed", "whole number"),
    ({"practical__stations_passed": -1}, "practical.stations_passed", "0 or more"),
    ({"practical__stations_passed": 101}, "practical.stations_passed", "100 or less"),
    ({"practical__stations_passed": 10**19}, "practical.stations_passed", "100 or less"),
    ({"practical__critical_fails": ["P4"]}, "practical.critical_fails[0]", "such as P4/"),
    ({"practical__critical_fails": ["a/b", "a/b"]}, "practical.critical_fails", "each one once"),
    ({"practical__critical_fails": None, "practical__fails": []}, "practical.fails", "write crit"),
    ({"completed_at": None}, "completed_at", "add it"),
    ({"completed_at": "yesterday"}, "completed_at", "a moment such as"),
    ({"completed_at": 1795132800}, "completed_at", "a moment such as"),
    ({"examiners": []}, "examiners", "name who examined"),
    ({"examiners": None}, "examiners", "name who examined"),
    ({"examiners": "Dr A"}, "examiners", "give a list"),
    ({"examiners": ["Dr A", "Dr A"]}, "examiners", "each one once"),
    ({"examiners": ["Dr A", ""]}, "examiners[1]", "1 to 100 characters"),
    ({"examiners": [f"Dr {n}x" for n in range(51)]}, "examiners", "at most 50"),
    ({"passed": True}, "passed", "leave it out; known here: attempt, scheme"),
    ({"atempt": "a"}, "atempt", "write attempt"),
]


@pytest.mark.parametrize(("changes", "path", "mend"), MISTAKES)
def test_mistake_names_its_member(document, changes, path, mend):
    """Each mistake is told with the path of its member, and what to give."""
    assert mend in refused(document(**changes))[path]


def test_a_strangers_member_name_is_tamed(document):
    """An unknown member's name is told cut short and in ASCII: it may end up in a log."""
    (path,) = refused(document() | {"\n\x1b[31m" + "é" * 99: 1})
    assert path.isascii()
    assert path.isprintable()
    assert len(path) < 200


@pytest.mark.parametrize(
    ("changes", "reads"),
    [
        ({"attempt": "a" * 100}, True),
        ({"practical__stations_passed": 0}, True),
        ({"practical__stations_passed": 100}, True),
        ({"practical": None, "examiners": []}, True),
        ({"practical": None, "examiners": None}, True),
        ({"written": None}, True),
        ({"written__sections": {f"S{n}": 1 for n in range(50)}}, True),
        ({"examiners": [f"Dr {n}x" for n in range(50)]}, True),
    ],
)
def test_just_inside_each_limit(result, changes, reads):
    """What stays within a limit by one is read; parts the scheme may not ask for may be absent."""
    assert bool(result(**changes)) is reads


def test_null_is_absent(document, result):
    """A member that may be absent may be null, and means the same."""
    members = document(practical=None, examiners=None) | {"practical": None}
    members["candidate"] |= {"native_name": None, "native_language": None}
    assert parse_exam_result(json.dumps(members).encode()) == result(practical=None, examiners=None)


def test_a_web_frameworks_members_read_alike(document):
    """Members that json.loads made, with floats, give the same value as the bytes do."""
    members = document(written__percent=71.99)
    read = ExamResultDocument.model_validate(members).to_result()
    assert read == parse_exam_result(json.dumps(members).encode())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"attempt":"a","attempt":"b"}', "named twice"),
        (b'{"written":{"percent":NaN}}', "NaN"),
        (b'{"attempt":"\\ud800"}', "surrogate"),
        (b'{"a":' * 9 + b"1" + b"}" * 9, "deeper than 8"),
        (b'{"attempt":"' + b"a" * 65536 + b'"}', "longer than 65536"),
    ],
)
def test_malformed_is_another_code(data, why):
    """What is not strict JSON has a code of its own, for nothing in it can be named."""
    with pytest.raises(ExamResultMalformedError) as caught:
        parse_exam_result(data)
    assert caught.value.code == "exam_result_malformed"
    ((path, message),) = caught.value.fields
    assert path == "document"
    assert why in message


def test_exactness_survives_the_wire(document):
    """A percentage a hair below the cut is refused, not rounded up to it."""
    data = json.dumps(document(written__percent=72)).replace(
        '"percent": 72', '"percent": 71.99999999999999999', 1
    )
    with pytest.raises(ExamResultError) as caught:
        parse_exam_result(data.encode())
    assert caught.value.fields[0].path == "written.percent"


def test_canonical_spelling(result):
    """Members are sorted, nothing is padded, and absent members are absent (RFC 8785)."""
    value = result(
        practical=None, examiners=[], written={"percent": 72.50, "sections": {"S1": 72.0}}
    )
    assert canonical_result(value).decode() == (
        '{"attempt":"EX-2026-00417","candidate":{"name":"Dr Amélie Example-Santos",'
        '"reference":"C-10023"},"completed_at":"2026-10-16T15:30:00Z","examiners":[],'
        '"profession":"physician","scheme":"btx-1","written":{"percent":72.5,"sections":{"S1":72}}}'
    )


def test_order_and_spelling_do_not_matter(document, result):
    """The same attempt told in another order, offset, escape or number is the same bytes."""
    members = document(
        completed_at="2026-10-16T17:30:00.5+02:00",
        examiners=["Dr Omar Sample-Reyes", "Prof Ines Specimen-Koch"],
        candidate__name="Dr Ame\u0301lie Example-Santos",
        written__percent=84.50,
    )
    members["written"]["sections"] = dict(reversed(members["written"]["sections"].items()))
    data = json.dumps(dict(reversed(members.items())), indent=3).replace("81,", "81.00,", 1)
    assert "81.00," in data
    assert canonical_result(parse_exam_result(data.encode())) == canonical_result(result())


def test_any_other_content_is_other_bytes(result):
    """Each member that changes the value changes the canonical bytes."""
    variants = [
        result(),
        result(attempt="X"),
        result(scheme="x"),
        result(profession="np"),
        result(candidate__reference="X"),
        result(candidate__name="X"),
        result(candidate__native_name="X", candidate__native_language="ar"),
        result(candidate__native_name="X", candidate__native_language="fa"),
        result(written=None),
        result(written__percent=84.51),
        result(written__sections__S1=88.01),
        result(written__sections__S9=1),
        result(practical=None),
        result(practical__percent=81.01),
        result(practical__stations_passed=7),
        result(practical__critical_fails=["P1/x"]),
        result(completed_at="2026-10-16T15:30:01Z"),
        result(examiners=["X"]),
    ]
    assert len({canonical_result(each) for each in variants}) == len(variants)


def names():
    words = st.text("abzÄéßأبتنж山花'-.", min_size=1, max_size=9)
    return st.lists(words, min_size=1, max_size=3).map(" ".join).filter(_is_name)


def _is_name(text):
    try:
        return read_name(text) == text
    except ValueError:
        return False


IDS = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z_-]{0,9}", fullmatch=True)
PERCENTS = st.integers(0, 10_000).map(lambda hundredths: hundredths / 100) | st.integers(0, 100)
FAILS = st.lists(st.tuples(IDS, IDS).map("/".join), unique=True, max_size=3)
NATIVE = st.fixed_dictionaries({"native_name": names(), "native_language": st.just("sr-Cyrl-RS")})
DOCUMENTS = st.fixed_dictionaries(
    {
        "attempt": st.from_regex(r"[0-9A-Za-z][!-~]{0,20}", fullmatch=True),
        "scheme": st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True),
        "candidate": st.tuples(
            st.fixed_dictionaries({"reference": IDS, "name": names()}), st.just({}) | NATIVE
        ).map(lambda parts: parts[0] | parts[1]),
        "profession": st.from_regex(r"[a-z][a-z0-9_-]{0,9}", fullmatch=True),
        "completed_at": st.datetimes(
            datetime(2000, 1, 2),  # noqa: DTZ001 - bounds are naive
            datetime(2199, 12, 30),  # noqa: DTZ001
            timezones=st.just(UTC),
        ).map(lambda moment: moment.isoformat(timespec="seconds")),
        "examiners": st.lists(names(), min_size=1, max_size=3, unique=True),
    },
    optional={
        "written": st.fixed_dictionaries(
            {"percent": PERCENTS, "sections": st.dictionaries(IDS, PERCENTS, max_size=3)}
        ),
        "practical": st.fixed_dictionaries(
            {
                "percent": PERCENTS,
                "stations_passed": st.integers(0, 100),
                "critical_fails": FAILS,
            }
        ),
    },
)


@given(DOCUMENTS)
def test_canonical_is_inverse_of_parse(members):
    """Written canonically and read again, a value is the same, and so are its bytes.

    Any JSON library that sorts members makes those bytes too.
    """
    value = parse_exam_result(json.dumps(members).encode())
    spelt = canonical_result(value)
    assert parse_exam_result(spelt) == value
    assert canonical_result(parse_exam_result(spelt)) == spelt
    rewritten = json.dumps(
        json.loads(spelt), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert rewritten.encode() == spelt
    assert hash(parse_exam_result(spelt)) == hash(value)


@given(st.binary(max_size=100) | st.text().map(str.encode))
def test_total(data):
    """Any bytes get an ExamResultError: none so short is a result."""
    with pytest.raises(ExamResultError):
        parse_exam_result(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*EXAMPLE, "percent", "name", "sections"]), inner)
    ),
    max_leaves=5,
)


@given(members=DOCUMENTS, data=st.data())
def test_total_near_a_result(members, data):
    """A result with any one member replaced by any JSON is read, or refused with a path."""
    changed = members | {data.draw(st.sampled_from([*members, "more"])): data.draw(JSON)}
    try:
        parse_exam_result(json.dumps(changed).encode())
    except ExamResultError as error:
        assert all(path and mend for path, mend in error.fields)  # noqa: PT017 - either may be


def test_schema_for_the_description():
    """The OpenAPI schema names every member, describes it, and refuses unknown ones."""
    schema = ExamResultDocument.model_json_schema()
    assert schema["additionalProperties"] is False
    assert schema["examples"] == [EXAMPLE]
    assert schema["properties"]["completed_at"]["format"] == "date-time"
    assert schema["$defs"]["WrittenDocument"]["properties"]["percent"]["maximum"] == 100
    for name in ("attempt", "scheme", "profession", "completed_at", "examiners"):
        assert schema["properties"][name]["description"]

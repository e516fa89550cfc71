"""A learning system's statement: what is read, what is refused, and the one spelling of it."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.errors import DocumentError
from issuer.certification.xapi import (
    MAX_BYTES,
    Outcome,
    Remark,
    Verb,
    Voiding,
    canonical_statement,
    load_statements,
    parse_statement,
)

ID, REGISTRATION = "1c356160-0150-45bb-b27c-d340dd5fc582", "a0a37fbe-04f1-46a3-9135-29aa41d4f1ee"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
# As a learning system sends it: with names of activities, groupings, and what else it knows.
STATEMENT = {
    "id": ID,
    "actor": {
        "objectType": "Agent",
        "name": "Dr Amélie Example-Santos",
        "account": {"homePage": "https://learning.example.org/", "name": "C-10023"},
    },
    "verb": {"id": Verb.PASSED.value, "display": {"und": "passed"}},
    "object": {
        "objectType": "Activity",
        "id": "https://learning.example.org/btx/written",
        "definition": {"name": {"en-US": "Written examination"}},
    },
    "result": {
        "score": {"scaled": 0.845, "raw": 84.5, "min": 0, "max": 100},
        "success": True,
        "completion": True,
        "duration": "PT2H3M",
        "extensions": {"urn:probatum:sections": {"S1": 88, "S5": 82.25}, "https://x.example/y": {}},
    },
    "context": {
        "registration": REGISTRATION,
        "contextActivities": {
            "category": [{"id": "https://w3id.org/xapi/cmi5/context/categories/cmi5"}]
        },
        "extensions": {MASTERY: 0.72},
    },
    "timestamp": "2026-11-18T15:30:00.828Z",
    "version": "1.0.0",
}
VOIDING = {
    "id": "9e13cefd-53d3-4eac-b5ed-2cf6693903bb",
    "actor": {"objectType": "Agent", "mbox": "mailto:admin@learning.example.org"},
    "verb": {"id": Verb.VOIDED.value},
    "object": {"objectType": "StatementRef", "id": ID},
}


def changed(path, value, start=STATEMENT):
    """Return the statement with one member changed; None takes it out."""
    members = deepcopy(start)
    *parents, name = path
    inner = members
    for parent in parents:
        inner = inner[parent]
    if value is None:
        del inner[name]
    else:
        inner[name] = value
    return members


def parse(members):
    return parse_statement(json.dumps(members).encode())


def refused(members):
    with pytest.raises(DocumentError) as caught:
        parse(members)
    assert caught.value.code == "document_invalid"
    return dict(caught.value.fields)


def test_passed():
    """All that counts is in the value, and what statements carry besides is passed over."""
    assert parse(STATEMENT) == Outcome(
        id=ID,
        verb=Verb.PASSED,
        registration=REGISTRATION,
        home_page="https://learning.example.org/",
        person="C-10023",
        name="Dr Amélie Example-Santos",
        activity="https://learning.example.org/btx/written",
        percent=Decimal("84.5"),
        completed_at=datetime(2026, 11, 18, 15, 30, tzinfo=UTC),
        sections={"S1": Decimal(88), "S5": Decimal("82.25")},
    )


def test_failed_practical():
    """A practical examination says what was passed, what was critical, and who examined."""
    more = {
        "urn:probatum:stations-passed": 6,
        "urn:probatum:critical-fails": ["P4/wrong-product-or-dilution"],
        "urn:probatum:examiners": ["Prof Ines Specimen-Koch", "Dr Omar Sample-Reyes"],
        "urn:probatum:profession": "physician",
    }
    members = changed(("result", "extensions"), more)
    members |= {"verb": {"id": Verb.FAILED.value}}
    members["result"] |= {"score": {"scaled": 0.5}, "success": False}
    outcome = parse(members)
    assert (outcome.verb, outcome.stations_passed, outcome.profession) == (
        Verb.FAILED,
        6,
        "physician",
    )
    assert outcome.critical_fails == ("P4/wrong-product-or-dilution",)
    assert outcome.examiners == ("Dr Omar Sample-Reyes", "Prof Ines Specimen-Koch")


def test_voided():
    """A voiding statement names another; who says so may be known by mail alone."""
    assert parse(VOIDING) == Voiding("9e13cefd-53d3-4eac-b5ed-2cf6693903bb", ID)


@pytest.mark.parametrize(
    "verb",
    [
        "http://adlnet.gov/expapi/verbs/completed",
        "http://adlnet.gov/expapi/verbs/initialized",
        "https://w3id.org/xapi/adl/verbs/satisfied",
        "http://adlnet.gov/expapi/verbs/Passed",
    ],
)
def test_other_verbs(verb):
    """Any other verb is a remark, whatever else the statement holds."""
    assert parse({"id": ID, "verb": {"id": verb}, "object": 7}) == Remark(ID, verb)


def test_uuids_have_one_spelling():
    """Upper and lower case are the same statement, registration and reference."""
    members = changed(("context", "registration"), REGISTRATION.upper())
    assert parse(members | {"id": ID.upper()}) == parse(STATEMENT)
    voiding = changed(("object", "id"), ID.upper(), VOIDING)
    assert parse(voiding) == parse(VOIDING)


def test_no_name_in_a_log():
    """The repr of a statement shows no person's name."""
    more = {"urn:probatum:stations-passed": 6, "urn:probatum:examiners": ["Dr Omar Sample-Reyes"]}
    shown = repr(parse(changed(("result", "extensions"), more)))
    assert "C-10023" in shown
    assert "Amélie" not in shown
    assert "Omar" not in shown


SCORE, MORE = ("result", "score", "scaled"), ("result", "extensions")
MISTAKES = [
    (("id",), None, "id", "add it"),
    (("id",), "7", "id", "UUID"),
    (("id",), ID + "\n", "id", "UUID"),
    (("id",), ID.replace("-", ""), "id", "UUID"),
    (("verb",), None, "verb", "add it"),
    (("verb",), "passed", "verb", "object"),
    (("actor", "account"), None, "actor.account", "add it"),
    (("actor", "objectType"), "Group", "actor.objectType", "Agent"),
    (("actor", "account", "name"), "", "actor.account.name", "visible"),
    (("actor", "account", "name"), "two words", "actor.account.name", "visible"),
    (("actor", "account", "name"), 7, "actor.account.name", "text"),
    (("actor", "account", "homePage"), None, "actor.account.homePage", "add it"),
    (("actor", "name"), "Dr \u202e", "actor.name", "U+202E"),
    (("object", "id"), None, "object.id", "add it"),
    (("object", "id"), "two words", "object.id", "without spaces"),
    (("object", "id"), "x" * 501, "object.id", "500"),
    (("object", "objectType"), "Agent", "object.objectType", "Activity"),
    (("result",), None, "result", "add it"),
    (("result", "score"), None, "result.score", "add it"),
    (SCORE, None, "result.score.scaled", "add it"),
    (SCORE, -0.01, "result.score.scaled", "0 to 1"),
    (SCORE, 1.0001, "result.score.scaled", "0 to 1"),
    (SCORE, 84.5, "result.score.scaled", "0 to 1"),
    (SCORE, "0.8", "result.score.scaled", "number"),
    (SCORE, True, "result.score.scaled", "number"),
    (("result", "score", "raw"), 101, "result.score.raw", "min to max"),
    (("result", "score", "raw"), -1, "result.score.raw", "min to max"),
    (("result", "score", "min"), 100, "result.score.min", "less than max"),
    (("result", "success"), False, "result.success", "true"),
    (("result", "success"), 1, "result.success", "true or false"),
    (("context",), None, "context", "add it"),
    (("context", "registration"), None, "context.registration", "add it"),
    (("context", "registration"), "r-1", "context.registration", "UUID"),
    (("context", "extensions", MASTERY), 0.85, "result.score.scaled", "0.85 or more"),
    (("timestamp",), None, "timestamp", "add it"),
    (("timestamp",), "yesterday", "timestamp", "moment"),
    (("timestamp",), "2026-11-18T15:30:00", "timestamp", "moment"),
    (
        MORE,
        {"urn:probatum:sections": {"S1": 101}},
        f"{'.'.join(MORE)}.urn:probatum:sections.S1",
        "",
    ),
    (
        MORE,
        {"urn:probatum:sections": {"S 1": 10}},
        f"{'.'.join(MORE)}.urn:probatum:sections.S 1",
        "",
    ),
    (
        MORE,
        {"urn:probatum:stations-passed": -1},
        f"{'.'.join(MORE)}.urn:probatum:stations-passed",
        "",
    ),
    (
        MORE,
        {"urn:probatum:stations-passed": "6"},
        f"{'.'.join(MORE)}.urn:probatum:stations-passed",
        "",
    ),
    (
        MORE,
        {"urn:probatum:critical-fails": ["x"]},
        "result.extensions.urn:probatum:critical-fails[0]",
        "",
    ),
    (MORE, {"urn:probatum:examiners": [""]}, "result.extensions.urn:probatum:examiners[0]", ""),
    (MORE, {"urn:probatum:profession": "A B"}, "result.extensions.urn:probatum:profession", ""),
]


@pytest.mark.parametrize(("path", "value", "where", "mend"), MISTAKES)
def test_mistakes(path, value, where, mend):
    """Each is told at its path, with what to do."""
    told = refused(changed(path, value))
    assert mend in told[where]
    assert told[where]


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("object", "objectType"), None, "object.objectType"),
        (("object", "objectType"), "Activity", "object.objectType"),
        (("object", "id"), "x", "object.id"),
        (("object",), None, "object"),
        (("id",), None, "id"),
    ],
)
def test_mistakes_in_voiding(path, value, where):
    """It must refer to a statement, by its UUID (xAPI 1.0.3, part 2, section 2.3.2)."""
    assert refused(changed(path, value, VOIDING))[where]


def test_mastery_score_on_both_sides():
    """A pass reaches the mastery score, a failure does not (cmi5, section 9.5.1)."""
    at_mastery = changed(SCORE, 0.72)
    assert parse(at_mastery).percent == 72
    assert "0.72 or more" in refused(changed(SCORE, 0.7199))["result.score.scaled"]
    failed = changed(SCORE, 0.7199) | {"verb": {"id": Verb.FAILED.value}}
    failed["result"]["success"] = False
    assert parse(failed).percent == Decimal("71.99")
    failed["result"]["score"]["scaled"] = 0.72
    assert "less than 0.72" in refused(failed)["result.score.scaled"]


def test_success_may_be_left_out():
    """The verb says it."""
    assert parse(changed(("result", "success"), None)) == parse(STATEMENT)


@given(st.decimals(0, 1, places=17), st.decimals("0.01", 100, places=2))
def test_a_percentage_cut_off_meets_what_the_score_meets(scaled, cut):
    """Whatever the cut score, the percentage is at or above it exactly where the score is."""
    members = json.dumps(changed(("context", "extensions"), {}))
    data = members.replace('"scaled": 0.845', f'"scaled": {scaled:f}').encode()
    percent = parse_statement(data).percent
    assert (percent >= cut) == (scaled * 100 >= cut)
    assert 0 <= scaled * 100 - percent < Decimal("0.01")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b'"x"',
        b'{"id": 1, "id": 1}',
        b'{"id": NaN}',
        b'{"id": "\\ud800"}',
        b'{"a":' * 1000,
        b'\xef\xbb\xbf{"id": 1}',
        b"\xff",
        json.dumps(STATEMENT).encode().ljust(MAX_BYTES + 1),
    ],
)
def test_not_a_statement(data):
    """What is not strict JSON, or no object, is refused."""
    with pytest.raises(DocumentError):
        parse_statement(data)


def test_a_list_has_one_to_fifty():
    """51 statements are too many for one message, and none are no message."""
    one = json.dumps(STATEMENT)
    assert len(load_statements(f"[{','.join([one] * 50)}]".encode())) == 50
    assert load_statements(one.encode())["id"] == ID
    for wrong in (f"[{','.join([one] * 51)}]", "[]", '"x"', "{"):
        with pytest.raises(DocumentError) as caught:
            load_statements(wrong.encode())
        assert caught.value.fields[0].path == "document"


uuids = st.uuids().map(str)
percents = st.decimals(0, 100, places=2)
words = st.text("abcXYZ019", min_size=1, max_size=10)
outcomes = st.builds(
    Outcome,
    id=uuids,
    verb=st.sampled_from([Verb.PASSED, Verb.FAILED]),
    registration=uuids,
    home_page=words,
    person=words,
    name=st.none() | words.map("Dr {}".format),
    activity=words,
    percent=percents,
    completed_at=st.datetimes(
        datetime(2000, 1, 1),  # noqa: DTZ001 - made aware below
        datetime(2199, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ).map(lambda moment: moment.replace(microsecond=0)),
    sections=st.dictionaries(words, percents, max_size=4),
    form=st.none() | words,
    stations_passed=st.none() | st.integers(0, 100),
    critical_fails=st.sets(st.tuples(words, words).map("/".join)).map(sorted).map(tuple),
    examiners=st.sets(words.map("Prof {}".format)).map(sorted).map(tuple),
    profession=st.none() | st.sampled_from(["rn", "np"]),
)
remarks = st.builds(Remark, uuids, words)
statements = outcomes | st.builds(Voiding, uuids, uuids) | remarks


@given(statements)
def test_write_and_read_are_inverse(statement):
    """What is written is read as the same value, and written again as the same bytes."""
    data = canonical_statement(statement)
    assert parse_statement(data) == statement
    assert canonical_statement(parse_statement(data)) == data


@given(statements, statements)
def test_one_spelling(one, other):
    """Two statements have the same bytes exactly where they are equal."""
    assert (canonical_statement(one) == canonical_statement(other)) == (one == other)


@given(st.binary(max_size=200))
def test_total_over_bytes(data):
    """Any bytes are a statement or a DocumentError."""
    _total(data)


PATHS = st.sampled_from([path for path, *_ in MISTAKES])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, width=32),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(PATHS, VALUES, st.sampled_from([Verb.PASSED.value, Verb.FAILED.value, Verb.VOIDED.value]))
def test_total_over_members(path, value, verb):
    """Any value anywhere in a statement gives a statement or a DocumentError."""
    members = STATEMENT | {"verb": {"id": verb}}
    _total(json.dumps(changed(path, value, members)).encode())


NAMES = ("sections", "form", "stations-passed", "critical-fails", "examiners", "profession")


@given(VALUES)
def test_total_over_extensions(value):
    """So does any value in our own extensions."""
    for name in NAMES:
        members = changed(MORE, {f"urn:probatum:{name}": value})
        _total(json.dumps(members).encode())


def _total(data):
    faults = ()
    try:
        made = parse_statement(data)
    except DocumentError as error:
        made, faults = None, error.fields
    assert isinstance(made, Outcome | Voiding | Remark) != bool(faults)
    assert all(fault.path and fault.mend for fault in faults)

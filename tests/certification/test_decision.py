"""The decision: who may make it, what it says, and how long a certificate lives."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.decision import (
    Author,
    Denied,
    Granted,
    assess_result,
    decide,
    valid_through,
)
from issuer.certification.errors import AuthorError, ImpartialityError
from issuer.certification.exam_csv import read_results
from issuer.certification.exam_document import parse_exam_result

RULE = Author("rule", "Head of Certification")


@pytest.fixture(scope="session")
def by_person(btx):
    return btx.model_copy(update={"decision": "person"})


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        ("physician", Granted),
        ("nurse-practitioner", Granted),
        ("physician-assistant", Granted),
        ("registered-nurse", Granted),
        ("refused-critical-fail", Denied),
    ],
)
def test_examples(examples, btx, at, example, kind):
    """The examples are decided as their description says."""
    result = parse_exam_result((examples / f"{example}.json").read_bytes())
    decided = decide(result, btx, author=RULE, at=at)
    assert type(decided) is kind
    assert (decided.result, decided.scheme, decided.author, decided.at) == (result, btx, RULE, at)


def test_roster(examples, btx, at):
    """Of the roster's twelve rows each is a result, and the seventh alone is denied."""
    rows = list(read_results((examples / "roster.csv").read_bytes()))
    decided = [decide(row.result, btx, author=RULE, at=at) for row in rows]
    assert len(rows) == 12
    assert [row.line for row, each in zip(rows, decided, strict=True) if type(each) is Denied] == [
        8
    ]
    assert decided[6].reasons[0].code == "section_below_floor"


def test_denied_has_the_assessment_as_reasons(result, btx, at):
    """What assess says is what a denial says."""
    failed = result(written__percent=10, practical=None)
    assert decide(failed, btx, author=RULE, at=at).reasons == assess_result(failed, btx, at)


def test_a_rule_does_not_decide_for_a_person(result, btx, by_person, at):
    """The scheme says who decides, and the other kind of author is refused."""
    officer = Author("person", "Dr Pat Example-Nowak")
    assert type(decide(result(), by_person, author=officer, at=at)) is Granted
    for scheme, author in ((by_person, RULE), (btx, officer)):
        with pytest.raises(AuthorError) as caught:
            decide(result(), scheme, author=author, at=at)
        assert caught.value.code == "wrong_author"


@pytest.mark.parametrize(
    "name",
    [
        "Prof Ines Specimen-Koch",
        "prof ines  specimen-koch ",
        "PROF INES SPECIMEN-KOCH",
        "\uff30rof Ines Specimen-Koch",
        "Dr Omar Sample-Reyes",
        "Dr Ame\u0301lie Example-Santos",
    ],
)
def test_who_is_involved_does_not_decide(result, by_person, at, name):
    """Whoever examined the candidate, or is the candidate, may neither grant nor deny."""
    for reported in (result(), result(written__percent=1)):
        with pytest.raises(ImpartialityError) as caught:
            decide(reported, by_person, author=Author("person", name), at=at)
        assert caught.value.code == "not_impartial"
        assert name not in str(caught.value)


def test_who_answers_for_the_rule_is_not_involved_either(result, btx, at):
    """An officer who examined the candidate does not answer for the rule's decision on them."""
    with pytest.raises(ImpartialityError):
        decide(result(), btx, author=Author("rule", "Dr Omar Sample-Reyes"), at=at)


@pytest.mark.parametrize(
    ("effective", "months", "last"),
    [
        ("2026-11-20", 24, "2028-11-19"),
        ("2026-12-01", 24, "2028-11-30"),
        ("2026-01-01", 12, "2026-12-31"),
        ("2027-03-01", 12, "2028-02-29"),
        ("2026-03-01", 12, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2028-02-28", 12, "2029-02-27"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-29", 1, "2026-02-28"),
        ("2026-01-28", 1, "2026-02-27"),
        ("2028-01-29", 1, "2028-02-28"),
        ("2028-01-30", 1, "2028-02-29"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-14"),
    ],
)
def test_valid_through(effective, months, last):
    """The last day is the eve of the same day, or the end of a month that has no such day."""
    assert valid_through(date.fromisoformat(effective), months) == date.fromisoformat(last)


DAYS = st.dates(date(2000, 1, 1), date(2150, 12, 31))
MONTHS = st.integers(1, 120)


@given(DAYS, MONTHS)
def test_whole_months(effective, months):
    """The period is never shorter than its months are, and never longer by more than a day."""
    last = valid_through(effective, months)
    following = last + timedelta(days=1)
    passed = (following.year - effective.year) * 12 + following.month - effective.month
    if following.day == effective.day:
        assert passed == months
    else:
        assert (following.day, passed) == (1, months + 1)
        assert last.day < effective.day


@given(DAYS, MONTHS)
def test_later_start_never_ends_sooner(effective, months):
    """Of two certificates the one that begins later does not end before the other."""
    later = valid_through(effective + timedelta(days=1), months)
    assert later >= valid_through(effective, months)

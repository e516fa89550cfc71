"""Who trained, supervised or examined, or declared a conflict, is told apart from who did not."""

from datetime import date

import pytest

from issuer.certification.impartiality import involvement
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import practical
from tests.certification.rules.making import make_dossier, make_registers

TODAY = date(2026, 11, 20)
TRAINED, SUPERVISED = "trained the candidate", "supervised the candidate"
EXAMINED, CONFLICT = "examined the candidate", "conflict of interest"
NOBODY = {"person": "P-2", "nature": "family", "declared": "2026-01-01"}
LESSONS = [*(f"M{number}" for number in range(1, 8)), *(f"H{number}" for number in range(1, 5))]
OBSERVED = [f"observed-{number:02}" for number in range(1, 11)]
SAID = [f"feedback-{number:02}" for number in range(1, 11)]
CASES = [*OBSERVED, *(f"performed-{number:02}" for number in range(1, 11)), *SAID]


def how(name, *, change=None, registers=None, scheme=None, more=()):
    dossier = make_dossier(change=change, registers=make_registers(registers), more=more)
    return involvement(dossier, scheme or make_scheme(), name, TODAY)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Dr Example-Teacher", TRAINED),
        ("  dr   EXAMPLE-teacher ", TRAINED),
        ("Dr Example-Supervisor", SUPERVISED),
        ("Dr A. Example-Examiner", EXAMINED),
        ("Dr B. Example-Examiner", EXAMINED),
    ],
)
def test_who_was_involved(name, told):
    """However the name is spelt."""
    assert told in how(name)


@pytest.mark.parametrize("name", ["Ines Example-Officer", "Dr C. Example-Examiner", ""])
def test_who_was_not(name):
    """Who recorded documents was not involved, nor an examiner who examined somebody else."""
    assert how(name) is None


def on(refs, day):
    return {ref: {"on": day} for ref in refs}


@pytest.mark.parametrize(
    ("refs", "name", "told"),
    [(LESSONS, "Dr Example-Teacher", TRAINED), (CASES, "Dr Example-Supervisor", SUPERVISED)],
)
def test_for_how_long(refs, name, told):
    """Twenty-four months to the day bar, a day more does not; without a figure it is for ever."""
    assert told in how(name, change=on(refs, "2024-11-20"))
    assert how(name, change=on(refs, "2024-11-19")) is None
    for_ever = make_scheme({"impartiality": None})
    assert told in how(name, change=on(refs, "1990-01-01"), scheme=for_ever)


@pytest.mark.parametrize("last", ["observed-10", "performed-10", "feedback-10"])
def test_one_case_is_enough(last):
    """One case or one word of feedback within the months bars."""
    old = on(CASES, "2020-01-01") | on([last], "2026-09-24")
    assert SUPERVISED in how("Dr Example-Supervisor", change=old)


def test_examining_bars_for_ever():
    """Whoever examined, whenever it was, here or at a centre."""
    assert EXAMINED in how("Dr Z. Example", more=[practical(
        ended="2001-01-01T10:00:00Z", examiners=["Dr Z. Example"],
    )])  # fmt: skip


@pytest.mark.parametrize(
    ("listed", "told"), [("sup-1", SUPERVISED), ("ex-1", EXAMINED), ("ex-3", None)]
)
def test_by_the_name_at_the_desk(listed, told):
    """A register tells by which name somebody works at the desk."""
    found = how("Ann Example-Officer", registers={listed: {"officer": "Ann Example-Officer"}})
    assert (told or "") in (found or "")
    assert (found is None) is (told is None)


def test_a_declared_conflict():
    """A conflict with this candidate bars an examiner who examined nobody; another's does not."""
    conflict = {**NOBODY, "person": "P-1"}
    name = "Dr C. Example-Examiner"
    assert CONFLICT in how(name, registers={"ex-3": {"conflicts": [conflict]}})
    assert how(name, registers={"ex-3": {"conflicts": [NOBODY]}}) is None

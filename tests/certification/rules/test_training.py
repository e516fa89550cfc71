"""Stage 2: hours by module and in all, accredited courses, windows; and continuing education."""

import pytest

from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.making import find, make_dossier, make_registers

BEFORE = "Missing, and needed before the examination: "
LESSON = {
    "kind": "training", "course": "course-1", "instructor": "Dr Example-Teacher",
    "on": "2026-08-10", "format": "lecture",
}  # fmt: skip
H2 = "Marking and injection on models under direct supervision"
ACTIVITY = {"kind": "education", "provider": "Example Academy"}


def pieces(finding):
    return [lack.sentence for lack in finding.lacks]


def test_every_hour_counts():
    """Each module for exactly its hours is training as asked."""
    finding = find("training", make_dossier())
    assert (finding.status, finding.sentence) == ("met", "32 h in all, every module attended.")


@pytest.mark.parametrize(
    ("ref", "hours", "told"),
    [
        (
            "M1",
            {"classroom_hours": 2.99},
            [
                "2.99 of 3 h of module M1 (Facial anatomy and danger zones)",
                "15.99 of 16 h in the classroom",
            ],
        ),
        (
            "H2",
            {"hands_on_hours": 9.5},
            [
                f"9.5 of 10 h of module H2 ({H2})",
                "15.5 of 16 h hands-on",
            ],
        ),
        (
            "H4",
            {"hands_on_hours": 0, "classroom_hours": 2},  # not where the module is taught
            ["0 of 2 h of module H4 (Two-week review clinic)", "14 of 16 h hands-on"],
        ),
    ],
)
def test_an_hour_short(ref, hours, told):
    """What is short is told by module and in all."""
    assert pieces(find("training", make_dossier(change={ref: hours}))) == told


def test_hours_of_several_records_add_up():
    """A module may be attended in pieces."""
    more = [{**LESSON, "ref": "M1-b", "module": "M1", "classroom_hours": 0.01}]
    dossier = make_dossier(change={"M1": {"classroom_hours": 2.99}}, more=more)
    assert find("training", dossier).status == "met"


def test_hours_beyond_the_modules():
    """A scheme may ask for more hours in all than its modules have together."""
    scheme = make_scheme({"requirements.training.classroom_hours": 17})
    assert pieces(find("training", make_dossier(), scheme)) == ["16 of 17 h in the classroom"]
    more = [{**LESSON, "ref": "M1-b", "module": "M1", "classroom_hours": 1}]
    assert find("training", make_dossier(more=more), scheme).status == "met"


# Passed on 5 October 2026: the window of 18 months goes back from there, not from today.
@pytest.mark.parametrize(
    ("on", "written", "status"),
    [
        ("2025-04-05", "W-1", "met"),
        ("2025-04-04", "W-1", "expired"),
        ("2025-05-20", None, "met"),
        ("2025-05-19", None, "expired"),
        ("2026-11-20", "W-1", "met"),
        ("2026-11-21", "W-1", "unmet"),
    ],
)
def test_the_window(on, written, status):
    """Training counts for 18 months until the examination is first passed; without one, to date."""
    change = {"M7": {"on": on}} | ({} if written else {"W-1": None})
    scheme = make_scheme({"practical": None})
    finding = find("training", make_dossier(change=change), scheme)
    assert finding.status == status
    if status == "expired":
        assert finding.sentence.startswith("Lapsed, and needed before the examination: 0 of 2 h")
        assert pieces(finding)[-1] == "not counted: 1 records, older than 18 months"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"course-1": {"until": "2026-08-10"}}, "met"),
        ({"course-1": {"until": "2026-08-09"}}, "unmet"),
        ({"course-1": {"since": "2026-08-10"}}, "met"),
        ({"course-1": {"since": "2026-08-11"}}, "unmet"),
        ({"academy": {"until": "2026-08-10"}}, "met"),
        ({"academy": {"until": "2026-08-09"}}, "unmet"),
        ({"academy": {"since": "2026-08-10"}}, "met"),
        ({"academy": {"since": "2026-08-11"}}, "unmet"),
        ({"academy": None}, "unmet"),
        ({"course-1": None}, "unmet"),
        ({"course-1": {"scheme": "btx-1"}}, "unmet"),
        ({"course-1": {"modules": ["M1"]}}, "unmet"),
    ],
)
def test_accredited_on_the_day(change, status):
    """Course and provider are accredited on the very day, for this module of this scheme."""
    finding = find("training", make_dossier(registers=make_registers(change)))
    assert finding.status == status
    if status == "unmet":
        left_out = 10 if change.get("course-1", {}) == {"modules": ["M1"]} else 11
        told = f"not counted: {left_out} records, of no course accredited on the day"
        assert pieces(finding)[-1] == told


def test_exactly_the_education_asked():
    """Six hours, of them two and one on the topics, are enough; by when is another matter."""
    finding = find("education", make_dossier())
    assert (finding.status, finding.sentence, finding.by) == (
        "met",
        "6 h of education.",
        "decision",
    )


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"on-injectables": {"hours": 2.5}}, "unmet", ["5.5 of 6 h of continuing education"]),
        (
            {"on-complications": {"hours": 1.75}, "on-injectables": {"hours": 4}},
            "unmet",
            ["1.75 of 2 h on complications"],
        ),
        (
            {"on-ethics-law": {"topic": "sales"}},
            "unmet",
            ["0 of 1 h on ethics law"],
        ),
        ({"on-injectables": {"on": "2025-11-20"}}, "met", []),
        (
            {"on-injectables": {"on": "2025-11-19"}},
            "expired",
            [
                "3 of 6 h of continuing education",
                "not counted: 1 activities, older than 12 months",
            ],
        ),
        ({"on-injectables": {"on": "2026-11-20"}}, "met", []),
        ({"on-injectables": {"on": "2026-11-21"}}, "unmet", ["3 of 6 h of continuing education"]),
    ],
)
def test_education(change, status, told):
    """Hours in all and by topic, within twelve months before today."""
    finding = find("education", make_dossier(change=change))
    assert (finding.status, pieces(finding)) == (status, told)


def test_more_education_makes_up():
    """Another activity fills what was short."""
    more = [{**ACTIVITY, "ref": "E-9", "topic": "sales", "hours": 0.5, "on": "2026-11-20"}]
    change = {"on-injectables": {"hours": 2.5}}
    assert find("education", make_dossier(change=change, more=more)).status == "met"


def test_by_when_is_told():
    """What is missing is told with the stage it is needed by."""
    assert find("training", make_dossier(change={"M1": None})).sentence == (
        f"{BEFORE}0 of 3 h of module M1 (Facial anatomy and danger zones); "
        "13 of 16 h in the classroom."
    )
    assert find("education", make_dossier(change={"on-ethics-law": None})).sentence == (
        "Missing, and needed before the decision: 5 of 6 h of continuing education; "
        "0 of 1 h on ethics law."
    )

"""Faults that a second reader found in the rules; each was seen to fail before it was mended."""

from dataclasses import replace
from datetime import date

import pytest

from issuer.certification.assessment import assess
from issuer.certification.impartiality import involvement
from issuer.certification.scheme_faults import contradictions
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import POINTS, practical, station, written
from tests.certification.rules.making import AT, find, make_dossier, make_registers

MISSED = "misses-absolute-contraindication"
STATIONS = [each.id for each in make_scheme().practical.stations]
SITTING = {f"s-1/{name}/{who}": None for name in STATIONS for who in ("ex-1", "ex-2")}
CRITICAL = practical(ref="P-1", ended="2026-06-01T15:00:00Z", critical_fails=[f"P1/{MISSED}"])
AGAIN = practical(ref="P-2", ended="2026-07-10T15:00:00Z")
PLAN = {"kind": "remediation", "ref": "R-1", "supervisor": "sup-1", "on": "2026-06-15"}
EARLY = {**SITTING, "W-1": {"ended": "2026-05-01T11:00:00Z"}}


def test_parts_that_do_not_belong_together():
    """Written, thirteen months later practical, then written again: the practical is due again."""
    change = {**SITTING, "W-1": {"ended": "2025-07-01T11:00:00Z"}}
    more = [
        practical(ended="2026-08-02T15:00:00Z"),
        written(ref="W-2", ended="2026-09-01T11:00:00Z", form="B"),
    ]
    assert not assess(make_dossier(change=change, more=more), make_scheme(), AT).is_met


def test_a_critical_fail_that_both_saw_fails():
    """What both examiners saw fails the examination, whatever a lead saw."""
    change = {f"s-1/P1/{who}": {"critical": [MISSED]} for who in ("ex-1", "ex-2")}
    more = [station("P1", "ex-3", role="lead")]
    assert find("practical", make_dossier(change=change, more=more)).status == "unmet"


def test_more_points_than_items():
    """999 of 24 items is no result."""
    dossier = make_dossier(change={"W-1": {"points": {**POINTS, "S1": 999}}})
    assert find("written", dossier).status == "unmet"


def test_an_examiner_of_another_scheme():
    """An examiner is accredited for this scheme."""
    registers = make_registers({"ex-2": {"schemes": ["radio-2"]}})
    assert find("practical", make_dossier(registers=registers)).status == "unmet"


def test_an_examiner_with_a_conflict():
    """Who declared a conflict with this candidate does not score them."""
    conflict = {"person": "P-1", "nature": "family", "declared": "2026-01-01"}
    registers = make_registers({"ex-2": {"conflicts": [conflict]}})
    assert find("practical", make_dossier(registers=registers)).status == "unmet"


def test_a_plan_is_signed_by_a_listed_supervisor():
    """Who signs a plan of remediation is in the register."""
    more = [CRITICAL, AGAIN, {**PLAN, "supervisor": "nobody"}]
    assert find("practical", make_dossier(change=EARLY, more=more)).status == "unmet"


def test_who_signed_a_plan_supervised():
    """A plan of remediation is supervision: its signer does not decide."""
    registers = make_registers()
    ninth = {"id": "sup-9", "name": "Dr Example-Ninth"}
    nine = registers.supervisors["sup-1"].model_copy(update=ninth)
    registers = replace(registers, supervisors={**registers.supervisors, "sup-9": nine})
    dossier = make_dossier(more=[{**PLAN, "supervisor": "sup-9"}], registers=registers)
    assert involvement(dossier, make_scheme(), "Dr Example-Ninth", date(2026, 11, 20))


def test_a_plan_is_asked_for_in_words():
    """After a critical fail, what comes next names the plan."""
    finding = find("practical", make_dossier(change=EARLY, more=[CRITICAL]))
    assert "remediation" in finding.sentence


def test_the_day_that_is_told_is_good():
    """On the day told as the next, the next attempt counts."""
    scheme = make_scheme({
        "written.retakes": {"attempts_max": 1, "within_months": 6}, "practical": None,
    })  # fmt: skip
    failed = {"ended": "2025-08-31T11:00:00Z", "points": {"S1": 1}}
    finding = find("written", make_dossier(change={"W-1": failed}), scheme)
    assert "the next from 1 March 2026" in finding.sentence
    for day, counts in (("2026-02-28", False), ("2026-03-01", True)):
        more = [written(ref="W-2", ended=f"{day}T11:00:00Z", form="B")]
        dossier = make_dossier(change={"W-1": failed}, more=more)
        assert find("written", dossier, scheme).is_settled == counts


def test_two_checks_of_a_licence_on_one_day():
    """Of one day's checks the less favourable counts, as with declarations."""
    check = {"on": "2026-11-10", "by": "Ines Example-Officer", "how": "letter"}
    ended = {
        "kind": "licence", "ref": "A-licence", "profession": "physician", "region": "FR",
        "regulator": "Example Medical Board", "number": "EX-1", "status": "ended", "check": check,
    }  # fmt: skip
    assert find("licence", make_dossier(more=[ended])).status == "unmet"


def test_a_day_short_of_a_year():
    """A year without its last day is eleven whole months."""
    change = {"experience": {"since": "2020-01-01", "until": "2020-12-30"}}
    assert find("experience-rn", make_dossier("rn", change=change)).status == "unmet"


@pytest.mark.parametrize("change", [{"supervisor": "nobody"}, {"on": "2020-01-01"}])
def test_feedback_of_a_listed_supervisor_after_the_case(change):
    """Feedback is a listed supervisor's, and not older than the case."""
    assert find("mentor", make_dossier(change={"feedback-10": change})).status == "unmet"


def test_a_follow_up_comes_after_the_case():
    """A patient is seen again after the case, not before it."""
    change = {"performed-05": {"follow_up": "2020-01-01"}}
    assert find("cases", make_dossier(change=change)).status == "unmet"


def line(values, at_least):
    return {"field": "age_band", "values": values, "at_least": at_least, "title": "cases"}


OVERLAPPING = [line(["18-34", "55-plus"], 11), line(["18-34"], 8), line(["55-plus"], 8)]
NEVER = {"performed": 100, "patients": 10, "per_day": 1, "window_months": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"requirements.cases.coverage": OVERLAPPING, "requirements.cases.performed": 15},
        {"practical.retakes.new_form": True},
        {"written.retakes.remediation_after_critical_fail": True},
        {f"requirements.cases.{name}": value for name, value in NEVER.items()},
    ],
    ids=["overlapping coverage", "forms of the practical", "plan for the written", "days too few"],
)
def test_a_scheme_that_nobody_can_meet(changes):
    """What cannot be met is a contradiction."""
    assert list(contradictions(make_scheme(changes)))


def test_thirds():
    """Weights of a third are written with two decimals."""
    thirds = [
        {"id": name, "title": name, "weight": weight, "items": 20}
        for name, weight in (("a", 33.33), ("b", 33.33), ("c", 33.34))
    ]
    changes = {"written.sections": thirds, "written.formats": {"multiple-choice": 60}}
    assert list(contradictions(make_scheme(changes))) == []

"""Waivers: asked for by one officer with a reason, approved by another, where the scheme allows."""

import pytest

from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.making import AT, assess, find, make_dossier

ANN, BEN = "Ann Example-Officer", "Ben Example-Officer"
ASKED = {
    "kind": "waiver", "ref": "V-1", "requirement": "experience-np-pa",
    "reason": "Five years in the same clinic as a nurse",
}  # fmt: skip
APPROVED = {"kind": "waiver-approval", "ref": "VA-1", "waiver": "V-1"}
SHORT = {"experience": {"since": "2026-09-01"}}


def stands(*more, asker=ANN, approver=BEN, change=SHORT, scheme=None, of="experience-np-pa"):
    authors = {"V-1": asker, "VA-1": approver}
    dossier = make_dossier("np", change=change, more=more, authors=authors)
    return find(of, dossier, scheme)


def test_waived():
    """Two people and a reason: nothing more is asked, and the reason is told."""
    finding = stands(ASKED, APPROVED)
    assert (finding.status, finding.lacks) == ("waived", ())
    assert finding.sentence == "Waived: Five years in the same clinic as a nurse"
    assert finding.is_settled


def test_one_person_waives_nothing():
    """Who asks does not approve; and asking alone does nothing."""
    assert stands(ASKED, APPROVED, approver=ANN).status == "unmet"
    assert stands(ASKED).status == "unmet"
    assert stands(APPROVED).status == "unmet"


def test_an_approval_of_another_request():
    """An approval is for the request it names."""
    assert stands(ASKED, {**APPROVED, "waiver": "V-2"}).status == "unmet"


@pytest.mark.parametrize("requirement", ["licence", "cases", "written", "practical"])
def test_what_the_scheme_does_not_let_be_waived(requirement):
    """Only what is marked as waivable is; the examination never."""
    gone = {"licence": None, "W-1": None, "performed-01": None}
    more = {**ASKED, "requirement": requirement}
    assert stands(more, APPROVED, change=gone, of=requirement).status == "unmet"


def test_what_is_met_is_not_waived():
    """A requirement that is met is told as met, waiver or not."""
    assert stands(ASKED, APPROVED, change={}).status == "met"


def test_what_has_lapsed_can_be_waived():
    """Where the scheme lets it, a waiver covers what was there and ended."""
    scheme = make_scheme({"requirements.life-support.waivable": True})
    lapsed = {"basic-life-support": {"expires": "2026-11-19"}}
    more = {**ASKED, "requirement": "life-support"}
    assert stands(more, change=lapsed, scheme=scheme, of="life-support").status == "expired"
    finding = stands(more, APPROVED, change=lapsed, scheme=scheme, of="life-support")
    assert finding.status == "waived"


def test_a_waiver_meets_the_whole():
    """With the one thing that was missing waived, everything is met."""
    authors = {"V-1": ANN, "VA-1": BEN}
    dossier = make_dossier("np", change=SHORT, more=[ASKED, APPROVED], authors=authors)
    assert assess(dossier, make_scheme(), AT).is_met

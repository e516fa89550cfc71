"""Registers: an entry names only what is on record; every revision stays."""

from __future__ import annotations

import pytest

from issuer.body.schemes import activate
from issuer.candidates.errors import EntryConflictError, UnknownListedError, UnknownPersonError
from issuer.certification.dossier.documents import read_document, read_listed
from issuer.certification.errors import DocumentError, SchemeError
from tests.issuer.board import BODY
from tests.issuer.road import BY_PERSON, REGISTRAR

SITTING = {
    "kind": "sitting", "id": "s-1", "since": "2026-11-20", "scheme": "btx", "site": "Vienna",
    "candidates": ["P-1"],
    "stations": {f"P{number}": ["ex-1", "ex-2"] for number in range(1, 9)},
    "leads": ["ex-3"],
}  # fmt: skip


def put(road, **members):
    return road.candidates.registers.put(read_listed(members), author=REGISTRAR, at=road.clock())


def test_a_sitting_of_applied_candidates_is_recorded(road):
    """Revision 1; the same again changes nothing; another content is revision 2."""
    road.apply()
    assert put(road, **SITTING) == 1
    assert put(road, **SITTING) == 1
    assert put(road, **SITTING | {"site": "Graz"}) == 2
    history = road.candidates.registers.history("sitting", "s-1")
    assert [each.listed.site for each in history] == ["Graz", "Vienna"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"scheme": "btx-1x"}, "scheme"),
        ({"candidates": ["P-9"]}, "candidates"),
        ({"stations": {**SITTING["stations"], "P9": ["ex-1", "ex-2"]}}, "stations"),
        ({"stations": {"P1": ["ex-1", "ex-2"]}}, "stations.P2"),
        ({"stations": {**SITTING["stations"], "P1": ["ex-1", "ex-9"]}}, "stations"),
        ({"stations": {**SITTING["stations"], "P1": ["ex-1", "ex-1"]}}, "stations.P1"),
        ({"leads": ["ex-9"]}, "stations"),
    ],
)
def test_a_sitting_that_cannot_be_held_is_refused(road, changes, path):
    """An unknown scheme, candidate, station or examiner, and one examiner for two."""
    road.apply()
    with pytest.raises(DocumentError) as refused:
        put(road, **SITTING | changes)
    assert path in {fault.path for fault in refused.value.fields}


def test_an_examiner_with_a_conflict_is_not_assigned(road):
    """The mend names the examiner and the candidate."""
    road.apply()
    put(
        road, kind="examiner", id="ex-1", since="2026-01-01", name="Dr A. Example-Examiner",
        qualification="Physician", standardised="2026-03-01", schemes=["btx"],
        conflicts=[{"person": "P-1", "nature": "employer", "declared": "2026-05-01"}],
    )  # fmt: skip
    with pytest.raises(DocumentError, match="ex-1 declared a conflict with P-1"):
        put(road, **SITTING)


def test_an_examiner_of_other_schemes_is_not_assigned(road):
    """Whoever is qualified for another scheme examines there."""
    road.apply()
    put(
        road, kind="examiner", id="ex-2", since="2026-01-01", name="Dr B. Example-Examiner",
        qualification="Physician", standardised="2026-03-01", schemes=["btx-r"],
    )  # fmt: skip
    with pytest.raises(DocumentError, match="does not examine for btx"):
        put(road, **SITTING)


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"provider": "nobody"}, "provider"),
        ({"scheme": "none"}, "modules"),
        ({"modules": ["M99"]}, "modules"),
    ],
)
def test_a_course_of_nobody_or_nothing_is_refused(road, members, path):
    """The provider comes first, and modules are the scheme's."""
    good = {
        "kind": "course", "id": "c-2", "since": "2026-01-01", "provider": "academy",
        "title": "Foundation", "scheme": "btx", "modules": ["M1"],
    }  # fmt: skip
    assert put(road, **good) == 1
    with pytest.raises(DocumentError) as refused:
        put(road, **good | members)
    assert path in {fault.path for fault in refused.value.fields}


def test_an_unknown_entry_is_told(road):
    """Nothing of this id is in the register."""
    with pytest.raises(UnknownListedError):
        road.candidates.registers.find("course", "none")


CASE = {
    "kind": "case", "ref": "c1", "scheme": "btx", "role": "performed", "on": "2026-11-01",
    "supervisor": "sup-1", "site": "site-1", "patient": 1, "areas": ["glabella"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"areas": ["nose"]}, "areas"),
        ({"skin_type": "VII"}, "skin_type"),
        ({"supervisor": "nobody"}, "supervisor"),
        ({"site": "elsewhere"}, "site"),
        ({"on": "2026-11-21"}, "on"),
        ({"scheme": "none"}, "scheme"),
    ],
)
def test_a_document_names_only_what_is_known(road, changes, path):
    """The fault has its path, and nothing is recorded."""
    road.apply()
    with pytest.raises(DocumentError) as refused:
        road.show("P-1", read_document(CASE), read_document(CASE | changes | {"ref": "c2"}))
    assert [fault.path for fault in refused.value.fields] == [path]
    with road.board.store.reading() as unit:
        assert not unit.entries.of(["P-1"]).get("P-1")


def test_a_document_of_nobody_is_refused(road):
    """There is no dossier without a person."""
    with pytest.raises(UnknownPersonError):
        road.show("P-9", read_document(CASE))


def test_the_same_document_again_is_no_news(road):
    """Word for word it is taken and changes nothing; with another word it is a conflict."""
    road.apply()
    road.show("P-1", read_document(CASE), read_document(CASE))
    before = len(road.board.events())
    road.show("P-1", read_document(CASE))
    assert len(road.board.events()) == before
    with pytest.raises(EntryConflictError):
        road.show("P-1", read_document(CASE | {"patient": 2}))


def test_a_document_is_read_by_the_version_applied_under(road):
    """A later version that knows the area no more changes nothing for who applied before."""
    road.apply()
    later = BY_PERSON.replace(b'version = "2026.1"', b'version = "2027.1"', 1).replace(
        b"lateral-canthal", b"crows-feet"
    )
    activate(road.board.store, BODY, later, actor="test", at=road.clock())
    road.clock.advance(10)
    road.show("P-1", read_document(CASE | {"areas": ["lateral-canthal"]}))
    road.apply("P-2")
    with pytest.raises(DocumentError, match="lateral-canthal is not listed"):
        road.show("P-2", read_document(CASE | {"areas": ["lateral-canthal"]}))


def test_an_activity_stands_for_one_scheme(road):
    """A scheme that takes another's learning address is refused; its own may stay."""
    copied = BY_PERSON.replace(b'id = "btx"', b'id = "laser"', 1)
    with pytest.raises(SchemeError, match="give an address of its own"):
        activate(road.board.store, BODY, copied, actor="test", at=road.clock())
    later = BY_PERSON.replace(b'version = "2026.1"', b'version = "2027.1"', 1)
    assert activate(road.board.store, BODY, later, actor="test", at=road.clock()).id == "btx"


@pytest.mark.parametrize(
    "members",
    [
        {"kind": "certificate", "certificate": "basic-life-suport", "issuer": "B", "seen_by": "I"},
        {"kind": "declaration", "declaration": "conducts", "holds": True},
        {"kind": "endorsement", "endorsement": "anybody", "by": "Dr Example"},
    ],
)
def test_a_name_that_no_scheme_asks_for_is_a_slip(road, members):
    """It could never count; the names that could are told."""
    road.apply()
    with pytest.raises(DocumentError, match="no scheme asks for"):
        road.show("P-1", read_document({**members, "ref": "x", "on": "2026-11-01"}))

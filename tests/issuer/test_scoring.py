"""Examiners score stations: each alone, on the day, with no tie to the candidate, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from issuer.body.found import found
from issuer.body.schemes import SchemeShelf
from issuer.candidates.application import ApplicationState
from issuer.candidates.dossiers import Dossiers
from issuer.candidates.errors import (
    EntryConflictError,
    ScoreError,
    SheetConflictError,
    UnknownListedError,
)
from issuer.candidates.scoring import Scoring, SheetState
from issuer.candidates.sheet import Sheet, SheetKey
from issuer.store.database import Database
from keys.file_vault import FileVault
from tests.issuer import hall
from tests.issuer.board import BODY, LIST_SIZE
from tests.issuer.hall import LEAD, NOON, ONE, TWO, key
from tests.store.conftest import migrated_file, sqlite_url  # noqa: F401 - fixtures

MARKS = {"introduces": 2, "asepsis": 3, "dose": 2}
OFFICERS = {"E-1": ONE, "E-2": TWO, "E-3": LEAD}


class Hall:
    """Scores as a test says, the examiner's own officer at noon if it says nothing else."""

    def __init__(self, database: Database) -> None:
        self.database = database
        shelf = SchemeShelf(database, lambda: NOON)
        self.scoring = Scoring(database, shelf, Dossiers(database, shelf), BODY.zone)

    def save(self, whose: SheetKey, after: int = 0, **changes: Any) -> Sheet:
        """Save a sheet with `changes`."""
        sheet = {"items": MARKS, "critical": (), "comment": ""} | changes
        officer, at = sheet.pop("officer", OFFICERS.get(whose.examiner)), sheet.pop("at", NOON)
        return self.scoring.save(whose, after=after, officer=officer, at=at, **sheet)

    def hand_in(self, whose: SheetKey, **changes: Any) -> Sheet:
        """Save a sheet and hand it in."""
        saved = self.save(whose, **changes)
        return self.scoring.hand_in(whose, saved.revision, OFFICERS[whose.examiner], NOON)

    def listed(self, officer: str, at: datetime = NOON) -> list[tuple[str, str, str]]:
        """Return what an officer has to score: station, candidate, state."""
        wanted = self.scoring.sheets_for(officer, at)
        return [(each.key.station, each.key.person, each.state.value) for each in wanted]

    def refusal(self, whose: SheetKey, **changes: Any) -> str:
        """Return why nothing was saved."""
        with pytest.raises(ScoreError) as refused:
            self.save(whose, **changes)
        with self.database.reading() as unit:
            assert unit.sheets.find(whose) is None
        return str(refused.value)


@pytest.fixture
def here(sqlite_url: str, tmp_path: Path) -> Iterator[Hall]:  # noqa: F811 - the fixture
    """Return the hall of a sitting, over SQLite."""
    database = Database(sqlite_url, list_size=LIST_SIZE)
    found(database, BODY, vault=FileVault(tmp_path / "keys"), at=NOON)
    hall.furnish(database, BODY)
    yield Hall(database)
    database.dispose()


def test_an_examiner_is_shown_their_own_stations(here: Hall) -> None:
    """Every candidate at each of them, and how far the sheet is; nobody else is shown anything."""
    assert here.listed(ONE) == [("P1", "C-1", "not begun"), ("P1", "C-2", "not begun")]
    assert [each[0] for each in here.listed(LEAD)] == ["P2", "P2"]
    assert here.listed("Nora Example-Nobody") == []
    here.save(key(), items={"dose": 1})
    here.hand_in(key(person="C-2"))
    assert here.listed(ONE) == [("P1", "C-1", "begun"), ("P1", "C-2", "handed in")]


@pytest.mark.parametrize(
    ("at", "is_on"),
    [
        (datetime(2026, 11, 19, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 19, 23, tzinfo=UTC), True),  # midnight in Vienna
        (datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 20, 23, tzinfo=UTC), False),
    ],
)
def test_a_sitting_lasts_for_its_days_where_the_body_is(
    here: Hall, at: datetime, *, is_on: bool
) -> None:
    """Before and after, nothing is listed, and nothing is taken."""
    assert bool(here.listed(ONE, at)) is is_on
    if is_on:
        assert here.save(key(), at=at).revision == 1
    else:
        assert "not held today" in here.refusal(key(), at=at)


def test_a_sitting_must_be_in_the_register(here: Hall) -> None:
    """Another one is unknown."""
    with pytest.raises(UnknownListedError):
        here.save(SheetKey("S-9", "C-1", "P1", "E-1"))


@pytest.mark.parametrize(
    ("whose", "officer", "sentence"),
    [
        (key("E-2"), ONE, "another examiner"),
        (key("E-1"), TWO, "another examiner"),
        (key("E-9"), ONE, "another examiner"),
        (key(station="P2"), ONE, "not assigned to this station"),
        (key(station="P9"), ONE, "not assigned to this station"),
        (key("E-3"), LEAD, "not assigned to this station"),
        (key(person="C-3"), ONE, "not the candidate's sitting"),
    ],
)
def test_who_is_not_assigned_scores_nothing(
    here: Hall, whose: SheetKey, officer: str, sentence: str
) -> None:
    """Neither another's sheet, nor another station, nor another sitting's candidate."""
    assert sentence in here.refusal(whose, officer=officer)
    with pytest.raises(ScoreError, match=sentence):
        here.scoring.open(whose, officer, NOON)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"standardised": "2025-11-20"}, None),
        ({"standardised": "2025-11-19"}, "more than 12 months ago"),
        ({"until": "2026-11-20"}, None),
        ({"until": "2026-11-19"}, "accreditation"),
        ({"since": "2026-11-20"}, None),
        ({"since": "2026-11-21"}, "accreditation"),
        ({"schemes": ["btx-1"]}, "not accredited to examine for hall"),
        ({"conflicts": [{"person": "C-2", "nature": "family", "declared": "2026-01-01"}]}, None),
        (
            {"conflicts": [{"person": "C-1", "nature": "other", "declared": "2026-01-01"}]},
            "conflict of interest",
        ),
        ({"name": "DR AMÉLIE example-santos"}, "themselves"),
    ],
)
def test_an_examiner_is_fit_on_the_day(
    here: Hall, changes: dict[str, Any], sentence: str | None
) -> None:
    """Accredited for the scheme, standardised in time, and without a declared conflict."""
    hall.list_examiner(here.database, **changes)
    if sentence is None:
        assert here.save(key()).revision == 1
    else:
        assert sentence in here.refusal(key())
        (first, _) = here.scoring.sheets_for(ONE, NOON)
        assert first.hindrance is not None
        assert sentence in first.hindrance


@pytest.mark.parametrize(
    ("on", "instructor", "is_bar"),
    [
        ("2024-11-20", ONE, True),
        ("2024-11-20", ONE.upper(), True),
        ("2024-11-19", ONE, False),
        ("2026-11-01", TWO, False),
    ],
)
def test_who_trained_the_candidate_does_not_examine_them(
    here: Hall, on: str, instructor: str, *, is_bar: bool
) -> None:
    """For as many months as the scheme says, whatever the spelling; other candidates they may."""
    training = {"kind": "training", "ref": "T-1", "scheme": "other", "course": "K", "module": "M"}
    more = {"format": "lecture", "instructor": instructor, "on": on, "classroom_hours": 2}
    hall.show(here.database, **training, **more)
    assert here.save(key(person="C-2")).revision == 1
    if is_bar:
        assert "trained or supervised" in here.refusal(key())
    else:
        assert here.save(key()).revision == 1


@pytest.mark.parametrize("officer", [ONE, TWO])
def test_who_supervised_the_candidate_does_not_examine_them(here: Hall, officer: str) -> None:
    """The register tells under which name a supervisor works at the desk."""
    supervisor = {"id": "V-1", "name": "Ines Example-Mentor", "officer": officer, "sites": ["W"]}
    hall.put(here.database, {"kind": "supervisor", "since": "2020-01-01", **supervisor})
    case = {"kind": "case", "ref": "K-1", "scheme": "hall", "role": "performed", "site": "W"}
    more = {"on": "2026-10-01", "supervisor": "V-1", "patient": 1, "areas": ["glabella"]}
    hall.show(here.database, **case, **more)
    if officer == ONE:
        assert "trained or supervised" in here.refusal(key())
    else:
        assert here.save(key()).revision == 1


def test_a_candidate_must_have_applied(here: Hall) -> None:
    """Once the application is closed there is no rubric to score by."""
    with here.database.writing() as unit:
        record = unit.applications.find(["APP-C-1"])["APP-C-1"]
        closed = type(record)(record.application, record.scheme_digest, ApplicationState.WITHDRAWN)
        unit.applications.settle(closed)
    assert "no open application" in here.refusal(key())
    assert "no open application" in str(here.scoring.sheets_for(ONE, NOON)[0].hindrance)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"items": {"dose": 0}}, None),
        ({"items": {"dose": -1}}, "0 to 3"),
        ({"items": {"dose": 3}}, None),
        ({"items": {"dose": 4}}, "0 to 3"),
        ({"items": {"charm": 1}}, "no such item"),
        ({"critical": ("wrong-product",)}, None),
        ({"critical": ("no-charm",)}, "no such critical fail"),
    ],
)
def test_a_sheet_says_what_the_rubric_knows(
    here: Hall, changes: dict[str, Any], sentence: str | None
) -> None:
    """Marks from 0 to 3 for its items, and its critical fails."""
    if sentence is None:
        assert here.save(key(), **changes).revision == 1
    else:
        assert sentence in here.refusal(key(), **changes)


def test_a_sheet_is_saved_over_what_was_seen(here: Hall) -> None:
    """A stale revision is refused with the one that is there; the same content again is no news."""
    assert here.save(key(), items={"dose": 1}, comment="calm").revision == 1
    assert here.save(key(), items={"dose": 1}, comment="calm").revision == 1  # its answer was lost
    assert here.save(key(), 1, items={"dose": 2}).revision == 2
    for stale in (0, 1, 3):
        with pytest.raises(SheetConflictError) as refused:
            here.save(key(), stale, items={"dose": 3})
        assert refused.value.args == (2,)
    assert here.scoring.open(key(), ONE, NOON).sheet.items == {"dose": 2}
    assert here.save(key(), 2).revision == 3
    with pytest.raises(SheetConflictError):
        here.scoring.hand_in(key(), 2, ONE, NOON)
    assert here.scoring.hand_in(key(), 3, ONE, NOON).revision == 4


def test_handing_in_needs_every_item(here: Hall) -> None:
    """What is missing is named in the rubric's words; nothing is recorded meanwhile."""
    with pytest.raises(ScoreError, match=r"not scored yet: Introduces .*, Works .*, Prepares "):
        here.scoring.hand_in(key(), 0, ONE, NOON)
    saved = here.save(key(), items={"introduces": 1, "asepsis": 0})
    with pytest.raises(ScoreError, match=r"^not scored yet: Prepares the planned dose$"):
        here.scoring.hand_in(key(), saved.revision, ONE, NOON)
    assert _entries(here) == []
    assert here.listed(ONE)[0][2] == SheetState.BEGUN


def test_what_is_handed_in_is_recorded_once(here: Hall) -> None:
    """The score is in the dossier, the comment is not; the sheet is closed."""
    at = NOON + timedelta(minutes=20)
    saved = here.save(key(), critical=("wrong-product",), comment="Shook the vial")
    closed = here.scoring.hand_in(key(), saved.revision, ONE, at)
    assert (closed.handed_in, closed.revision) == (at, 2)
    (entry,) = _entries(here)
    assert (entry.author, entry.recorded) == (ONE, at)
    assert entry.document.model_dump() == {
        "kind": "station",
        "ref": "S-1/P1/E-1",
        "scheme": "hall",
        "sitting": "S-1",
        "station": "P1",
        "examiner": "E-1",
        "role": "examiner",
        "ended": at,
        "items": MARKS,
        "critical": ("wrong-product",),
    }
    with here.database.reading() as unit:
        told = [each.link.kind for each in unit.chain.newest(100, subject="C-1")]
    assert told == ["entry.recorded"]
    with pytest.raises(ScoreError, match="handed in already"):
        here.save(key(), closed.revision, items={**MARKS, "dose": 0})
    with pytest.raises(ScoreError, match="handed in already"):
        here.scoring.hand_in(key(), closed.revision, ONE, at)
    assert len(_entries(here)) == 1


def test_a_sheet_is_not_closed_without_its_score(here: Hall) -> None:
    """Where the dossier refuses the document, the sheet stays open: it is one transaction."""
    other = {"kind": "station", "ref": "S-1/P1/E-1", "scheme": "hall", "sitting": "S-1"}
    more = {"station": "P1", "examiner": "E-1", "ended": "2026-11-20T11:00:00Z", "items": MARKS}
    hall.show(here.database, **other, **more)
    saved = here.save(key())
    with pytest.raises(EntryConflictError):
        here.scoring.hand_in(key(), saved.revision, ONE, NOON)
    assert here.scoring.open(key(), ONE, NOON).sheet.handed_in is None


def test_two_examiners_score_alone(here: Hall) -> None:
    """What one has scored, or handed in, the other can neither open nor tell from the list."""
    before = here.scoring.sheets_for(TWO, NOON)
    here.save(key(), items={"dose": 0}, comment="Trembled")
    assert here.scoring.sheets_for(TWO, NOON) == before
    here.hand_in(key(), after=1)
    assert here.scoring.sheets_for(TWO, NOON) == before
    for whose in (key(), key("E-1", person="C-2")):
        with pytest.raises(ScoreError, match="another examiner"):
            here.scoring.open(whose, TWO, NOON)
    opened = here.scoring.open(key("E-2"), TWO, NOON).sheet
    assert (opened.items, opened.comment, opened.revision) == ({}, "", 0)


@pytest.mark.parametrize(
    ("second", "critical", "is_asked"),
    [
        ({**MARKS}, (), False),
        ({**MARKS, "dose": 1}, (), False),  # 11 % apart
        ({**MARKS, "dose": 0}, (), True),  # 22 % apart
        ({**MARKS}, ("wrong-product",), True),
    ],
)
def test_a_lead_is_asked_where_two_differ(
    here: Hall, second: dict[str, int], critical: tuple[str, ...], *, is_asked: bool
) -> None:
    """By more than the scheme allows, or where one alone saw a critical fail; never before."""
    here.hand_in(key())
    assert "P1" not in {station for station, _, _ in here.listed(LEAD)}
    here.save(key("E-2"), items=second, critical=critical)
    assert "P1" not in {station for station, _, _ in here.listed(LEAD)}
    here.hand_in(key("E-2"), after=1, items=second, critical=critical)
    assert (("P1", "C-1", "not begun") in here.listed(LEAD)) is is_asked
    assert ("P1", "C-2", "not begun") not in here.listed(LEAD)
    if not is_asked:
        assert "not assigned" in here.refusal(key("E-3"))
        return
    assert here.scoring.open(key("E-3"), LEAD, NOON).sheet.items == {}
    here.hand_in(key("E-3"))
    roles = {entry.document.examiner: entry.document.role for entry in _entries(here)}
    assert roles == {"E-1": "examiner", "E-2": "examiner", "E-3": "lead"}
    assert ("P1", "C-1", "handed in") in here.listed(LEAD)


def test_both_saw_the_critical_fail(here: Hall) -> None:
    """Then there is nothing to ask a lead."""
    for examiner in ("E-1", "E-2"):
        here.hand_in(key(examiner), critical=("wrong-product",))
    assert "not assigned" in here.refusal(key("E-3"))


def _entries(here: Hall) -> list[Any]:
    with here.database.reading() as unit:
        return list(unit.entries.of(["C-1"]).get("C-1", []))


def test_a_struck_score_can_be_given_again(here: Hall) -> None:
    """When the dossier's document is struck, the sheet is open, with its marks; handed in anew."""
    here.hand_in(key())
    with here.database.reading() as unit:
        entry = unit.entries.find("C-1", "station", "S-1/P1/E-1")
    here.scoring.dossiers.strike(entry.id, author=LEAD, why="the wrong candidate", at=NOON)
    with here.database.reading() as unit:
        sheet = unit.sheets.find(key())
    assert (sheet.handed_in, dict(sheet.items)) == (None, MARKS)
    assert here.hand_in(key(), after=sheet.revision, items=MARKS | {"dose": 3}).handed_in == NOON
    with here.database.reading() as unit:
        again = unit.entries.find("C-1", "station", "S-1/P1/E-1")
    assert again.document.items["dose"] == 3

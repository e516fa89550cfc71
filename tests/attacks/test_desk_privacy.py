"""Erasing and exporting, attacked: namesakes, names in odd places, one person who acts as two."""

from __future__ import annotations

import json

import pytest

from issuer.accounts.ports import Officer, Session
from issuer.accounts.roles import EVERY_ROLE
from issuer.credentials.lifecycle import Act
from issuer.errors import ErasureRefusedError
from issuer.privacy.erasures import Erasures
from issuer.store.tables.evidence import EventDetailRow
from tests.issuer.board import make_board
from tests.issuer.conftest import (  # noqa: F401 - fixtures
    cleaner,
    migrated_file,
    open_store,
    postgres_url,
    schema,
    server,
    sqlite_url,
)

NAME = "Dr José Example-Peña"
PERSON = {"reference": "P-1", "name": NAME}
OTHER = {"reference": "P-2", "name": "Dr Other Example"}
ASKS, DECIDES = "Ines Example-Officer", "Bo Example-Decider"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def board(request, open_store, tmp_path):  # noqa: F811
    """Return an issuer over each real database in turn."""
    return make_board(open_store(request.param), tmp_path / "keys")


def erase(board, by=DECIDES):
    """Erase the person."""
    work = Erasures(board.store, lambda _scheme, _version: None)
    asked = work.ask("P-1", why="", actor=ASKS, at=board.clock())
    return work.approve(asked.id, actor=by, at=board.clock())


def details(board):
    """Return what each event of the record still says, by its number."""
    with board.store.reading() as unit:
        rows = unit.transaction.connection.execute(EventDetailRow.table().select()).all()
    return {row.seq: json.loads(bytes(row.data)) for row in rows}


def exported(board):
    """Return the events that the person is given."""
    with board.store.writing() as unit:
        held = unit.personal_data.held(unit.personal_data.trace("P-1"))
    return [row["subject"] for row in held.rows["event"]]


def test_an_officers_acts_outlive_their_namesake(board):
    """An officer called as the holder is: what they did to others stays, and is theirs alone."""
    board.issue(attempt="A-1", candidate=PERSON)
    others = board.issue(attempt="A-2", candidate=OTHER).number
    at = board.clock()
    board.lifecycle.act(
        Act.SUSPEND, others, reason="audit-open", actor=NAME, at=at, note="about another"
    )
    assert others not in exported(board)
    erase(board)
    told = [said for said in details(board).values() if said.get("note") == "about another"]
    assert [said["actor"] for said in told] == [NAME]


def test_the_same_attempt_of_another_scheme_is_anothers(board):
    """Attempts are numbered by scheme: another's of the same name is neither shown nor erased."""
    board.issue(attempt="A-1", candidate=PERSON)
    board.take(attempt="A-1", scheme="btx-2", candidate=OTHER)
    before = {seq for seq, said in details(board).items() if said.get("scheme") == "btx-2"}
    assert before
    with board.store.writing() as unit:
        held = unit.personal_data.held(unit.personal_data.trace("P-1"))
    assert before.isdisjoint(row["seq"] for row in held.rows["event"])
    erase(board)
    assert before <= details(board).keys()


def test_a_name_is_found_however_it_is_written(board):
    """In a session's form, where JSON has no letter but ASCII; and in a search that was kept."""
    board.issue(attempt="A-1", candidate=PERSON)
    at = board.clock()
    form = json.dumps({"held": {"fields": [["name", NAME], ["note", f"Said:\n{NAME}"]]}})
    with board.store.writing() as unit:
        unit.officers.add(Officer(ASKS, EVERY_ROLE), at)
        unit.sessions.save(Session(b"s" * 32, ASKS, at, at, form))
        unit.saved_searches.save(ASKS, "that one", "search=Dr+Jos%C3%A9+Example-Pe%C3%B1a", at)
        unit.saved_searches.save(ASKS, f"as {NAME} wrote", "scheme=btx", at)
        unit.saved_searches.save(ASKS, "active ones", "state=active", at)
    erase(board)
    with board.store.reading() as unit:
        (session,) = unit.sessions.of(ASKS)
        kept = unit.saved_searches.of(ASKS)
    assert "Jos" not in session.data
    assert json.loads(session.data)["held"]["fields"] == [
        ["name", "[erased]"],
        ["note", "Said:\n[erased]"],
    ]
    assert kept == [("active ones", "state=active")]


def test_who_asked_does_not_decide_under_another_spelling(board):
    """Two accounts of one name are one person, as everywhere."""
    board.issue(attempt="A-1", candidate=PERSON)
    with pytest.raises(ErasureRefusedError, match="who asked"):
        erase(board, by="INES  EXAMPLE-OFFICER")

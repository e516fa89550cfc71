"""`probatum check`: what was changed in the database by hand is found, and told by its number."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from issuer.credentials.examine import TOLD_STATES, confirmed, examine
from issuer.evidence.audit import first_break, last_told
from tests.issuer.board import LIST_SIZE, make_board, make_results
from tests.issuer.failing import cut_power
from tests.issuer.test_lifecycle import do


@pytest.fixture
def board(open_store, tmp_path):
    """An issuer on SQLite with five certificates: the third revoked, the fourth suspended."""
    made = make_board(open_store("sqlite"), tmp_path / "keys")
    native = {"native_name": "د. ليلى", "native_language": "ar"}
    made.take_many(*make_results(5, candidate=native))
    do(made, "revoke", numbers(made)[2])
    do(made, "suspend", numbers(made)[3])
    return made


def numbers(board):
    """Return every number, in the order of the attempts."""
    with board.store.reading() as unit:
        found = unit.certificates.of_attempts("btx-1", [f"A-{serial}" for serial in range(5)])
    return [found[f"A-{serial}"].number for serial in range(5)]


@pytest.fixture
def change(tmp_path):
    """Return what changes the file behind the program's back."""

    def by_hand(statement, **names):
        with closing(sqlite3.connect(tmp_path / "probatum.sqlite3")) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            for each in statement.split(";"):
                connection.execute(each, names)
            connection.commit()

    return by_hand


def look(board):
    """Examine everything, as `probatum check` does."""
    return examine(board.store, board.verifier, told=last_told(board.store, TOLD_STATES))


def faults(board):
    return {fault.number: fault.why for fault in look(board).faults}


def test_nothing_is_wrong(board):
    """Released, revoked, suspended and dead ones are as they should be; released ones count."""
    cut_power(board, *make_results(7)[5:])
    examination = look(board)
    assert (examination.examined, examination.faults) == (5, ())
    assert first_break(board.store) is None


def test_long_after(board):
    """Expired, and signed by keys long out of date, everything still holds."""
    board.clock.advance(10 * 365 * 86_400)
    assert faults(board) == {}


EDITS = {
    "another's token": "UPDATE credential SET token = (SELECT token FROM credential WHERE number"
    " <> :n LIMIT 1) WHERE number = :n",
    "a changed token": "UPDATE credential SET token = token || 'A' WHERE number = :n",
    "no token": "UPDATE credential SET token = NULL WHERE number = :n",
    "another payload": "UPDATE credential SET payload = payload || ' ' WHERE number = :n",
    "another digest": "UPDATE credential SET digest = zeroblob(32) WHERE number = :n",
    "another index": "UPDATE credential SET idx = (WITH RECURSIVE free(i) AS"
    " (SELECT 0 UNION ALL SELECT i + 1 FROM free WHERE i < 1023)"
    " SELECT min(i) FROM free WHERE i NOT IN (SELECT idx FROM credential)) WHERE number = :n",
    "no certificate": "DELETE FROM certificate WHERE number = :n",
    "another name": "UPDATE holder SET name = 'Somebody Else' WHERE number = :n",
    "another native name": "UPDATE holder SET native_name = 'ليلى' WHERE number = :n",
    "no native name": "UPDATE holder SET native_name = NULL, native_language = NULL"
    " WHERE number = :n",
    "another profession": "UPDATE certificate SET profession = 'np' WHERE number = :n",
    "another type": "UPDATE certificate SET type = 'https://cert.example.org/t/2'"
    " WHERE number = :n",
    "a longer life": "UPDATE certificate SET expires = '2040-11-19 23:00:00.000000'"
    " WHERE number = :n",
    "a longer life on paper": "UPDATE certificate SET valid_through = '2040-11-19'"
    " WHERE number = :n",
    "another beginning": "UPDATE certificate SET effective = '2026-01-01 00:00:00.000000'"
    " WHERE number = :n",
    "another state": "UPDATE certificate SET state = 'superseded' WHERE number = :n",
    "another status": "UPDATE credential SET status = 3 WHERE number = :n",
}


@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize("edit", EDITS)
def test_changed_by_hand(board, change, edit, which):
    """Each is found at its certificate, and at no other."""
    number = numbers(board)[which]
    change(EDITS[edit], n=number)
    assert list(faults(board)) == [number]


@pytest.mark.parametrize("which", [2, 3])
@pytest.mark.parametrize("table", ["certificate SET state = 'active'", "credential SET status = 0"])
def test_a_change_undone_by_hand(board, change, table, which):
    """A revoked or suspended one made valid in one place only is found."""
    number = numbers(board)[which]
    change(f"UPDATE {table} WHERE number = :n", n=number)
    assert list(faults(board)) == [number]


@pytest.mark.parametrize("which", [2, 3])
def test_a_change_undone_everywhere(board, change, which):
    """Made valid in certificate and list alike, it is not what the events say; nor the reverse."""
    changed, untouched = numbers(board)[which], numbers(board)[0]
    change(
        "UPDATE certificate SET state = 'active', since = NULL WHERE number = :changed;"
        "UPDATE credential SET status = 0 WHERE number = :changed;"
        "UPDATE certificate SET state = 'revoked' WHERE number = :untouched;"
        "UPDATE credential SET status = 1 WHERE number = :untouched",
        changed=changed,
        untouched=untouched,
    )
    found = faults(board)
    assert set(found) == {changed, untouched}
    assert "the certificate is active" in found[changed]
    assert "the events say active" in found[untouched]


@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize(
    "edit",
    [
        "DELETE FROM credential WHERE number = :n",
        "UPDATE credential SET state = 'voided' WHERE number = :n",
        "UPDATE credential SET state = 'intended' WHERE number = :n",
        "DELETE FROM credential WHERE number = :n; DELETE FROM certificate WHERE number = :n",
    ],
)
def test_made_away_with(board, change, edit, which):
    """What was released and is not on record any more is missed."""
    number = numbers(board)[which]
    change(edit, n=number)
    assert "no released credential is on record" in faults(board)[number]


def test_put_in_by_hand(board):
    """What was released without an event is found: its rows were put there behind our back."""
    number = numbers(board)[0]
    before = last_told(board.store, TOLD_STATES)
    del before[number]
    (fault,) = examine(board.store, board.verifier, told=before).faults
    assert (fault.number, "the events say nothing" in fault.why) == (number, True)


def test_what_changes_meanwhile_is_no_fault(board, change):
    """An examination of a body at work tells what is wrong, and not what has just happened."""
    earlier = last_told(board.store, TOLD_STATES)
    do(board, "revoke", numbers(board)[0])
    board.take_many(*make_results(9)[7:])
    half = examine(board.store, board.verifier, told=earlier)
    assert len(half.faults) == 3
    looks = iter([half, look(board)])
    assert confirmed(lambda: next(looks)).faults == ()
    wrong = numbers(board)[1]
    change("UPDATE holder SET name = 'Somebody Else' WHERE number = :n", n=wrong)
    half = examine(board.store, board.verifier, told=earlier)
    looks = iter([half, look(board)])
    assert [fault.number for fault in confirmed(lambda: next(looks)).faults] == [wrong]


def test_an_event_changed_by_hand(board, change):
    """The chain tells what happened; with its guard taken away, a change of it is found."""
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        change("UPDATE event SET kind = 'credential.voided' WHERE seq = 7")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        change("DELETE FROM event WHERE seq = 7")
    change(
        "DROP TRIGGER event_no_update;"
        "UPDATE event SET kind = 'certificate.reinstated' WHERE kind = 'certificate.revoked'"
    )
    assert first_break(board.store) is not None


def test_what_was_done_changed_by_hand(board, change):
    """Actor and data are what the chain commits to; what an erasure names is no break."""
    change("DROP TRIGGER event_detail_no_delete; DELETE FROM event_detail WHERE seq = 8")
    assert first_break(board.store).seq == 8
    change(
        "INSERT INTO erasure (id, person, why, asked, asked_by) "
        "VALUES ('E-1', 'C-1', '', '2026-11-20 12:00:00.000000', 'x');"
        "INSERT INTO erased_event VALUES (8, 'E-1')"
    )
    assert first_break(board.store) is None
    change(
        "DROP TRIGGER event_detail_no_update;"
        "UPDATE event_detail SET data = CAST(replace(data, 'test', 'tost') AS BLOB) WHERE seq = 9"
    )
    assert first_break(board.store).seq == 9


def test_lists_of_every_size(open_store, tmp_path):
    """More certificates than a list has entries are examined by their own list."""
    board = make_board(open_store("sqlite"), tmp_path / "keys")
    for start in range(0, LIST_SIZE, 400):
        board.take_many(*(make_results(start + 400)[start:]))
    with board.store.reading() as unit:
        last = unit.certificates.of_attempts("btx-1", ["A-1199"])["A-1199"].number
    do(board, "revoke", last)
    assert board.record_of(last).list_uri.endswith("/s/2")
    examination = look(board)
    assert (examination.examined, examination.faults) == (1200, ())

"""`probatum move-to-postgres` and back: everything, with the proof, and nobody stays behind."""

from __future__ import annotations

import sqlite3

import pytest

from issuer.errors import StorageUnavailableError
from issuer.store.database import Database
from issuer.store.ledger import SqlLedger
from tests.cli.conftest import FAILED
from verifier.ledger import LedgerUnavailableError

pytestmark = pytest.mark.postgres


@pytest.fixture
def kept(home, tmp_path):
    """Return a home with something on record, and a checkpoint of it elsewhere."""
    (tmp_path / "outside").mkdir()
    home.settings["PROBATUM_CHECKPOINT_DIR"] = str(tmp_path / "outside")
    for serial in range(3):
        home.issue(attempt=f"M-{serial}")
    home.run("issue", home.result(attempt="M-9", written=FAILED))
    first = home.json("list")[0]["number"]
    home.done("suspend", first, "--reason", "audit-open")
    home.done("checkpoint-key")
    home.done("checkpoint")
    return home


def test_there_and_back(kept, postgres_nothing, tmp_path):
    """Rows, digests, chain, checkpoint and tokens agree; the old copies refuse to go on."""
    listed = kept.json("list")
    still_open = Database(f"sqlite:///{kept.path / 'probatum.sqlite3'}")
    with still_open.reading() as unit:
        assert len(unit.lists.all()) == 1
    told = kept.json("move-to-postgres", postgres_nothing, "--yes")
    assert (told["credentials"], told["checkpoints"]) == (3, 1)
    assert told["tables"]["certificate"][0] == 3

    stays = kept.run("list")
    assert stays.exit_code == 1
    assert "this record was moved to postgresql+psycopg://" in stays.output.replace(
        "postgresql://", "postgresql+psycopg://"
    )
    _is_dead(still_open, listed[0]["number"])
    still_open.dispose()

    kept.settings["PROBATUM_DATABASE"] = postgres_nothing
    assert kept.json("list") == listed
    assert kept.json("check")["chain"] == "holds"
    number = kept.issue(attempt="M-10")["number"]
    kept.done("revoke", listed[1]["number"], "--reason", "licence-lost")

    path = tmp_path / "back.sqlite3"
    left = Database(postgres_nothing)
    back = kept.json("move-to-sqlite", path, "--yes")
    assert back["tables"]["credential_type"] == told["tables"]["credential_type"]
    assert back["events"] > told["events"]
    _is_dead(left, number)
    left.dispose()
    kept.settings["PROBATUM_DATABASE"] = f"sqlite:///{path}"
    assert kept.run("verify", number).exit_code == 0
    assert kept.run("verify", listed[1]["number"]).exit_code == 1
    kept.issue(attempt="M-11")
    assert kept.json("audit", "verify")["record"] == "holds"


def _is_dead(database, number):
    """Nothing is written, and nobody who did not stop tells what held before."""
    with pytest.raises(StorageUnavailableError), database.writing() as unit:
        unit.control.stop_issuing("why")
    with pytest.raises(LedgerUnavailableError):
        SqlLedger(database).token(number)
    assert not database.is_ready()


def test_what_does_not_hold_is_not_moved(kept, postgres_nothing):
    """A certificate changed by hand is found in the copy, and the record stays where it is."""
    path = kept.path / "probatum.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE certificate SET profession = 'baker' WHERE state = 'active'")
    connection.close()
    refused = kept.run("move-to-postgres", postgres_nothing, "--yes")
    assert "does not hold: the token and the certificate disagree" in refused.output
    assert len(kept.json("list")) == 3
    again = kept.run("move-to-postgres", postgres_nothing, "--yes")
    assert (again.exit_code, "is not empty" in again.output) == (1, True)


def test_where_nothing_can_be_moved(kept, postgres_nothing, tmp_path):
    """A wrong target or the wrong engine is told before anything is done."""
    assert kept.run("move-to-postgres", "sqlite:////x", "--yes").exit_code == 2
    assert kept.run("move-to-sqlite", kept.path / "probatum.sqlite3", "--yes").exit_code == 2
    assert "not in postgresql" in kept.run("move-to-sqlite", tmp_path / "n", "--yes").output
    stopped = kept.run("move-to-postgres", postgres_nothing, typed="n\n")
    assert (stopped.exit_code, len(kept.json("list"))) == (1, 3)

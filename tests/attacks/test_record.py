"""Somebody who can write to the database's file: what they change, `probatum check` finds.

What a file alone cannot show - its whole tail cut off with its head, or an older copy put in its
place - checkpoints kept elsewhere do: tests/cli/test_checkpoints.py.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from string import Template

import pytest

from issuer.settings import IssuerSettings
from issuer.wiring import make_world
from tests.attacks.command import Command
from tests.attacks.roster import HEADER, row
from tests.attacks.world import found_home
from verifier.clock import utc_now
from verifier.number import CertificateNumber

URL = "https://cert.example.org"
EDITS = {
    "an event changed": "UPDATE event SET kind = 'certificate_reinstated' WHERE seq = 9",
    "an event dated back": "UPDATE event SET at = '2020-01-01 00:00:00.000000' WHERE seq = 9",
    "an event given to another": "UPDATE event SET subject = 'EX-1' WHERE seq = 9",
    "what an event says changed": (
        'UPDATE event_detail SET data = CAST(\'{"actor":"nobody"}\' AS BLOB) WHERE seq = 9'
    ),
    "an event deleted": "DELETE FROM event WHERE seq = 9",
    "the first event deleted": "DELETE FROM event WHERE seq = 1",
    "the last event deleted": "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
    "an event inserted": (
        "UPDATE event SET seq = -seq - 1 WHERE seq > 9; UPDATE event SET seq = -seq WHERE seq < 0;"
        "INSERT INTO event SELECT 10, at, kind, subject, commitment, hash FROM event WHERE seq = 9"
    ),
    "two events swapped": (
        "UPDATE event SET seq = -seq WHERE seq IN (9, 10);"
        "UPDATE event SET seq = 19 + seq WHERE seq < 0"
    ),
    "a certificate called back to life": (
        "UPDATE certificate SET state = 'active' WHERE state = 'revoked'"
    ),
    "an entry of the list set back": "UPDATE credential SET status = 0 WHERE status = 1",
    "a name changed": "UPDATE holder SET name = 'Dr Mallory Sample' WHERE rowid = 1",
    "a token changed": "UPDATE credential SET token = token || 'A' WHERE id = 1",
    "a payload changed": (
        "UPDATE credential SET payload = CAST(replace(payload, 'Dr', 'Mr') AS BLOB) WHERE id = 1"
    ),
    "a digest changed": "UPDATE credential SET digest = zeroblob(32) WHERE id = 1",
    "tokens exchanged": "UPDATE credential SET token = (SELECT token FROM credential WHERE id = 1)",
}


@pytest.fixture(scope="module")
def original(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> IssuerSettings:
    """Return the settings of a body that issued three certificates and withdrew one."""
    folder = tmp_path_factory.mktemp("record")
    made = found_home(folder / "home", tables, URL, at=utc_now())
    file = folder / "results.csv"
    file.write_text("\n".join([HEADER, *(row(n) for n in range(3))]), "utf-8")
    command = Command(made)
    number = command.json("issue", file)[0]["number"]
    assert command.run("revoke", number, "--reason", "licence-lost").exit_code == 0
    assert command.run("check").exit_code == 0
    return made


@pytest.fixture
def settings(original: IssuerSettings, tmp_path: Path) -> IssuerSettings:
    """Return the settings of a copy of that body."""
    home = shutil.copytree(original.home, tmp_path / "home")
    return original.model_copy(update={"home": home})


def edit(settings: IssuerSettings, statements: str) -> None:
    """Change the file as its owner can, triggers or not."""
    with closing(sqlite3.connect(settings.home / "probatum.sqlite3")) as file:
        for (name,) in file.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            file.execute(f'DROP TRIGGER "{name}"')
        file.executescript(statements)
        file.commit()


@pytest.mark.parametrize("statements", EDITS.values(), ids=EDITS)
def test_an_edit_is_found(settings: IssuerSettings, statements: str) -> None:
    """The check says that something is wrong, and ends with 1."""
    edit(settings, statements)
    assert Command(settings).run("check").exit_code == 1


@pytest.mark.parametrize("verb", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_the_database_itself_keeps_events(settings: IssuerSettings, verb: str) -> None:
    """Without taking its triggers away first, no event is changed or deleted."""
    with (
        closing(sqlite3.connect(settings.home / "probatum.sqlite3")) as file,
        pytest.raises(sqlite3.IntegrityError, match="never changed or deleted"),
    ):
        file.execute(verb)


def test_a_withdrawn_one_called_back_everywhere_is_found(settings: IssuerSettings) -> None:
    """Certificate and list both say that it is in force, and only the events know better."""
    edit(settings, ";".join(EDITS[name] for name in _CALLED_BACK))
    assert Command(settings).run("check").exit_code == 1


def test_an_event_behind_the_last_is_found(settings: IssuerSettings) -> None:
    """An event that was written without the program, behind all others, is no event."""
    edit(
        settings,
        "INSERT INTO event SELECT seq + 1, at, kind, subject, commitment, hash FROM event "
        "ORDER BY seq DESC LIMIT 1",
    )
    assert Command(settings).run("check").exit_code == 1


_CALLED_BACK = ("a certificate called back to life", "an entry of the list set back")


_COPY = Template("""
INSERT INTO certificate
SELECT '$copy', scheme, version, attempt || 'x', profession, type, first_issued, effective,
       valid_through, expires, state, since, reason, successor, NULL, NULL, NULL
FROM certificate WHERE number = '$first';
INSERT INTO credential
SELECT 99, '$copy', form, kid, list_id, (idx + 1) % size, payload, digest, state,
       credential.status, intended, settled, credential.token
FROM credential JOIN status_list ON status_list.id = list_id WHERE number = '$first';
""")


def test_a_copied_row_is_no_certificate(settings: IssuerSettings) -> None:
    """A released row copied under another number makes no other certificate, and is found."""
    world, copy = make_world(settings), str(CertificateNumber("BTX", "0000DEA"))
    with world.database.reading() as unit:
        first = unit.credentials.released(limit=3)[-1].number
    world.database.dispose()
    edit(settings, _COPY.substitute(copy=copy, first=first))
    command = Command(settings)
    assert command.run("check").exit_code == 1
    shown = command.json("verify", copy)["credential"]
    assert shown is None or shown["number"] == first

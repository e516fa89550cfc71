"""Accounts, roles, passkeys, invitations and counts, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from issuer.accounts.account import Failed, Invitation, MadeLink, Passkey
from issuer.accounts.errors import SlowDownError
from issuer.accounts.ports import Officer, Session
from issuer.accounts.roles import EVERY_ROLE, Role
from issuer.accounts.throttle import Caller, count_try
from issuer.errors import NameTakenError
from issuer.store.engine import make_engine
from issuer.store.migrate import MIGRATIONS, migrate
from tests.store.making import AT, SECOND

INES = Officer("Ines", EVERY_ROLE)
ADAM = Officer("Adam", frozenset({Role.AUDITOR}))
KEY = Passkey(b"key-1", INES.name, b"public", 3_000_000_000, "laptop", AT)
HERE = Caller("192.0.2.1", b"d" * 32)
SESSION = Session(b"s" * 32, INES.name, AT, AT, "{}", proven=AT, address="192.0.2.1")


@pytest.fixture
def staffed(database):
    """Return a database with two officers."""
    with database.writing() as unit:
        unit.officers.add(INES, AT)
        unit.officers.add(ADAM, AT)
    return database


def test_an_account_is_found_by_name_or_address(staffed):
    """By name as it is, by e-mail address in any case; addresses are unique."""
    with staffed.writing() as unit:
        account = unit.officers.account("Ines")
        unit.officers.change(replace(account, mail="Ines@Example.org"))
        assert unit.officers.account(" ines@example.ORG ").name == "Ines"
        assert unit.officers.account("nobody") is None
        assert [each.name for each in unit.officers.all()] == ["Adam", "Ines"]
        with pytest.raises(NameTakenError):
            unit.officers.change(replace(unit.officers.account("Adam"), mail="ines@example.org"))
    with staffed.reading() as unit:
        assert unit.officers.account("Ines").handle != unit.officers.account("Adam").handle


def test_who_left_is_not_found(staffed):
    """An ended account is listed and nothing else."""
    with staffed.writing() as unit:
        unit.officers.change(replace(unit.officers.account("Adam"), ended=AT))
        assert unit.officers.find("Adam") is None
        assert unit.officers.account("Adam") is None
        assert [each.ended for each in unit.officers.all()] == [AT, None]


def test_roles_are_replaced(staffed):
    """An officer has the roles set last."""
    with staffed.writing() as unit:
        unit.officers.set_roles("Ines", frozenset({Role.EXAMINER}))
    with staffed.reading() as unit:
        assert unit.officers.find("Ines").roles == {Role.EXAMINER}
        assert unit.officers.find("Adam").roles == {Role.AUDITOR}


def test_a_code_is_spent_once_and_never_an_older_one(staffed):
    """A step is taken once; so is no step before it."""
    with staffed.writing() as unit:
        assert [unit.officers.spend_code("Ines", step) for step in (7, 7, 6, 8)] == [
            *(True, False, False, True),
        ]


def test_a_passkey_is_kept_used_and_removed(staffed):
    """Its id is unique; its counter may be as large as four bytes are; it is its owner's."""
    with staffed.writing() as unit:
        unit.passkeys.add(KEY)
        with pytest.raises(NameTakenError):
            unit.passkeys.add(replace(KEY, officer="Adam"))
        unit.passkeys.use(KEY.id, 2**32 - 1, AT + SECOND)
        assert unit.passkeys.find(KEY.id) == replace(KEY, counter=2**32 - 1, used=AT + SECOND)
        assert unit.passkeys.of("Adam") == []
        assert not unit.passkeys.remove("Adam", KEY.id)
        assert unit.passkeys.remove("Ines", KEY.id)
        assert unit.passkeys.find(KEY.id) is None


def test_recovery_codes_and_challenges_are_used_once(staffed):
    """The second use finds nothing; codes of others are others'."""
    with staffed.writing() as unit:
        unit.passkeys.set_codes("Ines", [b"a", b"b"])
        unit.passkeys.set_codes("Adam", [b"a"])
        assert unit.passkeys.use_code("Ines", b"a")
        assert not unit.passkeys.use_code("Ines", b"a")
        assert (unit.passkeys.count_codes("Ines"), unit.passkeys.count_codes("Adam")) == (1, 1)
        assert unit.passkeys.spend(b"challenge", AT)
        assert not unit.passkeys.spend(b"challenge", AT)


def test_an_invitation_is_used_once_until_it_expires(staffed):
    """The newest counts, once, until and not at its end."""
    first = Invitation(b"1", "Ines", AT, "cli:root", AT + 60 * SECOND)
    with staffed.writing() as unit:
        unit.invitations.add(first)
        unit.invitations.add(replace(first, digest=b"2"))
        assert unit.invitations.find(b"1", AT) is None
        assert unit.invitations.find(b"2", AT + 59 * SECOND) == replace(first, digest=b"2")
        assert unit.invitations.find(b"2", AT + 60 * SECOND) is None
        assert not unit.invitations.use(b"2", AT + 60 * SECOND)
        assert unit.invitations.use(b"2", AT)
        assert not unit.invitations.use(b"2", AT)


def test_an_invitation_may_have_two_links(staffed):
    """Both are good until one is used; of another's, nothing ends."""
    first = Invitation(b"1", "Ines", AT, "cli:root", AT + 60 * SECOND)
    with staffed.writing() as unit:
        unit.invitations.add(first)
        unit.invitations.add_beside(replace(first, digest=b"2"))
        unit.invitations.add(replace(first, digest=b"3", officer="Adam"))
        assert unit.invitations.find(b"1", AT) == first
        assert unit.invitations.use(b"2", AT)
        assert not unit.invitations.use(b"1", AT)
        assert unit.invitations.use(b"3", AT)


def test_links_are_told_for_a_while(staffed):
    """Those since a moment, the newest first."""
    made = [MadeLink("Ines", AT + n * SECOND, "cli:root") for n in range(3)]
    with staffed.writing() as unit:
        for each in made:
            unit.invitations.add_link(each)
        assert unit.invitations.links(AT + SECOND) == [made[2], made[1]]


def test_sessions_of_an_officer_end_together(staffed):
    """All, or all but one."""
    with staffed.writing() as unit:
        for n in range(3):
            unit.sessions.save(replace(SESSION, digest=bytes([n]) * 32, started=AT + n * SECOND))
        unit.sessions.save(replace(SESSION, digest=b"x" * 32, officer="Adam"))
        assert [each.digest[0] for each in unit.sessions.of("Ines")] == [2, 1, 0]
        assert unit.sessions.find(b"\x01" * 32).proven == AT
        assert unit.sessions.end_all("Ines", but=b"\x01" * 32) == 2
        assert [each.digest[0] for each in unit.sessions.of("Ines")] == [1]
        assert len(unit.sessions.of("Adam")) == 1


def test_what_is_over_is_purged(staffed):
    """Unused and old sessions, expired links, invitations and challenges go; the rest stays."""
    day = timedelta(days=1)
    with staffed.writing() as unit:
        unit.sessions.save(SESSION)
        unit.sessions.save(replace(SESSION, digest=b"t" * 32, seen=AT + day, started=AT + day))
        unit.officers.add_sign_in(b"1" * 32, "Ines", AT + day)
        unit.officers.add_sign_in(b"2" * 32, "Ines", AT + 2 * day)
        unit.passkeys.spend(b"c", AT + day)
        purge = {"idle": AT, "begun": AT, "at": AT + day}
        assert unit.sessions.purge(**purge, limit=2) == 2
        assert unit.sessions.purge(**purge, limit=10) == 1
        assert unit.sessions.find(b"t" * 32) is not None
        assert unit.officers.use_sign_in(b"2" * 32, AT) is not None
        unit.failures.save(Failed(b"k", 3, AT))
        assert unit.failures.purge(AT, 10) == 0
        assert unit.failures.purge(AT + SECOND, 10) == 1


def test_five_failures_are_free_then_the_wait_doubles(staffed):
    """One second, two, four; success elsewhere changes nothing, a day later all is forgotten."""
    at = AT
    with staffed.writing() as unit:
        for _ in range(5):
            count_try(unit, "Ines", HERE, at)
        for wait in (1, 2, 4):
            with pytest.raises(SlowDownError):
                count_try(unit, "Ines", HERE, at)
            at += timedelta(seconds=wait)
            count_try(unit, "Ines", HERE, at)
        count_try(unit, "Adam", HERE, at)
        count_try(unit, "Ines", replace(HERE, address="192.0.2.2"), at)
        count_try(unit, "Ines", HERE, at + timedelta(days=1, seconds=1))


def test_strangers_do_not_slow_a_known_device(staffed):
    """The officer's own device has its own count, behind the same address as the strangers'."""
    with staffed.writing() as unit:
        unit.failures.add_device(HERE.device, "Ines", AT)
        unit.failures.add_device(HERE.device, "Ines", AT + SECOND)
        for _ in range(5):
            count_try(unit, "Ines", Caller(HERE.address), AT)
        for n in range(45):
            count_try(unit, "Ines", Caller(f"198.51.100.{n}"), AT)
        with pytest.raises(SlowDownError):
            count_try(unit, "Ines", Caller("203.0.113.1"), AT)
        count_try(unit, "Ines", HERE, AT)
        with pytest.raises(SlowDownError):
            count_try(unit, "Ines", replace(HERE, device=b"e" * 32), AT)


def test_officers_of_before_roles_keep_everything(nothing, open_database):
    """Whoever was on record before the migration holds every role, and can be given a way in."""
    engine = make_engine(nothing, create=True)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        old = {"name": "Ines", "role": "administrator", "added": AT.replace(tzinfo=None)}
        connection.execute(
            text("INSERT INTO officer (name, role, added) VALUES (:name, :role, :added)"), old
        )
    engine.dispose()
    migrate(nothing)
    with open_database(nothing).writing() as unit:
        assert unit.officers.find("Ines") == INES
        unit.officers.change(unit.officers.account("Ines"))
        assert len(unit.officers.account("Ines").handle) == 32

"""Programs' keys, idempotency keys, officers, sign-ins and sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.accounts.ports import ApiKey, FirstAnswer, Officer, Session
from issuer.accounts.roles import EVERY_ROLE, Role
from issuer.errors import IdempotencyConflictError, NameTakenError
from tests.store.making import AT, SECOND

KEY = ApiKey("exam system", b"k" * 32, AT, ends=AT + 60 * SECOND)
FIRST = FirstAnswer("exam system", "key-1", b"r" * 32, "btx", "A-0")
OFFICER = Officer("Dr B. Officer", EVERY_ROLE)
SESSION = Session(b"s" * 32, OFFICER.name, AT, AT + SECOND, '{"csrf":"é"}')


def test_a_key_is_found_by_its_digest(store):
    """The key is found by what is kept of its secret, and by nothing else."""
    with store.writing() as unit:
        unit.api_keys.add(KEY)
    with store.reading() as unit:
        assert unit.api_keys.find(KEY.digest) == KEY
        assert unit.api_keys.find(b"x" * 32) is None
        assert unit.api_keys.find(b"") is None


def test_an_ended_key_opens_nothing(store):
    """A key ends once; it is listed, not found."""
    with store.writing() as unit:
        unit.api_keys.add(KEY)
        assert unit.api_keys.end(KEY.name, AT + SECOND) is True
        assert unit.api_keys.end(KEY.name, AT + 2 * SECOND) is False
        assert unit.api_keys.end("nobody", AT) is False
    with store.reading() as unit:
        assert unit.api_keys.find(KEY.digest) is None
        assert unit.api_keys.all() == [replace(KEY, ended=AT + SECOND)]


def test_whoever_is_told_of_an_end_is_told_once(store):
    """When it was told of stays with the key."""
    with store.writing() as unit:
        unit.api_keys.add(KEY)
        unit.api_keys.tell(KEY.name, AT + SECOND)
    with store.reading() as unit:
        assert unit.api_keys.all() == [replace(KEY, told=AT + SECOND)]


def test_a_keys_name_is_its_own(store):
    """A name is used once, also after its key ended; keys are listed oldest first."""
    second = ApiKey("another", b"l" * 32, AT)
    with store.writing() as unit:
        unit.api_keys.add(KEY)
        unit.api_keys.end(KEY.name, AT)
        with pytest.raises(NameTakenError):
            unit.api_keys.add(replace(KEY, digest=b"m" * 32))
        unit.api_keys.add(second)
        assert [key.name for key in unit.api_keys.all()] == [KEY.name, second.name]


def test_an_idempotency_key_is_of_one_client(store):
    """The first use is found again; another client's key of that name is another key."""
    other = replace(FIRST, client="import", attempt="A-1")
    with store.writing() as unit:
        unit.idempotency.add(FIRST, AT)
        unit.idempotency.add(other, AT)
    with store.reading() as unit:
        assert unit.idempotency.find("exam system", "key-1") == FIRST
        assert unit.idempotency.find("import", "key-1") == other
        assert unit.idempotency.find("exam system", "key-2") is None


def test_an_idempotency_key_is_used_first_once(store):
    """A second use is refused, whatever it asks; the first stays."""
    with store.writing() as unit:
        unit.idempotency.add(FIRST, AT)
        with pytest.raises(IdempotencyConflictError):
            unit.idempotency.add(replace(FIRST, attempt="A-1"), AT)
        assert unit.idempotency.find("exam system", "key-1") == FIRST


def test_an_officer_is_recorded_once(store):
    """Recording an officer again does nothing, whatever the role."""
    with store.writing() as unit:
        unit.officers.add(OFFICER, AT)
        unit.officers.add(Officer(OFFICER.name, frozenset({Role.AUDITOR})), AT)
        assert unit.officers.find(OFFICER.name) == OFFICER
        assert unit.officers.find("nobody") is None


@pytest.mark.parametrize(("seconds", "officer"), [(59, OFFICER), (60, None)])
def test_a_sign_in_expires(store, seconds, officer):
    """A sign-in works until, and not at, the moment when it expires."""
    with store.writing() as unit:
        unit.officers.add(OFFICER, AT)
        unit.officers.add_sign_in(b"d" * 32, OFFICER.name, AT + 60 * SECOND)
    with store.writing() as unit:
        assert unit.officers.use_sign_in(b"d" * 32, AT + seconds * SECOND) == officer


def test_a_sign_in_works_once(store):
    """The second use of a sign-in finds nothing; nor does one that never was."""
    with store.writing() as unit:
        unit.officers.add(OFFICER, AT)
        unit.officers.add_sign_in(b"d" * 32, OFFICER.name, AT + SECOND)
        assert unit.officers.use_sign_in(b"e" * 32, AT) is None
        assert unit.officers.use_sign_in(b"d" * 32, AT) == OFFICER
    with store.writing() as unit:
        assert unit.officers.use_sign_in(b"d" * 32, AT) is None


def test_a_session_is_kept_replaced_and_ended(store):
    """A session is what was saved last, until it is ended."""
    with store.writing() as unit:
        unit.officers.add(OFFICER, AT)
        unit.sessions.save(replace(SESSION, officer=None))
        assert unit.sessions.find(SESSION.digest) == replace(SESSION, officer=None)
        unit.sessions.save(SESSION)
    with store.writing() as unit:
        assert unit.sessions.find(SESSION.digest) == SESSION
        unit.sessions.end(SESSION.digest)
        unit.sessions.end(SESSION.digest)
    with store.reading() as unit:
        assert unit.sessions.find(SESSION.digest) is None

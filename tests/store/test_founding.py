"""The body, its switch, its keys, its schemes and types: recorded once, read back the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.body.look import Look, Picture, PictureKind
from issuer.body.ports import ActiveScheme, RecordedType
from issuer.errors import (
    AlreadyFoundedError,
    NameTakenError,
    SchemeConflictError,
    UnknownKeyError,
)
from keys import es256
from keys.keyring import Purpose, TrustedKey
from tests.store.making import AT, BODY, SECOND

SCHEME = ActiveScheme("btx", "1.0", "0" * 64, b"id = 'btx'\n", AT)
TYPE = RecordedType(1, f"{BODY.url}/t/1", "btx", "1.0", ("upper", "lower"), b'{"vct":1}')


def make_key(**changes):
    """Return a new public key."""
    key = es256.generate().public_key()
    made = TrustedKey(BODY.url, Purpose.CREDENTIAL, key, since=AT)
    return replace(made, **changes)


def test_there_is_no_body_at_first(bare_store):
    """Before `init` there is no body."""
    with bare_store.reading() as unit:
        assert unit.bodies.get() is None


def test_the_body_is_read_back(store):
    """The body is what was recorded."""
    with store.reading() as unit:
        assert unit.bodies.get() == BODY


def test_a_body_is_founded_once(store):
    """A second body is refused, even with the same content."""
    with store.writing() as unit:
        with pytest.raises(AlreadyFoundedError):
            unit.bodies.found(replace(BODY, name="Another Board"), AT)
        assert unit.bodies.get() == BODY


def test_a_change_holds_from_the_second_after_its_own(store):
    """The body as of an earlier moment is as it was then, pictures and all; `get` tells of now."""
    logo = Picture(PictureKind.SVG, b"<svg/>", 10, 5)
    second = replace(BODY, name="New Board", look=Look("#5b2a86", logo, logo))
    third = replace(second, telephone="+1 555 0199", look=Look("#5b2a86"))
    with store.writing() as unit:
        unit.bodies.change(second, AT + SECOND)
        unit.bodies.change(third, AT + 3 * SECOND)
        assert unit.bodies.get() == third
    with store.reading() as unit:
        told = [unit.bodies.as_of(AT + seconds * SECOND) for seconds in range(-1, 5)]
    assert told == [BODY, BODY, BODY, second, second, third]


def test_issuing_is_open_until_it_is_stopped_and_opened_again(store):
    """The switch says why issuing is stopped, in every transaction after that."""
    with store.writing() as unit:
        assert unit.control.issuing_stopped() is None
        unit.control.stop_issuing("key ceremony")
        assert unit.control.issuing_stopped() == "key ceremony"
    with store.writing() as unit:
        assert unit.control.issuing_stopped() == "key ceremony"
        unit.control.stop_issuing(None)
    with store.reading() as unit:
        assert unit.control.issuing_stopped() is None


def test_public_keys_are_read_back_in_order(store):
    """Keys come oldest first, with everything that was recorded of them."""
    keys = [
        make_key(),
        make_key(purpose=Purpose.STATUS, issuer=f"{BODY.url}/status"),
        make_key(until=AT + SECOND, compromised=AT + 2 * SECOND),
    ]
    with store.writing() as unit:
        for key in keys:
            unit.public_keys.add(key)
    with store.reading() as unit:
        assert unit.public_keys.all() == keys


def test_a_kid_is_never_used_twice(store):
    """A key is refused whose kid is on record, even for another purpose."""
    key = make_key()
    with store.writing() as unit:
        unit.public_keys.add(key)
        with pytest.raises(NameTakenError):
            unit.public_keys.add(replace(key, purpose=Purpose.STATUS))
        assert unit.public_keys.all() == [key]


def test_a_key_is_retired_and_compromised(store):
    """Each changes its own moment of its own key; a key that never was is refused."""
    key, other = make_key(), make_key()
    with store.writing() as unit:
        unit.public_keys.add(key)
        unit.public_keys.add(other)
        unit.public_keys.retire(key.kid, AT + SECOND)
        unit.public_keys.compromise(key.kid, AT + 2 * SECOND)
        for change in (unit.public_keys.retire, unit.public_keys.compromise):
            with pytest.raises(UnknownKeyError):
                change("no-key", AT)
    ended = replace(key, until=AT + SECOND, compromised=AT + 2 * SECOND)
    with store.reading() as unit:
        assert unit.public_keys.all() == [ended, other]


def test_schemes_are_read_back_in_order_of_activation(store):
    """Versions come oldest first, also those activated in the same second."""
    versions = [replace(SCHEME, version=version) for version in ("2.0", "1.0", "1.1")]
    with store.writing() as unit:
        assert [unit.schemes.activate(version) for version in versions] == [True] * 3
    with store.reading() as unit:
        assert unit.schemes.active() == versions


def test_activating_again_changes_nothing(store):
    """The same bytes again are no news; the first activation stays."""
    with store.writing() as unit:
        unit.schemes.activate(SCHEME)
        assert unit.schemes.activate(replace(SCHEME, activated=AT + SECOND)) is False
        assert unit.schemes.active() == [SCHEME]


def test_a_version_is_never_edited(store):
    """A version that is active with other bytes is refused."""
    with store.writing() as unit:
        unit.schemes.activate(SCHEME)
        with pytest.raises(SchemeConflictError):
            unit.schemes.activate(replace(SCHEME, document=b"id = 'btx' # edited\n"))
        assert unit.schemes.active() == [SCHEME]


def test_types_are_read_back_in_order(store):
    """Types come by serial, with their scope and their frozen document."""
    second = replace(TYPE, serial=2, url=f"{BODY.url}/t/2", scope=())
    with store.writing() as unit:
        unit.schemes.activate(SCHEME)
        unit.schemes.add_type(TYPE)
        unit.schemes.add_type(second)
    with store.reading() as unit:
        assert unit.schemes.types() == [TYPE, second]


@pytest.mark.parametrize(
    "changes",
    [
        {"url": f"{BODY.url}/t/2", "scope": ()},
        {"serial": 2, "scope": ()},
        {"serial": 2, "url": f"{BODY.url}/t/2"},
    ],
    ids=["serial", "url", "scope"],
)
def test_a_type_is_unique(store, changes):
    """Serial, address and (scheme, version, scope) are each of one type alone."""
    with store.writing() as unit:
        unit.schemes.activate(SCHEME)
        unit.schemes.add_type(TYPE)
        with pytest.raises(NameTakenError):
            unit.schemes.add_type(replace(TYPE, **changes))
        assert unit.schemes.types() == [TYPE]

"""Founding: the body is recorded and its first keys are made, once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfoNotFoundError

from issuer.body.address import require_address
from issuer.body.body import Body
from issuer.body.ports import FoundingTransactions, FoundingUnit
from issuer.errors import AlreadyFoundedError, KeyUnavailableError, SettingsError
from issuer.evidence.event import Event, EventKind
from keys.keyring import Purpose, TrustedKey
from keys.vault import Vault, VaultError
from verifier.trust import STATUS_ISSUER


def found(transactions: FoundingTransactions, body: Body, *, vault: Vault, at: datetime) -> None:
    """Record `body` and make one key each for credentials and status lists.

    The private halves are in `vault` before the public ones are on record: a key that is published
    can always sign. Raise `AlreadyFoundedError` if there is a body already, and `SettingsError`
    for an address that tokens cannot bind or a time zone that nobody knows.
    """
    require_address(body.url)
    _require_zone(body)
    with transactions.writing() as unit:
        if unit.bodies.get() is not None:
            raise AlreadyFoundedError("this database has a certification body already")
        unit.bodies.found(body, at)
        data: dict[str, str | int] = {"url": body.url}
        events = [Event(at, EventKind.BODY_FOUNDED, body.name, "init", data)]
        for purpose in (Purpose.CREDENTIAL, Purpose.STATUS):
            key = _new_key(unit, body, purpose, vault, at)
            kind: dict[str, str | int] = {"purpose": purpose}
            events.append(Event(at, EventKind.KEY_ADDED, key.kid, "init", kind))
        unit.events.append(events)


def _require_zone(body: Body) -> None:
    try:
        _ = body.zone
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:  # OSError: a folder of zones
        raise SettingsError(f"{body.time_zone!r} is not an IANA time zone") from exc


def _new_key(
    unit: FoundingUnit, body: Body, purpose: Purpose, vault: Vault, at: datetime
) -> TrustedKey:
    issuer = body.url + (STATUS_ISSUER if purpose is Purpose.STATUS else "")
    try:
        made = vault.make()
        vault.signer(made)  # what cannot prove itself is never published
    except VaultError as exc:
        raise KeyUnavailableError(str(exc)) from exc
    trusted = TrustedKey(issuer=issuer, purpose=purpose, key=made, since=at)
    unit.public_keys.add(trusted)
    return trusted

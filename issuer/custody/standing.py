"""How each key stands: what it does, what hangs on it, and which is too old."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from issuer.custody.ports import CustodyTransactions, KeyUse
from keys.keyring import Purpose, TrustedKey

OLD_AFTER = timedelta(days=365)


class KeyState(StrEnum):
    """What a key does. The strings are public: add, never rename."""

    PUBLISHED = "published"  # known to everyone, and signing nothing yet
    SIGNING = "signing"
    STANDBY = "standby"  # may sign, but a newer one does
    RETIRED = "retired"  # signs nothing more; verifies what it signed
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class Standing:
    """A key, its state, and its use; None where no credential in force hangs on it."""

    key: TrustedKey
    state: KeyState
    use: KeyUse | None

    @property
    def words(self) -> str:
        """Say it for people."""
        match self.state:
            case KeyState.PUBLISHED:
                return f"published, signs from {_when(self.key.since)}"
            case KeyState.SIGNING | KeyState.STANDBY:
                does = "signing" if self.state is KeyState.SIGNING else "may sign; a newer one does"
                return f"{does}, until {_when(self.key.until)}" if self.key.until else does
            case KeyState.RETIRED:
                if self.key.purpose is not Purpose.CREDENTIAL:
                    return "retired"
                over = "retired, no credential in force needs it"
                return f"retired, verifies until {_when(self.use.last_end)}" if self.use else over
            case KeyState.COMPROMISED:
                since = f" since {_when(self.key.compromised)}" if self.key.compromised else ""
                return f"compromised{since}"


def standings(transactions: CustodyTransactions, at: datetime) -> list[Standing]:
    """Return how each key on record stands at `at`, the oldest first."""
    with transactions.reading() as unit:
        keys, uses = unit.public_keys.all(), unit.key_uses.in_force(at)
    signing = signing_keys(keys, at)
    return [Standing(key, _state(key, signing, at), uses.get(key.kid)) for key in keys]


def signing_keys(keys: Iterable[TrustedKey], at: datetime) -> list[TrustedKey]:
    """Return the key that signs at `at` for each purpose that has one: the newest in force."""
    newest: dict[Purpose, TrustedKey] = {}
    for key in keys:
        known = newest.get(key.purpose)
        can = key.compromised is None and key.may_sign_at(at)
        if can and (known is None or key.since > known.since):
            newest[key.purpose] = key
    return list(newest.values())


def aged(keys: Iterable[TrustedKey], at: datetime) -> list[TrustedKey]:
    """Return those that sign, have done so for a year, and whose end is not on record."""
    return [k for k in signing_keys(keys, at) if k.until is None and at - k.since >= OLD_AFTER]


def _state(key: TrustedKey, signing: Sequence[TrustedKey], at: datetime) -> KeyState:
    if key.compromised is not None:
        return KeyState.COMPROMISED
    if key.until is not None and key.until <= max(at, key.since):
        return KeyState.RETIRED
    if at < key.since:
        return KeyState.PUBLISHED
    return KeyState.SIGNING if key in signing else KeyState.STANDBY


def _when(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%SZ") if moment else ""

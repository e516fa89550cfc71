"""What the verifier answers: one outcome, one reason, what was checked, and what was proven."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from verifier.credential import Credential
from verifier.on_day import OnDay


class Outcome(StrEnum):
    """The three indications of ETSI EN 319 102-1, in plain words."""

    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"


class Reason(StrEnum):
    """Why. The strings are public: add, never rename. The order is the order of telling."""

    ALTERED = "altered"
    UNKNOWN_ISSUER = "unknown_issuer"
    UNKNOWN_NUMBER = "unknown_number"
    MALFORMED = "malformed"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    KEY_COMPROMISED = "key_compromised"
    STATUS_UNAVAILABLE = "status_unavailable"
    STALE = "stale"
    CLOCK = "clock"
    NUMBER_MISTYPED = "number_mistyped"
    UNREADABLE = "unreadable"
    VALID = "valid"

    @property
    def outcome(self) -> Outcome:
        """Return the one outcome of this reason, so that the two cannot disagree."""
        if self is Reason.VALID:
            return Outcome.VALID
        return Outcome.UNDETERMINED if self in _UNDETERMINED else Outcome.INVALID


_UNDETERMINED = frozenset(
    {
        Reason.KEY_COMPROMISED,
        Reason.STATUS_UNAVAILABLE,
        Reason.STALE,
        Reason.CLOCK,
        Reason.NUMBER_MISTYPED,
        Reason.UNREADABLE,
    }
)
_RANK = {reason: rank for rank, reason in enumerate(Reason)}


def first_told(reasons: set[Reason]) -> Reason:
    """Return the reason that is told when several hold: the first in the order of `Reason`."""
    return min(reasons, key=_RANK.__getitem__, default=Reason.VALID)


class Step(StrEnum):
    """What is checked, in the numbers and order of docs/format.md."""

    FORM = "form"
    HEADER = "header"
    KEY = "key"
    SIGNATURE = "signature"
    CLAIMS = "claims"
    PERIOD = "period"
    STATUS = "status"
    LEDGER = "ledger"


class Finding(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNFINISHED = "unfinished"  # it could not be carried out
    SKIPPED = "skipped"  # an earlier failure made it pointless, or this verifier has no ledger


@dataclass(frozen=True, slots=True)
class Check:
    """One line of "what we checked"."""

    step: Step
    finding: Finding


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several genuine certificates in a document; asking about `text` asks about it."""

    text: str = field(repr=False)
    credential: Credential


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question asked at one moment.

    `credential` is set if and only if its signature held and, where there is a ledger that could
    be asked, the ledger agrees. `status_as_of` is when the status relied on was signed or read;
    `since` is when it ceased to be in force, where the ledger says so. `on` answers for a day that
    was asked for. `several` holds the certificates
    of a document with more than one: nothing else is then said. A document that was
    `saved_again` is no drawing that its issuer handed out, as far as that issuer knows. One that
    `carried_token` held the credential's own text, and not its number alone. One that is
    `too_large` has more in it than was looked through. `earlier` is the number that was asked by,
    where it is one from before Probatum; by that alone, it `asks_name`.
    """

    reason: Reason
    at: datetime
    checks: tuple[Check, ...] = ()
    credential: Credential | None = None
    status_as_of: datetime | None = None
    since: datetime | None = None
    successor: str | None = None
    several: tuple[Choice, ...] = ()
    saved_again: bool = False
    carried_token: bool = False
    too_large: bool = False
    on: OnDay | None = None
    earlier: str | None = None
    asks_name: bool = False

    @property
    def outcome(self) -> Outcome:
        """Return the outcome that follows from the reason."""
        return self.reason.outcome

    def __bool__(self) -> bool:
        """Make the careless reading, `if verdict:`, the safe one."""
        return self.outcome is Outcome.VALID


class Rejected(Exception):  # noqa: N818 - control flow inside this package, never an error outside
    """Raised by steps 1 to 5, caught once in `Verifier.verify`; never leaves `verifier`."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

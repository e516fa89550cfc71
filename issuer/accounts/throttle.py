"""How long to wait after failed sign-ins, so that guessing is slow and no colleague is locked out.

Failures count under who was named *and* from where. A device from which that officer came in before
has a count of its own, which no stranger can touch. Passkeys are not guessed, so nothing counts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from issuer.accounts.account import Failed
from issuer.accounts.errors import SlowDownError
from issuer.accounts.ports import AccountsUnit

FORGOTTEN = timedelta(days=1)  # after so long without a failure the count begins anew


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many failures are free; then the wait doubles, up to `longest`."""

    free: int
    longest: timedelta

    def wait(self, count: int) -> timedelta:
        """Return how long to wait after `count` failures."""
        over = count - self.free
        if over < 0:
            return timedelta(0)
        return min(timedelta(seconds=2 ** min(over, 20)), self.longest)


FROM_HERE = Allowance(free=5, longest=timedelta(minutes=15))
# From anywhere but known devices: what a thousand addresses may try together.
FROM_ANYWHERE = Allowance(free=50, longest=timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a sign-in comes from. `device` is the digest of a device's secret, if it sent one."""

    address: str
    device: bytes | None = None


def count_try(unit: AccountsUnit, name: str, caller: Caller, at: datetime) -> list[bytes]:
    """Count a try as failed before it is judged, so that many at once cannot slip through.

    Returns the keys to forget when it succeeds; raises `SlowDownError` when it comes too early.
    """
    counted = []
    keys = _keys(unit, name, caller)
    for key in sorted(key for key, _ in keys):  # in one order, or two would wait for each other
        unit.failures.hold(key, at)
    for key, allowance in keys:
        failed = unit.failures.find(key) or Failed(key, 0, at)
        count = 0 if at - failed.last > FORGOTTEN else failed.count
        until = failed.last + allowance.wait(count)
        if count and at < until:
            seconds = ceil((until - at).total_seconds())
            unit_of_time = "second" if seconds == 1 else "seconds"
            raise SlowDownError(f"wait {seconds} {unit_of_time} and try again, or use a passkey")
        counted.append(Failed(key, count + 1, at))
    for each in counted:
        unit.failures.save(each)
    return [each.key for each in counted]


def _keys(unit: AccountsUnit, name: str, caller: Caller) -> list[tuple[bytes, Allowance]]:
    if caller.device is not None and unit.failures.knows_device(caller.device, name):
        return [(_key("device", name, caller.device.hex()), FROM_HERE)]
    return [
        (_key("address", name, caller.address), FROM_HERE),
        (_key("name", name), FROM_ANYWHERE),
    ]


def _key(*parts: str) -> bytes:
    text = "\0".join(parts).casefold().encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).digest()

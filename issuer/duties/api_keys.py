"""Programs' keys that end soon: administrators hear of it twice, in time for a new one."""

from __future__ import annotations

from datetime import datetime

from issuer.accounts.letters import tell_of_key
from issuer.accounts.ports import AccountsTransactions, ApiKey


def tell_ending_keys(transactions: AccountsTransactions, *, at: datetime) -> list[ApiKey]:
    """Tell every administrator with an address of the keys that end soon; return those keys."""
    with transactions.reading() as unit:
        if not any(key.is_to_tell(at) for key in unit.api_keys.all()):
            return []
    with transactions.writing() as unit:
        due = [key for key in unit.api_keys.all() if key.is_to_tell(at)]
        for key in due:
            unit.api_keys.tell(key.name, at)
            tell_of_key(unit, key, at=at)
    return due

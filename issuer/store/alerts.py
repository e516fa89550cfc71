"""What every officer must hear of, and who has; and the searches that officers keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, select

from issuer.notify.message import mail
from issuer.requests.ports import COMPROMISE, Alert
from issuer.store.outbox import SqlOutbox
from issuer.store.tables.accounts import AccountRow
from issuer.store.tables.requests import AlertRow, AlertSeenRow, SavedSearchRow
from issuer.store.transaction import Transaction

_accounts = AccountRow.table()
_alerts = AlertRow.table()
_seen = AlertSeenRow.table()
_searches = SavedSearchRow.table()


def _mail_of(act: str) -> str:
    """Return the mail's template: one officer may always say that a key is compromised."""
    return "key_compromised" if act == COMPROMISE else "glass_broken"


@dataclass(frozen=True, slots=True)
class SqlAlerts:
    """Implements `Alerts`."""

    transaction: Transaction

    def add(self, actor: str, act: str, subject: str, why: str, at: datetime) -> None:
        """Record one; every officer with an address gets a mail, too.

        Its words are those of the act, where it has some of its own.
        """
        told = {"actor": actor, "act": act, "subject": subject, "why": why}
        self.transaction.connection.execute(insert(_alerts).values(at=at, **told))
        query = select(_accounts.c.mail).where(
            _accounts.c.mail.is_not(None), _accounts.c.ended.is_(None)
        )
        addresses = self.transaction.connection.scalars(query.order_by(_accounts.c.officer))
        done = {"actor": actor, "act": act, "about": subject, "why": why}
        SqlOutbox(self.transaction).add(
            [mail(_mail_of(act), to=address, at=at, **done) for address in addresses if address]
        )

    def unseen(self, officer: str, limit: int) -> list[Alert]:
        """Return those that an officer has not read, the oldest first."""
        read = exists().where(_seen.c.alert == _alerts.c.id, _seen.c.officer == officer)
        query = select(_alerts).where(~read).order_by(_alerts.c.id).limit(limit)
        return [
            Alert(row.id, row.at, row.actor, row.act, row.subject, row.why)
            for row in self.transaction.connection.execute(query)
        ]

    def see(self, alert: int, officer: str, at: datetime) -> None:
        """Record that an officer has read one; does nothing if there is none."""
        there = select(_alerts.c.id).where(_alerts.c.id == alert)
        if self.transaction.connection.scalar(there) is None:
            return
        made = self.transaction.driver.insert(_seen).values(alert=alert, officer=officer, at=at)
        self.transaction.connection.execute(made.on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class SqlSavedSearches:
    """The searches that each officer keeps, by name; `query` is that of a page's address."""

    transaction: Transaction

    def of(self, officer: str) -> list[tuple[str, str]]:
        """Return an officer's searches, each with its name, by name."""
        query = select(_searches.c.name, _searches.c.query).where(_searches.c.officer == officer)
        rows = self.transaction.connection.execute(query.order_by(_searches.c.name))
        return [(row.name, row.query) for row in rows]

    def save(self, officer: str, name: str, query: str, at: datetime) -> None:
        """Keep a search, in place of one of the same name."""
        values = {"officer": officer, "name": name, "query": query, "saved": at}
        made = self.transaction.driver.insert(_searches).values(values)
        kept = made.on_conflict_do_update(index_elements=["officer", "name"], set_=values)
        self.transaction.connection.execute(kept)

    def drop(self, officer: str, name: str) -> None:
        """Keep a search no longer."""
        query = delete(_searches).where(_searches.c.officer == officer, _searches.c.name == name)
        self.transaction.connection.execute(query)

"""The tables, as SQLModel classes. Nothing outside `issuer.store` sees one."""

from __future__ import annotations

from issuer.store.tables import (
    accounts,
    body,
    candidates,
    complaints,
    education,
    evidence,
    holder,
    issuing,
    look,
    notify,
    prior,
    proceedings,
    recertification,
    recovery,
    requests,
    senders,
    status_list,
)
from issuer.store.tables.row import Row

__all__ = [
    "Row",
    "accounts",
    "body",
    "candidates",
    "complaints",
    "education",
    "evidence",
    "holder",
    "issuing",
    "look",
    "notify",
    "prior",
    "proceedings",
    "recertification",
    "recovery",
    "requests",
    "senders",
    "status_list",
]

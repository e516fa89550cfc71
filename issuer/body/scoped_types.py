"""The type of credentials for a part of a scheme's scope: made once, when it is first needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from issuer.body.body import Body
from issuer.body.credential_types import type_of
from issuer.body.ports import FoundingTransactions
from issuer.certification.scheme import Scheme
from issuer.evidence.event import Event, EventKind


def scoped_type(
    transactions: FoundingTransactions,
    body: Body,
    scheme: Scheme,
    scope: Sequence[str],
    *,
    actor: str,
    at: datetime,
) -> str:
    """Return the URL of the type for these scope ids, in the scheme's order; record it if new.

    Raise `ValueError` for a scope that is empty or not the scheme's.
    """
    kept = tuple(each for each in scheme.scope if each.id in scope)
    if not kept or len(kept) != len(set(scope)):
        raise ValueError("give one or more parts of the scheme's scope")
    ids = tuple(each.id for each in kept)
    with transactions.writing() as unit:
        types = unit.schemes.types()
        wanted = (scheme.id, scheme.version, ids)
        for known in types:
            if (known.scheme, known.version, known.scope) == wanted:
                return known.url
        reduced = scheme.model_copy(update={"scope": kept})
        made = type_of(reduced, body, serial=len(types) + 1)
        unit.schemes.add_type(made)
        data: dict[str, str | int] = {"type": made.url, "version": scheme.version}
        unit.events.append([Event(at, EventKind.TYPE_ADDED, scheme.id, actor, data)])
    return made.url

"""Who may decide a request that waits: not who asked, nor whoever it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Action
from issuer.accounts.separation import Standing, judge
from issuer.certification.lines import likeness
from issuer.credentials.certificate import Certificate
from issuer.requests.request import Kind, Request, RequestState
from issuer.wiring import IssuerWorld

APPROVE = {
    "one": Action.APPROVE_WITHDRAWAL,
    "many": Action.APPROVE_MANY,
    "replacing": Action.APPROVE_REPLACEMENT,
    "resuming": Action.APPROVE_RESUMING,
}


def standing_of(
    world: IssuerWorld,
    found: Request,
    certificates: Mapping[str, Certificate],
    staff: Sequence[Officer],
) -> Standing | None:
    """Return who may decide, and why others may not; None for a request that does not wait.

    `certificates` are those on the page: approving looks at all of them.
    """
    if found.state is not RequestState.WAITING:
        return None
    involved = dict(_involved(world, found, certificates.values(), staff))
    return judge(APPROVE[found.kind.value], staff, involved)


def _involved(
    world: IssuerWorld,
    found: Request,
    certificates: Iterable[Certificate],
    staff: Sequence[Officer],
) -> Iterator[tuple[str, str]]:
    at, holders = world.clock(), {likeness(each.holder.name) for each in certificates}
    for each in staff:
        if likeness(each.name) == likeness(found.asked_by):
            yield each.name, "asked for this"
        elif likeness(each.name) in holders:
            yield each.name, "hold one of these" if found.total > 1 else "are the holder"
        elif found.kind is Kind.REPLACING and each.may(Action.APPROVE_REPLACEMENT):
            for made in certificates:
                told = world.replacing.alone.who.obstacle(made, each.name, at=at)
                if told is not None:
                    yield each.name, told.removeprefix("You ").removesuffix(".")

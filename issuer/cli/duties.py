"""`probatum duties`: what time brings. A duty that cannot be done is told; the others are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

import click

from issuer.certification.errors import CertificationError
from issuer.cli.checkpoints import checkpoints_of, kept_outside
from issuer.cli.counted import counted
from issuer.cli.desk import Desk, told
from issuer.custody.fitness import ailments
from issuer.duties.access_log import purge_access_log
from issuer.duties.accounts import purge_accounts
from issuer.duties.api_keys import tell_ending_keys
from issuer.duties.checkpoints import keep_checkpoint, mail_checkpoint, post_checkpoint
from issuer.duties.complaints import forget_complainants
from issuer.duties.deliveries import tidy
from issuer.duties.expiries import tell_expiries
from issuer.duties.grants import grant_by_rule, issue_what_was_granted
from issuer.duties.intentions import void_dead_intentions
from issuer.duties.lapses import find_lapses
from issuer.duties.lists import sign_lists
from issuer.duties.reminders import remind_holders
from issuer.duties.requests import finish_approved, supersede_replaced
from issuer.duties.resigning import sign_anew
from issuer.errors import IssuerError, StorageUnavailableError
from issuer.recertification.finding import Swept
from issuer.wiring import IssuerWorld

P = ParamSpec("P")
T = TypeVar("T")


def duties_command(desk: Desk) -> click.Command:
    """Return the command that a timer runs."""

    @click.command("duties")
    @click.pass_context
    def duties(context: click.Context) -> None:
        """Do what time brings: intentions, grants, lists, checkpoints. Run it every minute."""
        turn = Turn(desk.world, desk.clock())
        for part in (_certificates, _keys, _holders, _messages):
            for line in part(turn, desk):
                click.echo(line)
        context.exit(1 if turn.failed else 0)

    return duties


@dataclass
class Turn:
    """One turn of the duties, at one moment."""

    world: IssuerWorld
    at: datetime
    failed: bool = False

    def do(
        self, what: str, otherwise: T, duty: Callable[P, T], *args: P.args, **named: P.kwargs
    ) -> T:
        """Return what a duty returns, or `otherwise` if it could not be done, which is told.

        Without the database nothing can be: `StorageUnavailableError` ends the turn.
        """
        try:
            return duty(*args, **named)
        except StorageUnavailableError:
            raise
        except (IssuerError, CertificationError) as refusal:
            why = told(refusal)
        except OSError as failure:
            why = f"{failure.filename or 'a file'}: {(failure.strerror or '').lower()}"
        self.failed = True
        click.echo(f"Not done: {what}. {why}", err=True)
        return otherwise


def _certificates(turn: Turn, desk: Desk) -> Iterator[str]:
    """Finish what was begun; the lists are signed last, so that they tell all of it."""
    world, at, clock = turn.world, turn.at, desk.clock
    voided = turn.do("intentions", 0, void_dead_intentions, world.database, at=at)
    issued = turn.do("grants", 0, issue_what_was_granted, world.database, world.intake, at=at)
    decisions = world.candidates.decisions
    granted = turn.do("grants by rule", 0, grant_by_rule, world.database, decisions, at=at)
    expired = turn.do("requests that expire", 0, world.requests.deciding.expire, at=at)
    running = world.requests.running
    finished = turn.do("requests", 0, finish_approved, world.database, running, clock)
    replaced = turn.do("replaced certificates", 0, supersede_replaced, world.database, at=at)
    anew = turn.do("signing anew", 0, sign_anew, world.compromises.resigning, clock)
    signed = turn.do("status lists", 0, sign_lists, world.publisher)
    yield (
        f"{voided} dead intentions voided; {issued} grants issued anew; {granted} granted by "
        f"rule; {signed} status lists are as they should be."
    )
    yield (
        f"{expired} requests expired; {finished} were finished; {replaced} certificates were "
        "replaced by their successors."
    )
    if anew:
        was = counted(anew, "certificate was", "certificates were")
        yield f"{was} signed anew."


def _keys(turn: Turn, _desk: Desk) -> Iterator[str]:
    world, at = turn.world, turn.at
    for key in turn.do("API keys", [], tell_ending_keys, world.database, at=at):
        yield f"The API key {key.name} ends on {key.ends:%Y-%m-%d}."
    for ailment in turn.do("the keys' self-test", [], ailments, world.keys, at):
        yield f"Look after the keys: {ailment}."


def _holders(turn: Turn, _desk: Desk) -> Iterator[str]:
    world, at = turn.world, turn.at
    nothing = Swept()
    swept = turn.do("licences", nothing, find_lapses, world.recertification.finding, at=at)
    turn.do("samples", None, world.recertification.renewals.draw, at=at)
    reminded = turn.do("reminders", 0, remind_holders, world.database, at=at)
    yield (
        f"{swept.opened} licences are to be looked at, {swept.closed} such tasks are settled; "
        f"{reminded} holders were reminded of the end."
    )
    turn.do("the access log", None, purge_access_log, world.database, at=at)
    turn.do("complainants", None, forget_complainants, world.database, at=at)
    idle, longest = world.settings.session_idle, world.settings.session_longest
    turn.do("sessions", None, purge_accounts, world.database, idle=idle, longest=longest, at=at)


def _messages(turn: Turn, desk: Desk) -> Iterator[str]:
    world, at = turn.world, turn.at
    soon = turn.do("what ends soon", 0, tell_expiries, world.database, at=at)
    kept = turn.do("the checkpoint", None, _keep_checkpoint, desk)
    delivered = turn.do("messages", 0, world.deliveries.deliver_due)
    turn.do("old messages", None, tidy, world.database, at=at)
    yield f"{soon} certificates end soon, of which was told; {delivered} messages left."
    if kept is not None:
        yield f"A checkpoint at event {kept} was kept."


def _keep_checkpoint(desk: Desk) -> int | None:
    """Keep one outside, mail it and post it; return how many events it signs, if it is new."""
    shelf, world = kept_outside(desk), desk.world
    if shelf is None:
        return None
    kept = keep_checkpoint(checkpoints_of(desk), shelf)
    if world.settings.checkpoint_mail:
        mail_checkpoint(world.database, shelf, world.settings.checkpoint_mail, at=desk.clock())
    if world.settings.checkpoint_webhook:
        post_checkpoint(world.database, shelf, at=desk.clock())
    return None if kept is None else kept.size

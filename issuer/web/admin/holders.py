"""Holders at the desk: the link to their page by a button, and what they asked for."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.credentials.certificate import Certificate
from issuer.errors import HolderRefusedError
from issuer.holder.pages import link_of
from issuer.holder.records import LINK_LIVES, LINK_TOPIC, HolderRequest
from issuer.notify.message import HOLDER, Channel, MessageState
from issuer.web.admin.forms import ActionForm
from issuer.web.admin.gate import officer
from issuer.web.permission import require
from issuer.web.problems import detail_of
from issuer.web.register import known_number
from issuer.wiring import IssuerWorld

_MESSAGES = 100  # the newest, among which that with the link is
_SENT = {
    MessageState.WAITING: "The mail with the link waits to be sent.",
    MessageState.DELIVERED: "A link was mailed to the address on file.",
    MessageState.DEAD: "The mail with the link was refused: make a link and hand it over.",
    MessageState.DROPPED: "The mail with the link came too late to be sent: make a link, "
    "and hand it over.",
}
_LONGEST = 500  # characters of an answer


def holders_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the buttons on a certificate's page, and the list of requests."""
    blueprint = Blueprint("holders", __name__)
    _add_links(blueprint, world)
    _add_requests(blueprint, world)
    blueprint.add_app_template_global(partial(_mailed, world), "holder_link_mailed")
    return blueprint


def _add_links(blueprint: Blueprint, world: IssuerWorld) -> None:
    pages = world.holder.pages

    @blueprint.post("/certificates/<number>/holder-link")
    @require(Action.MANAGE_CANDIDATE_LINKS)
    def make_link(number: str) -> ResponseReturnValue:
        at = world.clock()
        secret = pages.make_link(known_number(number), actor=officer().name, at=at)
        return render_template(
            "admin/holder_link.html",
            number=number,
            link=link_of(world.body.url, secret),
            expires=at + LINK_LIVES,
        )

    @blueprint.post("/certificates/<number>/holder-link/end")
    @require(Action.MANAGE_CANDIDATE_LINKS)
    def end_links(number: str) -> ResponseReturnValue:
        count = pages.end_all(known_number(number), actor=officer().name, at=world.clock())
        told = "Every link to the holder's page is ended." if count else "There was no link to end."
        flash(told, "told")
        return redirect(url_for("admin.certificates.show", number=number), 303)


def _mailed(world: IssuerWorld, number: str) -> str:
    """Return how the link to a holder's page reaches them, in a sentence."""
    with world.database.reading() as unit:
        has_address = unit.watches.holder_mail(number) is not None
        log = unit.outbox.log(HOLDER + number, Channel.MAIL, _MESSAGES)
    if not has_address:
        return "No mail address is on file: make a link and hand it over."
    if not world.notify.can_mail:
        return "No mail server is set, so that nothing was mailed: make a link and hand it over."
    sent = next((each for each in log if each.message.topic == LINK_TOPIC), None)
    if sent is None:
        return "A link is mailed at release, and whenever the holder asks for one."
    return _SENT[sent.state]


def _add_requests(blueprint: Blueprint, world: IssuerWorld) -> None:
    asks = world.holder.asks

    @blueprint.get("/holders")
    @require(Action.READ_DOSSIERS)
    def list_all() -> ResponseReturnValue:
        waiting = asks.waiting()
        return render_template(
            "admin/holders.html",
            rows=[(each, made) for each, made in _with_certificates(world, waiting)],
            at=world.clock(),
            forms={each.id: ActionForm(formdata=None) for each in waiting},
        )

    @blueprint.post("/holders/<name>")
    @require(Action.SUPERSEDE)
    def settle(name: str) -> ResponseReturnValue:
        try:
            asks.settle(
                name,
                is_done="done" in request.form,
                answer=" ".join(request.form.get("answer", "").split())[:_LONGEST],
                actor=officer().name,
                at=world.clock(),
            )
        except HolderRefusedError as refused:
            flash(detail_of(refused) or "", "deny")
        else:
            flash(f"{name} is answered. Its holder reads it on their page.", "told")
        return redirect(url_for("admin.holders.list_all"), 303)


def _with_certificates(
    world: IssuerWorld, requests: list[HolderRequest]
) -> list[tuple[HolderRequest, Certificate]]:
    with world.database.reading() as unit:
        found = unit.certificates.find([each.number for each in requests])
    return [(each, found[each.number]) for each in requests]

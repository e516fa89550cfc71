"""What a holder asks of the body: by a code just mailed, and to be undone for 72 hours."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.candidates.errors import ProceedingError
from issuer.errors import HolderRefusedError
from issuer.holder.records import MAX_WORDS, Wish
from issuer.web.holder.own import CHANGES, Own
from issuer.web.own_page import require_own_page
from issuer.web.problems import detail_of
from verifier.web.http.languages import reader_language, to
from verifier.web.http.limits import RateLimits

CODES = "10 per hour"  # from one address
HELD = "held"  # what is held about the holder: a file, not a request
APPEAL = "appeal"  # goes to a panel at once: nothing changes by it, and it can be taken back
NO_GROUNDS = "write why, in at most 1000 characters"


def add_asks(blueprint: Blueprint, own: Own, limits: RateLimits) -> None:
    """Add the page of each request, its code, and the button that undoes it."""
    kinds = ", ".join([*(wish.value for wish in Wish), HELD, APPEAL])
    address = f"/ask/<any({kinds}):kind>"

    def ask_for(kind: str) -> ResponseReturnValue:
        return _page(own, kind)

    def send_code(kind: str) -> ResponseReturnValue:
        require_own_page()
        at, code = own.world.clock(), reader_language().code
        try:
            own.world.holder.asks.send_code(own.secret(), language=code, at=at)
        except HolderRefusedError as refused:
            return _page(own, kind, error=detail_of(refused)), 422
        return _page(own, kind, is_sent=True)

    def take(kind: str) -> ResponseReturnValue:
        require_own_page()
        try:
            return _take(own, kind)
        except HolderRefusedError as refused:
            return _page(own, kind, error=detail_of(refused), is_sent=True), 422

    def take_appeal_back(name: str) -> ResponseReturnValue:
        require_own_page()
        opened, appeals = own.opened(), own.world.candidates.holder_appeals
        appeals.take_back(opened.holding.certificates, name, at=own.world.clock())
        return redirect(to(url_for("holder.show")) + "#ask", 303)

    def undo(name: str) -> ResponseReturnValue:
        require_own_page()
        own.world.holder.asks.undo(own.secret(), name, at=own.world.clock())
        return redirect(to(url_for("holder.show")) + "#ask", 303)

    blueprint.get(address)(limits.limited(ask_for, CHANGES))
    blueprint.post(f"{address}/code")(limits.limited(send_code, CODES))
    blueprint.post(address)(limits.limited(take, CHANGES))
    blueprint.post("/appeals/<name>/take-back")(limits.limited(take_appeal_back, CHANGES))
    blueprint.post("/asked/<name>/undo")(limits.limited(undo, CHANGES))


def _take(own: Own, kind: str) -> ResponseReturnValue:
    at, code = own.world.clock(), request.form.get("code", "")[:40]
    if kind == APPEAL:
        return _appeal(own, code, at)
    if kind == HELD:
        opened = own.world.holder.asks.require_code(own.secret(), code, at=at)
        person = opened.holding.current.holder.reference
        made = own.world.person_exports.make(person, actor="holder", at=at)
        response = Response(made, mimetype="application/zip")
        response.headers["Content-Disposition"] = 'attachment; filename="about-me.zip"'
        return response
    words, language = request.form.get("words", ""), reader_language().code
    own.world.holder.asks.ask(own.secret(), Wish(kind), words, code=code, language=language, at=at)
    return redirect(to(url_for("holder.show")) + "#ask", 303)


def _appeal(own: Own, code: str, at: datetime) -> ResponseReturnValue:
    """Lodge an appeal. What it says is read first, so that a slip spends no code."""
    grounds = " ".join(request.form.get("words", "").split())
    if not grounds or len(grounds) > MAX_WORDS or not grounds.isprintable():
        raise HolderRefusedError(NO_GROUNDS)
    opened = own.world.holder.asks.require_code(own.secret(), code, at=at)
    against = request.form.get("against", "")[:100]
    try:
        own.world.candidates.holder_appeals.lodge(
            opened.holding.certificates, against, grounds=grounds, at=at
        )
    except ProceedingError as exc:
        raise HolderRefusedError("this decision cannot be appealed here any more") from exc
    return redirect(to(url_for("holder.show")) + "#ask", 303)


def _page(own: Own, kind: str, *, error: str | None = None, is_sent: bool = False) -> str:
    opened, appeals = own.opened(), own.world.candidates.holder_appeals
    held, at = opened.holding.certificates, own.world.clock()
    return render_template(
        "holder/ask.html",
        kind=kind,
        opened=opened,
        appealable=appeals.possible(held, at=at) if kind == APPEAL else [],
        error=error,
        is_sent=is_sent,
        typed=request.form.get("words", ""),
        chosen=request.form.get("against", ""),
    )

"""What a holder asks of the body: by a code just mailed, and to be undone for 72 hours."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.errors import HolderRefusedError
from issuer.holder.records import Wish
from issuer.web.holder.own import CHANGES, Own
from issuer.web.own_page import require_own_page
from issuer.web.problems import detail_of
from verifier.web.http.languages import reader_language, to
from verifier.web.http.limits import RateLimits

CODES = "10 per hour"  # from one address
HELD = "held"  # what is held about the holder: a file, not a request


def add_asks(blueprint: Blueprint, own: Own, limits: RateLimits) -> None:
    """Add the page of each request, its code, and the button that undoes it."""
    kinds = ", ".join([*(wish.value for wish in Wish), HELD])
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

    def undo(name: str) -> ResponseReturnValue:
        require_own_page()
        own.world.holder.asks.undo(own.secret(), name, at=own.world.clock())
        return redirect(to(url_for("holder.show")) + "#ask", 303)

    blueprint.get(address)(limits.limited(ask_for, CHANGES))
    blueprint.post(f"{address}/code")(limits.limited(send_code, CODES))
    blueprint.post(address)(limits.limited(take, CHANGES))
    blueprint.post("/asked/<name>/undo")(limits.limited(undo, CHANGES))


def _take(own: Own, kind: str) -> ResponseReturnValue:
    at, code = own.world.clock(), request.form.get("code", "")[:40]
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


def _page(own: Own, kind: str, *, error: str | None = None, is_sent: bool = False) -> str:
    return render_template(
        "holder/ask.html",
        kind=kind,
        opened=own.opened(),
        error=error,
        is_sent=is_sent,
        typed=request.form.get("words", ""),
    )

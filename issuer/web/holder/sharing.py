"""What a holder switches: the public page, and the links to their own page."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from issuer.holder.sharing import Switch
from issuer.web.holder.own import CHANGES, Own
from issuer.web.own_page import require_own_page
from verifier.web.http.languages import to
from verifier.web.http.limits import RateLimits

_MOST = 100  # names of links in one form


def add_switches(blueprint: Blueprint, own: Own, limits: RateLimits) -> None:
    """Add the buttons. Each stands on our own page (`require_own_page`)."""
    sharing, pages = own.world.holder.sharing, own.world.holder.pages

    def switch(wanted: str) -> ResponseReturnValue:
        require_own_page()
        sharing.switch(own.secret(), Switch(wanted), at=own.world.clock())
        return redirect(to(url_for("holder.show")) + "#share", 303)

    def end_links() -> ResponseReturnValue:
        require_own_page()
        secret, at = own.secret(), own.world.clock()
        names = None if "all" in request.form else set(request.form.getlist("link")[:_MOST])
        own_name = pages.open(secret, at=at).link.name
        pages.end(secret, names=names, at=at)
        if names is not None and own_name not in names:
            return redirect(to(url_for("holder.show")) + "#links", 303)
        answer = make_response(redirect(to(url_for("holder.door", bye=1)), 303))
        own.cookie.clear(answer)
        return answer

    switches = ", ".join(each.value for each in Switch)
    blueprint.post(f"/share/<any({switches}):wanted>")(limits.limited(switch, CHANGES))
    blueprint.post("/links/end")(limits.limited(end_links, CHANGES))

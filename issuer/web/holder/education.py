"""What a holder enters towards a renewal: continuing education, each with a file if they like."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.errors import HolderRefusedError
from issuer.recertification.claim import MAX_PROOF, Claimable, Faults, read_told
from issuer.web.holder.own import CHANGES, LOOKS, Own
from issuer.web.own_page import require_own_page
from issuer.web.problems import detail_of
from verifier.web.http.bodies import max_body
from verifier.web.http.languages import to
from verifier.web.http.limits import RateLimits

FIELDS = ("on", "provider", "title", "hours", "topic")
FORM = MAX_PROOF + 32_768  # bytes
CLOSED = "nothing can be entered for this certificate now"


def add_education(blueprint: Blueprint, own: Own, limits: RateLimits) -> None:
    """Add the form, and the button that takes an entry back."""
    claiming = own.world.recertification.claiming

    def ask_education() -> ResponseReturnValue:
        return _page(_claimable(own), {})

    def enter_education() -> ResponseReturnValue:
        require_own_page()
        rule = _claimable(own)
        told = read_told(request.form, _proof(), rule)
        if isinstance(told, Faults):
            return _page(rule, told.of), 422
        try:
            claiming.enter(own.secret(), told, at=own.world.clock())
        except HolderRefusedError as refused:
            return _page(rule, {}, error=detail_of(refused)), 422
        return redirect(to(url_for("holder.show")) + "#entered", 303)

    def take_education_back(name: str) -> ResponseReturnValue:
        require_own_page()
        claiming.take_back(own.secret(), name, at=own.world.clock())
        return redirect(to(url_for("holder.show")) + "#entered", 303)

    blueprint.get("/education")(limits.limited(ask_education, LOOKS))
    blueprint.post("/education")(max_body(FORM)(limits.limited(enter_education, CHANGES)))
    blueprint.post("/education/<name>/take-back")(limits.limited(take_education_back, CHANGES))


def _claimable(own: Own) -> Claimable:
    rule = own.world.recertification.claiming.claimable(own.opened(), at=own.world.clock())
    if rule is None:
        raise HolderRefusedError(CLOSED)
    return rule


def _proof() -> bytes:
    sent = request.files.get("proof")
    return b"" if sent is None else sent.read(MAX_PROOF + 1)


def _page(rule: Claimable, faults: Mapping[str, str], error: str | None = None) -> str:
    typed = {name: request.form.get(name, "") for name in FIELDS}
    return render_template(
        "holder/education.html",
        rule=rule,
        faults=faults,
        error=error,
        typed=typed,
        lost_file="proof" in request.files and bool(request.files["proof"].filename),
    )

"""The schemes in force, to read: what each asks, of whom, and on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.certification.requirements import Requirement
from issuer.certification.scheme import DecisionMode, Scheme
from issuer.certification.scheme_words import asked, practical_words, whom, written_words
from issuer.certification.sources import due, overdue
from issuer.web.admin.candidates.words import STAGES
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_DECIDED = {
    DecisionMode.PERSON: "A person decides, with each assessment at hand",
    DecisionMode.RULE: "The rule grants what meets everything",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement in words, and until when its source counts as read."""

    requirement: Requirement
    whom: str
    figures: tuple[str, ...]
    due: date
    is_overdue: bool


def schemes_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the list of schemes, and the page of each."""
    blueprint = Blueprint("schemes", __name__, url_prefix="/schemes")

    @blueprint.get("")
    @require(Action.READ_SCHEMES)
    def list_all() -> ResponseReturnValue:
        at = world.clock()
        schemes = [each.scheme for each in world.schemes.all()]
        rows = [(scheme, len(overdue(scheme, at))) for scheme in schemes]
        return render_template("admin/schemes.html", rows=rows)

    @blueprint.get("/<scheme>")
    @require(Action.READ_SCHEMES)
    def show(scheme: str) -> ResponseReturnValue:
        found = world.schemes.in_force(scheme).scheme
        late = {each.id for each in overdue(found, world.clock())}
        return render_template(
            "admin/scheme.html",
            scheme=found,
            decided=_DECIDED[found.decision],
            stages=_stages(found, late),
            overdue=len(late),
            written=written_words(found.written) if found.written else [],
            practical=practical_words(found.practical) if found.practical else [],
        )

    return blueprint


def _stages(scheme: Scheme, late: set[str]) -> list[tuple[str, list[Asked]]]:
    found = []
    for stage, title in STAGES.items():
        mine = [
            Asked(each, whom(each, scheme), tuple(asked(each)), due(each, scheme), each.id in late)
            for each in scheme.requirements
            if each.by is stage
        ]
        if mine:
            found.append((title, mine))
    return found

"""The decision maker's queue: many are granted at once, each with its assessment at hand."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.accounts.separation import judge
from issuer.candidates.case_file import CaseFile
from issuer.certification.scheme import DecisionMode
from issuer.intake.answers import Answer, Denied, Issued, Refused, Waiting
from issuer.web.admin.candidates.applications import heading_of
from issuer.web.admin.candidates.reach import open_case_to_change
from issuer.web.admin.candidates.words import FINDINGS, in_short, stage_by_stage
from issuer.web.admin.forms import DecisionForm
from issuer.web.admin.gate import officer
from issuer.web.admin.staffing import who_works_here
from issuer.web.permission import require
from issuer.web.problems import detail_of, refusal_of
from issuer.wiring import IssuerWorld

SHOWN = 200  # applications, those that meet everything first
_REPORT = "granted"  # where the session keeps what became of the last press of the button


@dataclass(frozen=True, slots=True)
class Queued:
    """A case in the queue, and why this officer may not decide on it, if anything.

    `decides` tells whether the officer's roles let them decide at all.
    """

    case: CaseFile
    obstacle: str | None
    decides: bool

    @property
    def can_be_granted(self) -> bool:
        """Tell whether this officer may tick it."""
        return self.decides and self.obstacle is None and self.case.assessment.is_met


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of one of the candidates that were to be granted."""

    application: str
    name: str
    number: str | None
    sentence: str


def decisions_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the queue, its report, and the page on which one candidate is decided."""
    blueprint = Blueprint("decisions", __name__, url_prefix="/decisions")

    @blueprint.get("")
    @require(Action.READ_DOSSIERS)
    def list_all() -> ResponseReturnValue:
        return _queue(world)

    @blueprint.post("")
    @require(Action.DECIDE)
    def grant() -> ResponseReturnValue:
        ticked = list(dict.fromkeys(request.form.getlist("application")))[:SHOWN]
        if not ticked:
            return _queue(world, error="Tick at least one candidate."), 422
        answers = world.candidates.decisions.grant(ticked, author=officer().name, at=world.clock())
        session[_REPORT] = [_told(answer) for answer in answers]
        return redirect(url_for("admin.decisions.report"), 303)

    @blueprint.get("/report")
    @require(Action.DECIDE)
    def report() -> ResponseReturnValue:
        return render_template("admin/candidates/report.html", report=_reported(world))

    @blueprint.get("/<application>")
    @require(Action.READ_DOSSIERS)
    def show(application: str) -> ResponseReturnValue:
        case = open_case_to_change(world, application)
        return _page(world, case, DecisionForm(is_met=case.assessment.is_met, formdata=None))

    @blueprint.post("/<application>")
    @require(Action.DECIDE)
    def decide(application: str) -> ResponseReturnValue:
        case = open_case_to_change(world, application)
        form = DecisionForm(is_met=case.assessment.is_met)
        if not form.validate():
            return _page(world, case, form), 422
        return _decide(world, case, form)

    return blueprint


def _queue(world: IssuerWorld, *, error: str | None = None) -> str:
    decisions, me = world.candidates.decisions, officer()
    decides = me.may(Action.DECIDE)
    cases = decisions.queue(at=world.clock(), limit=SHOWN)
    with world.database.reading() as unit:
        waiting = len(unit.attempts.waiting(SHOWN))
    return render_template(
        "admin/candidates/decisions.html",
        queued=[Queued(each, decisions.obstacle(each, me.name), decides) for each in cases],
        decides=decides,
        limit=SHOWN,
        waiting=waiting,
        ticked=request.args.get("tick") == "all",
        in_short=in_short,
        findings=FINDINGS,
        error=error,
    )


def _decide(world: IssuerWorld, case: CaseFile, form: DecisionForm) -> ResponseReturnValue:
    application, at = case.record.application.id, world.clock()
    if form.decision.data == "grant":
        (answer,) = world.candidates.decisions.grant([application], author=officer().name, at=at)
    else:
        answer = world.candidates.decisions.deny(
            application, author=officer().name, why=form.why.data, at=at
        )
    match answer:
        case Issued():
            flash(f"Granted. Certificate {answer.number} is issued.", "grant")
            return redirect(url_for("admin.certificates.show", number=answer.number), 303)
        case Refused():
            raise answer.error
        case Denied() | Waiting():
            flash("Denied." if isinstance(answer, Denied) else "It waits.", "deny")
    return redirect(url_for("admin.applications.show", application=application), 303)


def _page(world: IssuerWorld, case: CaseFile, form: DecisionForm) -> str:
    form.why.description = "The candidate is told this sentence. Leave out names."
    return render_template(
        "admin/candidates/decide.html",
        heading=heading_of(world, case),
        case=case,
        obstacle=world.candidates.decisions.obstacle(case, officer().name),
        blocked=_blocked(world, case),
        stages=list(stage_by_stage(case.assessment)),
        findings=FINDINGS,
        short=in_short(case.assessment.findings),
        by_rule=case.scheme.decision is DecisionMode.RULE,
        form=form,
    )


def _blocked(world: IssuerWorld, case: CaseFile) -> str | None:
    """Return what to do where everybody who may decide was involved with this candidate."""
    staff = who_works_here(world)
    told = {each.name: world.candidates.decisions.obstacle(case, each.name) for each in staff}
    involved = {name: how for name, how in told.items() if how is not None}
    return judge(Action.DECIDE, staff, involved).sentence


def _told(answer: Answer) -> list[str | None]:
    """Return what a session keeps of an answer: application, certificate, sentence. No names."""
    match answer:
        case Issued():
            return [answer.attempt, answer.number, "Granted"]
        case Refused():
            said = detail_of(answer.error) or refusal_of(answer.error).title
            return [answer.attempt, None, said]
        case _:
            return [answer.attempt, None, "Not granted"]


def _reported(world: IssuerWorld) -> list[Reported]:
    kept = session.get(_REPORT, [])
    ids = [application for application, _, _ in kept]
    with world.database.reading() as unit:
        records = unit.applications.find(ids)
        people = unit.people.find([each.application.person for each in records.values()])
    names = {
        each.application.id: people[each.application.person].name
        for each in records.values()
        if each.application.person in people
    }
    return [
        Reported(application, names.get(application, application), number, sentence)
        for application, number, sentence in kept
    ]

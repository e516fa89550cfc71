"""Attempts that wait for a person: each with what the scheme says of it, to grant or to deny."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.accounts.separation import judge
from issuer.certification.decision import involved
from issuer.certification.exam import ExamResult
from issuer.certification.exam_document import parse_exam_result
from issuer.certification.findings import Unmet
from issuer.certification.result_rules import assess_result
from issuer.certification.scheme import Scheme
from issuer.credentials.attempt import Attempt
from issuer.errors import UnknownAttemptError
from issuer.intake.answers import Answer, Denied, Issued
from issuer.web.admin.forms import DecisionForm
from issuer.web.admin.gate import officer
from issuer.web.admin.staffing import who_works_here
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

SHOWN = 100  # attempts, the oldest first


@dataclass(frozen=True, slots=True)
class Case:
    """An attempt that waits, what was reported of it, and what it lacks under its scheme."""

    attempt: Attempt
    result: ExamResult
    scheme: Scheme
    unmet: tuple[Unmet, ...]

    @property
    def sections(self) -> list[tuple[str, Decimal]]:
        """Return the sections of the written part as the scheme calls them, each with its score."""
        rule, written = self.scheme.written, self.result.written
        titles = {section.id: section.title for section in rule.sections} if rule else {}
        scores = written.sections if written else {}
        return [(titles.get(name, name), percent) for name, percent in scores.items()]


def waiting_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the queue, and the page of each attempt: a parameter, as its ID may hold a slash."""
    blueprint = Blueprint("waiting", __name__, url_prefix="/waiting")

    @blueprint.get("")
    @require(Action.READ_DOSSIERS)
    def list_all() -> ResponseReturnValue:
        with world.database.reading() as unit:
            waiting = unit.attempts.waiting(SHOWN)
        cases = [_case(world, one) for one in waiting]
        return render_template("admin/waiting.html", cases=cases, limit=SHOWN)

    @blueprint.get("/attempt")
    @require(Action.READ_DOSSIERS)
    def show() -> ResponseReturnValue:
        case = _wanted(world)
        return _page(world, case, DecisionForm(is_met=not case.unmet, formdata=None))

    @blueprint.post("/attempt")
    @require(Action.DECIDE)
    def decide() -> ResponseReturnValue:
        case = _wanted(world)
        form = DecisionForm(is_met=not case.unmet)
        if not form.validate():
            return _page(world, case, form), 422
        answer = world.intake.decide(
            case.attempt.scheme,
            case.attempt.attempt,
            grant=form.decision.data == "grant",
            author=officer().name,
            why=form.why.data,
            at=world.clock(),
        )
        return _told(answer)

    return blueprint


def _wanted(world: IssuerWorld) -> Case:
    scheme, name = request.args.get("scheme", ""), request.args.get("attempt", "")
    if not (scheme + name).isprintable():
        raise UnknownAttemptError(ascii(name))
    with world.database.reading() as unit:
        found = unit.attempts.find(scheme, [name]).get(name)
    if found is None or found.decision is not None:
        raise UnknownAttemptError(name)
    return _case(world, found)


def _case(world: IssuerWorld, attempt: Attempt) -> Case:
    result = parse_exam_result(attempt.document)
    scheme = world.schemes.version(attempt.scheme, attempt.version).scheme
    return Case(attempt, result, scheme, assess_result(result, scheme, world.clock()))


def _page(world: IssuerWorld, case: Case, form: DecisionForm) -> str:
    staff = who_works_here(world)
    told = {each.name: involved(each.name, case.result) for each in staff}
    barred = {name: how for name, how in told.items() if how is not None}
    return render_template(
        "admin/attempt.html",
        case=case,
        form=form,
        obstacle=barred.get(officer().name),
        blocked=judge(Action.DECIDE, staff, barred).sentence,
    )


def _told(answer: Answer) -> ResponseReturnValue:
    if isinstance(answer, Issued):
        flash(f"Granted. Certificate {answer.number} is issued.", "grant")
        return redirect(url_for("admin.certificates.show", number=answer.number), 303)
    if isinstance(answer, Denied):
        flash(f"Denied. Attempt {answer.attempt} is decided.", "deny")
    return redirect(url_for("admin.waiting.list_all"), 303)

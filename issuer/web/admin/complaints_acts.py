"""What is done with a case: each act has a page that asks what it needs, and its own right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.complaints.complaint import Complaint, EntryKind, Outcome
from issuer.complaints.handling import Handling
from issuer.errors import IssuerError
from issuer.web.admin.asked import AskedForm, make_form
from issuer.web.admin.complaint_words import CONCERNS, NOTES, OUTCOMES
from issuer.web.admin.complaints import find_case
from issuer.web.admin.gate import officer
from issuer.web.admin.pages import ask_page
from issuer.web.admin.questions import Control, Question
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_RIGHTS = {
    "assign": Action.ASSIGN_COMPLAINT,
    "note": Action.FILE_COMPLAINT,
    "about": Action.FILE_COMPLAINT,
    "question": Action.DECIDE_COMPLAINT,
    "certificate": Action.DECIDE_COMPLAINT,
    "review": Action.DECIDE_COMPLAINT,
    "decision": Action.DECIDE_COMPLAINT,
}
_Deed = Callable[[Handling, Complaint, AskedForm, str, datetime], str]


@dataclass(frozen=True, slots=True)
class Step:
    """An act: its page in words, what it asks, and what it does. `do` returns what is told then."""

    title: str
    button: str
    lead: str
    questions: list[Question]
    do: _Deed
    danger: bool = False


def complaint_acts_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the page of each act."""
    blueprint = Blueprint("complaint_acts", __name__, url_prefix="/complaints")
    acts = ", ".join(_RIGHTS)

    @blueprint.post("/<complaint>/acknowledge")
    @require(Action.FILE_COMPLAINT)
    def acknowledge(complaint: str) -> ResponseReturnValue:
        case = find_case(world, complaint)
        world.complaints.handling.acknowledge(case.id, actor=officer().name, at=world.clock())
        flash(f"{case.id} is acknowledged.", "told")
        return redirect(url_for("admin.complaints.show", complaint=case.id), 303)

    @blueprint.get(f"/<complaint>/<any({acts}):act>")
    @require(_RIGHTS, by="act")
    def ask(complaint: str, act: str) -> ResponseReturnValue:
        case = find_case(world, complaint)
        step = _step(world, case, act)
        return _page(case, step, make_form(step.questions, data=_known(case), formdata=None))

    @blueprint.post(f"/<complaint>/<any({acts}):act>")
    @require(_RIGHTS, by="act")
    def change(complaint: str, act: str) -> ResponseReturnValue:
        case = find_case(world, complaint)
        step = _step(world, case, act)
        form = make_form(step.questions)
        if not form.validate():
            return _page(case, step, form), 422
        try:
            said = step.do(world.complaints.handling, case, form, officer().name, world.clock())
        except IssuerError as error:
            status = form.refuse(error)
            return _page(case, step, form), status
        except ValueError:
            form.form_errors.append("Give the day as year, month and day.")
            return _page(case, step, form), 422
        flash(said, "told")
        return redirect(url_for("admin.complaints.show", complaint=case.id), 303)

    return blueprint


def _known(case: Complaint) -> dict[str, str]:
    return {
        "number": case.number or case.typed,
        "names": "\n".join(case.about),
        "day": case.due.isoformat(),
    }


def _page(case: Complaint, step: Step, form: AskedForm) -> str:
    return ask_page(
        form,
        section="complaints",
        title=step.title,
        back=(url_for("admin.complaints.show", complaint=case.id), case.id),
        button=step.button,
        about=[f"{case.id}: {CONCERNS[case.concern]}"],
        lead=step.lead,
        danger=step.danger,
    )


def _step(world: IssuerWorld, case: Complaint, act: str) -> Step:
    if act != "assign":
        return _STEPS[act]
    standing = world.complaints.handling.standing(case.id, at=world.clock())
    lead = "They decide it. Only officers who may, and had no part in it, can be chosen."
    names = [(name, name) for name in standing.eligible]
    return Step(
        "Give this case to somebody",
        "Give it to them",
        f"{lead} {standing.sentence or ''}".strip(),
        [Question("officer", "Officer", Control.ONE, choices=names)],
        _assign,
    )


def _assign(handling: Handling, case: Complaint, form: AskedForm, by: str, at: datetime) -> str:
    handling.assign(case.id, form.officer.data, actor=by, at=at)
    return f"{form.officer.data} has {case.id} now."


def _note(handling: Handling, case: Complaint, form: AskedForm, by: str, at: datetime) -> str:
    handling.note(case.id, form.words.data, kind=EntryKind(form.kind.data), actor=by, at=at)
    return "The note is kept."


def _about(handling: Handling, case: Complaint, form: AskedForm, by: str, at: datetime) -> str:
    names = [name.strip() for name in form.names.data.splitlines() if name.strip()]
    handling.name(case.id, names, actor=by, at=at)
    return "Whoever is named does not look into it."


def _question(handling: Handling, case: Complaint, form: AskedForm, by: str, at: datetime) -> str:
    if handling.ask(case.id, form.words.data, actor=by, at=at):
        return "The question is on their page, and goes out by mail."
    return "The question is on their page. No mail goes out."


def _certificate(
    handling: Handling, case: Complaint, form: AskedForm, by: str, at: datetime
) -> str:
    made = handling.link(case.id, form.number.data, actor=by, at=at)
    if made.assigned is None:
        return f"{case.id} is about {made.number}. You were involved there: give it to another."
    return f"{case.id} is about {made.number}."


def _review(handling: Handling, case: Complaint, form: AskedForm, by: str, at: datetime) -> str:
    handling.put_off(case.id, date.fromisoformat(form.day.data), actor=by, at=at)
    return "The day is set."


def _decision(handling: Handling, case: Complaint, form: AskedForm, by: str, at: datetime) -> str:
    outcome = Outcome(form.outcome.data)
    why, answer = form.why.data, form.answer.data
    handling.conclude(case.id, outcome, why=why, answer=answer, actor=by, at=at)
    return f"{case.id} is decided."


_STEPS = {
    "note": Step(
        "Keep a note",
        "Keep it",
        "Staff alone read it.",
        [
            Question(
                "kind",
                "What it is",
                Control.ONE,
                choices=[(each.value, words) for each, words in NOTES.items()],
            ),
            Question("words", "Note", Control.TEXT),
        ],
        _note,
    ),
    "about": Step(
        "Whom of the staff is it about?",
        "Keep the names",
        "Whoever made the decision complained of does not look into it.",
        [
            Question(
                "names",
                "Officers",
                Control.TEXT,
                required=False,
                help="One name a line, as the officer is called at the desk.",
            )
        ],
        _about,
    ),
    "question": Step(
        "Ask whoever reported it",
        "Send the question",
        "It stands on their page, and goes out by mail where they gave an address. They answer "
        "with the code that they got.",
        [Question("words", "Question", Control.TEXT, help="Name nobody who is not named already.")],
        _question,
    ),
    "certificate": Step(
        "Which certificate is it about?",
        "Link them",
        "Whoever trained, examined or decided there may not look into it from then on.",
        [Question("number", "Certificate number", Control.LINE)],
        _certificate,
    ),
    "review": Step(
        "Look at it again",
        "Set the day",
        "From the day after, the case is listed as overdue.",
        [Question("day", "Day", Control.DAY)],
        _review,
    ),
    "decision": Step(
        "Decide this case",
        "Decide",
        "This ends the case and cannot be undone. A certificate changes on its own page alone.",
        [
            Question(
                "outcome",
                "Outcome",
                Control.ONE,
                choices=[(each.value, words) for each, words in OUTCOMES.items()],
            ),
            Question("why", "Reasons", Control.TEXT, help="For the record. Staff alone read it."),
            Question(
                "answer",
                "Answer to whoever reported it",
                Control.TEXT,
                help="They read it on their page, and in our mail. Name nobody.",
            ),
        ],
        _decision,
        danger=True,
    ),
}

"""Applying, withdrawing, and putting a person's names right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.candidates.case_file import CaseFile
from issuer.certification.dossier.applicant import Applicant, read_applicant
from issuer.certification.errors import CertificationError, Fault
from issuer.certification.scheme import Scheme
from issuer.credentials.number import draw_number
from issuer.errors import IssuerError, NameTooLongError, NameUnprintableError, UnknownSchemeError
from issuer.web.admin.answers import read_answers
from issuer.web.admin.asked import AskedForm, make_form
from issuer.web.admin.candidates.languages import LANGUAGES
from issuer.web.admin.candidates.reach import open_case, open_case_to_change
from issuer.web.admin.gate import officer
from issuer.web.admin.pages import ask_page
from issuer.web.admin.questions import Question, Words, questions_of
from issuer.web.permission import require
from issuer.web.problems import detail_of
from issuer.wiring import IssuerWorld

_NAMES = {
    "person.name": Words("Name", "The whole name, as it shall be printed."),
    "person.native_name": Words("Name in the person's own script", "Such as Arabic or Chinese."),
    "person.native_language": Words(
        "Language of that name", "Pick one, or write its tag, such as ar."
    ),
    "person.mail": Words("Mail address"),
}
_APPLICANT = {
    "person.ref": Words(
        "Reference", "Your body's own number for the person. Keep this one if there is none yet."
    ),
    **_NAMES,
    "profession": Words("Profession"),
    "region": Words("Region of practice", "A name of the list, or its ISO code, such as US-TX."),
}


def admission_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the pages on which candidates come, go and are called rightly."""
    blueprint = Blueprint("admission", __name__, url_prefix="/applications")

    @blueprint.get("/new")
    @require(Action.RECORD_DOCUMENTS)
    def ask() -> ResponseReturnValue:
        schemes = _schemes(world)
        scheme = _wanted(schemes)
        if scheme is None:
            return render_template("admin/candidates/choose_scheme.html", schemes=schemes)
        return _new_page(make_form(_applicant(scheme), data=_known(world), formdata=None), scheme)

    @blueprint.post("/new")
    @require(Action.RECORD_DOCUMENTS)
    def apply() -> ResponseReturnValue:
        scheme = _wanted(_schemes(world))
        if scheme is None:
            raise UnknownSchemeError("none was chosen")
        return _apply(world, scheme)

    blueprint.register_blueprint(_person_blueprint(world))
    return blueprint


def _person_blueprint(world: IssuerWorld) -> Blueprint:
    blueprint = Blueprint("person", __name__, url_prefix="/<application>")

    @blueprint.get("/names")
    @require(Action.RECORD_DOCUMENTS)
    def ask_names(application: str) -> ResponseReturnValue:
        case = open_case(world, application)
        questions = _names()
        return _names_page(make_form(questions, data=_called(case), formdata=None), case)

    @blueprint.post("/names")
    @require(Action.RECORD_DOCUMENTS)
    def correct(application: str) -> ResponseReturnValue:
        return _correct(world, open_case(world, application))

    @blueprint.get("/withdraw")
    @require(Action.RECORD_DOCUMENTS)
    def ask_to_withdraw(application: str) -> ResponseReturnValue:
        return _withdraw_page(make_form((), formdata=None), open_case_to_change(world, application))

    @blueprint.post("/withdraw")
    @require(Action.RECORD_DOCUMENTS)
    def withdraw(application: str) -> ResponseReturnValue:
        open_case_to_change(world, application)
        world.candidates.admission.withdraw(application, actor=officer().name, at=world.clock())
        flash("The application is withdrawn.", "told")
        return redirect(url_for("admin.applications.show", application=application), 303)

    return blueprint


def _apply(world: IssuerWorld, scheme: Scheme) -> ResponseReturnValue:
    form = make_form(_applicant(scheme))
    if not form.validate():
        return _new_page(form, scheme), 422
    members = read_answers(form, world.body.zone)
    try:
        applicant = read_applicant({**members, "scheme": scheme.id})
        record = world.candidates.admission.apply(applicant, actor=officer().name, at=world.clock())
    except (IssuerError, CertificationError) as error:
        status = _refuse(form, error)
        return _new_page(form, scheme), status
    flash("The application is recorded. Add what was shown for it.", "told")
    return redirect(url_for("admin.applications.show", application=record.application.id), 303)


def _correct(world: IssuerWorld, case: CaseFile) -> ResponseReturnValue:
    form = make_form(_names())
    if not form.validate():
        return _names_page(form, case), 422
    members = read_answers(form, world.body.zone)
    members["person"]["ref"] = case.person.ref
    asked = case.record.application
    members |= {"scheme": asked.scheme, "profession": asked.profession, "region": asked.region}
    try:
        person = read_applicant(members).person.to_person()
        world.candidates.admission.correct(person, actor=officer().name, at=world.clock())
    except (IssuerError, CertificationError) as error:
        status = _refuse(form, error)
        return _names_page(form, case), status
    flash("The names are put right. Certificates that were issued stay as they are.", "told")
    application = case.record.application.id
    return redirect(url_for("admin.applications.show", application=application), 303)


def _refuse(form: AskedForm, error: IssuerError | CertificationError) -> int:
    """Say why it was refused; what cannot be printed is said at the name."""
    if isinstance(error, NameUnprintableError | NameTooLongError):
        form.mark([Fault("person.name", (detail_of(error) or "").rstrip("."))])
        return 422
    return form.refuse(error)


def _schemes(world: IssuerWorld) -> list[Scheme]:
    return [each.scheme for each in world.schemes.all() if each.scheme.keeps_dossiers]


def _wanted(schemes: Sequence[Scheme]) -> Scheme | None:
    named = request.args.get("scheme")
    if named is None and len(schemes) == 1:
        return schemes[0]
    return next((scheme for scheme in schemes if scheme.id == named), None)


def _known(world: IssuerWorld) -> dict[str, Any]:
    """Return what is known of somebody who applies again, or a new reference."""
    again = request.args.get("again")
    if again is None:
        return {"person.ref": draw_number("CAN")}
    case = open_case(world, again)
    application = case.record.application
    return {
        "person.ref": case.person.ref,
        **_called(case),
        "profession": application.profession,
        "region": application.region,
    }


def _called(case: CaseFile) -> dict[str, str]:
    return {name: getattr(case.person, name.removeprefix("person.")) or "" for name in _NAMES}


def _applicant(scheme: Scheme) -> list[Question]:
    choices = {"profession": list(scheme.professions.items())}
    offers = {"person.native_language": LANGUAGES, "region": list(scheme.regions.items())}
    return list(questions_of(Applicant, _APPLICANT, choices, offers))


def _names() -> list[Question]:
    return list(questions_of(Applicant, _NAMES, {}, {"person.native_language": LANGUAGES}))


def _new_page(form: AskedForm, scheme: Scheme) -> str:
    return ask_page(
        form,
        section="candidates",
        title="New application",
        back=(url_for("admin.applications.list_all"), "Candidates"),
        button="Record the application",
        lead=f"{scheme.title}, version {scheme.version}",
    )


def _names_page(form: AskedForm, case: CaseFile) -> str:
    return ask_page(
        form,
        section="candidates",
        title="Correct the names",
        back=_back(case),
        button="Put them right",
        lead="Certificates that were issued stay as they are.",
    )


def _withdraw_page(form: AskedForm, case: CaseFile) -> str:
    return ask_page(
        form,
        section="candidates",
        title="Withdraw this application",
        back=_back(case),
        button="Withdraw the application",
        about=[case.person.name, case.scheme.title],
        lead="As the candidate asked. The application is closed; its dossier stays on record.",
        danger=True,
    )


def _back(case: CaseFile) -> tuple[str, str]:
    application = case.record.application.id
    return url_for("admin.applications.show", application=application), case.person.name

"""Applications: listed and searched, and each on its page with assessment and dossier."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.candidates.application import ApplicationState
from issuer.candidates.case_file import CaseFile
from issuer.candidates.links import Aftermath
from issuer.certification.scheme import Scheme
from issuer.errors import UnknownSchemeError
from issuer.web.admin.candidates.kinds import KINDS, kinds_asked
from issuer.web.admin.candidates.reach import open_case, recorded_in
from issuer.web.admin.candidates.told import tell, tell_one
from issuer.web.admin.candidates.vocabulary import vocabulary_of
from issuer.web.admin.candidates.words import (
    APPLICATIONS,
    APPROVED,
    FINDINGS,
    UNAPPROVED,
    in_short,
    stage_by_stage,
    state_of_appeal,
)
from issuer.web.application_listing import (
    ApplicationPage,
    list_applications,
    read_application_state,
)
from issuer.web.listing import read_page, read_search
from issuer.web.permission import require
from issuer.wiring import IssuerWorld


@dataclass(frozen=True, slots=True)
class Heading:
    """What every page about a case begins with: who, for what, and how it stands."""

    case: CaseFile
    profession: str
    region: str
    aftermath: Aftermath


def applications_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the list, and the page of each application."""
    blueprint = Blueprint("applications", __name__, url_prefix="/applications")

    @blueprint.get("")
    @require(Action.READ_DOSSIERS)
    def list_all() -> ResponseReturnValue:
        try:
            return _list(world, _find(world))
        except ValueError as exc:
            return _list(world, ApplicationPage(0, 1, ()), error=str(exc)), 422

    @blueprint.get("/<application>")
    @require(Action.READ_DOSSIERS)
    def show(application: str) -> ResponseReturnValue:
        return _show(world, open_case(world, application))

    return blueprint


def heading_of(world: IssuerWorld, case: CaseFile) -> Heading:
    """Return the heading of a case."""
    application, scheme = case.record.application, case.scheme
    return Heading(
        case,
        scheme.professions.get(application.profession, application.profession),
        scheme.regions.get(application.region, application.region),
        world.candidates.pages.aftermath(case),
    )


def _find(world: IssuerWorld) -> ApplicationPage:
    return list_applications(
        world.database,
        read_search(request.args.get("search", "")),
        _read_scheme(world, request.args.get("scheme", "")),
        read_application_state(request.args.get("state", "")),
        read_page(request.args.get("page", "1")),
    )


def _read_scheme(world: IssuerWorld, text: str) -> str | None:
    if text and text not in {scheme.id for scheme in _schemes(world)}:
        raise ValueError("choose a scheme of the list")
    return text or None


def _schemes(world: IssuerWorld) -> list[Scheme]:
    return [each.scheme for each in world.schemes.all() if each.scheme.keeps_dossiers]


def _list(world: IssuerWorld, page: ApplicationPage, *, error: str | None = None) -> str:
    return render_template(
        "admin/candidates/list.html",
        page=page,
        rows=[
            (
                record,
                person,
                _scheme_of(world, record.application.scheme, record.application.version),
            )
            for record, person in page.applications
        ],
        applications=APPLICATIONS,
        states=[(state.value, APPLICATIONS[state].word) for state in ApplicationState],
        schemes=[(scheme.id, scheme.title) for scheme in _schemes(world)],
        error=error,
    )


def _scheme_of(world: IssuerWorld, scheme: str, version: str) -> Scheme | None:
    try:
        return world.schemes.version(scheme, version).scheme
    except UnknownSchemeError:
        return None


def _show(world: IssuerWorld, case: CaseFile) -> str:
    vocabulary = vocabulary_of(case.scheme, world)
    recorded, heading = recorded_in(world, case), heading_of(world, case)
    return render_template(
        "admin/candidates/application.html",
        heading=heading,
        case=case,
        state=APPLICATIONS[case.record.state],
        is_open=case.record.state is ApplicationState.OPEN,
        can_appeal=_can_appeal(heading),
        stages=list(stage_by_stage(case.assessment)),
        findings=FINDINGS,
        short=in_short(case.assessment.findings),
        parts=tell(recorded, vocabulary),
        struck=[tell_one(each, vocabulary) for each in recorded if each.struck is not None],
        kinds=KINDS,
        asked=set(kinds_asked(case.scheme)),
        state_of_appeal=state_of_appeal,
        approved=APPROVED,
        unapproved=UNAPPROVED,
        others=_others(world, case),
    )


def _can_appeal(heading: Heading) -> bool:
    """Tell whether an appeal can be lodged, as far as the page knows."""
    case, appeals = heading.case, heading.aftermath.appeals
    is_denied = case.record.state is ApplicationState.DENIED
    return is_denied and case.scheme.appeals is not None and all(each.outcome for each in appeals)


def _others(world: IssuerWorld, case: CaseFile) -> list[tuple[str, str]]:
    """Return the person's other applications: id and what is said of it."""
    with world.database.reading() as unit:
        records = unit.applications.of_person(case.person.ref)
    return [
        (each.application.id, f"{each.application.scheme}, {APPLICATIONS[each.state].word}")
        for each in records
        if each.application.id != case.record.application.id
    ]

"""Settings in, a frozen world out: every service made once, from what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import issuer
from issuer.accounts.sign_in import SignIn
from issuer.body.body import Body
from issuer.body.own_trust import OwnTrust
from issuer.body.schemes import SchemeShelf
from issuer.candidates.services import Candidates, make_candidates
from issuer.certificate.pdf import Typesetter
from issuer.certificate.printing import Printer
from issuer.certificate.rehearsal import Rehearsal
from issuer.credentials.issue import Issuer
from issuer.credentials.lifecycle import Lifecycle
from issuer.credentials.number import draw_number
from issuer.credentials.printable import PrintableNames
from issuer.credentials.publish import StatusPublisher
from issuer.credentials.signing_keys import SigningKeys
from issuer.errors import NotFoundedError
from issuer.intake.intake import Intake
from issuer.settings import IssuerSettings
from issuer.store.database import Database
from issuer.store.ledger import SqlLedger
from verifier.clock import Clock, utc_now
from verifier.status_lists import StatusLists
from verifier.verify import Verifier

TEMPLATES = Path(issuer.__file__).parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class IssuerWorld:
    """Everything an issuer's web and command line work with."""

    settings: IssuerSettings
    clock: Clock
    database: Database
    body: Body
    trust: OwnTrust
    schemes: SchemeShelf
    keys: SigningKeys
    publisher: StatusPublisher
    verifier: Verifier
    intake: Intake
    lifecycle: Lifecycle
    printer: Printer
    rehearsal: Rehearsal
    sign_in: SignIn
    candidates: Candidates


def make_world(settings: IssuerSettings, *, clock: Clock = utc_now) -> IssuerWorld:
    """Return the world of the body on record, or raise a refusal that names what is missing.

    Creates nothing: tables, keys and the body are made by `probatum init`.
    """
    database = Database(settings.database_url)
    database.check_schema()
    with database.reading() as unit:
        body = unit.bodies.get()
    if body is None:
        raise NotFoundedError("there is no certification body yet: run probatum init")
    settings.require_url(body.url)
    trust = OwnTrust(body, database, clock)
    keys = SigningKeys(trust, body.url, settings.key_folder)
    publisher = StatusPublisher(body.url, database, keys, trust, clock)
    schemes = SchemeShelf(database, clock)
    typesetter = Typesetter(TEMPLATES / "certificate")
    issuing = Issuer(body, database, keys, trust, publisher, draw_number)
    names = PrintableNames(body.url, typesetter.undrawable)
    intake = Intake(database, schemes, issuing, names)
    return IssuerWorld(
        settings=settings,
        clock=clock,
        database=database,
        body=body,
        trust=trust,
        schemes=schemes,
        keys=keys,
        publisher=publisher,
        verifier=Verifier(trust, StatusLists(publisher), {body.url: SqlLedger(database)}),
        intake=intake,
        lifecycle=Lifecycle(database),
        printer=Printer(body, trust, database, typesetter),
        rehearsal=Rehearsal(body, typesetter),
        sign_in=SignIn(database),
        candidates=make_candidates(database, schemes, intake, names, draw_number),
    )

"""Settings in, a frozen world out: every service made once, from what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import SystemRandom
from urllib.parse import urlsplit

import issuer
from issuer.accounts.ceremony import Ceremonies
from issuer.accounts.door import Door
from issuer.accounts.letters import TOPICS as STAFF_TOPICS
from issuer.accounts.letters import StaffLetters
from issuer.accounts.own import OwnAccount
from issuer.accounts.sign_in import SignIn
from issuer.accounts.staff import Staff
from issuer.archive.archive import Archives
from issuer.body.body import Body
from issuer.body.own_trust import OwnTrust
from issuer.body.schemes import SchemeShelf
from issuer.candidates.services import Candidates, make_candidates
from issuer.certificate.pdf import Typesetter
from issuer.certificate.printing import Printer
from issuer.certificate.rehearsal import Rehearsal
from issuer.complaints.services import ComplaintServices, make_complaints
from issuer.credentials.issue import Issuer
from issuer.credentials.lifecycle import Lifecycle
from issuer.credentials.number import draw_number
from issuer.credentials.printable import PrintableNames
from issuer.credentials.publish import StatusPublisher
from issuer.credentials.signing_keys import SigningKeys
from issuer.custody.clock_watch import ClockWatch
from issuer.custody.compromise import Compromises, make_compromises
from issuer.custody.keeping import Custody
from issuer.duties.deliveries import Deliveries
from issuer.errors import NotFoundedError
from issuer.evidence.checkpoint import origin_of
from issuer.evidence.checkpoints import Checkpoints
from issuer.holder.letters import TOPICS, HolderLetters
from issuer.holder.services import HolderServices, make_holder_services
from issuer.intake.intake import Intake
from issuer.notify.mails import Writer
from issuer.notify.services import Notify, Ways, make_notify
from issuer.privacy.erasures import Erasures
from issuer.privacy.requests import PersonExports
from issuer.privacy.retention import of_schemes
from issuer.recertification.letters import TOPICS as RECERTIFICATION_TOPICS
from issuer.recertification.letters import RecertificationLetters
from issuer.recertification.services import Recertification, make_recertification
from issuer.requests.replacing import Replacing
from issuer.requests.replacing_by_two import ReplacingByTwo
from issuer.requests.scheme_rules import SchemeRules
from issuer.requests.services import RequestServices, make_requests
from issuer.requests.who_replaces import WhoReplaces
from issuer.settings import IssuerSettings
from issuer.store.database import Database
from issuer.store.journal_opening import compare, open_journal
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
    door: Door
    staff: Staff
    own_account: OwnAccount
    candidates: Candidates
    notify: Notify
    deliveries: Deliveries
    requests: RequestServices
    erasures: Erasures
    person_exports: PersonExports
    archives: Archives
    replacing: ReplacingByTwo
    holder: HolderServices
    complaints: ComplaintServices
    recertification: Recertification
    custody: Custody
    compromises: Compromises

    @property
    def body(self) -> Body:
        """Return the body; what it says of itself may have changed a few seconds ago."""
        return self.trust.body()


@dataclass(frozen=True, slots=True)
class _Core:
    """What issues, prints and changes certificates: the rest is made from it."""

    database: Database
    body: Body
    trust: OwnTrust
    schemes: SchemeShelf
    keys: SigningKeys
    publisher: StatusPublisher
    names: PrintableNames
    intake: Intake
    lifecycle: Lifecycle
    printer: Printer
    typesetter: Typesetter
    ceremonies: Ceremonies

    def make_verifier(self) -> Verifier:
        """Return our own public verifier, whose ledger is our own record."""
        ledgers = {self.body.url: SqlLedger(self.database)}
        return Verifier(self.trust, StatusLists(self.publisher), ledgers)


def make_world(settings: IssuerSettings, *, clock: Clock = utc_now) -> IssuerWorld:
    """Return the world of the body on record, or raise a refusal; creates nothing (`init` does)."""
    core = _make_core(settings, clock)
    database, body, schemes = core.database, core.body, core.schemes
    notify = _make_notify(core, settings, clock)
    candidates = make_candidates(database, schemes, core.intake, core.names, draw_number)
    custody = Custody(database, body.url, core.keys.vault, settings.key_overlap)
    return IssuerWorld(
        settings=settings,
        clock=clock,
        database=database,
        trust=core.trust,
        schemes=schemes,
        keys=core.keys,
        publisher=core.publisher,
        verifier=core.make_verifier(),
        intake=core.intake,
        lifecycle=core.lifecycle,
        printer=core.printer,
        rehearsal=Rehearsal(body, core.typesetter),
        sign_in=SignIn(database),
        door=Door(database, core.ceremonies),
        staff=Staff(database),
        own_account=OwnAccount(database, core.ceremonies, (body.name, body.url, "probatum")),
        candidates=candidates,
        erasures=Erasures(database, of_schemes(schemes)),
        person_exports=PersonExports(database, body.name),
        archives=_make_archives(core, settings),
        notify=notify,
        deliveries=Deliveries(database, notify.couriers, clock, SystemRandom().random),
        requests=make_requests(database, core.lifecycle, draw_number, lives=settings.request_lives),
        replacing=_make_replacing(core, candidates, settings.request_lives),
        holder=make_holder_services(database),
        complaints=make_complaints(database, candidates.dossiers, body.zone),
        recertification=make_recertification(database, schemes),
        custody=custody,
        compromises=make_compromises(database, custody, core.publisher, core.intake.issuer),
    )


def _make_core(settings: IssuerSettings, clock: Clock) -> _Core:
    database = Database(settings.database_url)
    database.check_schema()
    with database.reading() as unit:
        body = unit.bodies.get()
    if body is None:
        raise NotFoundedError("there is no certification body yet: run probatum init")
    settings.require_url(body.url)
    database.journal = open_journal(database, settings.journal_folder)
    compare(database, settings.checkpoint_folder, at=clock())
    trust = OwnTrust(body, database, clock)
    keys = SigningKeys(trust, body.url, settings.make_vault())
    watch = ClockWatch(clock)
    publisher = StatusPublisher(body.url, database, keys, trust, clock, watch)
    schemes = SchemeShelf(database, clock)
    typesetter = Typesetter(TEMPLATES / "certificate")
    issuing = Issuer(body, database, keys, trust, publisher, draw_number, watch)
    names = PrintableNames(body.url, typesetter.undrawable)
    intake = Intake(database, schemes, issuing, names)
    printer = Printer(body, trust, database, typesetter)
    lifecycle = Lifecycle(database, SchemeRules(schemes))
    return _Core(
        database=database,
        body=body,
        trust=trust,
        schemes=schemes,
        keys=keys,
        publisher=publisher,
        names=names,
        intake=intake,
        lifecycle=lifecycle,
        printer=printer,
        typesetter=typesetter,
        ceremonies=Ceremonies(body.url, body.name),
    )


def _make_notify(core: _Core, settings: IssuerSettings, clock: Clock) -> Notify:
    database, body = core.database, core.body
    ways, writers = _ways(settings, body), _writers(database, body, core.schemes)
    return make_notify(database, body, TEMPLATES / "mail", ways, clock, writers)


def _make_archives(core: _Core, settings: IssuerSettings) -> Archives:
    origin = origin_of(core.body.url)
    checkpoints = Checkpoints(core.database, origin, settings.key_folder, settings.passphrase)
    return Archives(core.database, core.body, checkpoints, core.printer, core.publisher)


def _make_replacing(core: _Core, candidates: Candidates, lives: timedelta) -> ReplacingByTwo:
    database, schemes = core.database, core.schemes
    who = WhoReplaces(database, candidates.dossiers, SchemeRules(schemes))
    alone = Replacing(database, database, core.body, schemes, core.trust, core.intake, who)
    return ReplacingByTwo(database, alone, draw_number, lives)


def _writers(database: Database, body: Body, schemes: SchemeShelf) -> dict[str, Writer]:
    about_renewal = RecertificationLetters(database, schemes, body.url)
    made: dict[str, Writer] = dict.fromkeys(TOPICS, HolderLetters(database, body.url))
    made |= dict.fromkeys(STAFF_TOPICS, StaffLetters(database, body.url))
    return made | dict.fromkeys(RECERTIFICATION_TOPICS, about_renewal)


def _ways(settings: IssuerSettings, body: Body) -> Ways:
    hello = urlsplit(body.url).hostname or "localhost"
    server = settings.make_mail_server(hello)
    return Ways(
        server,
        settings.mail_from,
        settings.webhooks_to_loopback,
        settings.checkpoint_webhook,
        settings.checkpoint_webhook_secret.get_secret_value(),
    )

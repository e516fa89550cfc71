"""The example scheme in force at a site, its registers filled, and candidates on their way."""

from __future__ import annotations

from typing import Any

from issuer.body.schemes import activate
from issuer.certification.dossier.applicant import read_applicant
from issuer.certification.dossier.documents import read_document, read_listed
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import documents
from tests.certification.rules.making import LISTED, SCHEME, read
from tests.web.issuer.conftest import EXAMPLES, OFFICER, Site

FILE = (EXAMPLES / "botulinum-toxin.toml").read_bytes()
BY_RULE = FILE.replace(
    b'decision = "person"', b'decision = "rule"\nanswerable_officer = "Head of Certification"\n'
)
NAME = "Dr Amélie Example-Santos"
DECIDER = "Otto Example-Decider"
HOME = "/admin/applications"


class WholeRoad:
    """What tests ask of the example scheme at a site."""

    def __init__(self, site: Site, file: bytes = FILE) -> None:
        self.site = site
        self.services = site.world.candidates
        world = site.world
        activate(world.database, world.body, file, actor="test", at=site.clock())
        modules = [module.id for module in make_scheme().modules]
        for each in LISTED:
            more = {"scheme": SCHEME, "modules": modules} if each["kind"] == "course" else {}
            self.enter(since="2020-01-01", **each, **more)

    def enter(self, **members: Any) -> None:
        """Put an entry into its register."""
        listed = read_listed(members)
        self.services.registers.put(listed, author="Registry", at=self.site.clock())

    def apply(self, ref: str = "C-1", name: str = NAME, **changes: Any) -> str:
        """Record an application and return its id."""
        person = {"ref": ref, "name": name, **changes.pop("person", {})}
        members = {"person": person, "scheme": SCHEME, "profession": "physician", "region": "FR"}
        applicant = read_applicant({**members, **changes})
        made = self.services.admission.apply(applicant, actor="Registry", at=self.site.clock())
        return made.application.id

    def show(self, ref: str, *members: dict[str, Any], author: str = "Registry") -> None:
        """Put documents into a dossier."""
        made = [read(each) if "scheme" not in each else read_document(each) for each in members]
        self.services.dossiers.record(ref, made, author=author, at=self.site.clock())

    def complete(self, ref: str = "C-1", *, but: str = "") -> None:
        """Put everything into a dossier that is asked of a physician, but one document or kind."""
        told = documents("physician", "FR")
        kept = [each for each in told if but not in (each["ref"], each["kind"])]
        self.show(ref, *(_own(each, ref) for each in kept))

    def ready(self, ref: str = "C-1", name: str = NAME, *, but: str = "") -> str:
        """Return the application of somebody whose dossier is complete, but for one document."""
        application = self.apply(ref, name)
        self.complete(ref, but=but)
        return application

    def deny(self, application: str, why: str = "It was withdrawn.") -> None:
        """Deny an application."""
        self.services.decisions.deny(application, author=DECIDER, why=why, at=self.site.clock())


def _own(members: dict[str, Any], ref: str) -> dict[str, Any]:
    """An exam result has one reference, whoever's it is."""
    own = members["kind"] in {"written", "practical"}
    return {**members, "ref": f"{ref}-{members['ref']}"} if own else members


__all__ = ["BY_RULE", "DECIDER", "HOME", "NAME", "OFFICER", "WholeRoad"]

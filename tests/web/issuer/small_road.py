"""The small scheme: three requirements, a written examination, appeals; and one candidate on it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from issuer.accounts.ports import Officer
from issuer.accounts.roles import EVERY_ROLE
from issuer.candidates.case_file import CaseFile
from issuer.candidates.proceedings import AppealOutcome
from issuer.certification.dossier.documents import read_listed
from issuer.intake.answers import Issued
from tests.web.issuer.conftest import OFFICER, Site
from tests.web.issuer.linking import LICENCE, Reader, apply, link, record, take_applications

DECIDER = "Otto Example-Decider"
PANEL = ("Ada Example-Panel", "Ben Example-Panel", "Cyd Example-Panel")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
SMALL = b"""
format = "certification-scheme/1"
id = "small"
version = "1"
prefix = "SMA11"
title = "Certificate of Small Things"
limits_text = "It is not a licence."
validity_months = 24
decision = "person"

[professions]
rn = "Registered nurse"

[regions]
US-TX = "Texas"

[[scope]]
id = "small"
text = "Small things"
everyday = "small things"

[[requirements]]
kind = "identity"
id = "identity"
title = "Photo document compared with the person"
by = "application"
source = "illustrative"
checked = 2026-11-01

[[requirements]]
kind = "licence"
id = "licence"
title = "Active licence"
by = "training"
max_check_age_days = 30
source = "illustrative"
checked = 2026-11-01

[[requirements]]
kind = "declaration"
id = "conduct"
title = "Good conduct"
by = "examination"
declaration = "conduct"
waivable = true
source = "illustrative"
checked = 2026-11-01

[case_log.areas]
glabella = "Glabella"

[impartiality]
months = 24

[appeals]
window_days = 30
panel_min = 3
decision_days = 45

[written]
cut_percent = 70
"""
IDENTITY: dict[str, Any] = {
    "kind": "identity",
    "ref": "I-1",
    "on": "2026-11-02",
    "document": "passport",
    "checked_by": "Greta Example-Registrar",
}
CONDUCT: dict[str, Any] = {
    "kind": "declaration",
    "ref": "D-1",
    "declaration": "conduct",
    "on": "2026-11-03",
    "holds": True,
}
WRITTEN: dict[str, Any] = {
    "kind": "written",
    "ref": "W-1",
    "scheme": "small",
    "ended": "2026-11-19T10:00:00Z",
    "percent": 80,
    "invigilator": "Ivo Example-Invigilator",
}
SUPERVISOR: dict[str, Any] = {
    "kind": "supervisor",
    "id": "S-1",
    "since": "2026-01-01",
    "name": "Dr Sanna Example-Supervisor",
    "sites": ["clinic"],
}
CASE: dict[str, Any] = {
    "kind": "case",
    "ref": "K-1",
    "scheme": "small",
    "role": "performed",
    "on": "2026-10-05",
    "supervisor": "S-1",
    "site": "clinic",
    "patient": 1,
    "areas": ["glabella"],
}


def hire(site: Site, *names: str) -> None:
    """Make them officers, unless they are."""
    with site.world.database.writing() as unit:
        for name in names:
            if unit.officers.find(name) is None:
                unit.officers.add(Officer(name, EVERY_ROLE), site.clock())


class Road:
    """One candidate of the small scheme, with their browser."""

    def __init__(self, site: Site, scheme: bytes = SMALL) -> None:
        self.site = site
        self.services = site.world.candidates
        take_applications(site, scheme)
        self.application = apply(site, scheme="small")
        self.reader = Reader(site)
        self.reader.send(link(site, self.application))

    def show(self, *documents: dict[str, Any], author: str = OFFICER) -> None:
        """Put documents into the dossier."""
        record(self.site, "C-1", *documents, author=author)

    def complete(self) -> None:
        """Put everything into the dossier that is asked."""
        self.show(IDENTITY, LICENCE, CONDUCT, WRITTEN)

    def log_case(self) -> None:
        """Put a supervised case into the dossier."""
        at = self.site.clock()
        self.services.registers.put(read_listed(SUPERVISOR), author=OFFICER, at=at)
        self.show(CASE)

    @property
    def case(self) -> CaseFile:
        """Return the case file as staff see it."""
        return self.services.dossiers.open(self.application, at=self.site.clock())

    def grant(self) -> str:
        """Grant the application and return the certificate's number."""
        (answer,) = self.services.decisions.grant(
            [self.application], author=DECIDER, at=self.site.clock()
        )
        assert isinstance(answer, Issued), answer
        return answer.number

    def deny(self, why: str = "") -> None:
        """Deny the application."""
        self.services.decisions.deny(
            self.application, author=DECIDER, why=why, at=self.site.clock()
        )

    def appeal(self) -> str:
        """Lodge an appeal, name its panel, and return its id."""
        appeals, at = self.services.appeals, self.site.clock()
        made = appeals.lodge(self.application, grounds="It is wrong.", actor=OFFICER, at=at)
        hire(self.site, *PANEL[:2])
        appeals.empanel(made.id, PANEL, actor=OFFICER, at=at)
        return made.id

    def conclude(self, appeal: str, outcome: AppealOutcome, why: str) -> None:
        """End an appeal."""
        self.services.appeals.conclude(appeal, outcome, why=why, by=PANEL[0], at=self.site.clock())

    @property
    def headline(self) -> str:
        """Return the page's heading."""
        found = re.search(
            r"<h1[^>]*>.*?<span>(.*?)</span></h1>", self.reader.look().text, re.DOTALL
        )
        assert found is not None
        return unescape(found[1])

    @property
    def page(self) -> str:
        """Return the page's text, one space between words."""
        text = unescape(re.sub(r"<[^>]+>", " ", self.reader.look().text))
        return re.sub(r"\s+(?=[.,;])", "", " ".join(text.split()))

"""The holder's page as its template shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from issuer.candidates.holder_appeals import Heard
from issuer.certificate.card import short_link
from issuer.certification.renewal import Renewal
from issuer.holder.pages import Opened
from issuer.holder.records import HolderLink, HolderRequest, Share
from issuer.holder.showing import Shown, linkedin_link, signature
from issuer.recertification.claim import Claim
from issuer.web.admin.history import history_of
from issuer.web.holder.own import paper_languages, type_of, verdict_on
from issuer.wiring import IssuerWorld
from verifier.credential_type import CredentialType
from verifier.languages import ENGLISH, Language
from verifier.type_words import type_words
from verifier.web.verdict_page import VerdictPage, make_page

# The words of `history_of` that a holder is told; the catalogue has them.
TOLD = (
    "Granted",
    "Issued",
    "Suspended",
    "Reinstated",
    "Withdrawn",
    "A newer certificate was issued",
    "Replaced",
)
CERTIFIED, CHECK = "Certified:", "Check it:"


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the timeline. `why` is in English."""

    on: date
    what: str
    why: str
    number: str


@dataclass(frozen=True, slots=True)
class HolderView:
    """What the template shows."""

    opened: Opened
    page: VerdictPage
    renewal: Renewal | None  # by the hours that count
    cases: int  # performed ones, in the log
    sampled: bool  # only those count whose evidence was seen
    claimable: bool
    claims: list[Claim]
    papers: list[Language]
    share: Share | None
    shared_at: str
    linkedin: str
    signature: str
    links: list[HolderLink]
    requests: list[HolderRequest]
    appealable: bool
    appeals: list[Heard]
    timeline: list[Moment]
    today: date

    @property
    def may_share(self) -> bool:
        """Tell whether there is something to put elsewhere: what is in force now."""
        return self.page.is_valid


def make_view(
    world: IssuerWorld, opened: Opened, language: Language, *, at: datetime
) -> HolderView:
    """Return the page of a holder as of `at`, in `language`."""
    share = world.holder.sharing.of(opened.number)
    shown = shown_of(world, opened.number, share, language)
    page = make_page(
        verdict_on(world, opened.number),
        world.trust.current(),
        host=world.body.host,
        language=language,
    )
    claiming = world.recertification.claiming
    held = opened.holding.certificates
    towards = claiming.shown(opened.holding)
    return HolderView(
        opened=opened,
        page=page,
        renewal=towards.counted if towards else None,
        cases=towards.cases if towards else 0,
        sampled=towards is not None and towards.sampled,
        claimable=claiming.claimable(opened, at=at) is not None,
        claims=claiming.of(opened),
        papers=paper_languages(type_of(world, opened.holding.current.type)),
        share=share,
        shared_at=share_address(world, share) if share else "",
        linkedin=linkedin_link(shown_of(world, opened.number, share, ENGLISH)),
        signature=signature(shown, certified=language.say(CERTIFIED), check=language.say(CHECK)),
        links=world.holder.pages.links(opened, at=at),
        requests=world.holder.asks.of(opened),
        appealable=bool(world.candidates.holder_appeals.possible(held, at=at)),
        appeals=world.candidates.holder_appeals.of(held),
        timeline=sorted(_timeline(world, opened), key=lambda line: line.on, reverse=True),
        today=at.astimezone(world.body.zone).date(),
    )


def share_address(world: IssuerWorld, share: Share) -> str:
    """Return the whole address of a public page."""
    return f"{world.body.url}/share/{share.key}"


def shown_of(world: IssuerWorld, number: str, share: Share | None, language: Language) -> Shown:
    """Return what is told of a certificate elsewhere; it is checked at the share if that is on."""
    with world.database.reading() as unit:
        made = unit.certificates.find([number])[number]
    kind = type_of(world, made.type)
    address = short_link(world.body.url, number)
    if share is not None and share.is_on:
        address = share_address(world, share)
    title, scope, profession = _words(kind, made.scheme, made.profession, language)
    return Shown(
        number=number,
        name=made.holder.name,
        profession=profession,
        title=title,
        scope=scope,
        issuer=world.body.name,
        issuer_url=world.body.url,
        telephone=world.body.telephone,
        issued=made.first_issued.astimezone(world.body.zone).date(),
        valid_through=made.valid_through,
        address=address,
    )


def _words(
    kind: CredentialType | None, scheme: str, profession: str, language: Language
) -> tuple[str, tuple[str, ...], str]:
    if kind is None:
        return scheme, (), profession
    words = type_words(kind, language)[0]
    labels = {**kind.professions, **words.professions}
    return words.title, words.scope, labels.get(profession, profession)


def _timeline(world: IssuerWorld, opened: Opened) -> Iterator[Moment]:
    """Yield what happened, without who did it and what was noted."""
    for made in (opened.holding.current, *opened.holding.older):
        for each in history_of(made, world.database):
            if each.what in TOLD:
                day = each.at.astimezone(world.body.zone).date()
                yield Moment(day, each.what, each.why or "", made.number)

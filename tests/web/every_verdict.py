"""Certificates in every state, as people hold them: link, number, token, photograph, PDF.

Made once for a site and looked at in every language: what a verdict's name promises is prepared
here, by the body that signs and keeps the record; nothing of the verifier is told what to answer.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pypdfium2
from PIL import Image

from issuer.certificate.drawing import Drawing
from issuer.certificate.pdf import Typesetter
from tests.factories import NOON, FakeBody, make_credential, make_number, make_type
from tests.source import ROOT
from verifier.credential import Credential, StatusReference
from verifier.days import day_of, last_day
from verifier.ledger import Entry
from verifier.status_list import Status

NAME, FORGED = "Dr Amélie Example-Santos", "Mallory Somebody-Else"
MARCH = datetime(2026, 3, 3, 15, tzinfo=UTC)
DAY = timedelta(days=1)
SUCCESSOR = make_number("8Z2K4TT")
WAYS = ("link", "token", "picture", "pdf")  # each carries the whole text of a credential
STATES = {
    "revoked": Status.REVOKED,
    "suspended": Status.SUSPENDED,
    "superseded": Status.SUPERSEDED,
}
DATES = {"expired": {"expires": NOON}, "not_yet_valid": {"effective": NOON + 11 * DAY}}


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody holds: a text to open or type, or the bytes of a file."""

    way: str
    text: str = field(default="", repr=False)
    data: bytes = field(default=b"", repr=False)


class Papers:
    """Draws certificates as the issuer does, and photographs them."""

    def __init__(self) -> None:
        self._typesetter = Typesetter(ROOT / "templates" / "certificate")

    def pdf(
        self, credential: Credential, token: str, link: str, *, name: str | None = None
    ) -> bytes:
        """Return the PDF of `credential` that carries `token`, with another name on it if told."""
        kind = make_type(credential.issuer)
        drawing = Drawing(
            number=credential.number,
            link=link,
            token=token,
            name=name or credential.name,
            name_native=None,
            native_language=None,
            profession=kind.professions[credential.profession],
            scheme_title=kind.title,
            scheme_id=kind.scheme,
            scheme_version=kind.version,
            scope=kind.scope,
            limits_text=kind.limits,
            first_issued=day_of(credential.signed, expires=credential.expires),
            effective=day_of(credential.effective, expires=credential.expires),
            valid_through=last_day(credential.expires),
            issuer_name="Example Certification Board",
            host=urlsplit(link).netloc,
            signatory_name="Prof. Helena Vorstand",
            signatory_role="Chair of the Certification Committee",
            telephone="+1 555 0100",
            specimen=True,
            signed_at=credential.signed,
        )
        return self._typesetter.draw(drawing)

    def photo(self, *pdfs: bytes) -> bytes:
        """Return one JPEG of the pages, hanging a little askew side by side."""
        sheets = [pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil() for pdf in pdfs]
        wall = Image.new("RGB", (sum(s.width for s in sheets), sheets[0].height + 40), "#a8a39a")
        left = 0
        for sheet in sheets:
            wall.paste(sheet, (left, 20))
            left += sheet.width
        out = io.BytesIO()
        wall.rotate(1.5, expand=True, fillcolor="#a8a39a").save(out, "JPEG", quality=85)
        return out.getvalue()


@dataclass(slots=True)
class Collection:
    """Everything that is held of one body's certificates, by the verdict that it deserves."""

    body: FakeBody
    papers: Papers
    _next: int = 20

    def in_force(self) -> list[tuple[str, Held]]:
        """Return the verdicts of a site with a ledger, and what leads to each."""
        made = [(reason, self._release(reason)) for reason in ("valid", *STATES, *DATES)]
        held = [each for reason, credential in made for each in self._all(reason, credential)]
        return [*held, *self._forged(), *self._slips(), *self._odd_files(made[0][1])]

    def whole(self) -> tuple[Held, ...]:
        """Return a certificate in force by every way that carries the whole text of it."""
        return self._ways(self._release("valid"))

    def _release(self, reason: str) -> Credential:
        self._next += 1
        index, number = self._next, make_number(f"{self._next:07d}")
        credential = make_credential(
            issuer=self.body.url,
            number=number,
            status=StatusReference(f"{self.body.url}/s/1", index),
            **DATES.get(reason, {}),
        )
        state = STATES.get(reason, Status.VALID)
        since = None if state is Status.VALID else MARCH
        successor = SUCCESSOR if state is Status.SUPERSEDED else None
        token = self.body.sign(credential)
        self.body.ledger.record(number, token, Entry(state, since, successor))
        self.body.statuses[index] = state
        return credential

    def _all(self, reason: str, credential: Credential) -> Iterator[tuple[str, Held]]:
        yield reason, Held("number", credential.number)
        for each in self._ways(credential):
            yield reason, each

    def _ways(self, credential: Credential, token: str = "") -> tuple[Held, ...]:
        token = token or self.body.ledger.tokens[credential.number]
        pdf = self.papers.pdf(credential, token, self._link(token))
        return (
            Held("link", token),
            Held("token", token),
            Held("picture", data=self.papers.photo(pdf)),
            Held("pdf", data=pdf),
        )

    def _forged(self) -> Iterator[tuple[str, Held]]:
        """Yield what was never issued, or not so."""
        genuine = self._release("valid")
        header, payload, signature = self.body.ledger.tokens[genuine.number].split(".")
        other = "A" if signature[0] != "A" else "B"
        changed = f"{header}.{payload}.{other}{signature[1:]}"
        strange = make_credential(issuer="https://other.example")
        stranger = FakeBody("https://other.example").sign(strange)
        for reason, credential, token in (
            ("altered", genuine, changed),
            ("malformed", genuine, "eyJh.eyJh.AAAA"),
            ("unknown_issuer", strange, stranger),
        ):
            for held in self._ways(credential, token):
                yield reason, held
        token = self.body.ledger.tokens[genuine.number]
        renamed = self.papers.pdf(genuine, token, self._link(token), name=FORGED)
        yield "altered", Held("pdf", data=renamed)

    def _slips(self) -> Iterator[tuple[str, Held]]:
        number = make_number("0000009")
        yield "unknown_number", Held("number", number)
        yield "number_mistyped", Held("number", number[:-1] + ("A" if number[-1] != "A" else "B"))
        yield "malformed", Held("number", "hello")

    def _odd_files(self, valid: Credential) -> Iterator[tuple[str, Held]]:
        blank = pypdfium2.PdfDocument.new()
        blank.new_page(595, 842)
        out = io.BytesIO()
        blank.save(out)
        yield "unreadable", Held("pdf", data=out.getvalue())
        yield "unreadable", Held("picture", data=self.papers.photo(out.getvalue()))
        unknown = make_credential(issuer=self.body.url, number=make_number("0000009"))
        paper = self.papers.pdf(unknown, "", f"{self.body.url}/v/{unknown.number}")
        yield "unknown_number", Held("picture", data=self.papers.photo(paper))
        pair = [
            self.papers.pdf(each, token, self._link(token))
            for each in (valid, self._release("valid"))
            for token in [self.body.ledger.tokens[each.number]]
        ]
        yield "several", Held("picture", data=self.papers.photo(*pair))

    def _link(self, token: str) -> str:
        return f"{self.body.url}/v#{token}"

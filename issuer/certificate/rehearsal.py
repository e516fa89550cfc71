"""Whether a scheme's words fit a certificate: tried with the longest name before it is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from issuer.body.body import Body
from issuer.certificate.drawing import Drawing, OverfullError, Paper, UndrawableError
from issuer.certificate.pdf import Typesetter
from issuer.certification.errors import Fault, SchemeError
from issuer.certification.lines import MAX_NAME
from issuer.certification.scheme import Scheme
from issuer.credentials.printable import MAX_LINK
from issuer.errors import BodyError
from verifier.typesetting.compilers import CannotSetError

_NAME = ("Wilhelmina-Magdalena Hammarskjöld-Montgomery " * 3)[:MAX_NAME].strip()
_WORDS = dict.fromkeys(
    ("number", "profession", "scheme_title", "scheme_id", "scheme_version", "limits_text"), "BTX-1"
)
_AT = datetime(2029, 9, 30, tzinfo=UTC)  # the longest month


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Draws what nobody will get."""

    body: Body
    typesetter: Typesetter

    def of(self, scheme: Scheme) -> None:
        """Raise `SchemeError` if a certificate under `scheme` would not fit, or cannot be drawn."""
        for profession, paper in product(scheme.professions.values(), Paper):
            try:
                self.typesetter.draw(self._drawing(scheme, profession), paper)
            except OverfullError as exc:
                mend = "shorten title, scope or limits_text: with a long name they overflow"
                raise SchemeError([Fault("scope", f"{mend} {paper.name}")]) from exc
            except UndrawableError as exc:
                raise SchemeError([Fault("file", str(exc))]) from exc

    def of_look(self) -> None:
        """Raise `BodyError` if what the body says, or its pictures, cannot stand on a page."""
        try:
            for paper in Paper:
                self.typesetter.draw(self._sample(_WORDS), paper)
        except UndrawableError as exc:
            raise BodyError(str(exc)) from exc
        except OverfullError as exc:
            raise BodyError("name, signatory or role do not fit a certificate: shorten") from exc
        except CannotSetError as exc:
            raise BodyError("logo or signature cannot be drawn: give a PNG") from exc

    def _drawing(self, scheme: Scheme, profession: str) -> Drawing:
        words = {
            "number": f"{scheme.prefix}-W4W4-W4W4",
            "profession": profession,
            "scheme_title": scheme.title,
            "scheme_id": scheme.id,
            "scheme_version": scheme.version,
            "limits_text": scheme.limits_text,
        }
        return self._sample(words, tuple(scope.text for scope in scheme.scope))

    def _sample(self, words: Mapping[str, str], scope: tuple[str, ...] = ("Scope",)) -> Drawing:
        link = f"{self.body.url}/v#"
        return Drawing(
            link=link + "A" * (MAX_LINK - len(link)),
            token="A",  # noqa: S106 - no secret: nothing reads it
            name=_NAME,
            name_native=None,
            native_language=None,
            scope=scope,
            first_issued=_AT.date(),
            effective=_AT.date(),
            valid_through=_AT.date(),
            issuer_name=self.body.name,
            host=self.body.host,
            signatory_name=self.body.signatory_name,
            signatory_role=self.body.signatory_role,
            telephone=self.body.telephone,
            specimen=self.body.is_specimen,
            signed_at=_AT,
            look=self.body.look,
            **words,
        )

"""The report as its template takes it: every value in words, every choice made."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from verifier.languages import ENGLISH, Language
from verifier.report.words import AGREEMENTS, DAYS, MATCHES, UNFINISHED, VERDICTS, Around, Paper
from verifier.roster.answer import BatchAnswer, ListPart, RowAnswer
from verifier.roster.row import Row
from verifier.telling import ISOLATES, MOMENT, clock, tell, tell_moment
from verifier.trust import Trust
from verifier.type_words import words_language
from verifier.words import LICENCE_REMINDER

_LONGEST = 60  # characters of a link or a token that are shown
_CHUNK = 32  # hexadecimal digits on a line
_PIECE = 12  # characters: what any column can hold, of a word that it could not
_LONG_WORD = re.compile(r"\S{20,}")
_ISOLATES = re.compile(f"([{''.join(ISOLATES)}])")

Mend = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class About:
    """Who checked, for whom, and by which site or machine; what is empty is not told."""

    checked_by: str = ""
    organisation: str = ""
    host: str = ""


def make_sheet(
    rows: Sequence[Row],
    answer: BatchAnswer,
    about: About,
    *,
    mend: Mend,
    language: Language = ENGLISH,
    trust: Trust | None = None,
) -> dict[str, object]:
    """Return the data of `report.typ`, in the language of the answers.

    Text of others goes through `mend`. Without `trust` schemes are taken to have English alone.
    """
    told = answer.rows
    write = _Writer(mend, language, trust or Trust(()))
    checked = tell_moment(language, MOMENT, answer.checked_at)
    title = tell_moment(language, Paper.TITLE, answer.checked_at)
    return {
        "language": language.code,
        "words": write.words(),
        "title": _ISOLATES.sub("", title),
        "footer": title,
        "author": mend(about.organisation or about.checked_by) or "Probatum",
        "specimen": any(_is_specimen(each) for each in told),
        "facts": [
            [language.say(name), _text(value, write.mend)]
            for name, value in _facts(told, about, checked, language)
        ],
        "has_days": any(each.on for each in told),
        "rows": [write.row(row, each) for row, each in zip(rows, told, strict=True)],
        "lists": [write.status_list(each) for each in answer.lists],
        "status": status_of(answer, language),
        "reminder": language.say(LICENCE_REMINDER),
    }


def texts_of(
    rows: Sequence[Row], answer: BatchAnswer, about: About, language: Language = ENGLISH
) -> Iterator[str]:
    """Yield every text that `make_sheet` mends."""
    seen: list[str] = []

    def collect(text: str) -> str:
        seen.append(text)
        return text

    make_sheet(rows, answer, about, mend=collect, language=language)
    yield from seen


def row_words_language(answer: RowAnswer, trust: Trust, language: Language = ENGLISH) -> str:
    """Return the language in which a row has its scheme's words."""
    shown = answer.verdict.credential
    if shown is None:
        return ENGLISH.code
    return words_language(shown.issuer.url, shown.type, trust, language)


def status_of(answer: BatchAnswer, language: Language = ENGLISH) -> str:
    """Return how old the status lists and records are that the verdicts rest on."""
    moments = (each.verdict.status_as_of for each in answer.rows)
    known = sorted({moment for moment in moments if moment is not None})
    if not known:
        return language.say(Around.NO_LIST)
    first, last = known[0], known[-1]
    if first == last:
        return tell_moment(language, Around.AS_OF, first)
    return tell(
        language,
        Around.BETWEEN,
        day=language.day(first.date()),
        time=clock(first),
        end_day=language.day(last.date()),
        end_time=clock(last),
    )


def _facts(
    told: Sequence[RowAnswer], about: About, checked: str, language: Language
) -> Iterator[tuple[str, str]]:
    matches = Counter(each.match.result for each in told)
    outcomes = Counter(each.verdict.outcome for each in told)
    comma = language.say(", ")
    named = (
        (Around.CHECKED_BY, about.checked_by),
        (Around.FOR, about.organisation),
        (Around.CHECKED_ON, checked),
        (Paper.CHECKED_AT, about.host),
    )
    yield from (fact for fact in named if fact[1])
    yield Paper.ROWS, str(len(told))
    counts = (tell(language, said, number=matches[each]) for each, said in MATCHES.items())
    yield Around.YOUR_LIST, comma.join(counts)
    counts = (tell(language, said, number=outcomes[each]) for each, said in VERDICTS.items())
    yield Around.VERDICTS, comma.join(counts)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes rows in a language; text of others is mended, the isolates in our own are kept."""

    others: Mend
    language: Language
    trust: Trust

    def words(self) -> dict[str, str]:
        """Return what the template itself says, by the names that it uses."""
        return {each.name.lower(): self.language.say(each) for each in (*Around, *Paper)}

    def mend(self, text: str) -> str:
        """Return `text` as it can be drawn."""
        parts = _ISOLATES.split(text) if self.language != ENGLISH else [text]
        return "".join(part if part in ISOLATES else self.others(part) for part in parts if part)

    def status_list(self, read: ListPart) -> dict[str, object]:
        """Return a status list that was relied on."""
        issued = tell_moment(self.language, MOMENT, read.issued)
        return {"uri": self.others(read.uri), "issued": issued, "sha256": _cut(read.sha256)}

    def row(self, row: Row, answer: RowAnswer) -> dict[str, object]:
        """Return one line of the table."""
        given = [text for text in (row.name, row.profession, row.scope) if text]
        return {
            "place": answer.row,
            "text": _text(_short(row.text), self.others),
            "given": [_text(text, self.others) for text in given],
            "match": answer.match.result,
            "match_said": self.language.say(AGREEMENTS[answer.match.result]),
            "match_sentence": _text(answer.match.sentence, self.mend),
            **self._day(answer),
            **self._verdict(answer),
            **self._certificate(answer),
            "words_language": row_words_language(answer, self.trust, self.language),
        }

    def _day(self, answer: RowAnswer) -> dict[str, object]:
        on = answer.on
        if on is None:
            return {"day": None}
        return {
            "day": self.language.day(on.day),
            "on": on.result,
            "on_said": self.language.say(DAYS[on.result]),
            "on_sentence": self.mend(on.sentence),
        }

    def _verdict(self, answer: RowAnswer) -> dict[str, object]:
        verdict, say = answer.verdict, self.language.say
        newer = verdict.successor
        return {
            "outcome": verdict.outcome,
            "headline": self.mend(verdict.headline),
            "sentence": self.mend(verdict.sentence if answer.finished else say(UNFINISHED)),
            "reason": tell(self.language, Paper.REASON, reason=verdict.reason),
            "newer": newer and tell(self.language, Around.NEWER, number=newer),
        }

    def _certificate(self, answer: RowAnswer) -> dict[str, object]:
        shown = answer.verdict.credential
        if shown is None:
            return {"name": None}
        native, day = shown.native_name, self.language.day(shown.valid_through)
        return {
            "name": _text(shown.name, self.others),
            "native": None if native is None else _text(native.text, self.others),
            "profession": _text(shown.profession.label, self.others),
            "number": tell(self.language, Around.VALID_THROUGH, number=shown.number, day=day),
            "issuer": _text(shown.issuer.name, self.others),
        }


def _text(text: str, mend: Mend) -> dict[str, object]:
    """Return a text with the direction in which it runs, and places to break its long words."""
    return {"text": _LONG_WORD.sub(_broken, mend(text)), "rtl": _is_rtl(text)}


def _broken(word: re.Match[str]) -> str:
    whole = word[0]
    parts = (whole[start : start + _PIECE] for start in range(0, len(whole), _PIECE))
    return "\u200b".join(parts)


def _is_rtl(text: str) -> bool:
    # As UAX 9 has it for a paragraph: the first strong character decides.
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"})
    return next(strong, "L") != "L"


def _is_specimen(answer: RowAnswer) -> bool:
    shown = answer.verdict.credential
    return shown is not None and shown.issuer.specimen


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _cut(digest: str) -> list[str]:
    return [digest[start : start + _CHUNK] for start in range(0, len(digest), _CHUNK)]

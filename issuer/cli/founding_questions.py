"""What `probatum init` asks, and a file may answer: one table for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from issuer.body.address import require_address
from issuer.body.body import Body
from issuer.body.colour import parse_accent
from issuer.body.look import ACCENT, Look, Picture
from issuer.body.particulars import parse_telephone, parse_time_zone, parse_words
from issuer.body.picture_file import parse_picture
from issuer.errors import BodyError, SettingsError, WatchError
from issuer.notify.letter import read_address
from issuer.notify.smtp import Tls

Answers = Mapping[str, Any]
Read = Callable[[str, Path], Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that is needed. `key` is its place in the file: `name`, `mail.server`.

    Without a `default` it must be answered; an empty default says that there may be none. Where
    `only_with` is left empty, nothing is asked.
    """

    key: str
    prompt: str
    help: str
    read: Read
    default: str | None = None
    only_with: str = ""
    is_secret: bool = False


def picture_in(path: str, folder: Path, *, what: str) -> Picture:
    """Return the picture in a file, whose path may be relative to `folder`."""
    try:
        return parse_picture((folder / Path(path.strip()).expanduser()).read_bytes(), what)
    except OSError as exc:
        raise BodyError(f"{what}: {path} cannot be read") from exc


def body_of(answers: Answers) -> Body:
    """Return the body that the answers describe."""
    return Body(
        url=answers["address"],
        name=answers["name"],
        telephone=answers["telephone"],
        signatory_name=answers["signatory.name"],
        signatory_role=answers["signatory.role"],
        time_zone=answers["time_zone"],
        look=Look(answers["look.accent"], answers["look.logo"], answers["signatory.picture"]),
    )


def _address(text: str, _: Path) -> str:
    address = text.strip().rstrip("/")
    try:
        require_address(address)
    except SettingsError as exc:
        raise BodyError(str(exc).replace("PROBATUM_URL", "the address")) from exc
    return address


def _plainly(parse: Callable[[str], Any]) -> Read:
    return lambda text, _: parse(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:6]) < 2**16:
        raise BodyError("give a port from 1 to 65535")
    return int(text)


def _tls(text: str) -> Tls:
    try:
        return Tls(text.strip().lower())
    except ValueError as exc:
        raise BodyError("give starttls, tls or none") from exc


def _mail_address(text: str) -> str:
    try:
        return read_address(text)
    except WatchError as exc:
        raise BodyError("give one mail address, such as certificates@example.org") from exc


def _setting(text: str) -> str:
    """Return a line that an environment file can hold, whoever reads it."""
    line = parse_words(text)
    if "'" in line or "${" in line or line.endswith("\\"):
        raise BodyError("leave out ' and ${ and a \\ at the end")
    return line


_WORDS, _LINE = _plainly(parse_words), _plainly(_setting)
ADDRESS = Question(
    "address",
    "Address for ever",
    "Where anyone checks your certificates. It is printed on paper and bound in every token: it\n"
    "can never change. Take a name that you will own for decades, and that is yours alone.",
    _address,
)
QUESTIONS = (
    ADDRESS,
    Question("name", "Name of the certification body", "As it stands on certificates.", _WORDS),
    Question(
        "telephone",
        "Telephone",
        "People call it who hold a certificate in doubt. With the country's code.",
        _plainly(parse_telephone),
    ),
    Question(
        "time_zone",
        "Time zone",
        "A certificate ends with the last day there. An IANA name; it can never change.",
        _plainly(parse_time_zone),
        "UTC",
    ),
    Question("signatory.name", "Who signs certificates", "The name under the line.", _WORDS),
    Question("signatory.role", "Their role", "Such as: Chair of the board.", _WORDS),
    Question(
        "signatory.picture",
        "Picture of their signature",
        "An SVG, or a PNG with a transparent ground. Leave it empty to sign by hand.",
        partial(picture_in, what="the signature"),
        "",
    ),
    Question(
        "look.logo",
        "Logo",
        "An SVG or a PNG: for certificates, pages and the desk. It may be given later.",
        partial(picture_in, what="the logo"),
        "",
    ),
    Question(
        "look.accent",
        "Colour",
        "Of rules, captions and headers: dark, and no green, red or grey, which the verdicts have.",
        _plainly(parse_accent),
        ACCENT,
    ),
    Question(
        "mail.server",
        "Mail server",
        "Who takes mails in. Without one they wait; it may be set later.",
        _LINE,
        "",
    ),
    Question("mail.port", "Its port", "", _plainly(_port), "587", "mail.server"),
    Question("mail.tls", "starttls, tls or none", "", _plainly(_tls), "starttls", "mail.server"),
    Question(
        "mail.from",
        "Mails come from",
        "Their sender's address.",
        _plainly(_mail_address),
        None,
        "mail.server",
    ),
    Question("mail.user", "User at the mail server", "", _LINE, "", "mail.server"),
    Question(
        "mail.password",
        "Password at the mail server",
        "It is kept in a file of its own. Leave it empty to give it later.",
        lambda text, _: text,
        "",
        "mail.user",
        is_secret=True,
    ),
)

"""Mails handed to a real server on loopback: with TLS and a password, refused, and away."""

from __future__ import annotations

import ssl

import pytest

from issuer.errors import SettingsError
from issuer.notify.letter import Letter, compose
from issuer.notify.smtp import MailFailedError, MailRefusedError, MailServer, Tls
from issuer.settings import IssuerSettings
from tests.notify.mail_server import mail_server
from tests.notify.receiver import make_tls
from tests.store.making import AT

MAIL = compose(
    Letter("a@clinic.example", "Sübject", ".dot\nŽofia Øst\n"),
    sender="no-reply@cert.example.org",
    name="Bödy, Ltd",
    id="msg_1",
    at=AT,
)


def sent_to(server, **changes):
    return MailServer("127.0.0.1", server.port, **{"tls": Tls.NONE, "hello": "us"} | changes)


def test_a_mail_arrives_as_it_was_written():
    """Words of every script, a line that begins with a dot, and our own name for ourselves."""
    with mail_server() as server:
        sent_to(server).send(MAIL)
        ((to, mail),) = server.taken
    assert to == ["a@clinic.example"]
    assert (mail["Subject"], mail["From"]) == (
        "Sübject",
        '"Bödy, Ltd" <no-reply@cert.example.org>',
    )
    assert mail.get_content().replace("\r\n", "\n") == ".dot\nŽofia Øst\n"
    assert server.lines[0].upper() == "EHLO US"


def test_with_tls_and_a_password(tmp_path):
    """STARTTLS comes before the password; a server that is not who it says is not told it."""
    context, client = make_tls(tmp_path, "localhost")
    with mail_server(context, login=("desk", "secret")) as server:
        made = MailServer(
            "localhost", server.port, Tls.STARTTLS, "us", "desk", "secret", context=client
        )
        made.send(MAIL)
        assert len(server.taken) == 1
        lines = [line.split(" ")[0].upper() for line in server.lines]
        assert lines.index("STARTTLS") < lines.index("AUTH")
        stranger = ssl.create_default_context()
        with pytest.raises(MailFailedError, match="cannot be reached"):
            MailServer(
                "localhost", server.port, Tls.STARTTLS, "us", "desk", "secret", context=stranger
            ).send(MAIL)
        with pytest.raises(MailFailedError, match="answered 535"):
            MailServer(
                "localhost", server.port, Tls.STARTTLS, "us", "desk", "wrong", context=client
            ).send(MAIL)
        assert len(server.taken) == 1
    assert "secret" not in repr(made)


def test_settings_are_tried_without_a_mail():
    """A server that answers is greeted and left; a wrong password and no server are told."""
    with mail_server(login=("desk", "secret")) as server:
        sent_to(server).greet()
        with pytest.raises(MailFailedError, match=r"no TLS, or no password|answered 5"):
            sent_to(server, user="desk", password="wrong").greet()  # noqa: S106 - of nobody
        assert server.taken == []
    with pytest.raises(MailFailedError, match="cannot be reached"):
        sent_to(server).greet()


def test_a_server_without_starttls_is_not_spoken_to_in_the_clear():
    """Nothing is sent unprotected because somebody on the way says so, and nothing is given up."""
    with mail_server() as server:
        with pytest.raises(MailFailedError, match="no TLS, or no password"):
            sent_to(server, tls=Tls.STARTTLS).send(MAIL)
        with pytest.raises(MailFailedError, match="no TLS, or no password"):
            sent_to(server, user="desk").send(MAIL)
        assert server.taken == []


@pytest.mark.parametrize(
    ("command", "answer", "kind"),
    [
        ("RCPT", "550 no such user", MailRefusedError),
        ("RCPT", "451 later", MailFailedError),
        (".", "554 no", MailRefusedError),
        (".", "452 full", MailFailedError),
        ("MAIL", "550 not you", MailFailedError),
        ("MAIL", "421 bye", MailFailedError),
    ],
)
def test_what_the_server_says_decides(command, answer, kind):
    """Of the address, a 5 is for good; of us, or a 4, it is for now. No address is repeated."""
    with mail_server() as server:
        server.answers[command] = answer
        with pytest.raises(kind) as told:
            sent_to(server).send(MAIL)
    assert str(told.value) == f"the mail server answered {answer[:3]}"


def test_nobody_there_is_for_now():
    """A server that is away is asked again."""
    with mail_server() as server:
        pass
    with pytest.raises(MailFailedError, match="cannot be reached"):
        sent_to(server).send(MAIL)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"mail_from": ""}, "PROBATUM_MAIL_FROM"),
        ({"mail_from": "a@b.example, c@d.example"}, "PROBATUM_MAIL_FROM"),
        ({"mail_user": "desk"}, "PROBATUM_MAIL_PASSWORD"),
        ({"mail_user": "desk", "mail_password": "x", "mail_tls": "none"}, "PROBATUM_MAIL_TLS"),
    ],
)
def test_a_wrong_setting_is_named(settings, named):
    """The start refuses what could not work, or would tell a password to the network."""
    given = {"mail_server": "mail.example.org", "mail_from": "a@b.example", **settings}
    with pytest.raises(SettingsError, match=named) as told:
        IssuerSettings(**given).make_mail_server("us")
    assert "x" not in str(told.value).split()


def test_without_a_server_there_is_none():
    """No setting, no server, no complaint."""
    assert IssuerSettings().make_mail_server("us") is None

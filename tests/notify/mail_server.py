"""A real mail server on loopback: it takes mails in, keeps them, and answers as it is told."""

from __future__ import annotations

import base64
import email
import email.policy
import socketserver
import ssl
import threading
from contextlib import contextmanager
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Serves until it is closed. `answers` maps a command, or `.`, to what is said instead."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, context=None, *, login=None):
        super().__init__(("127.0.0.1", 0), _Session)
        self.context = context
        self.login = login  # user and password, without which no mail is taken
        self.answers: dict[str, str] = {}
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.lines: list[str] = []

    def handle_error(self, request, client_address):
        """Keep quiet: a client that does not trust us hangs up."""

    @property
    def port(self):
        return self.server_address[1]

    @property
    def mails(self):
        """Return the mails that were taken, oldest first."""
        return [mail for _, mail in self.taken]


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.to, self.is_in = [], self.server.login is None
        self.say("220 loopback")
        while line := self.rfile.readline(2000):
            text = line.decode("utf-8").rstrip("\r\n")
            self.server.lines.append(text)
            command = text.split(" ")[0].upper()
            if command in self.server.answers:
                self.say(self.server.answers[command])
            elif not self.do(command, text):
                return

    def finish(self):
        super().finish()
        self.request.close()

    def do(self, command, text):
        match command:
            case "EHLO" | "HELO":
                self.hello()
            case "STARTTLS":
                self.say("220 go on")
                self.request = self.server.context.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
            case "AUTH":
                given = base64.b64decode(text.split(" ")[2]).decode().split("\0")[1:]
                self.is_in = given == list(self.server.login)
                self.say("235 welcome" if self.is_in else "535 no")
            case "RCPT":
                self.to.append(text.partition("<")[2].partition(">")[0])
                self.say("250 well")
            case "DATA":
                self.take()
            case "QUIT":
                self.say("221 bye")
                return False
            case "MAIL":
                self.say("250 well" if self.is_in else "530 sign in first")
            case _:
                self.say("250 well")
        return True

    def hello(self):
        offered = ["loopback"]
        if self.server.context and not isinstance(self.request, ssl.SSLSocket):
            offered.append("STARTTLS")
        if self.server.login:
            offered.append("AUTH PLAIN")
        for name in offered[:-1]:
            self.say(f"250-{name}")
        self.say(f"250 {offered[-1]}")

    def take(self):
        self.say("354 go on")
        data = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            data.append(line[1:] if line.startswith(b"..") else line)
        refused = self.server.answers.get(".")
        if refused:
            self.say(refused)
            return
        mail = email.message_from_bytes(b"".join(data), policy=email.policy.default)
        self.server.taken.append((self.to, mail))
        self.to = []
        self.say("250 taken")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def mail_server(context=None, *, login=None):
    """Serve on a free port of loopback until the end."""
    with MailServer(context, login=login) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()

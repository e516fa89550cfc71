"""A whole site as it is deployed: `probatum serve` behind nginx, with the configuration we ship."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import own_port
from tests.story.running import PROBATUM, ROOT

HOST = "cert.example.org"
PORTS = range(8600, 8700)
PATIENCE = 120  # seconds for an answer: new workers take a while on a busy machine
SHIPPED = ROOT / "deploy" / "proxy" / "nginx.conf"


@dataclass(frozen=True)
class Deployed:
    """The site, from outside by TLS and from inside without."""

    port: int  # nginx, by TLS
    plain: int  # nginx, without
    inner: int  # the program
    certificate: Path
    environment: dict[str, str]
    server: subprocess.Popen[bytes]
    folder: Path

    def connect(self) -> ssl.SSLSocket:
        """Open a connection by TLS, as a browser does."""
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        return self.trust().wrap_socket(raw, server_hostname=HOST)

    def trust(self) -> ssl.SSLContext:
        """Return what believes the certificate of this site alone."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def ask(self, path: str, *, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """Return status, headers and body of an answer."""
        method = "GET" if body is None else "POST"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        sent = "\r\n".join([*lines, "", ""]).encode() + (body or b"")
        with self.connect() as connection:
            connection.sendall(sent)
            answer = b"".join(iter(lambda: connection.recv(65_536), b""))
        head, _, content = answer.partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1]) if head else 0
        return status, head.decode("latin-1"), content.decode("utf-8", "replace")

    def probatum(self, *arguments: str) -> str:
        """Run the command line in the same home; it must succeed."""
        made = subprocess.run(
            [PROBATUM, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert made.returncode == 0, made.stdout + made.stderr
        return made.stdout

    def reload(self) -> None:
        """Have new workers take over, as `systemctl reload probatum` does."""
        self.server.send_signal(signal.SIGHUP)

    def workers(self) -> set[int]:
        """Return the processes that answer now."""
        path = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return {int(pid) for pid in path.read_text().split()}


@contextmanager
def deploy(folder: Path, **settings: str) -> Iterator[Deployed]:
    """Found a body, serve it, put nginx in front, and end both afterwards."""
    with own_port(PORTS) as inner, own_port(PORTS) as port, own_port(PORTS) as plain:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PROBATUM_DATABASE"},
            "PROBATUM_HOME": str(folder / "home"),
            "PROBATUM_URL": f"https://{HOST}",
            "PROBATUM_PORT": str(inner),
            "PROBATUM_TRUSTED_PROXIES": "1",
            **settings,
        }
        _found(environment)
        certificate, key = _certificate(folder)
        with (
            _running([PROBATUM, "serve"], environment, folder / "server.log") as server,
            _nginx(folder, _written(port, plain, inner, certificate, key, folder)),
        ):
            _wait(inner)
            yield Deployed(port, plain, inner, certificate, environment, server, folder)


def _found(environment: dict[str, str]) -> None:
    answers = "Example Board", "+1 555 0100", "Dr Example", "Chair"
    options = "--name", "--telephone", "--signatory", "--signatory-role"
    asked = [part for pair in zip(options, answers, strict=True) for part in pair]
    init = [PROBATUM, "init", "--yes", *asked]
    subprocess.run(init, env=environment, check=True, capture_output=True)
    scheme = ROOT / "docs" / "examples" / "btx-1.toml"
    subprocess.run(
        [PROBATUM, "scheme", "activate", scheme], env=environment, check=True, capture_output=True
    )


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "tls.crt", folder / "tls.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    command += ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def _written(port: int, plain: int, inner: int, certificate: Path, key: Path, folder: Path) -> str:
    """Return the shipped configuration with places of this machine; nothing else is changed."""
    text = SHIPPED.read_text()
    changes = {
        r"listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        r"listen \[::\]:\d+.*\n": "\n",
        r"listen 80;": f"listen 127.0.0.1:{plain};",
        r"127\.0\.0\.1:8000": f"127.0.0.1:{inner}",
        r"/etc/letsencrypt/.*/fullchain\.pem": str(certificate),
        r"/etc/letsencrypt/.*/privkey\.pem": str(key),
        r"/var/log/nginx": str(folder),
        r"timeout +15s": "timeout 120s",  # none of the slow ones is sent away while a test looks
    }
    for pattern, replacement in changes.items():
        text, count = re.subn(pattern, replacement, text)
        assert count, f"the shipped configuration has no {pattern}"
    return text


@contextmanager
def _nginx(folder: Path, site: str) -> Iterator[None]:
    (folder / "nginx").mkdir()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {folder}/nginx/{kind};" for kind in kinds)
    outer = folder / "nginx" / "nginx.conf"
    outer.write_text(
        f"daemon off; pid {folder}/nginx/pid; worker_processes 1; error_log {folder}/nginx/log;\n"
        f"user root;\nevents {{ worker_connections 1024; }}\nhttp {{ {temporary}\n{site} }}\n"
    )
    command = [shutil.which("nginx") or "nginx", "-c", str(outer), "-p", str(folder)]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with _running(command, dict(os.environ), folder / "nginx" / "out"):
        yield


@contextmanager
def _running(
    command: list[str | Path] | list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as out:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def _wait(port: int) -> None:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": HOST})
    for _ in range(300):
        try:
            urllib.request.urlopen(asked, timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the site does not answer")

"""Makes the README's pictures from the running program: a certificate and a verdict."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
PORT = 8472
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


def main() -> None:
    """Run the demonstration in a temporary directory and take the pictures."""
    with tempfile.TemporaryDirectory(prefix="probatum-pictures-") as home:
        environment = {**os.environ, "PROBATUM_HOME": home, "PROBATUM_PORT": str(PORT)}
        command = [str(Path(sys.executable).with_name("probatum")), "demo"]
        server = subprocess.Popen(  # noqa: S603 - our own program
            command, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            link = _wait_for_link(server)
            _certificate(next((Path(home) / "certificates").glob("*.pdf")))
            _verdict(link)
        finally:
            server.terminate()
            server.wait(20)


def _wait_for_link(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        found = re.search(rf"http://127\.0\.0\.1:{PORT}/v/\S+", line)
        if found:
            break
    else:
        raise RuntimeError("the demonstration told no link")
    for _ in range(100):
        try:
            urllib.request.urlopen(found.group(), timeout=2).close()  # noqa: S310 - loopback
        except OSError:
            time.sleep(0.1)
        else:
            return found.group()
    raise RuntimeError("the demonstration does not answer")


def _certificate(pdf: Path) -> None:
    page = pypdfium2.PdfDocument(pdf)[0]
    page.render(scale=1.5).to_pil().save(HERE / "certificate.png", optimize=True)


def _verdict(link: str) -> None:
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(
            viewport={"width": 390, "height": 844}, device_scale_factor=1, color_scheme="light"
        )
        page.goto(link)
        page.screenshot(path=HERE / "verdict.png")
        browser.close()


if __name__ == "__main__":
    main()

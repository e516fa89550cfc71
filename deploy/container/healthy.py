"""Exits with 0 if the program here can do its work. It answers to its own name alone."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

port = os.environ.get("PROBATUM_PORT", "8000")
host = urlsplit(os.environ.get("PROBATUM_URL", f"http://127.0.0.1:{port}")).netloc
asked = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": host})
try:
    urllib.request.urlopen(asked, timeout=4).close()
except OSError as exc:
    sys.exit(f"not ready: {exc}")

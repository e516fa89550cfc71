"""Logs: JSON lines, one for each request, with no token, name, query, body or address in them."""

from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import TextIO

import structlog
from flask import Flask, Response, g, request

from verifier.web.http.request_ids import request_id, seconds_taken

_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
_requests = structlog.wrap_logger(
    logging.getLogger("probatum.requests"),
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
)
_incidents = logging.getLogger("probatum.incidents")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure_logs(stream: TextIO = sys.stderr, *, level: int = logging.INFO) -> logging.Handler:
    """Send every log record of this process to `stream`, a JSON object a line."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # What it says below a warning is whose address asked too often.
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)
    return handler


def log_requests(app: Flask) -> None:
    """Log each request when its answer is ready. The route is told, never the address asked for."""

    @app.before_request
    def begin() -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id())

    @app.after_request
    def log(response: Response) -> Response:
        _requests.info(
            "request",
            method=method_of(request.method),
            route=route(),
            status=response.status_code,
            ms=round(seconds_taken() * 1000, 1),
            **({"code": g.refused_by} if "refused_by" in g else {}),
        )
        return response


def note_refusal(code: str) -> None:
    """Have the line of the present request say by which code it was refused."""
    g.refused_by = code


def log_incident(exc_info: ExcInfo) -> None:
    """Log a bug with its traceback, under the number of the request that met it."""
    _incidents.error("incident", exc_info=exc_info)


def route() -> str:
    """Return the pattern of the present request's route: an address may hold what is private."""
    return request.url_rule.rule if request.url_rule is not None else "none"


def method_of(sent: str) -> str:
    """Return the request's method, or `other`: a stranger may send any word."""
    return sent if sent in _METHODS else "other"


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

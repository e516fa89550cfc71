"""The API's description (OpenAPI): one for verifier and issuer, made from the routes themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ValidationError
from spectree import Response, SpecTree
from spectree.model_adapter.protocol import SchemaMode
from spectree.model_adapter.pydantic_adapter import PydanticModelAdapter

from verifier.web.http.problems import MEDIA_TYPE, FieldError, Problem, ProblemDocument

View = TypeVar("View", bound=Callable[..., Any])
Parsed = TypeVar("Parsed", bound=BaseModel)
Model = type[BaseModel]

_MAX_NAME = 80  # characters
_MAX_ERRORS = 20  # told at once; a stranger chooses how many there are
_FIRST_ERROR = 400
_REFERENCE = "#/components/schemas/{model}"


class _Models(PydanticModelAdapter):
    """Describes each model once a process: an app names the same few in every operation."""

    def json_schema(
        self, model: Model, *, ref_template: str, mode: SchemaMode = "validation"
    ) -> Any:
        """Return the JSON schema of `model`, which the caller copies."""
        return _schema(model, ref_template, mode)


@cache
def _schema(model: Model, template: str, mode: SchemaMode) -> Any:
    return model.model_json_schema(ref_template=template, mode=mode)


class ApiDescription:
    """Collects the operations of every blueprint, and holds requests to what is described."""

    def __init__(self, *, title: str, version: str) -> None:
        self._tree = SpecTree(
            "flask",
            title=title,
            version=version,
            mode="strict",
            annotations=False,
            before=_refuse,
            after=_complain,
            validation_error_model=ProblemDocument,
            model_adapter=_Models(),  # type: ignore[arg-type]  # nor is spectree's own one such
            naming_strategy=lambda model: model.__name__,
            nested_naming_strategy=lambda _, child: child,
        )
        self._bodies: dict[str, Mapping[str, Any]] = {}
        self._security: dict[str, Mapping[str, Any]] = {}
        self._webhooks: dict[str, Model] = {}

    def operation(
        self,
        name: str,
        *,
        answers: Mapping[int, Model],
        problems: Sequence[int] = (),
        json: Model | None = None,
        query: Model | None = None,
        headers: Model | None = None,
        bodies: Mapping[str, Any] | None = None,
        tag: str = "",
        security: str | None = None,
    ) -> Callable[[View], View]:
        """Describe a view as the operation `name`, and parse its request before it is called.

        A request that is not as described gets a 422 problem `invalid_request`. With `bodies`
        (media type to schema) the view takes other content than JSON and parses by itself.
        """
        self._bodies[name] = bodies or {}
        models = {**answers, **dict.fromkeys(problems, ProblemDocument)}
        decorate: Callable[[View], View] = self._tree.validate(
            json=json,
            query=query,
            headers=headers,
            resp=Response(**{f"HTTP_{status}": model for status, model in models.items()}),
            tags=[tag] if tag else [],
            security={security: []} if security else None,
            operation_id=name,
            skip_validation=bodies is not None,
        )
        return decorate

    def add_security(self, name: str, scheme: Mapping[str, Any]) -> None:
        """Describe a way to sign in, such as `{"type": "http", "scheme": "bearer"}`."""
        self._security[name] = scheme

    def add_webhook(self, name: str, model: Model) -> None:
        """Describe a message that we post to an address that somebody set."""
        self._webhooks[name] = model

    def document(self) -> dict[str, Any]:
        """Return the OpenAPI document of the running app. Needs its context."""
        document: dict[str, Any] = self._tree.spec
        for path in document["paths"].values():
            for operation in path.values():
                self._complete(operation)
        if self._security:
            document["components"]["securitySchemes"] = dict(self._security)
        if self._webhooks:
            schemas = document["components"]["schemas"]
            document["webhooks"] = {
                name: {"post": _posted(model, schemas)} for name, model in self._webhooks.items()
            }
        return document

    def _complete(self, operation: dict[str, Any]) -> None:
        bodies = self._bodies[operation["operationId"]]
        content = operation.get("requestBody", {}).get("content", {})
        content.update({kind: {"schema": schema} for kind, schema in bodies.items()})
        if bodies:  # such a view parses by itself, and says 400
            operation["responses"].pop("422", None)
        for status, answer in operation["responses"].items():
            if int(status) >= _FIRST_ERROR and "application/json" in answer.get("content", {}):
                answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}


def _posted(model: Model, schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the operation of a message; what its schema refers to is put among `schemas`."""
    schema = {**_schema(model, _REFERENCE, "serialization")}
    schemas |= schema.pop("$defs", {})
    schemas[model.__name__] = schema
    reference = {"$ref": _REFERENCE.format(model=model.__name__)}
    headers = [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    ]
    return {
        "summary": (model.__doc__ or "").strip(),
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": {"schema": reference}}},
        "responses": {
            "2XX": {"description": "Delivered."},
            "410": {"description": "Given up: the receiver wants no more of this message."},
        },
    }


def openapi_blueprint(api: ApiDescription) -> Blueprint:
    """Make `/api/v1/openapi.json`."""
    blueprint = Blueprint("description", __name__)

    @blueprint.get("/api/v1/openapi.json")
    def describe() -> ResponseReturnValue:
        return jsonify(api.document())

    return blueprint


def parsed_body(kind: type[Parsed]) -> Parsed:
    """Return the present request's body as parsed for its operation, which named `kind`."""
    body = request.context.json  # type: ignore[attr-defined]
    assert isinstance(body, kind)  # noqa: S101 - the operation was described with another model
    return body


def field_errors(invalid: ValidationError) -> list[FieldError]:
    """Return what is wrong with each member, without repeating a value."""
    found = invalid.errors(include_input=False, include_url=False, include_context=False)
    told = found[:_MAX_ERRORS]
    return [FieldError(field=_name(error["loc"]), message=error["msg"]) for error in told]


def _name(place: tuple[int | str, ...]) -> str:
    return ".".join(map(str, place))[:_MAX_NAME]  # a member's name may be a caller's invention


def _refuse(_req: Any, _resp: Any, error: Exception | None, *_: Any) -> None:
    if isinstance(error, ValidationError):
        raise Problem(
            422,
            "invalid_request",
            "The request is not as this address takes it.",
            errors=field_errors(error),
        )


def _complain(_req: Any, _resp: Any, error: Exception | None, *_: Any) -> None:
    """Treat an answer that is not as described as the bug it is; nobody is shown it."""
    if isinstance(error, ValidationError):
        wrong = ", ".join(sorted({e.field for e in field_errors(error)}))
        raise TypeError(f"our answer is not as described: {wrong}")

"""The first schema."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INTEGER = sa.Integer()
TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)
BYTES = sa.LargeBinary()

_SQLITE_TRIGGER = """
CREATE TRIGGER event_{name} BEFORE {verb} ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed or deleted'); END
"""
_REFUSAL = """
CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are never changed or deleted'; END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()
"""


def upgrade() -> None:
    _make_body()
    _make_schemes()
    _make_evidence()
    _make_attempts()
    _make_certificates()
    _make_credentials()
    _make_programs()
    _make_officers()
    _protect_events()


def _where(condition: str) -> dict[str, Any]:
    clause = sa.text(condition)
    return {"sqlite_where": clause, "postgresql_where": clause}


def _protect_events() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSAL)
        op.execute(_POSTGRESQL_TRIGGER)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(_SQLITE_TRIGGER.format(name=f"no_{verb.lower()}", verb=verb))


def _make_body() -> None:
    op.create_table(
        "body",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("telephone", TEXT, nullable=False),
        sa.Column("signatory_name", TEXT, nullable=False),
        sa.Column("signatory_role", TEXT, nullable=False),
        sa.Column("time_zone", TEXT, nullable=False),
        sa.Column("founded", MOMENT, nullable=False),
        sa.CheckConstraint("id = 1", name="ck_body_one"),
        sa.PrimaryKeyConstraint("id", name="pk_body"),
    )
    op.create_table(
        "control",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("stopped", TEXT, nullable=True),
        sa.CheckConstraint("id = 1", name="ck_control_one"),
        sa.PrimaryKeyConstraint("id", name="pk_control"),
    )
    op.create_table(
        "public_key",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("kid", CODE, nullable=False),
        sa.Column("issuer", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("jwk", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("compromised", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_public_key"),
        sa.UniqueConstraint("kid", name="uq_public_key_kid"),
    )


def _make_schemes() -> None:
    op.create_table(
        "scheme",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("scheme", CODE, nullable=False),
        sa.Column("version", CODE, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("document", BYTES, nullable=False),
        sa.Column("activated", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scheme"),
        sa.UniqueConstraint("scheme", "version", name="uq_scheme_scheme_version"),
    )
    op.create_table(
        "credential_type",
        sa.Column("serial", INTEGER, autoincrement=False, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("scheme", CODE, nullable=False),
        sa.Column("version", CODE, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("document", BYTES, nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme", "version"],
            ["scheme.scheme", "scheme.version"],
            name="fk_credential_type_scheme_version",
        ),
        sa.PrimaryKeyConstraint("serial", name="pk_credential_type"),
        sa.UniqueConstraint(
            "scheme", "version", "scope", name="uq_credential_type_scheme_version_scope"
        ),
        sa.UniqueConstraint("url", name="uq_credential_type_url"),
    )


def _make_evidence() -> None:
    op.create_table(
        "event",
        sa.Column("seq", INTEGER, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", CODE, nullable=False),
        sa.Column("commitment", BYTES, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_event"),
    )
    op.create_index("ix_event_subject", "event", ["subject"])
    op.create_table(
        "event_detail",
        sa.Column("seq", INTEGER, autoincrement=False, nullable=False),
        sa.Column("salt", BYTES, nullable=False),
        sa.Column("data", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name="fk_event_detail_seq"),
        sa.PrimaryKeyConstraint("seq", name="pk_event_detail"),
    )
    op.create_table(
        "event_head",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("seq", INTEGER, nullable=False),
        sa.Column("hash", BYTES, nullable=False),
        sa.CheckConstraint("id = 1", name="ck_event_head_one"),
        sa.PrimaryKeyConstraint("id", name="pk_event_head"),
    )


def _make_attempts() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("scheme", CODE, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("scheme_digest", TEXT, nullable=False),
        sa.Column("attempt", CODE, nullable=False),
        sa.Column("document", BYTES, nullable=False),
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("author_kind", TEXT, nullable=True),
        sa.Column("author", TEXT, nullable=True),
        sa.Column("decided", MOMENT, nullable=True),
        sa.Column("reasons", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.UniqueConstraint("scheme", "attempt", name="uq_attempt_scheme_attempt"),
    )
    op.create_index("ix_attempt_waiting", "attempt", ["received"], **_where("outcome IS NULL"))


def _make_certificates() -> None:
    op.create_table(
        "certificate",
        sa.Column("number", CODE, nullable=False),
        sa.Column("scheme", CODE, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("attempt", CODE, nullable=False),
        sa.Column("profession", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("first_issued", MOMENT, nullable=False),
        sa.Column("effective", MOMENT, nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("successor", CODE, nullable=True),
        sa.ForeignKeyConstraint(
            ["scheme", "attempt"],
            ["attempt.scheme", "attempt.attempt"],
            name="fk_certificate_scheme_attempt",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_certificate"),
    )
    op.create_index("ix_certificate_first_issued", "certificate", ["first_issued"])
    op.create_index(
        "uq_certificate_live",
        "certificate",
        ["scheme", "attempt"],
        unique=True,
        **_where("state <> 'voided'"),
    )
    op.create_table(
        "holder",
        sa.Column("number", CODE, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("native_name", TEXT, nullable=True),
        sa.Column("native_language", TEXT, nullable=True),
        sa.Column("folded", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["certificate.number"], name="fk_holder_number"),
        sa.PrimaryKeyConstraint("number", name="pk_holder"),
    )
    op.create_table(
        "drawing",
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("paper", TEXT, nullable=False),
        sa.Column("drawn", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["certificate.number"], name="fk_drawing_number"),
        sa.PrimaryKeyConstraint("digest", name="pk_drawing"),
    )


def _make_credentials() -> None:
    op.create_table(
        "status_list",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("uri", TEXT, nullable=False),
        sa.Column("size", INTEGER, nullable=False),
        sa.Column("given", INTEGER, nullable=False),
        sa.Column("key", BYTES, nullable=False),
        sa.Column("revision", INTEGER, nullable=False),
        sa.Column("signed_revision", INTEGER, nullable=False),
        sa.Column("signed", MOMENT, nullable=True),
        sa.Column("token", TEXT, nullable=True),
        sa.CheckConstraint("given BETWEEN 0 AND size", name="ck_status_list_given"),
        sa.PrimaryKeyConstraint("id", name="pk_status_list"),
        sa.UniqueConstraint("uri", name="uq_status_list_uri"),
    )
    op.create_table(
        "credential",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("form", TEXT, nullable=False),
        sa.Column("kid", TEXT, nullable=False),
        sa.Column("list_id", INTEGER, nullable=False),
        sa.Column("idx", INTEGER, nullable=False),
        sa.Column("payload", BYTES, nullable=False),
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("status", INTEGER, nullable=False),
        sa.Column("intended", MOMENT, nullable=False),
        sa.Column("settled", MOMENT, nullable=True),
        sa.Column("token", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["status_list.id"], name="fk_credential_list_id"),
        sa.ForeignKeyConstraint(["number"], ["certificate.number"], name="fk_credential_number"),
        sa.PrimaryKeyConstraint("id", name="pk_credential"),
        sa.UniqueConstraint("list_id", "idx", name="uq_credential_list_id_idx"),
    )
    op.create_index(
        "ix_credential_changed", "credential", ["list_id", "idx", "status"], **_where("status <> 0")
    )
    op.create_index("ix_credential_number", "credential", ["number"])
    op.create_index(
        "uq_credential_intended",
        "credential",
        ["number"],
        unique=True,
        **_where("state = 'intended'"),
    )


def _make_programs() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("digest", name="uq_api_key_digest"),
        sa.UniqueConstraint("name", name="uq_api_key_name"),
    )
    op.create_table(
        "idempotency",
        sa.Column("client", CODE, nullable=False),
        sa.Column("key", CODE, nullable=False),
        sa.Column("request_digest", BYTES, nullable=False),
        sa.Column("scheme", TEXT, nullable=False),
        sa.Column("attempt", TEXT, nullable=False),
        sa.Column("used", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("client", "key", name="pk_idempotency"),
    )


def _make_officers() -> None:
    op.create_table(
        "officer",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("added", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_officer"),
    )
    op.create_table(
        "sign_in",
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name="fk_sign_in_officer"),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_in"),
    )
    op.create_table(
        "session",
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("officer", TEXT, nullable=True),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Column("data", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name="fk_session_officer"),
        sa.PrimaryKeyConstraint("digest", name="pk_session"),
    )

"""People, applications, dossiers, registers, score sheets, appeals and learning systems."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INTEGER = sa.Integer()
TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)
BYTES = sa.LargeBinary()


def upgrade() -> None:
    _make_people()
    _make_applications()
    _make_dossiers()
    _make_sheets()
    _make_appeals()
    _make_reviews()
    _make_senders()


def downgrade() -> None:
    for table in (
        "statement",
        "sender",
        "review",
        "appeal",
        "score_sheet",
        "register_entry",
        "dossier_entry",
        "candidate_link",
        "application",
        "person",
    ):
        op.drop_table(table)


def _where(condition: str) -> dict[str, Any]:
    clause = sa.text(condition)
    return {"sqlite_where": clause, "postgresql_where": clause}


def _make_people() -> None:
    op.create_table(
        "person",
        sa.Column("ref", CODE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("native_name", TEXT, nullable=True),
        sa.Column("native_language", TEXT, nullable=True),
        sa.Column("mail", TEXT, nullable=True),
        sa.Column("folded", TEXT, nullable=False),
        sa.Column("added", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=True),
        sa.Column("author", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_person"),
    )


def _make_applications() -> None:
    op.create_table(
        "application",
        sa.Column("id", CODE, nullable=False),
        sa.Column("person", CODE, nullable=False),
        sa.Column("scheme", CODE, nullable=False),
        sa.Column("version", CODE, nullable=False),
        sa.Column("scheme_digest", TEXT, nullable=False),
        sa.Column("profession", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("submitted", MOMENT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("rounds", INTEGER, nullable=False),
        sa.Column("attempt", CODE, nullable=True),
        sa.Column("decided", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.ref"], name="fk_application_person"),
        sa.ForeignKeyConstraint(
            ["scheme", "version"],
            ["scheme.scheme", "scheme.version"],
            name="fk_application_scheme_version",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
    )
    op.create_index("ix_application_person", "application", ["person"])
    op.create_index("ix_application_submitted", "application", ["submitted"])
    op.create_index(
        "uq_application_open",
        "application",
        ["scheme", "person"],
        unique=True,
        **_where("state = 'open'"),
    )
    op.create_table(
        "candidate_link",
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("application", CODE, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["application"], ["application.id"], name="fk_candidate_link_application"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_candidate_link"),
    )
    op.create_index("ix_candidate_link_application", "candidate_link", ["application"])


def _make_dossiers() -> None:
    op.create_table(
        "dossier_entry",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("person", CODE, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("ref", CODE, nullable=False),
        sa.Column("scheme", CODE, nullable=True),
        sa.Column("document", BYTES, nullable=False),
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("recorded", MOMENT, nullable=False),
        sa.Column("struck", MOMENT, nullable=True),
        sa.Column("struck_by", TEXT, nullable=True),
        sa.Column("struck_why", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.ref"], name="fk_dossier_entry_person"),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_entry"),
    )
    op.create_index("ix_dossier_entry_person", "dossier_entry", ["person"])
    op.create_index("ix_dossier_entry_kind_scheme_ref", "dossier_entry", ["kind", "scheme", "ref"])
    op.create_index(
        "uq_dossier_entry_counts",
        "dossier_entry",
        ["person", "kind", "ref"],
        unique=True,
        **_where("struck IS NULL"),
    )
    op.create_table(
        "register_entry",
        sa.Column("kind", CODE, nullable=False),
        sa.Column("id", CODE, nullable=False),
        sa.Column("revision", INTEGER, nullable=False),
        sa.Column("document", BYTES, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("recorded", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", "revision", name="pk_register_entry"),
    )


def _make_sheets() -> None:
    op.create_table(
        "score_sheet",
        sa.Column("sitting", CODE, nullable=False),
        sa.Column("person", CODE, nullable=False),
        sa.Column("station", CODE, nullable=False),
        sa.Column("examiner", CODE, nullable=False),
        sa.Column("items", TEXT, nullable=False),
        sa.Column("critical", TEXT, nullable=False),
        sa.Column("comment", TEXT, nullable=False),
        sa.Column("revision", INTEGER, nullable=False),
        sa.Column("saved", MOMENT, nullable=False),
        sa.Column("handed_in", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("sitting", "person", "station", "examiner", name="pk_score_sheet"),
    )


def _make_appeals() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", CODE, nullable=False),
        sa.Column("application", CODE, nullable=False),
        sa.Column("attempt", CODE, nullable=False),
        sa.Column("lodged", MOMENT, nullable=False),
        sa.Column("lodged_by", TEXT, nullable=False),
        sa.Column("grounds", TEXT, nullable=False),
        sa.Column("panel", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("ended", MOMENT, nullable=True),
        sa.Column("ended_by", TEXT, nullable=True),
        sa.Column("why", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["application"], ["application.id"], name="fk_appeal_application"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal"),
    )
    op.create_index("ix_appeal_application", "appeal", ["application"])


def _make_reviews() -> None:
    op.create_table(
        "review",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("application", CODE, nullable=True),
        sa.Column("attempt", CODE, nullable=False),
        sa.Column("number", CODE, nullable=True),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("raised", MOMENT, nullable=False),
        sa.Column("settled", MOMENT, nullable=True),
        sa.Column("settled_by", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["application"], ["application.id"], name="fk_review_application"),
        sa.ForeignKeyConstraint(["number"], ["certificate.number"], name="fk_review_number"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_application", "review", ["application"])


def _make_senders() -> None:
    op.create_table(
        "sender",
        sa.Column("name", CODE, nullable=False),
        sa.Column("secret", BYTES, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_sender"),
    )
    op.create_table(
        "statement",
        sa.Column("sender", CODE, nullable=False),
        sa.Column("id", CODE, nullable=False),
        sa.Column("registration", CODE, nullable=False),
        sa.Column("verb", TEXT, nullable=False),
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("scheme", TEXT, nullable=False),
        sa.Column("person", CODE, nullable=False),
        sa.Column("attempt", TEXT, nullable=False),
        sa.Column("taken", MOMENT, nullable=False),
        sa.Column("voided", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["sender"], ["sender.name"], name="fk_statement_sender"),
        sa.PrimaryKeyConstraint("sender", "id", name="pk_statement"),
    )
    op.create_index("ix_statement_sender_registration", "statement", ["sender", "registration"])

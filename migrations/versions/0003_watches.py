"""The outbox, watch lists and webhooks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INTEGER = sa.Integer()
TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)
BYTES = sa.LargeBinary()


def upgrade() -> None:
    _make_outbox()
    _make_lists()
    _make_links()
    _make_watched()
    # By the certificate's attempt its holder's address is found.
    op.create_index("ix_application_scheme_attempt", "application", ["scheme", "attempt"])


def downgrade() -> None:
    op.drop_index("ix_application_scheme_attempt", "application")
    for table in ("watched", "watch_link", "watch_list", "message"):
        op.drop_table(table)


def _where(condition: str) -> dict[str, Any]:
    clause = sa.text(condition)
    return {"sqlite_where": clause, "postgresql_where": clause}


def _make_outbox() -> None:
    op.create_table(
        "message",
        sa.Column("id", CODE, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("recipient", CODE, nullable=False),
        sa.Column("data", TEXT, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("tries", INTEGER, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("settled", MOMENT, nullable=True),
        sa.Column("answer", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    waiting = _where("state = 'waiting'")
    op.create_index("ix_message_waiting", "message", ["due", "made", "id"], **waiting)
    op.create_index("ix_message_dead", "message", ["settled", "id"], **_where("state = 'dead'"))
    op.create_index("ix_message_recipient_made", "message", ["recipient", "made"])


def _make_lists() -> None:
    op.create_table(
        "watch_list",
        sa.Column("id", CODE, nullable=False),
        sa.Column("mail", CODE, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("confirmed", MOMENT, nullable=True),
        sa.Column("ended", MOMENT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("secret", BYTES, nullable=True),
        sa.Column("old_secret", BYTES, nullable=True),
        sa.Column("old_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_watch_list"),
    )
    lives = _where("ended IS NULL")
    op.create_index("uq_watch_list_mail", "watch_list", ["mail"], unique=True, **lives)


def _make_links() -> None:
    op.create_table(
        "watch_link",
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("watch", CODE, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["watch"], ["watch_list.id"], name="fk_watch_link_watch"),
        sa.PrimaryKeyConstraint("digest", name="pk_watch_link"),
    )
    op.create_index("ix_watch_link_watch", "watch_link", ["watch"])


def _make_watched() -> None:
    op.create_table(
        "watched",
        sa.Column("watch", CODE, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("added", MOMENT, nullable=False),
        sa.Column("told", INTEGER, nullable=True),
        sa.ForeignKeyConstraint(["watch"], ["watch_list.id"], name="fk_watched_watch"),
        sa.ForeignKeyConstraint(["number"], ["certificate.number"], name="fk_watched_number"),
        sa.PrimaryKeyConstraint("watch", "number", name="pk_watched"),
    )
    op.create_index("ix_watched_number", "watched", ["number"])

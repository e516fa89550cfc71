"""Evidence: checkpoint keys, erasures, the access log, counts of checks; salts are guarded too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INTEGER = sa.Integer()
TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)

_SQLITE_TRIGGERS = """
CREATE TRIGGER event_detail_no_update BEFORE UPDATE ON event_detail
BEGIN
SELECT RAISE(ABORT, 'what an event says is never changed, and deleted only by an erasure'); END;
CREATE TRIGGER event_detail_no_delete BEFORE DELETE ON event_detail
WHEN NOT EXISTS (SELECT 1 FROM erased_event WHERE erased_event.seq = OLD.seq)
BEGIN
SELECT RAISE(ABORT, 'what an event says is never changed, and deleted only by an erasure'); END;
CREATE TRIGGER erased_event_no_update BEFORE UPDATE ON erased_event
BEGIN SELECT RAISE(ABORT, 'an erasure is never taken back'); END;
CREATE TRIGGER erased_event_no_delete BEFORE DELETE ON erased_event
BEGIN SELECT RAISE(ABORT, 'an erasure is never taken back'); END;
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE event.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END;
CREATE TRIGGER event_detail_no_replace BEFORE INSERT ON event_detail
WHEN EXISTS (SELECT 1 FROM event_detail WHERE event_detail.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'what an event says is never replaced'); END;
CREATE TRIGGER erased_event_no_replace BEFORE INSERT ON erased_event
WHEN EXISTS (SELECT 1 FROM erased_event WHERE erased_event.seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'an erasure is never replaced'); END
"""
_POSTGRESQL_TRIGGERS = """
CREATE FUNCTION refuse_detail_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM erased_event WHERE erased_event.seq = OLD.seq)
THEN RETURN OLD; END IF;
RAISE EXCEPTION 'what an event says is never changed, and deleted only by an erasure'; END $$;
CREATE TRIGGER event_detail_stays BEFORE UPDATE OR DELETE ON event_detail
FOR EACH ROW EXECUTE FUNCTION refuse_detail_change();
CREATE TRIGGER event_details_stay BEFORE TRUNCATE ON event_detail
FOR EACH STATEMENT EXECUTE FUNCTION refuse_detail_change();
CREATE FUNCTION refuse_erasure_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION 'an erasure is never taken back'; END $$;
CREATE TRIGGER erased_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON erased_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_erasure_change()
"""
_PLACES = {
    "event": ("event_no_replace",),
    "event_detail": ("event_detail_no_update", "event_detail_no_delete", "event_detail_no_replace"),
    "erased_event": ("erased_event_no_update", "erased_event_no_delete", "erased_event_no_replace"),
}


def upgrade() -> None:
    _make_checkpoint_keys()
    _make_erasures()
    _make_counts()
    _protect()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER event_detail_stays ON event_detail")
        op.execute("DROP TRIGGER event_details_stay ON event_detail")
        op.execute("DROP TRIGGER erased_event_stays ON erased_event")
        op.execute("DROP FUNCTION refuse_detail_change()")
        op.execute("DROP FUNCTION refuse_erasure_change()")
    else:
        for names in _PLACES.values():
            for name in names:
                op.execute(f"DROP TRIGGER {name}")
    for table in ("check_count", "access", "erased_event", "erasure", "checkpoint_key"):
        op.drop_table(table)


def _protect() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL_TRIGGERS)
        return
    for statement in _SQLITE_TRIGGERS.split("END;"):
        ended = statement.rstrip()
        op.execute(ended if ended.endswith("END") else f"{ended} END")


def _make_checkpoint_keys() -> None:
    op.create_table(
        "checkpoint_key",
        sa.Column("id", CODE, nullable=False),
        sa.Column("vkey", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_checkpoint_key"),
    )


def _make_erasures() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", CODE, nullable=False),
        sa.Column("person", CODE, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("asked", MOMENT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("decided", MOMENT, nullable=True),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_person", "erasure", ["person"])
    op.create_table(
        "erased_event",
        sa.Column("seq", INTEGER, autoincrement=False, nullable=False),
        sa.Column("erasure", CODE, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name="fk_erased_event_seq"),
        sa.ForeignKeyConstraint(["erasure"], ["erasure.id"], name="fk_erased_event_erasure"),
        sa.PrimaryKeyConstraint("seq", name="pk_erased_event"),
    )


def _make_counts() -> None:
    op.create_table(
        "access",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("subject", CODE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access"),
    )
    op.create_index("ix_access_at", "access", ["at"])
    op.create_index("ix_access_subject", "access", ["subject"])
    op.create_table(
        "check_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("day", "reason", name="pk_check_count"),
    )

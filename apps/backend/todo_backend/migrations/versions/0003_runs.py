"""Runs and their events; how a message ended; when a conversation went on.

Additive, with defaults in the database: the previous program works on this schema too.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

_OPEN = sa.text("status IN ('running', 'waiting')")


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _cascade(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete="CASCADE")


def upgrade() -> None:
    _extend_messages()
    _extend_conversations()
    op.create_table(
        "runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(7), nullable=False),
        sa.Column("error_code", sa.String(40)),
        sa.Column("error_message", sa.Text()),
        _time("heartbeat_at"),
        sa.Column("stop_requested", sa.Boolean(), nullable=False),
        sa.Column("calls", sa.Text()),
        sa.Column("state", sa.Text()),
        sa.Column("idempotency_key", sa.String(255)),
        sa.Column("fingerprint", sa.String(64)),
        _time("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("user_id", "idempotency_key", name="uq_runs_user_id_idempotency_key"),
        _cascade("runs", "user_id", "users"),
        _cascade("runs", "conversation_id", "conversations"),
        sa.CheckConstraint(
            "status IN ('running', 'waiting', 'done', 'stopped', 'failed')", name=op.f("ck_runs_status")
        ),
    )
    # One run that has not ended in each conversation, however many replicas are asked at once.
    op.create_index(
        "uq_runs_open", "runs", ["conversation_id"], unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN
    )
    op.create_index("ix_runs_conversation_id", "runs", ["conversation_id"])
    op.create_index("ix_runs_created_at", "runs", ["created_at"])
    op.create_table(
        "run_events",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "seq", name="pk_run_events"),
        _cascade("run_events", "run_id", "runs"),
    )


def _extend_messages() -> None:
    # In SQL: Alembic would add the constraint apart, which SQLite can only do by writing the whole table anew.
    op.execute(
        "ALTER TABLE messages ADD COLUMN status VARCHAR(8) DEFAULT 'complete' NOT NULL "
        "CONSTRAINT ck_messages_status CHECK (status IN ('complete', 'stopped', 'failed'))"
    )
    op.add_column("messages", sa.Column("error_code", sa.String(40)))
    op.add_column("messages", sa.Column("error_message", sa.Text()))
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("messages", sa.Column("tools", json, nullable=False, server_default="[]"))


def _extend_conversations() -> None:
    # SQLite takes only a constant here. What a previous program adds beside this one is then sorted last there.
    default = "1970-01-01 00:00:00.000000" if op.get_bind().dialect.name == "sqlite" else sa.func.now()
    op.add_column(
        "conversations", sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=default)
    )
    op.execute(
        "UPDATE conversations SET updated_at = coalesce("
        "(SELECT max(created_at) FROM messages WHERE conversation_id = conversations.id), created_at)"
    )
    op.create_index("ix_conversations_user_id_updated_at", "conversations", ["user_id", "updated_at"])


def downgrade() -> None:
    op.drop_table("run_events")
    op.drop_table("runs")
    op.drop_index("ix_conversations_user_id_updated_at", "conversations")
    op.drop_column("conversations", "updated_at")
    for name in ("tools", "error_message", "error_code", "status"):
        op.drop_column("messages", name)

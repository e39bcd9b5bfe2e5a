"""The nouns, as the first version knew them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "due",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "journey",
                "dispatch",
                "held",
                "reminder",
                "follow_up",
                name="duekind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("due_at", "key"),
        sa.UniqueConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("due_by_subject", "due", ["kind", "subject"], unique=False)
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("verb", sa.String(60), nullable=False),
        sa.Column("noun", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("key", sa.String(200), nullable=True),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("hash"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_journal_subject"), "journal", ["subject"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "person",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "post",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("chief_post", sa.String(), nullable=True),
        sa.Column("stand_in_post", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chief_post"],
            ["post.key"],
        ),
        sa.ForeignKeyConstraint(
            ["stand_in_post"],
            ["post.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "profile_text",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.CheckConstraint("to_on > from_on", name="absence_range"),
        sa.ForeignKeyConstraint(
            ["person_key"],
            ["person.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_absence_person_key"), "absence", ["person_key"], unique=False)
    op.create_table(
        "body",
        sa.Column("key", sa.String(12), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "management",
                "med",
                "committee",
                "finance",
                "council",
                name="bodykind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("chair_post", sa.String(), nullable=True),
        sa.Column("secretary_post", sa.String(), nullable=True),
        sa.Column("meeting_minutes", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="body_valid_range"),
        sa.ForeignKeyConstraint(
            ["chair_post"],
            ["post.key"],
        ),
        sa.ForeignKeyConstraint(
            ["secretary_post"],
            ["post.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                "withdrawn",
                name="casestate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("owner_post", sa.String(), nullable=True),
        sa.Column("obligation", sa.String(60), nullable=True),
        sa.Column("decide_before", sa.Date(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("presentation", sa.String(), nullable=False),
        sa.Column("economy", sa.String(), nullable=False),
        sa.Column("recommendation", sa.String(), nullable=False),
        sa.Column("source_file", sa.String(300), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.Column("stuck_because", sa.String(500), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_post"],
            ["post.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_case_decide_before"), "case", ["decide_before"], unique=False)
    op.create_table(
        "holding",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("post_key", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint("to_on IS NULL OR to_on > from_on", name="holding_range"),
        sa.ForeignKeyConstraint(
            ["person_key"],
            ["person.key"],
        ),
        sa.ForeignKeyConstraint(
            ["post_key"],
            ["post.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("post_key", "person_key", "from_on"),
    )
    op.create_index(op.f("ix_holding_person_key"), "holding", ["person_key"], unique=False)
    op.create_index(op.f("ix_holding_post_key"), "holding", ["post_key"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("digest", "single", name="mailkind_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(120), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "skipped",
                "dead",
                name="mailstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_key"],
            ["person.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("message_id"),
    )
    op.create_index(op.f("ix_mail_person_key"), "mail", ["person_key"], unique=False)
    op.create_index("mail_to_send", "mail", ["state", "next_try_at"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(400), nullable=False),
        sa.Column("document_number", sa.String(60), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_attachment_case_id"), "attachment", ["case_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body_key", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "ordinary",
                "extraordinary",
                "constituent",
                "cancelled",
                name="meetingstatus_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("remark", sa.String(500), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_key"],
            ["body.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_meeting_held_on"), "meeting", ["held_on"], unique=False)
    op.create_index("meeting_by_body_and_day", "meeting", ["body_key", "held_on"], unique=False)
    op.create_table(
        "meeting_deadline",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("legal_on", sa.Date(), nullable=False),
        sa.Column("practical_on", sa.Date(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "kind", "rule"),
    )
    op.create_index(op.f("ix_meeting_deadline_meeting_id"), "meeting_deadline", ["meeting_id"], unique=False)
    op.create_table(
        "stop",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("body_key", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "on_agenda",
                "awaiting_decision",
                "decided",
                "dropped",
                name="stopstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("min_gap_days", sa.Integer(), nullable=False),
        sa.Column("urgency_reason", sa.String(1000), nullable=False),
        sa.Column("added_because", sa.String(200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_key"],
            ["body.key"],
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "position", "round_no"),
    )
    op.create_index("stop_by_gap", "stop", ["min_gap_days"], unique=False)
    op.create_index("stop_by_case", "stop", ["case_id", "position"], unique=False)
    op.create_index("stop_by_meeting", "stop", ["meeting_id", "state"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stop_id", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "approved",
                "recommended",
                "noted",
                "discussed",
                "postponed",
                "returned",
                "rejected",
                "forwarded",
                "withdrawn",
                "stopped_23",
                "chair_decision",
                "mayor_decision_31",
                name="outcome_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.Column("return_to", sa.String(12), nullable=True),
        sa.Column("named_meeting", sa.String(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["named_meeting"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["stop_id"],
            ["stop.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("stop_id"),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("from_stop", sa.String(), nullable=True),
        sa.Column("source_place", sa.String(300), nullable=False),
        sa.Column("owner_post", sa.String(), nullable=True),
        sa.Column("owner_person", sa.String(), nullable=True),
        sa.Column("owner_text", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_text", sa.String(100), nullable=False),
        sa.Column("blocks_stop", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "confirmed",
                "done",
                "dropped",
                name="followupstate_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocks_stop"],
            ["stop.id"],
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
        ),
        sa.ForeignKeyConstraint(
            ["from_stop"],
            ["stop.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_person"],
            ["person.key"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_post"],
            ["post.key"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_follow_up_blocks_stop"), "follow_up", ["blocks_stop"], unique=False)
    op.create_index(op.f("ix_follow_up_case_id"), "follow_up", ["case_id"], unique=False)
    op.create_index(op.f("ix_follow_up_due_on"), "follow_up", ["due_on"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(240), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "deadline",
                "follow_up",
                "chase",
                "escalation",
                "decided",
                "planned",
                "moved",
                "cancelled",
                "stuck",
                "blocked",
                "ask_decision",
                "proposed",
                name="noticekind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("mail_id", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("because", sa.String(200), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("stop_id", sa.String(), nullable=True),
        sa.Column("meeting_id", sa.String(), nullable=True),
        sa.Column("follow_up_id", sa.String(), nullable=True),
        sa.Column("deadline_kind", sa.String(40), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("detail", sa.String(1000), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_up.id"],
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["mail.id"],
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_key"],
            ["person.key"],
        ),
        sa.ForeignKeyConstraint(
            ["stop_id"],
            ["stop.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_notice_case_id"), "notice", ["case_id"], unique=False)
    op.create_index(op.f("ix_notice_follow_up_id"), "notice", ["follow_up_id"], unique=False)
    op.create_index(op.f("ix_notice_mail_id"), "notice", ["mail_id"], unique=False)
    op.create_index(op.f("ix_notice_meeting_id"), "notice", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_notice_person_key"), "notice", ["person_key"], unique=False)

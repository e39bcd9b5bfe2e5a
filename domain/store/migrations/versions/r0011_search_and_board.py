"""Full-text search over cases, kept right by triggers, and the indexes the board and the list of cases look in.

What is searched stands beside the cases: ``case_words`` has a row for each, with what it sorts by. In SQLite the
words are in an FTS5 table without contents of its own, in PostgreSQL in a ``tsvector`` column. Beside the words stand
marks (state, openness, owner, cycle): a word within one's own open cases is found without looking at the rest.
"""
# ruff: noqa: S608 - the statements are made of our own names

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_LIVE = sa.text("state IN ('planned', 'on_agenda', 'awaiting_decision')")
# name, table, columns, and which rows are in it
_INDEXES: tuple[tuple[str, str, list[str], sa.TextClause | None], ...] = (
    ("case_by_state", "case", ["state", "number"], None),
    ("case_by_owner", "case", ["owner_post", "state"], None),
    ("case_by_obligation", "case", ["obligation", "state"], None),
    ("case_to_decide", "case", ["decide_before"], sa.text("state = 'open'")),
    ("case_stuck", "case", ["number"], sa.text("state = 'open' AND stuck_because <> ''")),
    ("stop_awaiting", "stop", ["case_id"], sa.text("state = 'awaiting_decision'")),
    ("stop_live_by_body", "stop", ["body_key", "case_id"], _LIVE),
    ("follow_up_open", "follow_up", ["due_on", "case_id"], sa.text("state IN ('proposed', 'confirmed')")),
    ("deadline_by_day", "meeting_deadline", ["practical_on"], None),
)
_LETTERS = {"aa": "}", "å": "}", "æ": "{", "ä": "{", "ø": "|", "ö": "|", "ü": "y", "é": "e"}  # as danish_order.py


def upgrade() -> None:
    """Create the indexes, the search tables and their triggers, and take in the cases there are."""
    for name, table, columns, where in _INDEXES:
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    statements = _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def _key(text: str) -> str:
    """What a title is sorted by, as SQL: ``danish_key``. SQLite's ``lower`` knows ASCII only."""
    key = f"lower({text})"
    for letters, order in _LETTERS.items():
        for spelled in dict.fromkeys((letters, letters.upper())):
            key = f"replace({key}, '{spelled}', '{order}')"
    return f"substr({key}, 1, 120)"


def _shown(row: str) -> str:
    return f"CASE WHEN {row}is_open THEN {row}title ELSE 'Lukket punkt' END"


_SEARCHED = ("number", "title", "presentation", "economy", "recommendation")
_ORDERS = tuple(
    f"CREATE INDEX case_words_by_{key} ON case_words (state, {key}, case_id)" for key in ("title_key", "shown_key")
)
_FOLLOWED = ", ".join((*_SEARCHED, "is_open", "state", "owner_post", "obligation"))


def _words(row: str) -> str:
    return " || ' ' || ".join(f"{row}{name}" for name in _SEARCHED)


def _marks(row: str, hex_of: str) -> str:
    owner, cycle = (hex_of.format(f"coalesce({row}{name}, '')") for name in ("owner_post", "obligation"))
    openness = f"CASE WHEN {row}is_open THEN ' aopen' ELSE ' aclosed' END"
    return f"'t' || {row}state || {openness} || ' o' || {owner} || ' c' || {cycle}"


def _sqlite() -> list[str]:
    def values(row: str) -> str:
        return f"{_words(row)}, {_marks(row, 'hex({})')}"

    id_of = "(SELECT id FROM case_words WHERE case_id = {}id)"
    take_in = f"INSERT INTO case_words_index (rowid, words, marks) SELECT {id_of.format('NEW.')}, {values('NEW.')};"
    take_out = f"""
        INSERT INTO case_words_index (case_words_index, rowid, words, marks)
        SELECT 'delete', {id_of.format("OLD.")}, {values("OLD.")};"""
    columns = "case_id, state, title_key, shown_key"
    new = f"NEW.id, NEW.state, {_key('NEW.title')}, {_key(_shown('NEW.'))}"
    return [
        """CREATE TABLE case_words (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id VARCHAR NOT NULL UNIQUE REFERENCES "case" (id),
            state VARCHAR(40) NOT NULL,
            title_key TEXT NOT NULL,
            shown_key TEXT NOT NULL)""",
        *_ORDERS,
        """CREATE VIRTUAL TABLE case_words_index USING fts5 (
            words, marks, content='', prefix='2 3', tokenize="unicode61 remove_diacritics 0")""",
        f"""INSERT INTO case_words ({columns})
            SELECT id, state, {_key("title")}, {_key(_shown(""))} FROM "case" ORDER BY opened_at, id""",
        f"""INSERT INTO case_words_index (rowid, words, marks)
            SELECT case_words.id, {values("c.")} FROM case_words JOIN "case" c ON c.id = case_words.case_id""",
        f"""CREATE TRIGGER case_words_new AFTER INSERT ON "case" BEGIN
            INSERT INTO case_words ({columns}) VALUES ({new}); {take_in} END""",
        f"""CREATE TRIGGER case_words_changed AFTER UPDATE OF {_FOLLOWED} ON "case" BEGIN
            {take_out} UPDATE case_words SET ({columns}) = ({new}) WHERE case_id = OLD.id; {take_in} END""",
        f"""CREATE TRIGGER case_words_gone BEFORE DELETE ON "case" BEGIN
            {take_out} DELETE FROM case_words WHERE case_id = OLD.id; END""",
    ]


def _postgresql() -> list[str]:
    # What the parser would keep as one token (23/41694, a date, an address) is parted, as FTS5 parts it.
    # A tsvector holds 1 MB; the first 100,000 letters of a case are what it is about.
    plain = f"translate(left({_words('{row}')}, 100000), '/.:_@&?=-', '         ')"
    marks = _marks("{row}", "encode(convert_to({}, 'UTF8'), 'hex')")
    # By the stem (redegørelsen, redegørelser), and as it is written, for a word that is only half typed.
    document = f"""setweight(to_tsvector('danish', {plain}), 'A') || setweight(to_tsvector('simple', {plain}), 'B')
        || setweight(to_tsvector('simple', {marks}), 'D')"""
    new = f"NEW.id, NEW.state, {_key('NEW.title')}, {_key(_shown('NEW.'))}, {document.replace('{row}', 'NEW.')}"
    columns = "case_id, state, title_key, shown_key, document"
    return [
        """CREATE TABLE case_words (
            id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
            case_id VARCHAR NOT NULL UNIQUE REFERENCES "case" (id) ON DELETE CASCADE,
            state VARCHAR(40) NOT NULL,
            title_key TEXT COLLATE "C" NOT NULL,
            shown_key TEXT COLLATE "C" NOT NULL,
            document TSVECTOR NOT NULL)""",
        *_ORDERS,
        f"""INSERT INTO case_words ({columns})
            SELECT id, state, {_key("title")}, {_key(_shown(""))}, {document.replace("{row}", "")}
            FROM "case" ORDER BY opened_at, id""",
        "CREATE INDEX case_words_index ON case_words USING gin (document)",
        f"""CREATE FUNCTION case_words_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO case_words ({columns}) VALUES ({new})
            ON CONFLICT (case_id) DO UPDATE SET
                state = excluded.state, title_key = excluded.title_key, shown_key = excluded.shown_key,
                document = excluded.document;
            RETURN NULL; END $$""",
        f"""CREATE TRIGGER case_words_follow AFTER INSERT OR UPDATE OF {_FOLLOWED} ON "case"
            FOR EACH ROW EXECUTE FUNCTION case_words_follow()""",
    ]

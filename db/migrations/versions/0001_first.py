"""The first schema. Frozen: later tables and columns come by later revisions."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """\
    CREATE TABLE about (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_about PRIMARY KEY ("key")
    )
    STRICT
    """,
    """\
    CREATE TABLE change (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    change_set_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    uid TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_change_change_set_id ON change (change_set_id)
    """,
    """\
    CREATE INDEX ix_change_uid ON change (uid)
    """,
    """\
    CREATE TABLE change_set (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    did TEXT NOT NULL,
    "values" TEXT NOT NULL,
    type TEXT NOT NULL,
    reverses INTEGER,
    hash TEXT NOT NULL,
    CONSTRAINT ck_change_set_type_valid CHECK (type IN ('do', 'undo', 'redo', 'set up')),
    CONSTRAINT ck_change_set_reverses_valid CHECK ((type IN ('undo', 'redo')) = (reverses IS NOT NULL))
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_change_set_reverses ON change_set (reverses)
    """,
    """\
    CREATE TABLE kept (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_kept PRIMARY KEY ("key")
    )
    STRICT
    """,
    """\
    CREATE TABLE member (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT uq_member_uid UNIQUE (uid),
    CONSTRAINT ck_member_name_valid CHECK (length(trim("name")) > 0)
    )
    STRICT
    """,
    """\
    CREATE TABLE stakeholder (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    part_of_id INTEGER,
    side TEXT,
    country TEXT,
    marking TEXT,
    notes TEXT,
    CONSTRAINT uq_stakeholder_uid UNIQUE (uid),
    CONSTRAINT ck_stakeholder_name_valid CHECK (length(trim("name")) > 0),
    CONSTRAINT ck_stakeholder_kind_valid CHECK ("kind" IN ('person', 'office', 'faction', 'armed group', 'authority', 'state', 'institution', 'group', 'company')),
    CONSTRAINT fk_stakeholder_part_of_id FOREIGN KEY(part_of_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_stakeholder_side_valid CHECK ("side" IN ('ours', 'theirs', 'third party'))
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_stakeholder_part_of_id ON stakeholder (part_of_id)
    """,
    """\
    CREATE TABLE term (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    list TEXT NOT NULL,
    word TEXT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT uq_term_list_word UNIQUE (list, word),
    CONSTRAINT uq_term_uid UNIQUE (uid),
    CONSTRAINT ck_term_list_valid CHECK (length(trim("list")) > 0),
    CONSTRAINT ck_term_word_valid CHECK (length(trim("word")) > 0)
    )
    STRICT
    """,
    """\
    CREATE TABLE ask (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    title TEXT NOT NULL,
    category TEXT NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_of_id INTEGER NOT NULL,
    status TEXT NOT NULL,
    priority TEXT,
    raised TEXT,
    raised_from INTEGER,
    raised_to INTEGER,
    due TEXT,
    due_from INTEGER,
    due_to INTEGER,
    hangs_on_id INTEGER,
    marking TEXT,
    notes TEXT,
    CONSTRAINT uq_ask_uid UNIQUE (uid),
    CONSTRAINT ck_ask_title_valid CHECK (length(trim("title")) > 0),
    CONSTRAINT ck_ask_category_valid CHECK (length(trim("category")) > 0),
    CONSTRAINT fk_ask_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_ask_asked_of_id FOREIGN KEY(asked_of_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_ask_status_valid CHECK ("status" IN ('proposed', 'under discussion', 'pending', 'agreed', 'partly met', 'met', 'refused', 'lapsed')),
    CONSTRAINT ck_ask_priority_valid CHECK ("priority" IN ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT ck_ask_raised_valid CHECK (("raised" IS NULL AND "raised_from" IS NULL AND "raised_to" IS NULL) OR ("raised" IS NOT NULL AND "raised_from" IS NOT NULL AND "raised_to" IS NOT NULL AND "raised_from" <= "raised_to")),
    CONSTRAINT ck_ask_due_valid CHECK (("due" IS NULL AND "due_from" IS NULL AND "due_to" IS NULL) OR ("due" IS NOT NULL AND "due_from" IS NOT NULL AND "due_to" IS NOT NULL AND "due_from" <= "due_to")),
    CONSTRAINT fk_ask_hangs_on_id FOREIGN KEY(hangs_on_id) REFERENCES ask (id) DEFERRABLE INITIALLY DEFERRED
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_ask_asked_by_id ON ask (asked_by_id)
    """,
    """\
    CREATE INDEX ix_ask_asked_of_id ON ask (asked_of_id)
    """,
    """\
    CREATE INDEX ix_ask_due_from ON ask (due_from)
    """,
    """\
    CREATE INDEX ix_ask_due_to ON ask (due_to)
    """,
    """\
    CREATE INDEX ix_ask_hangs_on_id ON ask (hangs_on_id)
    """,
    """\
    CREATE TABLE name (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    stakeholder_id INTEGER NOT NULL,
    spelling TEXT NOT NULL,
    script TEXT,
    CONSTRAINT uq_name_uid UNIQUE (uid),
    CONSTRAINT fk_name_stakeholder_id FOREIGN KEY(stakeholder_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_name_spelling_valid CHECK (length(trim("spelling")) > 0)
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_name_stakeholder_id ON name (stakeholder_id)
    """,
    """\
    CREATE TABLE source (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    title TEXT NOT NULL,
    stakeholder_id INTEGER,
    "when" TEXT,
    when_from INTEGER,
    when_to INTEGER,
    notes TEXT,
    CONSTRAINT uq_source_uid UNIQUE (uid),
    CONSTRAINT ck_source_title_valid CHECK (length(trim("title")) > 0),
    CONSTRAINT fk_source_stakeholder_id FOREIGN KEY(stakeholder_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_source_when_valid CHECK (("when" IS NULL AND "when_from" IS NULL AND "when_to" IS NULL) OR ("when" IS NOT NULL AND "when_from" IS NOT NULL AND "when_to" IS NOT NULL AND "when_from" <= "when_to"))
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_source_stakeholder_id ON source (stakeholder_id)
    """,
    """\
    CREATE TABLE event (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    "when" TEXT,
    when_from INTEGER,
    when_to INTEGER,
    clock TEXT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    place TEXT,
    channel TEXT,
    said TEXT,
    source_id INTEGER,
    grade TEXT,
    marking TEXT,
    notes TEXT,
    CONSTRAINT uq_event_uid UNIQUE (uid),
    CONSTRAINT ck_event_when_valid CHECK (("when" IS NULL AND "when_from" IS NULL AND "when_to" IS NULL) OR ("when" IS NOT NULL AND "when_from" IS NOT NULL AND "when_to" IS NOT NULL AND "when_from" <= "when_to")),
    CONSTRAINT ck_event_kind_valid CHECK ("kind" IN ('meeting', 'call', 'message', 'visit', 'exchange', 'statement', 'incident', 'decision', 'development')),
    CONSTRAINT ck_event_title_valid CHECK (length(trim("title")) > 0),
    CONSTRAINT fk_event_source_id FOREIGN KEY(source_id) REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_event_grade_valid CHECK ("grade" GLOB '[A-F][1-6]')
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_event_source_id ON event (source_id)
    """,
    """\
    CREATE INDEX ix_event_when_from ON event (when_from)
    """,
    """\
    CREATE INDEX ix_event_when_to ON event (when_to)
    """,
    """\
    CREATE TABLE item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    ask_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    stakeholder_id INTEGER,
    quantity INTEGER,
    unit TEXT,
    due TEXT,
    due_from INTEGER,
    due_to INTEGER,
    notes TEXT,
    CONSTRAINT uq_item_uid UNIQUE (uid),
    CONSTRAINT fk_item_ask_id FOREIGN KEY(ask_id) REFERENCES ask (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_item_what_valid CHECK (length(trim("what")) > 0),
    CONSTRAINT fk_item_stakeholder_id FOREIGN KEY(stakeholder_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_item_quantity_valid CHECK ("quantity" >= 0),
    CONSTRAINT ck_item_due_valid CHECK (("due" IS NULL AND "due_from" IS NULL AND "due_to" IS NULL) OR ("due" IS NOT NULL AND "due_from" IS NOT NULL AND "due_to" IS NOT NULL AND "due_from" <= "due_to"))
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_item_ask_id ON item (ask_id)
    """,
    """\
    CREATE INDEX ix_item_due_from ON item (due_from)
    """,
    """\
    CREATE INDEX ix_item_due_to ON item (due_to)
    """,
    """\
    CREATE INDEX ix_item_stakeholder_id ON item (stakeholder_id)
    """,
    """\
    CREATE TABLE post (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    stakeholder_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    at_id INTEGER,
    "when" TEXT,
    when_from INTEGER,
    when_to INTEGER,
    source_id INTEGER,
    grade TEXT,
    notes TEXT,
    CONSTRAINT uq_post_uid UNIQUE (uid),
    CONSTRAINT fk_post_stakeholder_id FOREIGN KEY(stakeholder_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_post_title_valid CHECK (length(trim("title")) > 0),
    CONSTRAINT fk_post_at_id FOREIGN KEY(at_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_post_when_valid CHECK (("when" IS NULL AND "when_from" IS NULL AND "when_to" IS NULL) OR ("when" IS NOT NULL AND "when_from" IS NOT NULL AND "when_to" IS NOT NULL AND "when_from" <= "when_to")),
    CONSTRAINT fk_post_source_id FOREIGN KEY(source_id) REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_post_grade_valid CHECK ("grade" GLOB '[A-F][1-6]')
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_post_at_id ON post (at_id)
    """,
    """\
    CREATE INDEX ix_post_source_id ON post (source_id)
    """,
    """\
    CREATE INDEX ix_post_stakeholder_id ON post (stakeholder_id)
    """,
    """\
    CREATE TABLE tie (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    tenor INTEGER NOT NULL,
    "when" TEXT,
    when_from INTEGER,
    when_to INTEGER,
    source_id INTEGER,
    grade TEXT,
    marking TEXT,
    notes TEXT,
    CONSTRAINT uq_tie_uid UNIQUE (uid),
    CONSTRAINT fk_tie_from_id FOREIGN KEY(from_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_tie_to_id FOREIGN KEY(to_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_tie_kind_valid CHECK (length(trim("kind")) > 0),
    CONSTRAINT ck_tie_tenor_valid CHECK ("tenor" BETWEEN -3 AND 3),
    CONSTRAINT ck_tie_when_valid CHECK (("when" IS NULL AND "when_from" IS NULL AND "when_to" IS NULL) OR ("when" IS NOT NULL AND "when_from" IS NOT NULL AND "when_to" IS NOT NULL AND "when_from" <= "when_to")),
    CONSTRAINT fk_tie_source_id FOREIGN KEY(source_id) REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_tie_grade_valid CHECK ("grade" GLOB '[A-F][1-6]')
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_tie_from_id ON tie (from_id)
    """,
    """\
    CREATE INDEX ix_tie_source_id ON tie (source_id)
    """,
    """\
    CREATE INDEX ix_tie_to_id ON tie (to_id)
    """,
    """\
    CREATE TABLE via (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    ask_id INTEGER NOT NULL,
    stakeholder_id INTEGER NOT NULL,
    CONSTRAINT uq_via_uid UNIQUE (uid),
    CONSTRAINT fk_via_ask_id FOREIGN KEY(ask_id) REFERENCES ask (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_via_stakeholder_id FOREIGN KEY(stakeholder_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_via_ask_id ON via (ask_id)
    """,
    """\
    CREATE INDEX ix_via_stakeholder_id ON via (stakeholder_id)
    """,
    """\
    CREATE TABLE action (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    what TEXT NOT NULL,
    owner_id INTEGER,
    due TEXT,
    due_from INTEGER,
    due_to INTEGER,
    done INTEGER DEFAULT '0' NOT NULL,
    event_id INTEGER,
    ask_id INTEGER,
    notes TEXT,
    CONSTRAINT uq_action_uid UNIQUE (uid),
    CONSTRAINT ck_action_what_valid CHECK (length(trim("what")) > 0),
    CONSTRAINT fk_action_owner_id FOREIGN KEY(owner_id) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_action_due_valid CHECK (("due" IS NULL AND "due_from" IS NULL AND "due_to" IS NULL) OR ("due" IS NOT NULL AND "due_from" IS NOT NULL AND "due_to" IS NOT NULL AND "due_from" <= "due_to")),
    CONSTRAINT ck_action_done_valid CHECK ("done" IN (0, 1)),
    CONSTRAINT fk_action_event_id FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_action_ask_id FOREIGN KEY(ask_id) REFERENCES ask (id) DEFERRABLE INITIALLY DEFERRED
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_action_ask_id ON action (ask_id)
    """,
    """\
    CREATE INDEX ix_action_due_from ON action (due_from)
    """,
    """\
    CREATE INDEX ix_action_due_to ON action (due_to)
    """,
    """\
    CREATE INDEX ix_action_event_id ON action (event_id)
    """,
    """\
    CREATE INDEX ix_action_owner_id ON action (owner_id)
    """,
    """\
    CREATE TABLE bearing (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    ask_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    CONSTRAINT uq_bearing_uid UNIQUE (uid),
    CONSTRAINT fk_bearing_ask_id FOREIGN KEY(ask_id) REFERENCES ask (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_bearing_event_id FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_bearing_ask_id ON bearing (ask_id)
    """,
    """\
    CREATE INDEX ix_bearing_event_id ON bearing (event_id)
    """,
    """\
    CREATE TABLE claim (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    by_id INTEGER NOT NULL,
    says TEXT NOT NULL,
    grade TEXT,
    source_id INTEGER,
    CONSTRAINT uq_claim_uid UNIQUE (uid),
    CONSTRAINT fk_claim_event_id FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_claim_by_id FOREIGN KEY(by_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_claim_says_valid CHECK (length(trim("says")) > 0),
    CONSTRAINT ck_claim_grade_valid CHECK ("grade" GLOB '[A-F][1-6]'),
    CONSTRAINT fk_claim_source_id FOREIGN KEY(source_id) REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_claim_by_id ON claim (by_id)
    """,
    """\
    CREATE INDEX ix_claim_event_id ON claim (event_id)
    """,
    """\
    CREATE INDEX ix_claim_source_id ON claim (source_id)
    """,
    """\
    CREATE TABLE delivery (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    item_id INTEGER NOT NULL,
    quantity INTEGER,
    unit TEXT,
    "when" TEXT,
    when_from INTEGER,
    when_to INTEGER,
    event_id INTEGER,
    source_id INTEGER,
    grade TEXT,
    notes TEXT,
    CONSTRAINT uq_delivery_uid UNIQUE (uid),
    CONSTRAINT fk_delivery_item_id FOREIGN KEY(item_id) REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_delivery_quantity_valid CHECK ("quantity" >= 0),
    CONSTRAINT ck_delivery_when_valid CHECK (("when" IS NULL AND "when_from" IS NULL AND "when_to" IS NULL) OR ("when" IS NOT NULL AND "when_from" IS NOT NULL AND "when_to" IS NOT NULL AND "when_from" <= "when_to")),
    CONSTRAINT fk_delivery_event_id FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_delivery_source_id FOREIGN KEY(source_id) REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_delivery_grade_valid CHECK ("grade" GLOB '[A-F][1-6]')
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_delivery_event_id ON delivery (event_id)
    """,
    """\
    CREATE INDEX ix_delivery_item_id ON delivery (item_id)
    """,
    """\
    CREATE INDEX ix_delivery_source_id ON delivery (source_id)
    """,
    """\
    CREATE TABLE party (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    stakeholder_id INTEGER NOT NULL,
    part TEXT,
    post TEXT,
    CONSTRAINT uq_party_uid UNIQUE (uid),
    CONSTRAINT fk_party_event_id FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_party_stakeholder_id FOREIGN KEY(stakeholder_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_party_event_id ON party (event_id)
    """,
    """\
    CREATE INDEX ix_party_stakeholder_id ON party (stakeholder_id)
    """,
    """\
    CREATE TABLE response (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    ask_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    answer TEXT,
    notes TEXT,
    CONSTRAINT uq_response_uid UNIQUE (uid),
    CONSTRAINT fk_response_ask_id FOREIGN KEY(ask_id) REFERENCES ask (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_response_event_id FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_response_answer_valid CHECK ("answer" IN ('agreed', 'agreed in part', 'put off', 'refused', 'denied', 'no answer'))
    )
    STRICT
    """,
    """\
    CREATE INDEX ix_response_ask_id ON response (ask_id)
    """,
    """\
    CREATE INDEX ix_response_event_id ON response (event_id)
    """,
    """\
    CREATE VIRTUAL TABLE search USING fts5(body, content='', contentless_delete=1, tokenize='trigram case_sensitive 1')
    """,
    """\
    INSERT INTO search (search, rank) VALUES ('hashsize', 8388608)
    """,
)


def upgrade() -> None:
    """Make every table of an empty casebook, its indexes and its search index."""
    for statement in STATEMENTS:
        op.execute(statement)

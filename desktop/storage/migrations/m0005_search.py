"""The fifth schema: the index that messages are found by.

Triggers keep it, so that a message and its row in the index are always one transaction, whoever
writes or deletes. They call `fold_text`, which each connection that writes must offer. Messages
from before are added later in small steps, newest first (`desktop.storage.search_rows`).
"""

import apsw

_SCHEMA = """
CREATE VIRTUAL TABLE message_search USING fts5(
    -- What is said in messages of kind 'text', by the number of the message.
    who,  -- 'c' and the number of the contact; then 'own' or 'theirs'
    text,  -- as folded by fold_text
    content = '',  -- keeps no text
    tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"  -- splits folded words
);
-- Words of a deleted message leave the index at once, not at some later merge.
INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1);

CREATE TABLE search_index (
    -- One row: how far the index was built.
    id INTEGER PRIMARY KEY CHECK (id = 1),  -- always 1
    built_above INTEGER NOT NULL  -- messages with higher numbers are in the index, 0 once all are
) STRICT;
INSERT INTO search_index (id, built_above) SELECT 1, coalesce(max(id), 0) FROM message;

CREATE TRIGGER message_search_insert AFTER INSERT ON message WHEN new.kind = 'text'
    BEGIN INSERT INTO message_search (rowid, who, text) VALUES (new.id,
        'c' || new.contact || iif(new.is_own, ' own', ' theirs'), fold_text(new.text)); END;
CREATE TRIGGER message_search_delete AFTER DELETE ON message
    WHEN old.kind = 'text' AND old.id > (SELECT built_above FROM search_index)
    BEGIN INSERT INTO message_search (message_search, rowid, who, text) VALUES ('delete', old.id,
        'c' || old.contact || iif(old.is_own, ' own', ' theirs'), fold_text(old.text)); END;
CREATE TRIGGER message_search_update AFTER UPDATE OF contact, is_own, kind, text ON message
    WHEN old.id > (SELECT built_above FROM search_index)
    BEGIN
        INSERT INTO message_search (message_search, rowid, who, text) SELECT 'delete', old.id,
            'c' || old.contact || iif(old.is_own, ' own', ' theirs'), fold_text(old.text)
            WHERE old.kind = 'text';
        INSERT INTO message_search (rowid, who, text) SELECT new.id,
            'c' || new.contact || iif(new.is_own, ' own', ' theirs'), fold_text(new.text)
            WHERE new.kind = 'text';
    END;
"""


def apply(connection: apsw.Connection) -> None:
    """Make the empty index; what is there already waits to be added."""
    connection.execute(_SCHEMA)

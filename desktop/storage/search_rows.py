"""Rows of the search index: asking it, and adding what was written before there was one.

Triggers of the schema keep the index for every message that comes or goes; see
`desktop.storage.migrations.m0005_search`.

Source: docs/protocol/local-store.md, section 10.
"""

import apsw

from desktop.core.records import MessageRow
from desktop.core.search_records import SearchQuery, WrittenBy
from desktop.core.search_words import SearchWord
from desktop.storage.columns import find_row, get_value, load_rows

_MOST_ALTERNATIVES = 32
"""Words that a beginning is replaced by; looking for each takes some 0.1 ms."""

_AFTER = "\x01"
"""Added to a word it makes the least string behind it: no word of the index holds it."""

_WRITER = {WrittenBy.ME: "own", WrittenBy.THEM: "theirs"}


def find_messages(
    connection: apsw.Connection,
    query: SearchQuery,
    words: tuple[SearchWord, ...],
    *,
    before: MessageRow | None,
    limit: int,
) -> list[MessageRow]:
    """Return the numbers of messages that hold every word, newest first.

    Args:
        connection: In a transaction.
        query: For its filters; its text is not looked at.
        words: What the message must hold, at least one.
        before: Only lower numbers, None for all.
        limit: How many at most.
    """
    alternatives = [_find_alternatives(connection, word) for word in words]
    if not all(alternatives):
        return []
    expression = _build_expression(query, alternatives)
    statement, values = _matching(query, expression)
    rows = load_rows(
        connection,
        f"{statement} AND found.rowid < ? ORDER BY found.rowid DESC LIMIT ?",
        (*values, 2**63 - 1 if before is None else before, limit),
    )
    return [MessageRow(number) for (number,) in rows]


def _find_alternatives(connection: apsw.Connection, word: SearchWord) -> list[str]:
    """Return what stands for a word in the language of the index: any of these.

    Folded words hold letters and digits alone and stand between quotes, so that nothing that a
    person types is an operator. A beginning is replaced by the words of the index that begin so,
    if they are few: asked for a beginning, the index joins all their messages first, which takes
    four times as long where one of them is common.
    """
    phrase = " ".join(word.tokens)
    if not word.is_prefix:
        return [f'"{phrase}"']
    if len(word.tokens) > 1:
        return [f'"{phrase}"*']
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_word"
        " USING fts5vocab(main, message_search, instance)"
    )
    found: list[str] = []
    least = phrase
    while len(found) < _MOST_ALTERNATIVES:
        row = find_row(connection, "SELECT term FROM search_word WHERE term >= ? LIMIT 1", (least,))
        if row is None or not row[0].startswith(phrase):
            return [f'"{term}"' for term in found]
        found.append(row[0])
        least = row[0] + _AFTER
    return [f'"{phrase}"*']


def _build_expression(query: SearchQuery, alternatives: list[list[str]]) -> str:
    text = " AND ".join(f"({' OR '.join(word)})" for word in alternatives)
    who = [f'"c{query.contact:d}"'] if query.contact is not None else []
    if query.written_by in _WRITER:
        who.append(f'"{_WRITER[query.written_by]}"')
    return f"text : ({text})" + (f" AND who : ({' AND '.join(who)})" if who else "")


_MATCHING = "SELECT found.rowid FROM message_search AS found WHERE message_search MATCH ?"

_MATCHING_BY_DATE = (
    # CROSS: the index comes first, whatever SQLite thinks of it.
    "SELECT found.rowid FROM message_search AS found CROSS JOIN message ON message.id = found.rowid"
    " WHERE message_search MATCH ? AND message.shown_at_ms >= ? AND message.shown_at_ms < ?"
)


def _matching(query: SearchQuery, expression: str) -> tuple[str, tuple["apsw.SQLiteValue", ...]]:
    if query.since_ms <= 0 and query.until_ms is None:
        return _MATCHING, (expression,)
    until = 2**63 - 1 if query.until_ms is None else query.until_ms
    return _MATCHING_BY_DATE, (expression, query.since_ms, until)


def is_complete(connection: apsw.Connection) -> bool:
    """Tell whether every message is in the index."""
    return bool(get_value(connection, "SELECT built_above FROM search_index") == 0)


def build_step(connection: apsw.Connection, *, limit: int) -> bool:
    """Add the newest messages that are not in the index yet.

    Args:
        connection: In a transaction.
        limit: How many at most.

    Returns:
        False once all are in it.
    """
    above = get_value(connection, "SELECT built_above FROM search_index")
    rows = load_rows(
        connection, "SELECT id FROM message WHERE id <= ? ORDER BY id DESC LIMIT ?", (above, limit)
    )
    if rows:
        lowest = rows[-1][0]
        connection.execute(
            "INSERT INTO message_search (rowid, who, text) SELECT id,"
            " 'c' || contact || iif(is_own, ' own', ' theirs'), fold_text(text)"
            " FROM message WHERE id BETWEEN ? AND ? AND kind = 'text' ORDER BY id",
            (lowest, above),
        )
        connection.execute("UPDATE search_index SET built_above = ?", (lowest - 1,))
    if len(rows) < limit:
        connection.execute("UPDATE search_index SET built_above = 0")
    return len(rows) == limit

"""The tables: each column explained, nothing about senders, and the migrations make just these."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column

from server.store.schema import metadata
from tests.helpers.relay_parts import writing

COLUMNS = [column for table in metadata.sorted_tables for column in table.columns]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_column_says_what_it_tells_the_operator(column: "Column[object]") -> None:
    assert column.comment is not None
    assert "Tells: " in column.comment


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_column_is_never_null(column: "Column[object]") -> None:
    assert not column.nullable


def test_no_column_has_a_place_for_a_sender() -> None:
    """PR-16, P8: an envelope's row names its mailbox and nobody else."""
    words = ("sender", "from", "peer", "source")

    assert [str(column) for column in COLUMNS if any(word in column.name for word in words)] == []
    assert sorted(metadata.tables["envelope"].columns.keys()) == [
        "envelope",
        "id",
        "is_request",
        "mailbox",
        "msg_id",
    ]


def test_no_table_pairs_two_accounts() -> None:
    """P9: no row can say that two accounts know each other."""
    for table in metadata.sorted_tables:
        references = [key for key in table.foreign_keys if key.column.table.name in OWNERS]
        assert len(references) <= 1, table.name


OWNERS = {"account", "device"}


def test_migrations_make_exactly_these_tables(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_operations_page_tells_what_each_column_tells() -> None:
    page = (Path(__file__).parents[3] / "docs" / "operations.md").read_text("utf-8")
    missing = []
    for column in COLUMNS:
        what, _, tells = (column.comment or "").partition(" Tells: ")
        if f"| {column.name} | {what} | {tells} |" not in page:
            missing.append(str(column))

    assert missing == []

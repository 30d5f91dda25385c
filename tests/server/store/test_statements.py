"""Hot statements stand in the tables' words and in the order in which callers give values."""

import pytest
from sqlalchemy import bindparam, insert, select

from server.store.schema import envelope
from server.store.statements import driver_sql


def test_parameters_come_in_the_given_order() -> None:
    statement = select(envelope.c.id).where(
        envelope.c.mailbox == bindparam("box"), envelope.c.msg_id == bindparam("msg")
    )

    assert driver_sql(statement, "box", "msg").count("?") == 2
    with pytest.raises(AssertionError):
        driver_sql(statement, "msg", "box")


def test_insert_lists_its_columns() -> None:
    sql = driver_sql(insert(envelope), values=("id", "mailbox"))

    assert sql == "INSERT INTO envelope (id, mailbox) VALUES (?, ?)"

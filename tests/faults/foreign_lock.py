"""Another program that writes to a relay's database and does not come to an end for a while."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def locked(database: Path) -> Iterator[None]:
    """Hold the write lock of a database until the block ends."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        yield
        foreign.execute("ROLLBACK")

"""Reading a table of a damaged database: every row that opens, and none that does not.

A page that was changed raises when it is read, so one row may end a whole query. Reading goes on
behind it, with the first key from which the database answers again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import apsw

Values = tuple["apsw.SQLiteValue", ...]

_DAMAGED = (apsw.CorruptError, apsw.NotADBError, apsw.IOError)
_HIGHEST = 2**62


@dataclass(slots=True)
class DamagedTable:
    """One table, read by its number.

    Attributes:
        name: Of the table.
        columns: Which to read; the first is its number.
        has_gaps: True once something could not be read.
    """

    connection: apsw.Connection
    name: str
    columns: Sequence[str]
    has_gaps: bool = False

    def rows(self) -> Iterator[Values]:
        """Return every row that can be read, in the order of its number."""
        last = -1
        while True:
            try:
                for row in self.connection.execute(self._select(), (last,)):
                    yield row
                    last = _number(row)
            except _DAMAGED:
                self.has_gaps = True
                following = self._find_beyond(last)
                if following is None:
                    return
                last = following
            else:
                return

    def _select(self) -> str:
        columns, key = ", ".join(self.columns), self.columns[0]
        # Names of our own tables and columns, never anybody's words.
        return f"SELECT {columns} FROM {self.name} WHERE {key} > ? ORDER BY {key}"  # noqa: S608

    def _find_beyond(self, last: int) -> int | None:
        """Return the highest number below the first row behind a damaged place; None at the end.

        The damage may be one row whose text does not open, a leaf, or all that hangs on a page.
        """
        low, step = last + 1, 1
        high = low
        while not self._opens_after(high):
            low, high, step = high, high + step, 2 * step
            if high > _HIGHEST:
                return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._opens_after(middle) else (middle, high)
        return high

    def _opens_after(self, number: int) -> bool:
        """Tell whether the first row behind a number can be read, or none is there."""
        try:
            self.connection.execute(self._select() + " LIMIT 1", (number,)).fetchall()
        except _DAMAGED:
            return False
        return True


def _number(row: Values) -> int:
    assert isinstance(row[0], int)
    return row[0]


def find_numbers(connection: apsw.Connection, query: str) -> set[int] | None:
    """Return the numbers that a query gives; None if it meets a damaged page."""
    try:
        return {_number(row) for row in connection.execute(query)}
    except _DAMAGED:
        return None

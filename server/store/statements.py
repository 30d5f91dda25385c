"""Hot statements as text for the driver, made from the table objects, so that names stand once."""

from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

_dialect = sqlite.dialect(paramstyle="qmark")


def driver_sql(statement: ClauseElement, *parameters: str, values: tuple[str, ...] = ()) -> str:
    """Return a statement as text with `?` for each parameter.

    Args:
        statement: Built from the tables of `schema`.
        parameters: Names of its bound parameters in the order in which callers give them.
        values: For an insert, the columns that are given; they come before other parameters.
    """
    compiled = statement.compile(
        dialect=_dialect, column_keys=list(values) or None, compile_kwargs={"literal_binds": False}
    )
    assert isinstance(compiled, SQLCompiler)
    order = tuple(compiled.positiontup or ())
    assert order == (*values, *parameters), order
    return str(compiled)

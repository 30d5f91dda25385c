"""What every object that holds a secret has in common: it shows, compares and copies nothing."""

from typing import NoReturn, SupportsIndex


class Opaque:
    """Parent of the classes that hold secrets.

    Its repr names the class only, so that logs and tracebacks show nothing; `==` raises, since it
    would compare in variable time and is never needed; it cannot be pickled or copied.

    Source: docs/protocol/keys.md, section 1.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not compared")

    __hash__ = object.__hash__

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not copied")

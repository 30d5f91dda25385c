"""A keyring back-end in memory that fails as it is told to."""

from collections.abc import Callable


class MemoryKeyring:
    """Entries by service and name.

    Attributes:
        entries: What it holds.
        fail: Called before every call with the verb; raises, or does nothing.
        is_forgetful: Writes vanish, as in the null back-end.
    """

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.fail: Callable[[str], None] = lambda verb: None
        self.is_forgetful = False

    def __call__(self) -> "MemoryKeyring":
        """Return itself: stands in for `find_safe_backend`."""
        self.fail("find")
        return self

    def get_password(self, service: str, username: str) -> str | None:
        self.fail("get")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.fail("set")
        if not self.is_forgetful:
            self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.fail("delete")
        del self.entries[service, username]

    @property
    def names(self) -> list[str]:
        """Names of the entries, whatever their service, sorted; `secret` without its slot."""
        return sorted("secret" if name.startswith("secret-") else name for _, name in self.entries)

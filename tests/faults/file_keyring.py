"""A keyring in a plain file, for test programs that must find their secrets again after a kill."""

import json
from pathlib import Path


class FileKeyring:
    """`desktop.storage.secret_store.Backend` over one JSON file, replaced whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry."""
        return self._read().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write an entry."""
        self._write({**self._read(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry."""
        entries = self._read()
        del entries[f"{service}/{username}"]
        self._write(entries)

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        entries: dict[str, str] = json.loads(self._path.read_text())
        return entries

    def _write(self, entries: dict[str, str]) -> None:
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(entries))
        draft.replace(self._path)

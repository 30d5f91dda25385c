"""The note beside a profile's files: where its keyring entries stand, and which there are.

Nothing in it is secret. It exists so that every entry can be removed even when the database does
not open any more, and so that an unfinished profile leaves nothing in the keyring.
"""

from pathlib import Path

import msgspec

from desktop.errors import DatabaseUnreadable
from desktop.storage.atomic_file import write_file
from desktop.storage.file_thread import FileThread

_VERSION = 1
_MAX_BYTES = 64 * 1024


class ProfileNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the note says.

    Attributes:
        version: Form of the note.
        service: Name under which the keyring entries of this profile stand.
        entries: Names of the entries that there may be, sorted.
    """

    version: int
    service: str = msgspec.field(name="keyring_service")
    entries: tuple[str, ...] = msgspec.field(name="keyring_entries", default=())


def service_name(profile_id: bytes) -> str:
    """Return the keyring's service name of a profile with a random id of 16 bytes."""
    return f"securechat-{profile_id.hex()}"


def find_note(path: Path) -> ProfileNote | None:
    """Read the note, None if there is none.

    Raises:
        DatabaseUnreadable: it is there, but not in a form that this version wrote.
        OSError: as the system says.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        note = msgspec.json.decode(data[:_MAX_BYTES], type=ProfileNote)
    except msgspec.MsgspecError as error:
        raise DatabaseUnreadable("note") from error
    if note.version != _VERSION:
        raise DatabaseUnreadable("note")
    return note


def save_note(path: Path, *, service: str, entries: tuple[str, ...]) -> None:
    """Write the note. Raises OSError."""
    note = ProfileNote(version=_VERSION, service=service, entries=tuple(sorted(set(entries))))
    write_file(path, msgspec.json.format(msgspec.json.encode(note), indent=2) + b"\n")


class NotedEntries:
    """Keeps the note's list of entries: an entry is on it before it is in the keyring."""

    def __init__(self, path: Path, files: FileThread) -> None:
        self._path = path
        self._files = files

    async def add(self, entry: str) -> None:
        """Note an entry that is about to be written. Raises StorageError."""
        await self._files.run(lambda: self._change(add=entry))

    async def remove(self, entry: str) -> None:
        """Strike out an entry that was deleted. Raises StorageError."""
        await self._files.run(lambda: self._change(remove=entry))

    def _change(self, *, add: str | None = None, remove: str | None = None) -> None:
        note = find_note(self._path)
        if note is None:
            # The profile is being erased.
            return
        entries = set(note.entries)
        if add is not None:
            entries.add(add)
        if remove is not None:
            entries.discard(remove)
        if entries != set(note.entries):
            save_note(self._path, service=note.service, entries=tuple(entries))

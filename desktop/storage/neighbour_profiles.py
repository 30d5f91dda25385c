"""The profiles beside the one that is open: which there are, and what their labels say.

Nothing of them is opened, locked or changed.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from desktop.config import Paths, find_profiles
from desktop.core.records import ProfileLabel
from desktop.errors import DatabaseUnreadable, KeyringError
from desktop.storage.keyring_backend import Backend
from desktop.storage.profile_folder import NOTE_FILE, holds_profile
from desktop.storage.profile_label import parse_label
from desktop.storage.profile_note import ProfileNote, find_note
from desktop.storage.profile_slots import LABEL_ENTRY, is_secret
from desktop.storage.secret_store import KeyringSecretStore

_log = logging.getLogger(__name__)

_NO_NOTE: Final = ProfileNote(version=0, service="")


class LocalNeighbourProfiles:
    """`desktop.core.ports.NeighbourProfiles` over the folders of this computer."""

    def __init__(self, paths: Paths, current: str, *, find_backend: Callable[[], Backend]) -> None:
        """Look beside one profile.

        Args:
            paths: Where the profiles are.
            current: The profile that is open.
            find_backend: Finds the keyring back-end.
        """
        self._paths = paths
        self._current = current
        self._find_backend = find_backend

    def names(self) -> list[str]:
        """Return the folders' names, sorted; one that holds no profile any more is none."""
        return [
            name
            for name in find_profiles(self._paths)
            if name != self._current and holds_profile(self._paths.profile_dir(name))
        ]

    async def find_labels(self) -> dict[str, ProfileLabel]:
        """Return the label of each profile that has one.

        None is asked for while the open profile is not kept in the keyring itself: the desktop
        would ask the person to open a keyring that nothing else needs.
        """
        own, beside = await asyncio.to_thread(self._read_notes)
        if not any(map(is_secret, own.entries)):
            return {}
        labels: dict[str, ProfileLabel] = {}
        for name, note in beside.items():
            if LABEL_ENTRY not in note.entries:
                continue
            try:
                text = await self._store(note).find(LABEL_ENTRY)
            except KeyringError as error:
                # The next one would be asked in vain, too.
                _log.info("the profiles beside have no label now: %s", type(error).__name__)
                break
            label = None if text is None else parse_label(text)
            if label is not None:
                labels[name] = label
        return labels

    def _read_notes(self) -> tuple[ProfileNote, dict[str, ProfileNote]]:
        return self._read_note(self._current), {
            name: self._read_note(name) for name in self.names()
        }

    def _read_note(self, name: str) -> ProfileNote:
        try:
            note = find_note(self._paths.profile_dir(name) / NOTE_FILE)
        except (OSError, DatabaseUnreadable):
            note = None
        return note or _NO_NOTE

    def _store(self, note: ProfileNote) -> KeyringSecretStore:
        return KeyringSecretStore(note.service, _Unchanged(), find_backend=self._find_backend)


class _Unchanged:
    """Stands in where nothing is written."""

    async def add(self, entry: str) -> None:
        """Do nothing."""

    async def remove(self, entry: str) -> None:
        """Do nothing."""

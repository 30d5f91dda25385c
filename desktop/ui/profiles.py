"""The profiles of this data folder: each is a window and a process of its own."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QProcess

from desktop.config import DEFAULT_PROFILE
from desktop.core.ports.profile import NeighbourProfiles
from desktop.core.records import ProfileLabel
from desktop.own_program import own_command

_NEW: Final = "account"


class Profiles:
    """Knows the profiles beside the one that is open, and opens others.

    Attributes:
        current: The profile of this window.
    """

    def __init__(
        self,
        neighbours: NeighbourProfiles,
        current: str = DEFAULT_PROFILE,
        data_dir: Path | None = None,
    ) -> None:
        """Look beside one profile.

        Args:
            neighbours: Those beside it.
            current: The profile of this window.
            data_dir: Of `--data-dir`, given to the processes that are started.
        """
        self._neighbours = neighbours
        self._data_dir = data_dir
        self.current = current

    def others(self) -> list[str]:
        """Return the names of the other profiles, sorted."""
        return self._neighbours.names()

    async def find_labels(self) -> dict[str, ProfileLabel]:
        """Return what the others are called, of those that may say so."""
        return await self._neighbours.find_labels()

    def new_name(self) -> str:
        """Return a name that no profile has."""
        taken = {self.current, *self.others()}
        number = 2
        while f"{_NEW}-{number}" in taken:
            number += 1
        return f"{_NEW}-{number}"

    def open(self, name: str) -> bool:
        """Open a profile in a process of its own; one that is open comes forward instead.

        Returns:
            False if the process could not be started.
        """
        options = ["--profile", name]
        if self._data_dir is not None:
            options += ["--data-dir", str(self._data_dir.expanduser().absolute())]
        program, arguments = own_command(*options)
        is_started, _process = QProcess.startDetached(program, arguments)
        return is_started

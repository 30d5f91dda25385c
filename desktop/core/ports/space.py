"""How much room a profile takes, and giving some of it back."""

from typing import Protocol

from desktop.core.records import StorageUse


class SpaceStore(Protocol):
    """The files of a profile, by their size."""

    async def measure(self) -> StorageUse:
        """Return the sizes as they are now. Raises StorageError."""

    async def give_back(self) -> None:
        """Write the database anew without what is empty. Raises DiskFull, StorageError."""

    async def delete_copies(self) -> None:
        """Delete the copies that were made before upgrades. Raises StorageError."""

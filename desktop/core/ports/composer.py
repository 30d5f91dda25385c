"""The store of what the composer keeps."""

from typing import Protocol

from desktop.core.records import ContactId, Draft


class ComposerStore(Protocol):
    """Drafts, and the emoji that the person picks."""

    async def save_draft(self, contact: ContactId, draft: Draft | None) -> None:
        """Keep what is written to a contact, in place of what was kept; None for nothing."""

    async def load_used_emoji(self, *, limit: int) -> list[str]:
        """Return emoji that were picked, the most used first."""

    async def note_emoji_used(self, emoji: str, *, now_ms: int) -> None:
        """Count that an emoji was picked."""

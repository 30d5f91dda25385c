"""What other windows call a profile: its name and server, in one keyring entry and no file."""

from typing import Final

import msgspec

from desktop.core.records import ProfileLabel
from desktop.storage.profile_slots import LABEL_ENTRY
from desktop.storage.secret_store import KeyringSecretStore

LABEL_CHARS: Final = 640
"""Every label is this long, so that its length tells nothing; Windows takes twice as much."""


def encode_label(label: ProfileLabel) -> str | None:
    """Return a label as it stands in the keyring, None for an address that does not fit."""
    text = msgspec.json.encode(label).decode()
    return text.ljust(LABEL_CHARS) if len(text) <= LABEL_CHARS else None


def parse_label(text: str) -> ProfileLabel | None:
    """Return the label of an entry, None for one that another version wrote."""
    try:
        return msgspec.json.decode(text, type=ProfileLabel)
    except msgspec.MsgspecError:
        return None


async def put_label(secrets: KeyringSecretStore, label: ProfileLabel) -> None:
    """Let the entry say this label, or nothing; it is written only if it says something else.

    Raises:
        KeyringError: missing, locked, or it did not keep the entry.
        StorageError: the note could not be written.
    """
    text = encode_label(label)
    if text is None:
        await secrets.delete(LABEL_ENTRY)
    elif await secrets.find(LABEL_ENTRY) != text:
        await secrets.save(LABEL_ENTRY, text)

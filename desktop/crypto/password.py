"""What the client makes of the account password; the password itself never leaves it."""

import unicodedata

from desktop.crypto.primitives import derive, stretch
from protocol import limits
from protocol.errors import InvalidForm
from protocol.ids import Realm, Username
from protocol.transcript import Label, labelled_hash

SALT_BYTES = 16


def passphrase_bytes(text: str) -> bytes:
    """Return the one form of a password or passphrase: NFC in UTF-8, any length but zero.

    Raises:
        InvalidForm: empty, or not to be written in UTF-8.

    Source: docs/protocol/vault.md, section 1.
    """
    try:
        form = unicodedata.normalize("NFC", text).encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidForm("password") from None
    if not form:
        raise InvalidForm("password")
    return form


def password_root(password: str, *, realm: Realm, username: Username) -> bytes:
    """Stretch the account password; takes about 0.1 s and whole cores, so call it in a thread.

    Args:
        password: As typed.
        realm: The relay's realm.
        username: The account's name.

    Returns:
        32 secret bytes.

    Raises:
        InvalidForm: the password is empty, or not to be written in UTF-8.

    Source: docs/protocol/vault.md, section 1.
    """
    form = passphrase_bytes(password)
    salt = labelled_hash(Label.PASSWORD_SALT, realm.encode(), username.encode())[:SALT_BYTES]
    return stretch(form, salt=salt)


def auth_value(root: bytes) -> bytes:
    """Return what proves the password to the relay, 32 bytes; it tells nothing about the root.

    Source: docs/protocol/vault.md, section 1.
    """
    return derive(Label.PASSWORD_AUTH, root, limits.AUTH_VALUE_BYTES)

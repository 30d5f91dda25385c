"""Invites: a link that names an account and lets one stranger in, without trusting the relay.

The secret in it never reaches the relay; what opens the mailbox and what proves the invite are both
derived from it. Spec: docs/protocol/invite.md.
"""

import base64
import re
from typing import Final

from desktop.crypto.opaque import Opaque
from desktop.crypto.primitives import derive, equal
from protocol import limits
from protocol.errors import InvalidForm, UnknownInviteVersion
from protocol.ids import AccountId, Realm, Username, is_username, parse_realm
from protocol.transcript import ANY_WIDTH, Label, enc, parse_all, parse_form, read_text, u8

SECRET_BYTES: Final = 32
OPEN_FOR_MS: Final = 7 * 24 * 3_600_000
"""How long an invite opens the mailbox."""

MAX_ENVELOPES: Final = 8
"""How many envelopes it lets in: enough for a first hello in several messages, no more for junk."""

HONOURED_FOR_MS: Final = 37 * 24 * 3_600_000
"""How long its proof counts: an envelope of the last day may lie at the relay for 30 more."""

_SCHEME = "securechat:"
_VERSION = 1
_MAX_ITEMS = 16
_MAX_ADDRESS_CHARS = 300
_ADDRESS = re.compile(r"[!-~]+")
_MAX_LINK_CHARS = 1_023
_SPKI_HASH_WIDTHS = (0, 32)
_WIDTHS = (
    1,
    ANY_WIDTH,
    ANY_WIDTH,
    ANY_WIDTH,
    ANY_WIDTH,
    limits.ACCOUNT_ID_BYTES,
    SECRET_BYTES,
)


class Invite(Opaque):
    """What an invite says; it holds a secret, so it shows and compares nothing.

    Attributes:
        address: Where the relay is, as the app takes an address; printable ASCII, at most 300
            characters, its meaning not checked here.
        spki_hash: SHA-256 of the key that the relay's certificate must have, or empty.
        realm: The relay's realm.
        username: The inviter's name.
        account: The inviter's account.
        secret: 32 random bytes that the relay never sees.
    """

    __slots__ = ("account", "address", "realm", "secret", "spki_hash", "username")

    def __init__(
        self,
        *,
        address: str,
        spki_hash: bytes,
        realm: Realm,
        username: Username,
        account: AccountId,
        secret: bytes,
    ) -> None:
        if len(address) > _MAX_ADDRESS_CHARS or _ADDRESS.fullmatch(address) is None:
            raise InvalidForm("invite")
        if len(spki_hash) not in _SPKI_HASH_WIDTHS:
            raise InvalidForm("invite")
        self.address = address
        self.spki_hash = spki_hash
        self.realm = realm
        self.username = username
        self.account = account
        self.secret = secret

    def encode_link(self) -> str:
        """Return the link, ASCII, at most 1,023 characters; also what its QR code holds.

        Source: docs/protocol/invite.md, section 1.
        """
        encoded = enc(
            u8(_VERSION),
            self.address.encode("ascii"),
            self.spki_hash,
            self.realm.encode("ascii"),
            self.username.encode("ascii"),
            self.account,
            self.secret,
        )
        return _SCHEME + _encode(encoded)


def is_link(text: str) -> bool:
    """Tell whether a text begins like an invite; whether it is one, `parse_link` finds out."""
    return text.strip().startswith(_SCHEME)


def parse_link(link: str) -> Invite:
    """Read an invite from what a person pasted or a QR code held.

    Args:
        link: Text from anywhere; surrounding blanks are dropped.

    Raises:
        InvalidForm: no invite, or one that is not in its one form.
        UnknownInviteVersion: a later version made it.

    Source: docs/protocol/invite.md, section 2.
    """
    encoded = _decode(link.strip())
    items = parse_all(encoded, _MAX_ITEMS)
    if items and len(items[0]) == 1 and items[0] > u8(_VERSION):
        raise UnknownInviteVersion
    version, address, spki_hash, realm, username, account, secret = parse_form(
        encoded, "invite", _WIDTHS
    )
    if version != u8(_VERSION):
        raise InvalidForm("invite")
    return Invite(
        address=read_text(address, "invite"),
        spki_hash=spki_hash,
        realm=_parse_own_realm(read_text(realm, "invite")),
        username=_parse_own_username(read_text(username, "invite")),
        account=AccountId(account),
        secret=secret,
    )


def open_key(secret: bytes) -> bytes:
    """Return the delivery key that opens the inviter's mailbox, 32 bytes.

    Source: docs/protocol/invite.md, section 3.
    """
    return derive(Label.INVITE_OPEN, secret, limits.DELIVERY_KEY_BYTES)


def proof(secret: bytes, sender_account: AccountId) -> bytes:
    """Return what a content carries to be accepted at once, 32 bytes.

    Args:
        secret: The invite's secret.
        sender_account: Who uses the invite; the proof holds for nobody else.

    Source: docs/protocol/invite.md, section 3.
    """
    return derive(Label.INVITE_PROOF, secret, limits.INVITE_PROOF_BYTES, sender_account)


def proof_holds(claimed: bytes, *, secret: bytes, sender_account: AccountId) -> bool:
    """Tell whether a proof was made from this secret by this sender, in constant time.

    Source: docs/protocol/invite.md, section 3.
    """
    return equal(claimed, proof(secret, sender_account))


def _decode(link: str) -> bytes:
    """Return the bytes behind the scheme, from their one base64 form only."""
    if len(link) > _MAX_LINK_CHARS or not link.startswith(_SCHEME):
        raise InvalidForm("invite")
    text = link.removeprefix(_SCHEME)
    try:
        encoded = base64.urlsafe_b64decode(text + "==")
    except ValueError:
        raise InvalidForm("invite") from None
    # The decoder skips what it does not know; only what encodes to the same text is in form.
    if _encode(encoded) != text:
        raise InvalidForm("invite")
    return encoded


def _encode(encoded: bytes) -> str:
    return base64.urlsafe_b64encode(encoded).decode("ascii").rstrip("=")


def _parse_own_realm(text: str) -> Realm:
    realm = parse_realm(text)
    if realm != text:
        raise InvalidForm("invite")
    return realm


def _parse_own_username(text: str) -> Username:
    if not is_username(text):
        raise InvalidForm("invite")
    return Username(text)

"""The ratchet: a narrow, byte-in byte-out skin over vodozemac's Olm.

Nothing else may import vodozemac, so that another ratchet can take its place. Objects are loaded
from their pickles before use and stored only after every other check of a message passed; after a
failure they are thrown away and loaded anew. Spec: docs/protocol/body.md, section 4.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import vodozemac

from desktop.crypto.opaque import Opaque
from desktop.crypto.primitives import KEY_BYTES, derive
from desktop.errors import AuthenticationFailed
from protocol.transcript import Label

SESSION_ID_BYTES = 8
"""How much of Olm's session id travels: it only has to tell five sessions of one pair apart."""

_PREKEY_MESSAGE = 0
_NORMAL_MESSAGE = 1
_THROW_AWAY_KEY = bytes(KEY_BYTES)
_T = TypeVar("_T")


def pickle_key(store_key: bytes, label: Label, name: bytes) -> bytes:
    """Return the key under which one object is pickled; each object has its own.

    Args:
        store_key: STORE, 32 bytes.
        label: Label.ACCOUNT_PICKLE or Label.SESSION_PICKLE.
        name: What names the object for ever, such as account, device and session id.

    Source: docs/protocol/body.md, section 4.
    """
    return derive(label, store_key, KEY_BYTES, name)


@dataclass(frozen=True, kw_only=True, slots=True)
class OlmCiphertext:
    """An Olm message.

    Attributes:
        is_prekey: Whether it carries what opens a new session.
        raw: The message as Olm makes it, not base64.
    """

    is_prekey: bool
    raw: bytes


class Session(Opaque):
    """One ratchet with one device.

    Attributes:
        session_id: 8 bytes, equal on both sides.
    """

    __slots__ = ("_olm", "session_id")

    def __init__(self, olm: vodozemac.Session) -> None:
        self._olm = olm
        # Whole groups of four characters need no padding.
        self.session_id = base64.b64decode(olm.session_id[:12])[:SESSION_ID_BYTES]

    @classmethod
    def from_pickle(cls, pickle: bytes, key: bytes) -> "Session":
        """Load a session.

        Args:
            pickle: What `pickle` returned.
            key: The same key of 32 bytes.

        Raises:
            AuthenticationFailed: another key, or damaged bytes.

        Source: docs/protocol/body.md, section 4.
        """
        return cls(_olm_call(lambda: vodozemac.Session.from_pickle(_ascii(pickle), key)))

    def pickle(self, key: bytes) -> bytes:
        """Return the state, encrypted under a key of 32 bytes that no other object uses."""
        return self._olm.pickle(key).encode("ascii")

    def encrypt(self, plaintext: bytes) -> OlmCiphertext:
        """Encrypt and step the ratchet; store the new state before the bytes leave.

        Raises:
            AuthenticationFailed: the peer's ratchet key is of low order; the session is useless.

        Source: docs/protocol/body.md, section 4.
        """
        kind, raw = _olm_call(lambda: self._olm.encrypt(plaintext)).to_parts()
        return OlmCiphertext(is_prekey=kind == _PREKEY_MESSAGE, raw=raw)

    def decrypt(self, ciphertext: OlmCiphertext) -> bytes:
        """Decrypt and step the ratchet; store the new state only after every other check.

        Raises:
            AuthenticationFailed: not for this session, seen before, too far ahead, or altered.

        Source: docs/protocol/body.md, section 4.
        """
        return _olm_call(lambda: self._olm.decrypt(_message(ciphertext)))


class OlmAccount(Opaque):
    """OLM and the private halves of our X25519 prekeys.

    Attributes:
        identity_key: OLM's public half, 32 bytes.
    """

    __slots__ = ("_olm", "identity_key")

    def __init__(self, olm: vodozemac.Account) -> None:
        self._olm = olm
        self.identity_key = olm.curve25519_key.to_bytes()

    @classmethod
    def create(cls) -> "OlmAccount":
        """Make a new OLM; its randomness is the library's own."""
        return cls(vodozemac.Account())

    @classmethod
    def from_pickle(cls, pickle: bytes, key: bytes) -> "OlmAccount":
        """Load our account.

        Args:
            pickle: What `pickle` returned.
            key: The same key of 32 bytes.

        Raises:
            AuthenticationFailed: another key, or damaged bytes.

        Source: docs/protocol/body.md, section 4.
        """
        return cls(_olm_call(lambda: vodozemac.Account.from_pickle(_ascii(pickle), key)))

    def pickle(self, key: bytes) -> bytes:
        """Return the state, encrypted under a key of 32 bytes that no other object uses."""
        return self._olm.pickle(key).encode("ascii")

    def generate_one_time_keys(self, count: int) -> list[bytes]:
        """Make new one-time keys.

        Args:
            count: How many; the library keeps the private halves of the newest 5,000.

        Returns:
            The public halves of the new ones, 32 bytes each, sorted.

        Source: docs/protocol/prekeys.md, section 4.
        """
        before = {key.to_bytes() for key in self._olm.one_time_keys.values()}
        self._olm.generate_one_time_keys(count)
        after = {key.to_bytes() for key in self._olm.one_time_keys.values()}
        return sorted(after - before)

    def generate_fallback_key(self) -> bytes:
        """Replace the fallback key; the one before it stays usable, older ones do not.

        Returns:
            Its public half, 32 bytes.

        Source: docs/protocol/prekeys.md, section 4.
        """
        # The library's type stubs lack both.
        self._olm.generate_fallback_key()  # type: ignore[attr-defined]
        (key,) = self._olm.fallback_key.values()  # type: ignore[attr-defined]
        return bytes(key.to_bytes())

    def mark_keys_as_published(self) -> None:
        """Forget which keys are new; sign and store them before, the library lists them no more."""
        self._olm.mark_keys_as_published()

    def outbound_session(self, their_olm: bytes, their_key: bytes) -> Session:
        """Begin a session.

        Args:
            their_olm: OLM of the device, from its chain.
            their_key: A one-time or fallback key of it, its signature checked.

        Raises:
            AuthenticationFailed: one of them is no usable key.

        Source: docs/protocol/body.md, section 4.
        """
        return Session(
            _olm_call(
                lambda: self._olm.create_outbound_session(_public(their_olm), _public(their_key))
            )
        )

    def inbound_session(self, their_olm: bytes, ciphertext: OlmCiphertext) -> tuple[Session, bytes]:
        """Open the first message of a session that a peer began.

        The one-time key that it names is used up when the message opens, even if a later check
        fails; store the account in both cases.

        Args:
            their_olm: OLM of the device that claims to have written it, from its chain.
            ciphertext: A pre-key message.

        Returns:
            The session, proven able to answer, and the plaintext.

        Raises:
            AuthenticationFailed: an unknown one-time key, another OLM inside, altered, or a ratchet
                key of low order, with which no answer could ever be made.

        Source: docs/protocol/body.md, section 4.
        """
        first = _olm_call(lambda: _message(ciphertext).to_pre_key())
        if first is None:
            raise AuthenticationFailed
        olm, plaintext = _olm_call(
            lambda: self._olm.create_inbound_session(_public(their_olm), first)
        )
        session = Session(olm)
        Session.from_pickle(session.pickle(_THROW_AWAY_KEY), _THROW_AWAY_KEY).encrypt(b"")
        return session, plaintext


def _olm_call(call: Callable[[], _T]) -> _T:
    """Run a call of the library; all of its errors are ValueErrors and mean the same to us."""
    try:
        return call()
    except ValueError:
        raise AuthenticationFailed from None


def _message(ciphertext: OlmCiphertext) -> vodozemac.AnyOlmMessage:
    kind = _PREKEY_MESSAGE if ciphertext.is_prekey else _NORMAL_MESSAGE
    return vodozemac.AnyOlmMessage.from_parts(kind, ciphertext.raw)


def _public(key: bytes) -> vodozemac.Curve25519PublicKey:
    return vodozemac.Curve25519PublicKey.from_bytes(key)


def _ascii(pickle: bytes) -> str:
    return pickle.decode("ascii")

"""Two accounts in memory that write to each other through the layers the app uses, without a store.

What is loaded from the store and written to it for each message is loaded and made here too: the
ratchet session comes from its pickle and goes back into one, so a figure is the whole work of one
message apart from disk and network.
"""

import os
from dataclasses import dataclass, field

from desktop.core.account import OwnAccount
from desktop.core.contacts import RecipientKeys
from desktop.core.rows.own_keys import AccountRow
from desktop.core.rows.peers import StreamPosition
from desktop.core.sealing import open_content, read_inner, seal_content
from desktop.crypto.device_key import DeviceKey
from desktop.crypto.identity import IdentityKey
from desktop.crypto.key_chain import append_device, build_genesis
from desktop.crypto.prekeys import EXPIRE_AFTER_MS, make_prekey
from desktop.crypto.random_source import CheckedRandom
from desktop.crypto.seal import SealKeys, open_envelope
from desktop.crypto.session import OlmAccount, Session
from protocol import limits
from protocol.content import Content, Text, build_content, find_data, parse_content
from protocol.ids import STAGE_ONE_DEVICE, ContentId, Realm, Username
from protocol.proofs import PrekeyKind, VerifiedChain, verify_chain, verify_prekey

NOW_MS = 1_800_000_000_000
SHORT_TEXT = "See you at eight in front of the station?"
_REALM = Realm("chat.example")


@dataclass(kw_only=True)
class StoredSession:
    """A ratchet session as the store holds it."""

    session_id: bytes
    pickle: bytes


@dataclass(kw_only=True)
class Person:
    """One account with its keys.

    Attributes:
        account: The keys as the pipelines of the app hold them.
        recipient: The same person as others see them.
        olm_pickle: The Olm account as it is stored.
    """

    account: OwnAccount
    recipient: RecipientKeys
    olm_pickle: bytes
    random: CheckedRandom
    stream: StreamPosition = field(
        default_factory=lambda: StreamPosition(seq=0, prev=bytes(limits.HEAD_BYTES))
    )

    def take_one_time_keys(self, count: int) -> list[bytes]:
        """Make one-time keys; the account that holds them is stored."""
        olm = self.account.load_olm(self.olm_pickle)
        keys = olm.generate_one_time_keys(count)
        olm.mark_keys_as_published()
        self.olm_pickle = self.account.pickle_olm(olm)
        return keys

    def begin_session(self, other: "Person", one_time_key: bytes) -> StoredSession:
        """Begin a session with a key that the other made."""
        olm = self.account.load_olm(self.olm_pickle)
        return self._store(other, olm.outbound_session(other.account.olm_key, one_time_key))

    def send(self, other: "Person", stored: StoredSession, *, is_answered: bool) -> bytes:
        """Encrypt a short text; the session goes one step on. Returns the envelope."""
        session = self._load(other, stored)
        sealed = seal_content(
            self._content(),
            content_id=ContentId(self.random(limits.CONTENT_ID_BYTES)),
            account=self.account,
            recipient=other.recipient,
            session=session,
            is_answered=is_answered,
            stream=self.stream,
            sent_ms=NOW_MS,
            random=self.random,
        )
        self.stream = sealed.stream
        stored.pickle = self._store(other, session).pickle
        return sealed.envelope

    def receive(
        self, other: "Person", stored: StoredSession | None, envelope: bytes
    ) -> StoredSession:
        """Open an envelope down to its text, on a session or, without one, on a new one."""
        encoded = open_envelope(
            envelope, seal_keys=self.account.seal_keys, device=self.account.address
        )
        claimed = read_inner(encoded, envelope=envelope, account=self.account)
        ciphertext = claimed.inner.ciphertext
        chain = verify_chain(claimed.inner.intro or other.account.chain.encoded)
        if stored is None:
            olm = self.account.load_olm(self.olm_pickle)
            session, plaintext = olm.inbound_session(_olm_of(chain), ciphertext)
            self.olm_pickle = self.account.pickle_olm(olm)
        else:
            session = self._load(other, stored)
            plaintext = session.decrypt(ciphertext)
        content = open_content(claimed, plaintext, chain=chain, account=self.account)
        assert find_data(parse_content(content)) == Text(text=SHORT_TEXT)
        return self._store(other, session)

    def _content(self) -> Content:
        key = self.account.row.delivery_key
        return build_content(Text(text=SHORT_TEXT), delivery_key=key)

    def _load(self, other: "Person", stored: StoredSession) -> Session:
        address = other.account.address
        return self.account.load_session(address, stored.session_id, stored.pickle)

    def _store(self, other: "Person", session: Session) -> StoredSession:
        return StoredSession(
            session_id=session.session_id,
            pickle=self.account.pickle_session(other.account.address, session),
        )


@dataclass(frozen=True, kw_only=True)
class RsaKeys:
    """What takes long to make of an account; several accounts of a measurement may share it."""

    identity: IdentityKey
    seal_keys: SealKeys


def make_rsa_keys() -> RsaKeys:
    """Make both RSA keys of an account; takes up to a second."""
    seal_keys = SealKeys.generate(CheckedRandom(os.urandom))
    return RsaKeys(identity=IdentityKey.generate(), seal_keys=seal_keys)


def make_person(name: str, rsa_keys: RsaKeys) -> Person:
    """Make an account with one device, with fresh keys apart from the RSA ones."""
    identity, seal_keys = rsa_keys.identity, rsa_keys.seal_keys
    random = CheckedRandom(os.urandom)
    device_key, olm = DeviceKey.generate(random), OlmAccount.create()
    genesis = build_genesis(
        identity=identity,
        realm=_REALM,
        username=Username(name),
        created_ms=NOW_MS,
        random=random,
    )
    chain = verify_chain(
        append_device(
            verify_chain(genesis),
            identity=identity,
            device=STAGE_ONE_DEVICE,
            signing_key=device_key.public,
            olm_key=olm.identity_key,
            min_suite=limits.SUITE_MIN,
            max_suite=limits.SUITE_MAX,
            created_ms=NOW_MS,
        )
    )
    row = AccountRow(
        account=chain.account,
        device=STAGE_ONE_DEVICE,
        username=Username(name),
        realm=_REALM,
        relay_address="ws://127.0.0.1:8765",
        chain=chain.encoded,
        signing_seed=device_key.to_seed(),
        delivery_key=random(limits.DELIVERY_KEY_BYTES),
    )
    account = OwnAccount(row, store_key=random(32), seal_keys={seal_keys.kid: seal_keys})
    seal_pair = make_prekey(
        kind=PrekeyKind.SEAL_PAIR,
        address=account.address,
        olm_key=olm.identity_key,
        key=seal_keys.key_bytes,
        expires_ms=NOW_MS + EXPIRE_AFTER_MS,
        device_key=device_key,
    )
    return Person(
        account=account,
        recipient=RecipientKeys(
            address=account.address,
            chain=chain,
            suite=limits.SUITE_MAX,
            seal_pair=verify_prekey(
                seal_pair, chain=chain, kinds=[PrekeyKind.SEAL_PAIR], now_ms=NOW_MS
            ),
        ),
        olm_pickle=account.pickle_olm(olm),
        random=random,
    )


def _olm_of(chain: VerifiedChain) -> bytes:
    return chain.devices[STAGE_ONE_DEVICE].olm_key

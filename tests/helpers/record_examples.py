"""Records tests/vectors/examples.json anew: `python -m tests.helpers.record_examples [NAME ..]`.

One worked example of every structure, with throw-away keys, for whoever writes another client. Only
needed when a layout changes; with names, the other examples stay as they are.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import structs

from desktop.crypto.identity import wrap_primes
from desktop.crypto.invite import Invite, open_key, proof
from desktop.crypto.key_chain import append_revoke, append_rotation, append_tombstone
from desktop.crypto.password import auth_value, password_root
from desktop.crypto.primitives import derive
from desktop.crypto.recovery_code import RecoveryCode
from desktop.crypto.rsa_keys import generate_primes
from desktop.crypto.safety_number import build_code, digits, fingerprint
from desktop.crypto.seal import _derive_keys, _transcript
from desktop.crypto.vault import (
    VaultFile,
    make_keyring_slot,
    make_lock_slot,
    make_recovery_slot,
    make_vault_slot,
    store_tag,
)
from protocol import content as contents
from protocol import limits, messages
from protocol.codec import build_frames, encode_message
from protocol.errors import ErrorCode
from protocol.ids import ContentId, ConversationId, Username
from protocol.proofs import PrekeyKind, login_message, verify_chain
from protocol.registration_code import write_code
from protocol.transcript import Label, conversation_of_pair, parse_all
from tests.helpers.hostile_frames import sample_messages
from tests.helpers.people import NOW_MS, REALM, Person, make_person
from tests.helpers.rsa_pool import RsaPool
from tests.helpers.seeded_random import SeededRandom
from tests.helpers.three_layers import context_hash, read_inner, seal_inner, write_inner

TARGET = Path(__file__).parents[1] / "vectors" / "examples.json"
PASSWORD = "pässword"
PASSPHRASE = "correct horse battery staple"
PICKLE_KEY = bytes(range(32))
STORE = bytes(range(32, 64))

Example = dict[str, str]


class FreshKeys(RsaPool):
    """RSA keys made now, for a recording that keeps them."""

    def __init__(self) -> None:
        super().__init__(Path())
        self._made: dict[int, bytes] = {}

    def primes(self, number: int) -> bytes:
        return self._made.setdefault(number, generate_primes())


def record() -> dict[str, Example]:
    """Return every example by its name, bytes in hex."""
    pool = FreshKeys()
    alice = make_person("alice", pool, number=0)
    bob = make_person("bob", pool, number=1)
    return {
        "chain": _chain(alice, bob),
        "prekeys": _prekeys(bob),
        "login": _login(alice),
        "contents": _contents(),
        "message": _message(alice, bob),
        "later_message": _later_message(alice, bob),
        "password": _password(),
        "vault": _vault(alice),
        "safety_number": _safety_number(alice, bob),
        "invite": _invite(alice, bob),
        "registration_code": _registration_code(),
        "frames": _frames(),
    }


def _hex(**values: bytes) -> Example:
    return {name: value.hex() for name, value in values.items()}


def _chain(alice: Person, bob: Person) -> Example:
    identity, chain = alice.identity, alice.chain
    revoked = verify_chain(append_revoke(chain, identity=identity, device=1, created_ms=NOW_MS))
    rotated = verify_chain(
        append_rotation(revoked, identity=identity, new_identity=bob.identity, created_ms=NOW_MS)
    )
    ended = append_tombstone(rotated, identity=bob.identity, created_ms=NOW_MS)
    genesis_body = parse_all(chain.entries[0], 3)[0]
    return _hex(
        id_primes=identity.to_primes(),
        id_spki=identity.spki,
        device_seed=alice.device_key.to_seed(),
        device_public=alice.device_key.public,
        olm=alice.olm.identity_key,
        genesis_body=genesis_body,
        account_id=chain.account,
        head_after_genesis=chain.heads[0],
        head=chain.head,
        chain=chain.encoded,
        ended_chain=ended,
    )


def _prekeys(bob: Person) -> Example:
    return _hex(
        chain=bob.chain.encoded,
        device_seed=bob.device_key.to_seed(),
        one_time=bob.prekey(PrekeyKind.ONE_TIME),
        fallback=bob.prekey(PrekeyKind.FALLBACK),
        seal_pair=bob.prekey(PrekeyKind.SEAL_PAIR),
        kid=bob.seal_keys.kid,
    )


def _login(alice: Person) -> Example:
    channel, nonce = b"\x11" * 32, b"\x22" * 32
    message = login_message(REALM, channel, nonce, alice.address)
    return {"realm": REALM} | _hex(
        channel=channel,
        nonce=nonce,
        account_id=alice.chain.account,
        device_seed=alice.device_key.to_seed(),
        signed=message,
        signature=alice.device_key.sign(Label.LOGIN, message),
    )


def _contents() -> Example:
    ids = (ContentId(b"\x01" * 16), ContentId(b"\x02" * 16))
    ranges = (contents.SeqRange(first=9, last=9), contents.SeqRange(first=1, last=7))
    examples: dict[str, contents.Data] = {
        "empty": contents.Empty(),
        "text": contents.Text(text="Hello 👋"),
        "delivered": contents.Delivered(content_ids=ids),
        "read": contents.Read(content_ids=ids[:1]),
        "typing": contents.Typing(is_typing=True),
        "repair": contents.Repair(conversation=ConversationId(b"\x03" * 32), ranges=ranges),
        "ask": contents.Ask(),
    }
    return {name: contents.build_content(data).encode().hex() for name, data in examples.items()}


def _message(alice: Person, bob: Person) -> Example:
    key = bob.take_one_time_key()
    account_pickle = bob.olm.pickle(PICKLE_KEY)
    session = alice.olm.outbound_session(bob.olm.identity_key, key)
    content = contents.build_content(
        contents.Text(text="Hello 👋"), delivery_key=b"\x44" * 32
    ).encode()
    inner = write_inner(alice, bob, session, content, with_intro=True)
    envelope = seal_inner(inner, alice, bob)
    _, plaintext = bob.olm.inbound_session(alice.olm.identity_key, inner.ciphertext)
    c_rsa, c_kem = envelope[10:394], envelope[394:1482]
    secret = bob.seal_keys.find_secret(c_rsa, c_kem)
    assert secret is not None
    th = _transcript(envelope[:10], c_rsa, c_kem, bob.seal_keys.key_bytes, bob.address)
    seal_key, commit = _derive_keys(secret, th)
    return _hex(
        sender_chain=alice.chain.encoded,
        recipient_chain=bob.chain.encoded,
        recipient_account_pickle=account_pickle,
        pickle_key=PICKLE_KEY,
        seal_primes=bob.seal_keys.to_primes(),
        kem_seed=bob.seal_keys.to_kem_seed(),
        seal_pair_key=bob.seal_keys.key_bytes,
        conversation=conversation_of_pair(alice.chain.account, bob.chain.account),
        body_ctx=inner.body_context,
        content=content,
        body_key=plaintext[4:36],
        body_cipher_key=derive(Label.BODY_KEY, plaintext[4:36], 32, inner.body_context),
        body_ct=inner.body_ct,
        ctx=context_hash(inner, alice, bob),
        ratchet_plaintext=plaintext,
        session_id=session.session_id,
        olm_ct=inner.olm_ct,
        inner=inner.encode(),
        s=secret[:32],
        ss=secret[32:],
        th=th,
        seal_key=seal_key,
        commit=commit,
        envelope=envelope,
    )


def _later_message(alice: Person, bob: Person) -> Example:
    """Bob's second message to Alice, on the session that her first one began."""
    session = alice.olm.outbound_session(bob.olm.identity_key, bob.take_one_time_key())
    first = write_inner(
        alice, bob, session, contents.build_content(contents.Empty()).encode(), with_intro=True
    )
    answering, _ = read_inner(first, alice, bob, None)
    before = contents.build_content(contents.Empty(), delivery_key=b"\x45" * 32).encode()
    empty = write_inner(bob, alice, answering, before, with_intro=False)
    session_pickle = session.pickle(PICKLE_KEY)
    content = contents.build_content(contents.Text(text="Hi"), delivery_key=b"\x45" * 32).encode()
    prev = hashlib.sha256(empty.body_context).digest()
    inner = write_inner(bob, alice, answering, content, with_intro=False, seq=2, prev=prev)
    plaintext = session.decrypt(inner.ciphertext)
    return _hex(
        sender_chain=bob.chain.encoded,
        recipient_chain=alice.chain.encoded,
        recipient_session_pickle=session_pickle,
        pickle_key=PICKLE_KEY,
        seal_primes=alice.seal_keys.to_primes(),
        kem_seed=alice.seal_keys.to_kem_seed(),
        previous_body_ctx=empty.body_context,
        body_ctx=inner.body_context,
        session_id=session.session_id,
        olm_ct=inner.olm_ct,
        ratchet_plaintext=plaintext,
        content=content,
        inner=inner.encode(),
        envelope=seal_inner(inner, bob, alice),
    )


def _password() -> Example:
    username = Username("bob")
    root = password_root(PASSWORD, realm=REALM, username=username)
    return {"realm": REALM, "username": username, "password": PASSWORD} | _hex(
        root=root, auth=auth_value(root)
    )


def _vault(alice: Person) -> Example:
    secret = b"\x55" * 32
    wrapped = wrap_primes(
        alice.identity.to_primes(),
        store_key=STORE,
        entry_name="identity",
        random=SeededRandom("wrap"),
    )
    code = RecoveryCode.generate(SeededRandom("code"))
    lock = make_lock_slot(STORE, secret=secret, password=PASSWORD, random=SeededRandom("lock"))
    file = VaultFile(
        slots=(
            make_keyring_slot(STORE, secret=secret, random=SeededRandom("keyring")),
            make_vault_slot(STORE, passphrase=PASSPHRASE, random=SeededRandom("vault")),
            lock,
            make_recovery_slot(STORE, code=code, is_kept=True, random=SeededRandom("kept")),
            make_recovery_slot(STORE, code=code, is_kept=False, random=SeededRandom("shown")),
        ),
        entries={"identity": wrapped},
    )
    texts = {
        "passphrase": PASSPHRASE,
        "password": PASSWORD,
        "recovery_code": " ".join(code.groups),
        "identity_entry": wrapped,
        "store_tag": store_tag(STORE),
    }
    return texts | _hex(
        store=STORE,
        keyring_secret=secret,
        file=file.encode(),
        id_primes=alice.identity.to_primes(),
    )


def _safety_number(alice: Person, bob: Person) -> Example:
    own, theirs = (
        fingerprint(person.chain.identity_key, person.chain.account) for person in (alice, bob)
    )
    return {"digits": digits(own, theirs)} | _hex(
        own_id_spki=alice.chain.identity_key,
        own_account_id=alice.chain.account,
        own_fingerprint=own,
        their_id_spki=bob.chain.identity_key,
        their_account_id=bob.chain.account,
        their_fingerprint=theirs,
        code=build_code(own, theirs),
    )


def _invite(alice: Person, bob: Person) -> Example:
    secret = b"\x66" * 32
    invite = Invite(
        address="wss://chat.example",
        spki_hash=b"\x77" * 32,
        realm=REALM,
        username=bob.username,
        account=bob.chain.account,
        secret=secret,
    )
    texts = {
        "address": invite.address,
        "realm": REALM,
        "username": bob.username,
        "link": invite.encode_link(),
    }
    return texts | _hex(
        spki_hash=invite.spki_hash,
        account_id=invite.account,
        secret=secret,
        open_key=open_key(secret),
        sender_account_id=alice.chain.account,
        proof=proof(secret, alice.chain.account),
    )


def _registration_code() -> Example:
    code = bytes(range(16))
    register = messages.Register(
        request=1, chain=b"chain", auth=b"a" * 32, prekeys=[b"prekey"], signature=b"s" * 64
    )
    hello = messages.Hello(
        min_version=1,
        max_version=1,
        realm=REALM,
        epoch=b"e" * 16,
        time_ms=NOW_MS,
        nonce=b"n" * 32,
        limits=messages.RelayLimits(
            max_frame_bytes=limits.MAX_FRAME_BYTES,
            max_envelope_bytes=limits.MAX_ENVELOPE_BYTES,
            mailbox_envelopes=10_000,
        ),
    )
    by_code = messages.RegistrationRule.BY_CODE
    shown: dict[str, messages.Message] = {
        "register_frame": register,
        "register_with_code_frame": structs.replace(register, code=code),
        "hello_open_frame": hello,
        "hello_by_code_frame": structs.replace(hello, registration=by_code),
        "refused_frame": messages.RefusedReply(request=1, code=ErrorCode.CODE_REFUSED),
    }
    frames = {name: build_frames([encode_message(one)])[0] for name, one in shown.items()}
    return {"text": write_code(code), "realm": REALM} | _hex(
        code=code, stored=hashlib.sha256(code).digest(), **frames
    )


def _frames() -> Example:
    """Each message of the wire, alone in a frame; what stands in it is a stand-in."""
    return {
        type(message).__name__: build_frames([encode_message(message)])[0].hex()
        for message in sample_messages()
    }


def main(wanted: Sequence[str]) -> None:
    """Write the file; with names, only the examples of these names anew."""
    recorded = record()
    kept = json.loads(TARGET.read_text("utf-8")) if wanted else {}
    examples = kept | {name: recorded[name] for name in wanted or recorded}
    TARGET.write_text(json.dumps(examples, indent=1, ensure_ascii=False) + "\n", "utf-8")
    sys.stdout.write(f"{TARGET}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""The worked examples in tests/vectors/examples.json.

What is deterministic is made again, byte for byte; the rest is checked in the opening direction.
"""

import hashlib
import json
import typing
from pathlib import Path

import pytest

from desktop.crypto.body import (
    bind_context,
    decrypt_body,
    encrypt_body,
    parse_body_context,
    parse_inner,
    unwrap_body_key,
    wrap_body_key,
)
from desktop.crypto.device_key import DeviceKey
from desktop.crypto.identity import IdentityKey, unwrap_primes, wrap_primes
from desktop.crypto.invite import open_key, parse_link, proof, proof_holds
from desktop.crypto.password import auth_value, password_root
from desktop.crypto.primitives import derive, encrypt_once
from desktop.crypto.recovery_code import RecoveryCode
from desktop.crypto.safety_number import build_code, code_matches, digits, fingerprint
from desktop.crypto.seal import SealKeys, _derive_keys, _transcript, open_envelope, pad
from desktop.crypto.session import OlmAccount, Session
from desktop.crypto.vault import (
    SlotKind,
    open_keyring_slot,
    open_lock_slot,
    open_recovery_slot,
    open_vault_slot,
    parse_vault_file,
    store_tag,
)
from protocol import messages
from protocol.codec import build_frames, decode_client_frame, decode_relay_frame, encode_message
from protocol.content import ContentKind, Text, find_data, parse_content
from protocol.errors import ErrorCode, PrekeyExpired
from protocol.ids import AccountId, DeviceAddress, Realm, Username
from protocol.proofs import PrekeyKind, extends, login_message, verify_chain, verify_prekey
from protocol.registration_code import parse_code, write_code
from protocol.transcript import Label, conversation_of_pair, labelled_hash
from tests.helpers.people import NOW_MS
from tests.helpers.seeded_random import SeededRandom

EXAMPLES: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "examples.json").read_text("utf-8")
)


class Values:
    """The values of one example, bytes or text."""

    def __init__(self, name: str) -> None:
        self._values = EXAMPLES[name]

    def __getitem__(self, name: str) -> bytes:
        return bytes.fromhex(self._values[name])

    def text(self, name: str) -> str:
        return self._values[name]


def test_chain() -> None:
    example = Values("chain")
    chain = verify_chain(example["chain"])
    assert chain.account == example["account_id"]
    assert chain.account == labelled_hash(Label.GENESIS, example["genesis_body"])
    assert chain.heads == (example["head_after_genesis"], example["head"])
    assert IdentityKey.from_primes(example["id_primes"]).spki == chain.identity_key
    assert chain.identity_key == example["id_spki"]
    entry = chain.devices[1]
    assert (entry.signing_key, entry.olm_key) == (example["device_public"], example["olm"])
    assert DeviceKey.from_seed(example["device_seed"]).public == entry.signing_key
    ended = verify_chain(example["ended_chain"])
    assert ended.is_tombstoned
    assert extends(ended, chain)
    assert len(ended.entries) == 5


def test_prekeys() -> None:
    example = Values("prekeys")
    chain = verify_chain(example["chain"])
    for name, kind in (
        ("one_time", PrekeyKind.ONE_TIME),
        ("fallback", PrekeyKind.FALLBACK),
        ("seal_pair", PrekeyKind.SEAL_PAIR),
    ):
        prekey = verify_prekey(example[name], chain=chain, kinds=[kind], now_ms=NOW_MS)
        if prekey.expires_ms is not None:
            with pytest.raises(PrekeyExpired):
                verify_prekey(example[name], chain=chain, kinds=[kind], now_ms=prekey.expires_ms)
        if kind is PrekeyKind.SEAL_PAIR:
            assert labelled_hash(Label.KEY_ID, prekey.key)[:8] == example["kid"]


def test_login() -> None:
    example = Values("login")
    address = DeviceAddress(account=AccountId(example["account_id"]), device=1)
    realm = Realm(example.text("realm"))
    message = login_message(realm, example["channel"], example["nonce"], address)
    assert message == example["signed"]
    key = DeviceKey.from_seed(example["device_seed"])
    assert key.sign(Label.LOGIN, message) == example["signature"]


def test_contents() -> None:
    example = Values("contents")
    assert set(EXAMPLES["contents"]) == {kind.name.lower() for kind in ContentKind}
    for kind in ContentKind:
        content = parse_content(example[kind.name.lower()])
        data = find_data(content)
        assert data is not None
        assert data.kind is kind
        assert data.encode() == content.data
        assert content.encode() == example[kind.name.lower()]


def test_message() -> None:
    example = Values("message")
    sender, recipient = (
        verify_chain(example[name]) for name in ("sender_chain", "recipient_chain")
    )
    address = DeviceAddress(account=recipient.account, device=1)
    keys = SealKeys.from_parts(primes=example["seal_primes"], kem_seed=example["kem_seed"])
    assert keys.key_bytes == example["seal_pair_key"]

    envelope = example["envelope"]
    inner_bytes = open_envelope(envelope, seal_keys={keys.kid: keys}, device=address)
    assert inner_bytes == example["inner"]
    c_rsa, c_kem = envelope[10:394], envelope[394:1482]
    secret = example["s"] + example["ss"]
    assert keys.find_secret(c_rsa, c_kem) == secret
    th = _transcript(envelope[:10], c_rsa, c_kem, keys.key_bytes, address)
    assert th == example["th"]
    assert _derive_keys(secret, th) == (example["seal_key"], example["commit"])
    sealed = encrypt_once(example["seal_key"], pad(inner_bytes), aad=th)
    assert envelope[1482:] == example["commit"] + sealed

    inner = parse_inner(inner_bytes)
    assert inner.encode() == inner_bytes
    assert (inner.intro, inner.chain_head) == (sender.encoded, sender.head)
    assert (inner.olm_ct, inner.session_id) == (example["olm_ct"], example["session_id"])
    account = OlmAccount.from_pickle(example["recipient_account_pickle"], example["pickle_key"])
    session, plaintext = account.inbound_session(sender.devices[1].olm_key, inner.ciphertext)
    assert (session.session_id, plaintext) == (inner.session_id, example["ratchet_plaintext"])

    ctx = bind_context(
        body_context=inner.body_context,
        flags=0,
        chain_head=sender.head,
        intro=sender.encoded,
        pq=b"",
        sender_olm=sender.devices[1].olm_key,
        recipient=address,
        recipient_olm=recipient.devices[1].olm_key,
    )
    assert ctx == example["ctx"]
    body_key, body_ct, body_ctx = (example[name] for name in ("body_key", "body_ct", "body_ctx"))
    assert wrap_body_key(body_key, body_ct=body_ct, ctx=ctx) == plaintext
    assert unwrap_body_key(plaintext, body_ct=inner.body_ct, ctx=ctx, flags=0) == body_key
    assert derive(Label.BODY_KEY, body_key, 32, body_ctx) == example["body_cipher_key"]
    assert encrypt_body(example["content"], context=body_ctx, body_key=body_key) == body_ct
    opened = decrypt_body(inner.body_ct, context=inner.body_context, body_key=body_key)
    assert opened == example["content"]
    context = parse_body_context(body_ctx)
    assert context.encode() == body_ctx
    assert context.sender == DeviceAddress(account=sender.account, device=1)
    assert context.conversation == example["conversation"]
    assert context.conversation == conversation_of_pair(sender.account, recipient.account)
    assert find_data(parse_content(opened)) == Text(text="Hello 👋")


def test_later_message() -> None:
    """A second message on a session that is answered: no intro, and `prev` names the first."""
    example = Values("later_message")
    sender, recipient = (
        verify_chain(example[name]) for name in ("sender_chain", "recipient_chain")
    )
    address = DeviceAddress(account=recipient.account, device=1)
    keys = SealKeys.from_parts(primes=example["seal_primes"], kem_seed=example["kem_seed"])
    opened = open_envelope(example["envelope"], seal_keys={keys.kid: keys}, device=address)
    assert opened == example["inner"]
    inner = parse_inner(opened)
    assert inner.encode() == opened
    assert (inner.intro, inner.chain_head) == (b"", sender.head)
    assert (inner.olm_ct, inner.session_id) == (example["olm_ct"], example["session_id"])
    context = parse_body_context(inner.body_context)
    assert context.encode() == inner.body_context == example["body_ctx"]
    before = parse_body_context(example["previous_body_ctx"])
    assert (before.seq, context.seq) == (1, 2)
    assert context.prev == hashlib.sha256(example["previous_body_ctx"]).digest()
    session = Session.from_pickle(example["recipient_session_pickle"], example["pickle_key"])
    assert session.session_id == inner.session_id
    plaintext = session.decrypt(inner.ciphertext)
    assert plaintext == example["ratchet_plaintext"]
    ctx = bind_context(
        body_context=inner.body_context,
        flags=0,
        chain_head=sender.head,
        intro=b"",
        pq=b"",
        sender_olm=sender.devices[1].olm_key,
        recipient=address,
        recipient_olm=recipient.devices[1].olm_key,
    )
    body_key = unwrap_body_key(plaintext, body_ct=inner.body_ct, ctx=ctx, flags=0)
    content = decrypt_body(inner.body_ct, context=inner.body_context, body_key=body_key)
    assert content == example["content"]
    assert find_data(parse_content(content)) == Text(text="Hi")


def test_password() -> None:
    example = Values("password")
    root = password_root(
        example.text("password"),
        realm=Realm(example.text("realm")),
        username=Username(example.text("username")),
    )
    assert root == example["root"]
    assert auth_value(root) == example["auth"]


def test_vault() -> None:
    example = Values("vault")
    file = parse_vault_file(example["file"])
    assert file.encode() == example["file"]
    keyring, vault = file.find(SlotKind.KEYRING), file.find(SlotKind.VAULT)
    assert keyring is not None
    assert vault is not None
    assert open_keyring_slot(keyring, secret=example["keyring_secret"]) == example["store"]
    assert open_vault_slot(vault, passphrase=example.text("passphrase")) == example["store"]
    lock = file.find(SlotKind.LOCK)
    assert lock is not None
    secrets = {"secret": example["keyring_secret"], "password": example.text("password")}
    assert open_lock_slot(lock, **secrets) == example["store"]  # type: ignore[arg-type]
    code = RecoveryCode.parse(example.text("recovery_code"))
    assert " ".join(code.groups) == example.text("recovery_code")
    for kind in (SlotKind.RECOVERY, SlotKind.RECOVERY_SHOWN):
        slot = file.find(kind)
        assert slot is not None
        assert open_recovery_slot(slot, code=code) == example["store"]
    assert store_tag(example["store"]) == example.text("store_tag")
    entry = {"store_key": example["store"], "entry_name": "identity"}
    assert file.entries == {"identity": example.text("identity_entry")}
    assert unwrap_primes(file.entries["identity"], **entry) == example["id_primes"]  # type: ignore[arg-type]
    again = wrap_primes(example["id_primes"], random=SeededRandom("wrap"), **entry)  # type: ignore[arg-type]
    assert again == file.entries["identity"]


def test_safety_number() -> None:
    """UI-01, with real keys."""
    example = Values("safety_number")
    own = fingerprint(example["own_id_spki"], AccountId(example["own_account_id"]))
    theirs = fingerprint(example["their_id_spki"], AccountId(example["their_account_id"]))
    assert (own, theirs) == (example["own_fingerprint"], example["their_fingerprint"])
    assert digits(own, theirs) == digits(theirs, own) == example.text("digits")
    assert build_code(own, theirs) == example["code"]
    assert code_matches(example["code"], own=theirs, theirs=own)


def test_invite() -> None:
    example = Values("invite")
    invite = parse_link(example.text("link"))
    assert invite.encode_link() == example.text("link")
    for name in ("address", "realm", "username"):
        assert getattr(invite, name) == example.text(name)
    assert (invite.spki_hash, invite.account) == (example["spki_hash"], example["account_id"])
    assert invite.secret == example["secret"]
    assert open_key(invite.secret) == example["open_key"]
    sender = AccountId(example["sender_account_id"])
    assert proof(invite.secret, sender) == example["proof"]
    assert proof_holds(example["proof"], secret=invite.secret, sender_account=sender)


def test_registration_code() -> None:
    """The frames as they are written, and both ways of reading them."""
    values = Values("registration_code")
    code = values["code"]
    assert parse_code(values.text("text")) == code
    assert write_code(code) == values.text("text")
    assert hashlib.sha256(code).digest() == values["stored"]

    (register,) = decode_client_frame(values["register_frame"])
    (with_code,) = decode_client_frame(values["register_with_code_frame"])
    assert isinstance(register, messages.Register)
    assert isinstance(with_code, messages.Register)
    assert (register.code, with_code.code) == (b"", code)
    (is_open,) = decode_relay_frame(values["hello_open_frame"])
    (by_code,) = decode_relay_frame(values["hello_by_code_frame"])
    assert isinstance(is_open, messages.Hello)
    assert isinstance(by_code, messages.Hello)
    assert is_open.realm == values.text("realm")
    assert is_open.registration is messages.RegistrationRule.OPEN
    assert by_code.registration is messages.RegistrationRule.BY_CODE
    (refused,) = decode_relay_frame(values["refused_frame"])
    assert refused == messages.RefusedReply(request=1, code=ErrorCode.CODE_REFUSED)
    for name, message in (
        ("register_frame", register),
        ("register_with_code_frame", with_code),
        ("hello_open_frame", is_open),
        ("hello_by_code_frame", by_code),
        ("refused_frame", refused),
    ):
        assert build_frames([encode_message(message)]) == [values[name]]


def test_frames() -> None:
    """Every message of the wire, read as what its name says and written as the same bytes."""
    values = Values("frames")
    kinds = {
        kind: decode
        for union, decode in (
            (messages.ClientMessage, decode_client_frame),
            (messages.RelayMessage, decode_relay_frame),
        )
        for kind in typing.get_args(union)
    }
    assert set(EXAMPLES["frames"]) == {kind.__name__ for kind in kinds}
    for kind, decode in kinds.items():
        (message,) = decode(values[kind.__name__])
        assert type(message) is kind
        assert build_frames([encode_message(message)]) == [values[kind.__name__]]


def test_pages_name_every_example() -> None:
    """Whoever reads a page of docs/protocol learns which examples belong to it."""
    pages = sorted((Path(__file__).parents[3] / "docs" / "protocol").glob("*.md"))
    text = "".join(page.read_text("utf-8") for page in pages)
    assert [name for name in EXAMPLES if f"`{name}`" not in text] == []

"""Body, context, inner structure, and the 100 bytes that bind them."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto.body import (
    NO_GROUP_STATE,
    NO_PREVIOUS,
    BodyContext,
    Inner,
    bind_context,
    decrypt_body,
    encrypt_body,
    parse_body_context,
    parse_inner,
    unwrap_body_key,
    wrap_body_key,
)
from desktop.crypto.session import OlmCiphertext
from desktop.errors import AuthenticationFailed, UpdateNeeded
from protocol.errors import InvalidForm
from protocol.ids import AccountId, ChainHead, ContentId, ConversationId, DeviceAddress
from protocol.transcript import Label, enc, labelled_hash, u8, u32, u64
from tests.helpers.people import NOW_MS, Person
from tests.helpers.three_layers import (
    as_normal,
    context_hash,
    make_context,
    open_inner,
    read_body,
    read_inner,
    seal_inner,
    start_pair,
    write_inner,
)

CONTEXT = BodyContext(
    suite=1,
    sender=DeviceAddress(account=AccountId(b"a" * 32), device=1),
    conversation=ConversationId(b"c" * 32),
    group_state=NO_GROUP_STATE,
    content_id=ContentId(b"i" * 16),
    seq=2,
    prev=b"p" * 32,
    sent_ms=NOW_MS,
)
INNER = Inner(
    body_context=CONTEXT.encode(),
    chain_head=ChainHead(b"h" * 32),
    flags=0,
    session_id=b"s" * 8,
    olm_ct=b"olm",
    pq=b"",
    intro=b"",
    body_ct=b"body",
)
KEY = b"k" * 32
CTX = b"x" * 32


# --- context -------------------------------------------------------------------------------------


def test_context_has_the_layout_of_the_page() -> None:
    encoded = CONTEXT.encode()
    assert encoded == enc(
        u8(1),
        b"a" * 32,
        u32(1),
        b"c" * 32,
        bytes(32),
        b"i" * 16,
        u64(2),
        b"p" * 32,
        u64(NOW_MS),
    )
    assert parse_body_context(encoded) == CONTEXT
    assert not CONTEXT.is_transient


def test_transient_and_first_content_have_no_previous() -> None:
    """PR-21: typing stands outside the count."""
    for seq in (0, 1):
        good = replace(CONTEXT, seq=seq, prev=NO_PREVIOUS)
        assert parse_body_context(good.encode()) == good
        assert good.is_transient == (seq == 0)
        with pytest.raises(InvalidForm, match=r"valid body context$"):
            parse_body_context(replace(CONTEXT, seq=seq).encode())
    restored = replace(CONTEXT, seq=2**32 + 5, prev=NO_PREVIOUS)
    assert parse_body_context(restored.encode()) == restored


def test_another_context_form_is_refused() -> None:
    for changes in (
        {"suite": 0},
        {"suite": 2},
        {"group_state": b""},
        {"content_id": b"i" * 15},
        {"prev": b"p" * 33},
        {"conversation": b""},
    ):
        with pytest.raises(InvalidForm, match=r"valid (body context|suite)$"):
            parse_body_context(replace(CONTEXT, **changes).encode())
    for encoded in (b"", CONTEXT.encode() + b"\0", enc(CONTEXT.encode())):
        with pytest.raises(InvalidForm, match=r"valid body context$"):
            parse_body_context(encoded)


# --- body ----------------------------------------------------------------------------------------


def test_body_opens_with_its_key_and_context_alone() -> None:
    context = CONTEXT.encode()
    body_ct = encrypt_body(b"content", context=context, body_key=KEY)
    assert len(body_ct) == len(b"content") + 16
    assert decrypt_body(body_ct, context=context, body_key=KEY) == b"content"
    other = replace(CONTEXT, seq=3).encode()
    for wrong, wrong_context, key in (
        (body_ct, other, KEY),
        (body_ct, context, b"l" * 32),
        (body_ct[:-1], context, KEY),
        (b"", context, KEY),
        (bytes([body_ct[0] ^ 1]) + body_ct[1:], context, KEY),
    ):
        with pytest.raises(AuthenticationFailed):
            decrypt_body(wrong, context=wrong_context, body_key=key)


def test_a_repeated_body_key_gives_another_key_in_another_context() -> None:
    """CR-14: seq and content id are in the derivation, so no two contents share a key."""
    one, other = (
        encrypt_body(bytes(64), context=replace(CONTEXT, seq=seq).encode(), body_key=KEY)
        for seq in (2, 3)
    )
    assert one[:64] != other[:64]


# --- inner structure -----------------------------------------------------------------------------


def test_inner_has_the_layout_of_the_page() -> None:
    encoded = INNER.encode()
    assert encoded == enc(CONTEXT.encode(), b"h" * 32, u8(0), b"s" * 8, b"olm", b"", b"", b"body")
    assert parse_inner(encoded) == INNER


def test_intro_makes_a_prekey_message() -> None:
    assert INNER.ciphertext == OlmCiphertext(is_prekey=False, raw=b"olm")
    assert replace(INNER, intro=b"chain").ciphertext.is_prekey


def test_another_inner_form_is_refused() -> None:
    for changes in (
        {"chain_head": b"h" * 31},
        {"session_id": b"s" * 9},
        {"pq": b"\0"},
    ):
        with pytest.raises(InvalidForm, match=r"valid inner$"):
            parse_inner(replace(INNER, **changes).encode())  # type: ignore[arg-type]
    items = [b"c", b"h" * 32, b"", b"s" * 8, b"", b"", b"", b""]
    for encoded in (b"", INNER.encode() + b"\0", INNER.encode()[:-1], enc(*items)):
        with pytest.raises(InvalidForm, match=r"valid inner$"):
            parse_inner(encoded)
    assert parse_inner(replace(INNER, flags=255).encode()).flags == 255


@given(st.binary(max_size=300))
def test_noise_raises_only_typed_errors(noise: bytes) -> None:
    for parse in (parse_inner, parse_body_context):
        with pytest.raises(InvalidForm, match=r"valid (body context|inner)$"):
            parse(noise)


# --- the 100 bytes -------------------------------------------------------------------------------


def test_ctx_binds_every_part() -> None:
    parts = {
        "body_context": b"b",
        "flags": 0,
        "chain_head": ChainHead(b"h" * 32),
        "intro": b"",
        "pq": b"",
        "sender_olm": b"s" * 32,
        "recipient": DeviceAddress(account=AccountId(b"r" * 32), device=1),
        "recipient_olm": b"o" * 32,
    }
    ctx = bind_context(**parts)  # type: ignore[arg-type]
    assert ctx == labelled_hash(
        Label.RATCHET_CONTEXT,
        b"b",
        u8(0),
        b"h" * 32,
        b"",
        b"",
        b"s" * 32,
        b"r" * 32,
        u32(1),
        b"o" * 32,
    )
    changes = {
        "body_context": b"c",
        "flags": 1,
        "chain_head": ChainHead(b"i" * 32),
        "intro": b"i",
        "pq": b"p",
        "sender_olm": b"t" * 32,
        "recipient": DeviceAddress(account=AccountId(b"r" * 32), device=2),
        "recipient_olm": b"p" * 32,
    }
    for name, value in changes.items():
        assert bind_context(**(parts | {name: value})) != ctx  # type: ignore[arg-type]
    other = DeviceAddress(account=AccountId(b"q" * 32), device=1)
    assert bind_context(**(parts | {"recipient": other})) != ctx  # type: ignore[arg-type]


def test_wrapped_key_is_100_bytes() -> None:
    wrapped = wrap_body_key(KEY, body_ct=b"body", ctx=CTX)
    assert wrapped == b"SCK1" + KEY + hashlib.sha256(b"body").digest() + CTX
    assert len(wrapped) == 100
    assert unwrap_body_key(wrapped, body_ct=b"body", ctx=CTX, flags=0) == KEY


def test_every_altered_byte_of_the_binding_is_refused() -> None:
    """CR-13: the key itself is checked by the body's tag, the rest here."""
    wrapped = wrap_body_key(KEY, body_ct=b"body", ctx=CTX)
    for place in (*range(4), *range(36, 100)):
        altered = bytearray(wrapped)
        altered[place] ^= 0x80
        with pytest.raises(AuthenticationFailed):
            unwrap_body_key(bytes(altered), body_ct=b"body", ctx=CTX, flags=0)
    for wrong in (b"", wrapped[:-1], wrapped + b"\0", b"\0" + wrapped):
        with pytest.raises(AuthenticationFailed):
            unwrap_body_key(wrong, body_ct=b"body", ctx=CTX, flags=0)
    with pytest.raises(AuthenticationFailed):
        unwrap_body_key(wrapped, body_ct=b"other", ctx=CTX, flags=0)


def test_unknown_flag_asks_for_an_update_only_when_the_context_holds() -> None:
    """PR-35: junk with an unknown flag is junk; only what the ratchet proved is told."""
    wrapped = wrap_body_key(KEY, body_ct=b"body", ctx=CTX)
    for flags in (1, 0x80, 0xFF):
        with pytest.raises(UpdateNeeded):
            unwrap_body_key(wrapped, body_ct=b"anything", ctx=CTX, flags=flags)
        with pytest.raises(AuthenticationFailed):
            unwrap_body_key(wrapped, body_ct=b"body", ctx=b"y" * 32, flags=flags)
        with pytest.raises(AuthenticationFailed):
            unwrap_body_key(wrapped[:-1], body_ct=b"body", ctx=CTX, flags=flags)


# --- all three layers ----------------------------------------------------------------------------


def test_first_message_and_answer_pass_all_layers(alice: Person, bob: Person) -> None:
    session = alice.olm.outbound_session(bob.olm.identity_key, bob.take_one_time_key())
    first = write_inner(alice, bob, session, b"hello", with_intro=True)
    envelope = seal_inner(first, alice, bob)
    assert len(envelope) == 4096 + 1530
    opened = open_inner(envelope, bob)
    assert opened == first
    theirs, content = read_inner(opened, alice, bob, None)
    assert content == b"hello"
    assert theirs.session_id == opened.session_id == session.session_id

    answer = write_inner(bob, alice, theirs, b"answer", with_intro=False)
    envelope = seal_inner(answer, bob, alice)
    assert len(envelope) == 1024 + 1530
    assert read_inner(open_inner(envelope, alice), bob, alice, session)[1] == b"answer"


def test_chosen_plaintext_of_the_ratchet_gives_nothing(alice: Person, bob: Person) -> None:
    """CR-13: as if Olm's 8-byte MAC had been beaten, with the olm part or the body altered."""
    session, theirs = start_pair(alice, bob)
    inner = write_inner(alice, bob, session, b"hello", with_intro=False)
    plaintext = theirs.decrypt(inner.ciphertext)
    assert read_body(inner, plaintext, alice, bob) == b"hello"

    false_body = encrypt_body(b"false", context=inner.body_context, body_key=KEY)
    ctx = context_hash(inner, alice, bob)
    own_context = make_context(alice, bob, seq=9).encode()
    false_hash = wrap_body_key(plaintext[4:36], body_ct=false_body, ctx=ctx)
    attempts: list[tuple[Inner, bytes]] = [
        (inner, bytes(100)),
        (inner, b"SCK1" + bytes(96)),
        (inner, plaintext[:4] + KEY + plaintext[36:]),
        (replace(inner, body_ct=false_body), plaintext),
        (replace(inner, body_ct=false_body), false_hash),
        (replace(inner, body_context=own_context), plaintext),
        (replace(inner, chain_head=bob.chain.head), plaintext),
        (replace(inner, intro=alice.chain.encoded), plaintext),
    ]
    for place in range(100):
        altered = bytearray(plaintext)
        altered[place] ^= 1
        attempts.append((inner, bytes(altered)))
    for attempt, chosen in attempts:
        with pytest.raises(AuthenticationFailed):
            read_body(attempt, chosen, alice, bob)


def test_tampered_parts_outside_olm_are_refused(alice: Person, bob: Person) -> None:
    """CR-03, inside the seal: every bit of context, head, flags and body."""
    session, theirs = start_pair(alice, bob)
    inner = write_inner(alice, bob, session, b"hello", with_intro=False)
    plaintext = theirs.decrypt(inner.ciphertext)
    for name in ("body_context", "chain_head", "body_ct"):
        value = getattr(inner, name)
        for bit in range(8 * len(value)):
            altered = bytearray(value)
            altered[bit // 8] ^= 1 << bit % 8
            tampered = replace(inner, **{name: bytes(altered)})  # type: ignore[arg-type]
            with pytest.raises(AuthenticationFailed):
                read_body(tampered, plaintext, alice, bob)
    for flags in range(1, 256):
        with pytest.raises(AuthenticationFailed):
            read_body(replace(inner, flags=flags), plaintext, alice, bob)


def test_keys_republished_by_another_account_are_noticed(
    alice: Person, bob: Person, carol: Person
) -> None:
    """PR-09: Carol publishes Bob's keys as hers and forwards to him what Alice sends her."""
    session = alice.olm.outbound_session(bob.olm.identity_key, bob.take_one_time_key())
    carol_with_bobs_olm = replace(carol, olm=bob.olm)
    inner = write_inner(alice, carol_with_bobs_olm, session, b"to carol", with_intro=True)
    forwarded = open_inner(seal_inner(inner, carol, bob), bob)
    with pytest.raises(AuthenticationFailed):
        read_inner(forwarded, alice, bob, None)


def test_inner_that_names_another_sender_is_refused(
    alice: Person, bob: Person, carol: Person
) -> None:
    """PR-10: it names Carol, over Alice's session."""
    session, theirs = start_pair(alice, bob)
    as_carol = replace(carol, olm=alice.olm)
    inner = write_inner(as_carol, bob, session, b"from carol?", with_intro=False)
    with pytest.raises(AuthenticationFailed):
        read_inner(inner, carol, bob, theirs)


def test_a_message_does_not_pass_as_one_of_another_session(alice: Person, bob: Person) -> None:
    session, _ = start_pair(alice, bob)
    _, other = start_pair(alice, bob)
    inner = write_inner(alice, bob, session, b"hello", with_intro=False)
    with pytest.raises(AuthenticationFailed):
        other.decrypt(as_normal(inner.olm_ct))

"""Frames: round trips, limits before decoding, and every kind of hostile bytes."""

import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol import codec, limits, messages
from protocol.codec import DECODERS, build_frames, encode_message
from protocol.errors import FrameTooLarge, LocalProtocolError, MalformedFrame
from protocol.messages import Message
from tests.helpers.hostile_frames import HOSTILE, fuzzed_frames

Decoder = Callable[[bytes], list[Message]]

_GROWTH_LIMIT = 4 << 20


def deliver(size: int) -> messages.Deliver:
    return messages.Deliver(id=1, envelope=bytes(size))


def lookup(number: int) -> messages.Lookup:
    return messages.Lookup(request=number, name="bob")


@pytest.mark.parametrize("count", [1, 15, 16, 512])
def test_messages_that_fit_share_a_frame(count: int) -> None:
    sent: list[Message] = [lookup(number + 1) for number in range(count)]
    (frame,) = build_frames(encode_message(one) for one in sent)

    assert codec.decode_client_frame(frame) == sent


def test_nothing_makes_no_frame() -> None:
    assert build_frames([]) == []


def test_more_than_a_frame_holds_goes_on_in_the_next() -> None:
    sent: list[Message] = [lookup(number + 1) for number in range(513)]
    frames = build_frames(encode_message(one) for one in sent)

    assert [len(codec.decode_client_frame(frame)) for frame in frames] == [512, 1]


def test_large_messages_are_split_before_the_limit() -> None:
    sent = [deliver(limits.MAX_ENVELOPE_BYTES) for _ in range(15)]
    frames = build_frames(encode_message(one) for one in sent)

    assert [len(codec.decode_relay_frame(frame)) for frame in frames] == [7, 7, 1]
    assert all(len(frame) <= limits.MAX_FRAME_BYTES for frame in frames)


@given(st.lists(st.integers(min_value=1, max_value=300_000), max_size=40))
def test_frames_hold_everything_in_order_within_the_limits(sizes: list[int]) -> None:
    parts = [index.to_bytes(1, "big") * size for index, size in enumerate(sizes)]
    frames = build_frames(parts)
    bodies = [frame[1:] if frame[0] != 0xDC else frame[3:] for frame in frames]

    assert b"".join(bodies) == b"".join(parts)
    assert all(len(frame) <= limits.MAX_FRAME_BYTES for frame in frames)


def test_part_that_just_fits_is_not_split_off() -> None:
    half = (limits.MAX_FRAME_BYTES - 3) // 2
    exact = [b"x" * half, b"x" * (limits.MAX_FRAME_BYTES - 3 - half)]

    assert len(build_frames(exact)) == 1
    assert len(build_frames([*exact[:1], exact[1] + b"x"])) == 2


def test_message_over_a_frame_is_our_bug() -> None:
    def send(count: int) -> messages.Send:
        item = messages.SendItem(
            account=bytes(32),
            device=1,
            delivery_key=b"",
            transient=False,
            envelope=bytes(limits.MAX_ENVELOPE_BYTES),
        )
        return messages.Send(request=1, items=[item] * count)

    assert len(encode_message(send(7))) <= limits.MAX_FRAME_BYTES
    with pytest.raises(LocalProtocolError, match=r"^message over MAX_FRAME_BYTES$"):
        encode_message(send(8))


def test_longest_message_fills_a_frame() -> None:
    def certificate(size: int) -> bytes:
        return encode_message(messages.PutChain(request=1, chain=bytes(size)))

    room = limits.MAX_FRAME_BYTES - 3
    overhead = len(certificate(2**17)) - 2**17
    assert len(certificate(room - overhead)) == room
    with pytest.raises(LocalProtocolError):
        certificate(room - overhead + 1)


def register(code: bytes) -> messages.Register:
    return messages.Register(
        request=1, chain=b"c", auth=bytes(32), prekeys=[b"p"], signature=bytes(64), code=code
    )


def hello(rule: messages.RegistrationRule) -> messages.Hello:
    return messages.Hello(
        min_version=1,
        max_version=1,
        realm="chat.example",
        epoch=bytes(16),
        time_ms=1,
        nonce=bytes(32),
        limits=messages.RelayLimits(max_frame_bytes=1, max_envelope_bytes=2, mailbox_envelopes=3),
        registration=rule,
    )


SHORT_REGISTER = (
    b"\x96\x0a\x01\xc4\x01c" + b"\xc4\x20" + bytes(32) + b"\x91\xc4\x01p" + b"\xc4\x40" + bytes(64)
)
SHORT_HELLO = (
    b"\x98\x01\x01\x01\xacchat.example\xc4\x10"
    + bytes(16)
    + b"\x01\xc4\x20"
    + bytes(32)
    + b"\x93\x01\x02\x03"
)


def test_registration_without_a_code_is_written_as_if_there_were_none() -> None:
    code = bytes(14) + b"\xc4\x00"
    assert encode_message(register(b"")) == SHORT_REGISTER
    assert encode_message(register(code)) == b"\x97" + SHORT_REGISTER[1:] + b"\xc4\x10" + code


def test_open_relay_says_hello_as_if_there_were_no_other() -> None:
    rule = messages.RegistrationRule
    assert encode_message(hello(rule.OPEN)) == SHORT_HELLO
    assert encode_message(hello(rule.BY_CODE)) == b"\x99" + SHORT_HELLO[1:] + b"\x01"
    assert encode_message(hello(rule.CLOSED)) == b"\x99" + SHORT_HELLO[1:] + b"\x02"


def test_short_and_long_forms_are_read() -> None:
    for code in (b"", bytes(16)):
        (frame,) = build_frames([encode_message(register(code))])
        assert codec.decode_client_frame(frame) == [register(code)]
    for rule in messages.RegistrationRule:
        (frame,) = build_frames([encode_message(hello(rule))])
        assert codec.decode_relay_frame(frame) == [hello(rule)]
    assert codec.decode_client_frame(b"\x91\x97" + SHORT_REGISTER[1:] + b"\xc4\x00") == [
        register(b"")
    ]


@pytest.mark.parametrize(
    ("count", "header"),
    [(1, b"\x91"), (2, b"\x92"), (15, b"\x9f"), (16, b"\xdc\x00\x10"), (512, b"\xdc\x02\x00")],
)
def test_frame_begins_with_the_count_of_its_messages(count: int, header: bytes) -> None:
    encoded = encode_message(lookup(1))
    assert build_frames([encoded] * count) == [header + encoded * count]


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
def test_frame_over_the_limit_is_refused_unread(decode: Decoder) -> None:
    """SV-01."""
    with pytest.raises(FrameTooLarge, match=r"^frame over MAX_FRAME_BYTES$"):
        decode(bytes(limits.MAX_FRAME_BYTES + 1))
    with pytest.raises(MalformedFrame, match=r"^not a list of known messages$"):
        decode(bytes(limits.MAX_FRAME_BYTES))


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
@pytest.mark.parametrize("frame", HOSTILE.values(), ids=HOSTILE)
def test_hostile_frame_is_refused_without_much_memory(decode: Decoder, frame: bytes) -> None:
    """SV-05: an error, and growth below 4 MiB."""
    tracemalloc.start()
    try:
        with pytest.raises(MalformedFrame, match=r"^not a list of known messages$"):
            decode(frame)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < _GROWTH_LIMIT


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
@given(frame=fuzzed_frames())
@settings(max_examples=100)
def test_decoder_returns_messages_or_refuses(decode: Decoder, frame: bytes) -> None:
    check_decoder(decode, frame)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
@given(frame=fuzzed_frames())
@settings(max_examples=5_000)
def test_decoder_returns_messages_or_refuses_long(decode: Decoder, frame: bytes) -> None:
    check_decoder(decode, frame)


def check_decoder(decode: Decoder, frame: bytes) -> None:
    """Either a refusal, or messages that encode to a frame which decodes to the same."""
    try:
        found = decode(frame)
    except MalformedFrame:
        return
    (again,) = build_frames(encode_message(message) for message in found)
    assert decode(again) == found


def test_decoders_know_only_their_direction() -> None:
    from_client, from_relay = (
        build_frames([encode_message(one)])[0] for one in (lookup(1), messages.Drained())
    )
    with pytest.raises(MalformedFrame, match=r"^not a list of known messages$"):
        codec.decode_relay_frame(from_client)
    with pytest.raises(MalformedFrame, match=r"^not a list of known messages$"):
        codec.decode_client_frame(from_relay)


@pytest.mark.parametrize("text", ["'; DROP TABLE account; --", '" OR 1=1', "\x00", "%s%n"])
def test_text_is_carried_as_it_is(text: str) -> None:
    """SV-08."""
    message = messages.Lookup(request=1, name=text)
    (frame,) = build_frames([encode_message(message)])

    assert codec.decode_client_frame(frame) == [message]

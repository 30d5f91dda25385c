"""The bounds fit each other."""

from protocol import codec, limits, messages


def test_seven_of_the_largest_envelopes_fit_a_frame() -> None:
    assert 7 * limits.MAX_ENVELOPE_BYTES < limits.MAX_FRAME_BYTES
    assert limits.MAX_ENVELOPE_BYTES == 128 * 1024 + 1_530


def test_largest_single_messages_fit_a_frame() -> None:
    """What the limits allow as one message can be sent, apart from sends that clients split."""
    chain = b"c" * limits.MAX_CHAIN_BYTES
    prekeys = [b"p" * limits.MAX_PREKEY_BYTES] * limits.MAX_PREKEYS
    register = messages.Register(
        request=1, chain=chain, auth=bytes(32), prekeys=prekeys, signature=bytes(64)
    )
    deliver = messages.Deliver(id=1, envelope=b"e" * limits.MAX_ENVELOPE_BYTES)
    acknowledge = messages.Acknowledge(ids=[(1 << 63) - 1] * limits.MAX_ACKNOWLEDGED_IDS)

    for message in (register, deliver, acknowledge):
        (frame,) = codec.build_frames([codec.encode_message(message)])
        assert len(frame) <= limits.MAX_FRAME_BYTES


def test_largest_text_fits_the_largest_bucket() -> None:
    assert limits.MAX_TEXT_BYTES < 64 * 1024 < limits.MAX_BUCKET_BYTES


def test_ranges_are_not_empty() -> None:
    assert 1 <= limits.PROTOCOL_VERSION_MIN <= limits.PROTOCOL_VERSION_MAX
    assert 1 <= limits.SUITE_MIN <= limits.SUITE_MAX
    assert limits.MIN_ENVELOPE_BYTES < limits.MAX_ENVELOPE_BYTES

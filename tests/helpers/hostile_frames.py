"""Frames that no honest peer sends: whole classes of them by hand, and mutations for fuzzing."""

import struct

import msgspec
from hypothesis import strategies as st

from protocol import codec, limits, messages

_MAP_BYTES = 1 << 20


def _array(*items: bytes) -> bytes:
    return bytes([0x90 | len(items)]) + b"".join(items)


def _lookup(name: bytes) -> bytes:
    """Return a frame with one look-up whose name is the given MessagePack value."""
    return _array(_array(b"\x14", b"\x01", name))


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "no MessagePack": b"\xc1",
    "a number": b"\x07",
    "a map": b"\x81\x01\x02",
    "an empty list": b"\x90",
    "depth of 600": b"\x91" * 600 + b"\x90",
    "depth of a million": b"\x91" * (limits.MAX_FRAME_BYTES - 1),
    "array32 that claims four billion": b"\xdd\xff\xff\xff\xff\x90",
    "map32 that claims four billion": b"\xdf\xff\xff\xff\xff",
    "bytes that claim four gigabytes": _lookup(b"\xc6\xff\xff\xff\xff"),
    "text that claims four gigabytes": _lookup(b"\xdb\xff\xff\xff\xff"),
    "a mebibyte of empty maps": b"\xdd\x00\x0f\xff\xfb" + b"\x80" * (_MAP_BYTES - 5),
    "empty maps inside a message": _array(b"\xdc\xff\xff" + b"\x80" * 0xFFFF),
    "double keys": b"\x82\xa1a\x01\xa1a\x02",
    "an extension": _lookup(b"\xc7\x01\x05x"),
    "a timestamp": _lookup(b"\xd6\xff\x00\x00\x00\x00"),
    "not a number": _array(_array(b"\x14", b"\xcb" + struct.pack("!d", float("nan")), b"\xa1b")),
    "a float for a number": _array(_array(b"\x14", b"\xcb" + struct.pack("!d", 1.0), b"\xa1b")),
    "text that is no UTF-8": _lookup(b"\xa2\xc3\x28"),
    "surrogates": _lookup(b"\xa3\xed\xa0\x80"),
    "bytes for text": _lookup(b"\xc4\x03bob"),
    "nil for text": _lookup(b"\xc0"),
    "true for a number": _array(_array(b"\x14", b"\xc3", b"\xa3bob")),
    "a negative number": _array(_array(b"\x14", b"\xff", b"\xa3bob")),
    "number 0": _array(_array(b"\x14", b"\x00", b"\xa3bob")),
    "number above its range": _array(_array(b"\x14", b"\xcf" + b"\xff" * 8, b"\xa3bob")),
    "an empty name": _lookup(b"\xa0"),
    "a name of 33 characters": _lookup(b"\xd9\x21" + b"a" * 33),
    "an unknown tag": _array(_array(b"\x7f", b"\x01", b"\xa3bob")),
    "a tag that is text": _array(_array(b"\xa1a", b"\x01", b"\xa3bob")),
    "one field too many": _array(_array(b"\x14", b"\x01", b"\xa3bob", b"\x01")),
    "one field too few": _array(_array(b"\x14", b"\x01")),
    "trailing bytes": _lookup(b"\xa3bob") + b"\x00",
    "two frames in one": _lookup(b"\xa3bob") * 2,
    "a third of a million ids": _array(
        _array(b"\x0c", b"\xdd\x00\x05\x00\x00" + b"\xcd\xff\xff" * 0x50000)
    ),
    "a quarter of a million prekeys": _array(
        _array(b"\x0d", b"\x01", b"\xc3", b"\xdd\x00\x03\xd0\x90" + b"\xc4\x02pp" * 250_000)
    ),
    "513 messages": b"\xdc\x02\x01" + _array(b"\x14", b"\x01", b"\xa3bob") * 513,
}
"""Frames that every decoder refuses (SV-05, SV-08), by what is wrong with them."""


def sample_messages() -> list[messages.Message]:
    """Return one valid message of every kind, smallest fields where they do not matter."""
    account, nonce = b"a" * 32, b"n" * 32
    envelope = b"e" * limits.MIN_ENVELOPE_BYTES
    item = messages.SendItem(
        account=account, device=1, delivery_key=b"k" * 32, transient=False, envelope=envelope
    )
    rule = messages.DeliveryKeyRule(key_hash=nonce, uses=8, expires_ms=1)
    relay_limits = messages.RelayLimits(
        max_frame_bytes=1, max_envelope_bytes=2, mailbox_envelopes=3
    )
    return [
        messages.Hello(
            min_version=1,
            max_version=1,
            realm="chat.example",
            epoch=b"e" * 16,
            time_ms=1,
            nonce=nonce,
            limits=relay_limits,
        ),
        messages.Begin(version=1),
        messages.Register(request=1, chain=b"c", auth=nonce, prekeys=[b"p"], signature=b"s" * 64),
        messages.Login(request=1, account=account, device=1, signature=b"s" * 64),
        messages.Acknowledge(ids=[1, 2]),
        messages.PutPrekeys(request=1, wipe=True, prekeys=[]),
        messages.PutChain(request=1, chain=b"c"),
        messages.SetKeys(request=1, keys=[rule]),
        messages.SetPresence(request=1, rule=messages.PresenceRule.CONTACTS),
        messages.Ask(request=1, account=account, device=1, envelope=envelope),
        messages.ChangePassword(request=1, old_auth=nonce, new_auth=account),
        messages.DeleteAccount(request=1, auth=nonce, chain=b"c"),
        messages.Lookup(request=1, name="bob"),
        messages.FetchKeys(request=1, account=account),
        messages.Claim(request=1, account=account, device=1),
        messages.Send(request=1, items=[item]),
        messages.WatchName(request=1, name="bob"),
        messages.WatchAccount(request=1, account=account, delivery_key=nonce),
        messages.Unwatch(request=2, watch=1),
        messages.Done(request=1),
        messages.RefusedReply(request=1, code=7, retry_after_ms=5),
        messages.SignedIn(
            request=1,
            newest_acknowledged=1,
            newest_issued=2,
            chain_head=nonce,
            one_time_keys_left=3,
        ),
        messages.KeysFound(request=1, chain=b"c", seal_pair=b"p"),
        messages.AccountUnknown(request=1),
        messages.AccountGone(request=1, chain=b"c"),
        messages.Claimed(request=1, prekey=b"p"),
        messages.SendResults(
            request=1,
            results=[messages.SendResult(verdict=messages.SendVerdict.ACCEPTED, id=5)],
        ),
        messages.PresenceIs(request=1, state=messages.PresenceState.ONLINE),
        messages.Deliver(id=1, envelope=envelope),
        messages.Drained(),
        messages.SignedOut(code=12),
    ]


def fuzzed_frames() -> st.SearchStrategy[bytes]:
    """Return random bytes, random MessagePack, and valid frames with some bytes changed."""
    valid = [
        codec.build_frames([codec.encode_message(message)])[0] for message in sample_messages()
    ]
    return st.one_of(
        st.binary(max_size=2_000),
        _values().map(msgspec.msgpack.encode),
        st.sampled_from(valid).flatmap(_mutated),
    )


def _values() -> st.SearchStrategy[object]:
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(min_value=-(1 << 63), max_value=(1 << 64) - 1),
        st.floats(),
        st.text(max_size=40),
        st.binary(max_size=80),
    )
    return st.lists(st.lists(st.recursive(leaves, st.lists, max_leaves=8), max_size=8), max_size=4)


def _mutated(frame: bytes) -> st.SearchStrategy[bytes]:
    """Return the frame with up to four bytes changed, then perhaps cut or prolonged."""
    change = st.tuples(
        st.integers(min_value=0, max_value=min(len(frame), 200) - 1),
        st.integers(min_value=0, max_value=255),
    )

    def build(changes: list[tuple[int, int]], cut: int, tail: bytes) -> bytes:
        changed = bytearray(frame)
        for position, value in changes:
            changed[position] = value
        return bytes(changed[: len(changed) - cut]) + tail

    return st.builds(build, st.lists(change, max_size=4), st.integers(0, 3), st.binary(max_size=3))

"""What is wrong one layer below the wire: WebSocket frames that no library sends."""

from collections.abc import Callable
from random import Random
from typing import Final

from protocol import limits
from tests.fuzz.raw_socket import BINARY, CLOSE, CONTINUATION, FIN, PING, PONG, TEXT, build_frame

_MOST_CONTROL: Final = 125
_RSV: Final = (0x40, 0x20, 0x10)

Trick = Callable[[bytes, Random], bytes]
"""From the payload of a valid frame to bytes that are sent in its place."""


# --- what ends a connection ------------------------------------------------------------------


def reserved_bit(payload: bytes, random: Random) -> bytes:
    """Set a bit that no extension was agreed for."""
    return build_frame(payload, first=FIN | BINARY | random.choice(_RSV))


def reserved_opcode(payload: bytes, random: Random) -> bytes:
    """Use an opcode that has no meaning."""
    return build_frame(payload[:_MOST_CONTROL], first=FIN | random.choice((3, 4, 7, 11, 12, 15)))


def text_frame(payload: bytes, _random: Random) -> bytes:
    """Send text, valid or not, where bytes belong."""
    return build_frame(payload, first=FIN | TEXT)


def without_mask(payload: bytes, _random: Random) -> bytes:
    """Leave the masking key out, as only a server may."""
    return build_frame(payload, masked=False)


def continuation_of_nothing(payload: bytes, _random: Random) -> bytes:
    """Go on with a message that was never begun."""
    return build_frame(payload, first=FIN | CONTINUATION)


def message_within_a_message(payload: bytes, random: Random) -> bytes:
    """Begin a second message before the first has ended."""
    cut = random.randrange(len(payload))
    return build_frame(payload[:cut], first=BINARY) + build_frame(payload[cut:])


def long_control_frame(payload: bytes, random: Random) -> bytes:
    """Send a ping or pong that bears more than it may."""
    first = FIN | random.choice((PING, PONG))
    return build_frame(payload[:1].ljust(random.randint(126, 300), b"x"), first=first)


def divided_control_frame(payload: bytes, _random: Random) -> bytes:
    """Send a ping whose end is to come."""
    return build_frame(payload[:20], first=PING)


def huge_claim(payload: bytes, random: Random) -> bytes:
    """Claim gigabytes and more."""
    claimed = random.choice(((1 << 20) + 1, (1 << 31), (1 << 62), (1 << 63), (1 << 64) - 1))
    return build_frame(payload, claimed=claimed)


def huge_in_parts(payload: bytes, _random: Random) -> bytes:
    """Send more than a frame may have, in parts that each are small enough."""
    part = payload[:1] * (limits.MAX_FRAME_BYTES // 2 + 1)
    return build_frame(part, first=BINARY) + build_frame(part, first=FIN | CONTINUATION)


def odd_close(payload: bytes, random: Random) -> bytes:
    """Close with a code that may not be sent, half a code, or a reason that is no UTF-8."""
    codes = (b"\x03", b"\x00\x00", b"\x03\xed", b"\x03\xee", b"\xff\xff", b"\x03\xe8\xff\xfe")
    return build_frame(random.choice(codes), first=FIN | CLOSE) + build_frame(payload)


def no_websocket(payload: bytes, random: Random) -> bytes:
    """Send bytes that are no frame at all."""
    return b"\xff\xff" + random.randbytes(len(payload))


ENDING: Final[tuple[Trick, ...]] = (
    reserved_bit,
    reserved_opcode,
    text_frame,
    without_mask,
    continuation_of_nothing,
    message_within_a_message,
    long_control_frame,
    divided_control_frame,
    huge_claim,
    huge_in_parts,
    odd_close,
    no_websocket,
)
"""After each of these the relay must end the connection."""


# --- what must be borne ----------------------------------------------------------------------


def in_parts(payload: bytes, random: Random) -> bytes:
    """Send a message in many parts, empty ones among them, with pings between."""
    cuts = sorted(random.randrange(len(payload) + 1) for _ in range(random.randint(1, 6)))
    parts = [payload[a:b] for a, b in zip([0, *cuts], [*cuts, len(payload)], strict=True)]
    frames = [build_frame(parts[0], first=BINARY)]
    for part in parts[1:-1]:
        frames.append(build_frame(part, first=CONTINUATION))
        frames.append(build_frame(random.randbytes(3), first=FIN | PING))
    return b"".join([*frames, build_frame(parts[-1], first=FIN | CONTINUATION)])


def with_pings(payload: bytes, random: Random) -> bytes:
    """Put pings and pongs that nobody asked for before a message."""
    control = [
        build_frame(
            random.randbytes(random.randint(0, 125)), first=FIN | random.choice((PING, PONG))
        )
        for _ in range(random.randint(1, 8))
    ]
    return b"".join([*control, build_frame(payload)])


def with_key(payload: bytes, random: Random) -> bytes:
    """Mask it with a key that is not of zeros."""
    return build_frame(payload, key=random.randbytes(4))


BORNE: Final[tuple[Trick, ...]] = (in_parts, with_pings, with_key)
"""What arrives is the payload, and the connection goes on."""

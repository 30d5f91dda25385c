"""Frames to messages and back; every decoder of the wire is in `DECODERS`."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Final

import msgspec

from protocol import limits
from protocol.errors import FrameTooLarge, LocalProtocolError, MalformedFrame
from protocol.messages import ClientMessage, Hello, Message, Register, RelayMessage

_encoder = msgspec.msgpack.Encoder()
_HEADER_BYTES = 3
_MAX_BODY_BYTES = limits.MAX_FRAME_BYTES - _HEADER_BYTES
_FIXARRAY_ITEMS = 16
_FIXARRAY = [bytes([0x90 | count]) for count in range(_FIXARRAY_ITEMS)]
_LAST_ITEMS: Final[dict[type[Message], str]] = {Register: "code", Hello: "registration"}
"""Items that came later than the others: at their default, 0 or empty, they are not written, so
that whoever does not know them reads the rest."""
_count = msgspec.Meta(min_length=1, max_length=limits.MAX_FRAME_MESSAGES)
_from_client = msgspec.msgpack.Decoder(Annotated[list[ClientMessage], _count])
_from_relay = msgspec.msgpack.Decoder(Annotated[list[RelayMessage], _count])


def encode_message(message: Message) -> bytes:
    """Encode one message, to be put into a frame by `build_frames`.

    Raises:
        LocalProtocolError: it does not fit a frame.

    Source: docs/protocol/wire.md, frames.
    """
    encoded = _encoder.encode(message)
    last = _LAST_ITEMS.get(type(message))
    if last is not None and not (item := getattr(message, last)):
        encoded = _without_last(encoded, _encoder.encode(item))
    if len(encoded) > _MAX_BODY_BYTES:
        raise LocalProtocolError("message over MAX_FRAME_BYTES")
    return encoded


def _without_last(encoded: bytes, last: bytes) -> bytes:
    """Take the last item from a message of fewer than 16 (its header is one byte, a fixarray)."""
    return bytes([encoded[0] - 1]) + encoded[1 : -len(last)]


def build_frames(encoded: Iterable[bytes]) -> list[bytes]:
    """Put encoded messages into as few frames as the limits allow, in order.

    Args:
        encoded: Results of `encode_message`, all of one direction.

    Returns:
        Frames of at most limits.MAX_FRAME_BYTES bytes and limits.MAX_FRAME_MESSAGES messages.

    Source: docs/protocol/wire.md, frames.
    """
    rest = list(encoded)
    frames: list[bytes] = []
    while rest:
        count, _ = count_of_frame(rest)
        frames.append(join_frame(rest[:count]))
        del rest[:count]
    return frames


def fits_frame(count: int, size: int) -> bool:
    """Tell whether so many encoded messages of so many bytes together fit one frame."""
    return count <= limits.MAX_FRAME_MESSAGES and size <= _MAX_BODY_BYTES


def count_of_frame(encoded: Sequence[bytes]) -> tuple[int, int]:
    """Return how many messages, from the first on, fit one frame, and their bytes together.

    Args:
        encoded: Results of `encode_message`, at least one.
    """
    size = len(encoded[0])
    for count in range(1, min(len(encoded), limits.MAX_FRAME_MESSAGES)):
        if size + len(encoded[count]) > _MAX_BODY_BYTES:
            return count, size
        size += len(encoded[count])
    return min(len(encoded), limits.MAX_FRAME_MESSAGES), size


def join_frame(encoded: Sequence[bytes]) -> bytes:
    """Return the frame of encoded messages that fit one, at least one.

    They are a MessagePack array, fixarray or array 16: the count is at most 512.
    """
    count = len(encoded)
    header = _FIXARRAY[count] if count < _FIXARRAY_ITEMS else b"\xdc" + count.to_bytes(2, "big")
    return header + b"".join(encoded)


def _decode(frame: bytes, decoder: "msgspec.msgpack.Decoder[list[Message]]") -> list[Message]:
    if len(frame) > limits.MAX_FRAME_BYTES:
        raise FrameTooLarge("frame over MAX_FRAME_BYTES")
    try:
        return decoder.decode(frame)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedFrame("not a list of known messages") from error


def decode_client_frame(frame: bytes) -> list[Message]:
    """Decode a frame that a client sent.

    Args:
        frame: The payload of one binary WebSocket message.

    Returns:
        1 to limits.MAX_FRAME_MESSAGES messages, each field within its bounds.

    Raises:
        FrameTooLarge: longer than limits.MAX_FRAME_BYTES; found before anything is decoded.
        MalformedFrame: anything else that is not such a list.

    Source: docs/protocol/wire.md, frames.
    """
    return _decode(frame, _from_client)


def decode_relay_frame(frame: bytes) -> list[Message]:
    """Decode a frame that the relay sent; otherwise like `decode_client_frame`.

    Raises:
        FrameTooLarge: longer than limits.MAX_FRAME_BYTES.
        MalformedFrame: not a list of messages that a relay sends.
    """
    return _decode(frame, _from_relay)


DECODERS: Final[dict[str, Callable[[bytes], list[Message]]]] = {
    "client frame": decode_client_frame,
    "relay frame": decode_relay_frame,
}
"""Everything that turns bytes of a peer into messages; fuzzing walks this table."""

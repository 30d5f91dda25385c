"""What is done to a valid frame: bytes, lengths, types, order, size and depth, all by one seed.

Everything here computes on bytes and on what MessagePack holds; nothing knows a connection.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

import msgspec

from protocol import limits

_PACK: Final = msgspec.msgpack.Encoder().encode
_UNPACK: Final = msgspec.msgpack.Decoder().decode

NUMBERS: Final = (
    *(-1, 0, 1, 2, 63, 64, 65, 127, 128, 255, 256, 511, 512, 513, 0x7FFF, 0xFFFF, 0x10000),
    *(0x7FFFFFFF, 0xFFFFFFFF, 1 << 32, (1 << 53) + 1, (1 << 63) - 1, 1 << 63, (1 << 64) - 1),
    *(-(1 << 31), -(1 << 63)),
)
"""Values at the edges of every range of the wire, and just beyond."""

_LENGTHS: Final = b"\xc4\xc5\xc6\xd9\xda\xdb\xdc\xdd\xde\xdf"
"""First bytes of MessagePack values that a length follows."""

_MOST_NESTED: Final = 2_000

Mutation = Callable[[bytes, Sequence[bytes], Random], bytes]
"""From a frame, other frames and a source of chance to the frame that is sent."""


# --- bytes -----------------------------------------------------------------------------------


def flip_bits(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Flip one to three bits anywhere."""
    changed = bytearray(frame)
    for _ in range(random.randint(1, 3)):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def truncate(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Leave only its beginning."""
    return frame[: random.randrange(len(frame))]


def prolong(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Add bytes behind its end."""
    return frame + random.randbytes(random.randint(1, 9))


def splice(frame: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Put the end of another frame to its beginning."""
    other = random.choice(others)
    return frame[: random.randrange(len(frame))] + other[random.randrange(len(other)) :]


def lie_about_length(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Change a length to another one, up to four billion."""
    places = [index for index, byte in enumerate(frame[:400]) if byte in _LENGTHS]
    changed = bytearray(frame)
    if not places or random.random() < 0.2:
        changed[:1] = b"\xdd" + random.choice((0, 1, 7, 513, 0xFFFF, 0xFFFFFFFF)).to_bytes(4, "big")
        return bytes(changed)
    place = random.choice(places)
    changed[place + 1 : place + 2] = random.randbytes(1)
    return bytes(changed)


# --- what it holds ---------------------------------------------------------------------------


def _at_random(tree: list[Any], random: Random) -> tuple[list[Any], int] | None:
    """Return a list somewhere inside with an index of it; None if everything is empty."""
    found = None
    while tree:
        index = random.randrange(len(tree))
        found = tree, index
        inner = tree[index]
        if not isinstance(inner, list) or not inner or random.random() < 0.1:
            return found
        tree = inner
    return found


def _changed(frame: bytes, random: Random, change: Callable[[list[Any], int], None]) -> bytes:
    tree = _UNPACK(frame)
    place = _at_random(tree, random)
    if place is not None:
        change(*place)
    return _PACK(tree)


def swap_type(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Put a value of another type in some place."""
    values: tuple[Any, ...] = (
        None,
        True,
        False,
        1.5,
        "text",
        b"bytes",
        [],
        {},
        {"a": 1},
        [[]],
        7,
        "",
        b"",
    )

    def change(items: list[Any], index: int) -> None:
        items[index] = random.choice(values)

    return _changed(frame, random, change)


def oversize_number(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Put a number at or beyond an edge where one stands, or elsewhere."""

    def change(items: list[Any], index: int) -> None:
        numbers = [at for at, item in enumerate(items) if type(item) is int]
        items[random.choice(numbers or [index])] = random.choice(NUMBERS)

    return _changed(frame, random, change)


def _field(frame: bytes, random: Random) -> tuple[list[Any], list[Any], int]:
    """Return what a frame holds, and a list in it with the index of one field's value.

    Tags and request numbers are no fields: the message remains one of its kind.
    """
    tree = _UNPACK(frame)
    items = random.choice(tree)
    index = random.randrange(min(2, len(items) - 1), len(items))
    while isinstance(items[index], list) and items[index]:
        items = items[index]
        index = random.randrange(len(items))
    return tree, items, index


def flip_field_bits(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Flip one to three bits of a key, a signature, a number or sealed bytes."""
    tree, items, index = _field(frame, random)
    match items[index]:
        case bool() as value:
            items[index] = not value
        case int() as value:
            items[index] = value ^ (1 << random.randrange(16))
        case bytes() as value if value:
            items[index] = flip_bits(value, (), random)
    return _PACK(tree)


def change_value(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Put another value of the same type and size into a field of a message."""
    tree, items, index = _field(frame, random)
    match items[index]:
        case bool() as value:
            items[index] = not value
        case int() as value:
            items[index] = random.randint(0, 2 * abs(value) + 2)
        case bytes() as value:
            items[index] = random.randbytes(len(value))
        case str() as value:
            items[index] = "".join(random.choices("abcdefgh-._ \x00'\u00e9\u202e", k=len(value)))
    return _PACK(tree)


def resize_value(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Make bytes or text longer or shorter by a few, or a great deal longer."""

    def change(items: list[Any], index: int) -> None:
        cut, more = random.randint(0, 3), random.choice((0, 1, 31, 64, 2_049, 70_000))
        match items[index]:
            case bytes() as value:
                items[index] = value[cut:] + value[:1] * more
            case str() as value:
                items[index] = value[cut:] + value[:1] * more

    return _changed(frame, random, change)


def repeat_items(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Say the same thing two to some hundred times in one list."""

    def change(items: list[Any], index: int) -> None:
        items[index : index + 1] = [items[index]] * random.choice((2, 3, 17, 64, 257, 513))

    return _changed(frame, random, change)


def drop_item(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Leave one item of some list out."""

    def change(items: list[Any], index: int) -> None:
        del items[index]

    return _changed(frame, random, change)


def nest_deeply(frame: bytes, _others: Sequence[bytes], random: Random) -> bytes:
    """Put a list of lists of lists in some place, down to where decoders give up."""

    def change(items: list[Any], index: int) -> None:
        items[index] = msgspec.Raw(b"\x91" * random.choice((2, 30, _MOST_NESTED)) + b"\x90")

    return _changed(frame, random, change)


def join_messages(frame: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Put the messages of several frames into one."""
    joined = _UNPACK(frame)
    for other in others[: random.randint(1, 3)]:
        joined += _UNPACK(other)
    random.shuffle(joined)
    return _PACK(joined[: limits.MAX_FRAME_MESSAGES])


def replace_tag(frame: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Say that a message is one of another kind."""
    tree = _UNPACK(frame)
    tree[0][0] = _UNPACK(random.choice(others))[0][0]
    return _PACK(tree)


MUTATIONS: Final[dict[Mutation, int]] = {
    flip_field_bits: 100,
    change_value: 90,
    join_messages: 20,
    flip_bits: 3,
    oversize_number: 2,
    repeat_items: 2,
    resize_value: 1,
    swap_type: 1,
    drop_item: 1,
    nest_deeply: 1,
    replace_tag: 1,
    splice: 1,
    truncate: 1,
    prolong: 1,
    lie_about_length: 1,
}
"""Every mutation with its weight; those after which most frames are still valid go on
in the same session, so they are cheap and frequent. The others end one."""

_EACH: Final = list(MUTATIONS)
_WEIGHTS: Final = list(MUTATIONS.values())


def mutated(frame: bytes, others: Sequence[bytes], random: Random) -> tuple[str, bytes]:
    """Return a frame with something done to it, and the name of what was done.

    Args:
        frame: A valid frame.
        others: More valid frames, at least one.
        random: Where chance comes from.
    """
    while True:
        (mutation,) = random.choices(_EACH, weights=_WEIGHTS)
        changed = mutation(frame, others, random)
        if changed != frame:
            return mutation.__name__, changed

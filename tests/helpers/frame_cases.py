"""What a client may do to a WebSocket, right and wrong, and what a server should make of it.

Every case is bytes behind the handshake. Its verdict is what the client gets to see: messages that
come back from a server that echoes, answers to its pings, the close code. `STOCK` is the verdict of
the library's own server; where the relay differs on purpose, `ours` says how: it takes no text.
"""

import struct
from dataclasses import dataclass, field, replace
from typing import Final

from websockets.frames import Opcode

from protocol.limits import MAX_FRAME_BYTES
from server.net.websocket import MAX_FRAGMENTS

NO_CODE: Final = 1005
"""What a close frame without a code counts as."""

MASK: Final = b"\x37\xfa\x21\x3d"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a client gets to see.

    Attributes:
        echoes: Messages that came back.
        pongs: Payloads of pongs.
        close: Close code that came; None if none did.
        is_open: Whether the connection still works afterwards.
    """

    echoes: tuple[bytes | str, ...] = ()
    pongs: tuple[bytes, ...] = ()
    close: int | None = None
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class FrameCase:
    """One thing that a client does.

    Attributes:
        name: What it does.
        parts: Bytes that it sends, each on its own.
        stock: The verdict of the library's server.
        ours: The relay's.
        is_cut: Whether the client then says that nothing more comes; otherwise a message follows,
            which shows whether the connection still works.
    """

    name: str
    parts: tuple[bytes, ...]
    stock: Verdict
    ours: Verdict
    is_cut: bool = False


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    mask: bytes | None = MASK,
    length: int | None = None,
    form: int | None = None,
) -> bytes:
    """Return a frame as a client sends it, or one as no client should.

    Args:
        opcode: 0 to 15.
        payload: What it holds.
        fin: Whether it is the last of its message.
        reserved: The three reserved bits, 0 to 7.
        mask: Four bytes, or None for a frame without a mask.
        length: The length that it claims; that of the payload by default.
        form: How its length is written: 7, 16 or 64 bits; the shortest by default.
    """
    claimed = len(payload) if length is None else length
    if form is None:
        form = 7 if claimed < 126 else 16 if claimed < 1 << 16 else 64
    first = (0x80 if fin else 0) | reserved << 4 | opcode
    bit = 0 if mask is None else 0x80
    match form:
        case 7:
            header = struct.pack("!BB", first, bit | claimed)
        case 16:
            header = struct.pack("!BBH", first, bit | 126, claimed)
        case _:
            header = struct.pack("!BBQ", first, bit | 127, claimed)
    if mask is None:
        return header + payload
    return header + mask + _masked(payload, mask)


def _masked(payload: bytes, mask: bytes) -> bytes:
    key = int.from_bytes((mask * (len(payload) // 4 + 1))[: len(payload)], "big")
    return (int.from_bytes(payload, "big") ^ key).to_bytes(len(payload), "big")


def fragments(*payloads: bytes, opcode: int = Opcode.BINARY) -> list[bytes]:
    """Return the frames of one message."""
    last = len(payloads) - 1
    return [
        frame(opcode if number == 0 else Opcode.CONT, payload, fin=number == last)
        for number, payload in enumerate(payloads)
    ]


def closing(code: int | None, reason: bytes = b"") -> bytes:
    """Return a close frame."""
    payload = b"" if code is None else struct.pack("!H", code) + reason
    return frame(Opcode.CLOSE, payload)


@dataclass
class _Table:
    cases: list[FrameCase] = field(default_factory=list)

    def add(
        self,
        name: str,
        *parts: bytes,
        stock: Verdict,
        ours: Verdict | None = None,
        is_cut: bool = False,
    ) -> None:
        self.cases.append(
            FrameCase(
                name=name,
                parts=parts,
                stock=stock,
                ours=stock if ours is None else ours,
                is_cut=is_cut,
            )
        )

    def echoed(self, name: str, *parts: bytes, echo: bytes, pongs: tuple[bytes, ...] = ()) -> None:
        self.add(name, *parts, stock=Verdict(echoes=(echo,), pongs=pongs, is_open=True))

    def closed(self, name: str, *parts: bytes, code: int) -> None:
        self.add(name, *parts, stock=Verdict(close=code))

    def text(self, name: str, *parts: bytes, stock: Verdict) -> None:
        """Add a case of text: the relay takes none, whatever it holds."""
        self.add(
            name, *parts, stock=stock, ours=replace(stock, echoes=(), close=1003, is_open=False)
        )


_FINE: Final = Verdict(is_open=True)


def _add_messages(table: _Table) -> None:
    for size in (0, 1, 125, 126, 127, 65_535, 65_536, MAX_FRAME_BYTES):
        data = b"x" * size
        table.echoed(f"message of {size} bytes", frame(Opcode.BINARY, data), echo=data)
    short, long = b"short", b"y" * 1_000
    for form in (16, 64):
        table.echoed(
            f"short length in {form} bits", frame(Opcode.BINARY, short, form=form), echo=short
        )
    table.echoed("length of 16 bits in 64", frame(Opcode.BINARY, long, form=64), echo=long)
    table.closed(
        "one byte too large", frame(Opcode.BINARY, b"x" * (MAX_FRAME_BYTES + 1)), code=1009
    )
    for power in (21, 32, 62, 63):
        claim = frame(Opcode.BINARY, length=1 << power, form=64)
        table.closed(f"claim of 2^{power} bytes", claim, code=1009)
    table.closed(
        "claim of 2^64 - 1", frame(Opcode.BINARY, length=(1 << 64) - 1, form=64), code=1009
    )
    for mask in (bytes(4), b"\xff" * 4, b"\x00\xff\x00\xff"):
        masked = frame(Opcode.BINARY, b"masked text", mask=mask)
        table.echoed(f"mask {mask.hex()}", masked, echo=b"masked text")
    table.echoed("binary that is no UTF-8", frame(Opcode.BINARY, b"\xff\xfe"), echo=b"\xff\xfe")
    one = frame(Opcode.BINARY, b"byte by byte")
    table.echoed(
        "byte by byte", *(one[at : at + 1] for at in range(len(one))), echo=b"byte by byte"
    )
    table.add(
        "two messages at once",
        frame(Opcode.BINARY, b"one") + frame(Opcode.BINARY, b"two"),
        stock=Verdict(echoes=(b"one", b"two"), is_open=True),
    )


def _add_fragments(table: _Table) -> None:
    for name, payloads in {
        "two fragments": (b"one ", b"two"),
        "fragments of a byte": tuple(bytes([byte]) for byte in b"every byte on its own"),
        "empty first fragment": (b"", b"one"),
        "empty fragment between": (b"one ", b"", b"two"),
        "empty last fragment": (b"one", b""),
        "empty fragments alone": (b"", b"", b""),
        "fragments that fill a message": (b"x" * 65_536,) * (MAX_FRAME_BYTES // 65_536),
        "as many fragments as may be": (b"",) * (MAX_FRAGMENTS - 1) + (b"last",),
    }.items():
        table.echoed(name, *fragments(*payloads), echo=b"".join(payloads))
    table.echoed("fragments in one packet", b"".join(fragments(b"a", b"b", b"c")), echo=b"abc")
    table.closed("fragments too large in sum", *fragments(b"x" * MAX_FRAME_BYTES, b"x"), code=1009)
    table.closed(
        "first fragment too large",
        frame(Opcode.BINARY, length=1 << 40, form=64, fin=False),
        code=1009,
    )
    table.closed(
        "a fragment too many", b"".join(fragments(*[b""] * (MAX_FRAGMENTS + 1))), code=1009
    )
    table.closed("continuation of nothing", frame(Opcode.CONT, b"x"), code=1002)
    table.closed("continuation of nothing, not the last", frame(Opcode.CONT, fin=False), code=1002)
    over = b"".join((*fragments(b"one ", b"two"), frame(Opcode.CONT, b"three")))
    table.closed("continuation of a message that ended", over, code=1002)
    first = frame(Opcode.BINARY, b"first", fin=False)
    table.closed("message inside a message", first, frame(Opcode.BINARY, b"second"), code=1002)
    table.closed(
        "fragment inside a message", first, frame(Opcode.BINARY, b"other", fin=False), code=1002
    )
    table.closed("text inside a message", first, frame(Opcode.TEXT, b"second"), code=1002)
    table.closed("close inside a message", first, closing(1000), code=1002)
    table.echoed(
        "ping and pong inside a message",
        first,
        frame(Opcode.PING, b"between"),
        frame(Opcode.PONG, b"too"),
        frame(Opcode.CONT, b" last"),
        echo=b"first last",
        pongs=(b"between",),
    )


def _add_control_frames(table: _Table) -> None:
    for payload in (b"", b"ping", b"\xff\x00", b"x" * 125):
        table.add(
            f"ping of {len(payload)} bytes",
            frame(Opcode.PING, payload),
            stock=Verdict(pongs=(payload,), is_open=True),
        )
    table.add(
        "many pings at once",
        b"".join(frame(Opcode.PING, bytes([number])) for number in range(50)),
        stock=Verdict(pongs=tuple(bytes([number]) for number in range(50)), is_open=True),
    )
    table.add("pong that nobody asked for", frame(Opcode.PONG, b"unasked"), stock=_FINE)
    table.add(
        "ping with its length in 16 bits",
        frame(Opcode.PING, b"ping", form=16),
        stock=Verdict(pongs=(b"ping",), is_open=True),
    )
    for opcode in (Opcode.PING, Opcode.PONG, Opcode.CLOSE):
        name = opcode.name.lower()
        table.closed(f"{name} that is too long", frame(opcode, b"\x03\xe8" + bytes(124)), code=1002)
        table.closed(f"{name} in fragments", frame(opcode, b"\x03\xe8", fin=False), code=1002)
        table.closed(f"{name} with a reserved bit", frame(opcode, reserved=4), code=1002)
        table.closed(f"{name} without a mask", frame(opcode, mask=None), code=1002)


def _add_headers(table: _Table) -> None:
    for reserved in range(1, 8):
        bits = frame(Opcode.BINARY, b"x", reserved=reserved)
        table.closed(f"reserved bits {reserved:03b}", bits, code=1002)
    table.closed(
        "reserved bit of a continuation",
        frame(Opcode.BINARY, b"x", fin=False),
        frame(Opcode.CONT, b"x", reserved=4),
        code=1002,
    )
    for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        table.closed(f"opcode {opcode}", frame(opcode, b"x"), code=1002)
        table.closed(f"opcode {opcode} in fragments", frame(opcode, fin=False), code=1002)
    table.closed("message without a mask", frame(Opcode.BINARY, b"x", mask=None), code=1002)
    table.closed("text without a mask", frame(Opcode.TEXT, b"x", mask=None), code=1002)
    table.closed("request for another page", b"GET / HTTP/1.1\r\n\r\n", code=1002)
    # Nothing is sent any more once the closing began, not even what the first one asked for.
    table.closed(
        "message before a broken frame", frame(Opcode.BINARY, b"good") + frame(3, b"bad"), code=1002
    )


def _add_closing(table: _Table) -> None:
    table.closed("close without a code", closing(None), code=NO_CODE)
    table.closed("close of one byte", frame(Opcode.CLOSE, b"\x03"), code=1002)
    known = (1000, 1001, 1002, 1003, *range(1007, 1014))  # wsproto knows no 1014
    for code in (*known, 3000, 3999, 4000, 4999):
        table.closed(f"close {code}", closing(code), code=code)
    for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535):
        table.closed(f"close {code}, which is none", closing(code), code=1002)
    table.closed("close with a reason", closing(1000, "Grüße".encode()), code=1000)
    table.closed("close with the longest reason", closing(1000, b"x" * 123), code=1000)
    table.closed("close with a reason too long", closing(1000, b"x" * 124), code=1002)
    for name, reason in {
        "no UTF-8": b"\xff\xfe",
        "half a character": "ü".encode()[:1],
        "a surrogate": b"\xed\xa0\x80",
        "an overlong form": b"\xc0\xaf",
        "a character beyond the last": b"\xf4\x90\x80\x80",
    }.items():
        table.closed(f"close with {name} as reason", closing(1000, reason), code=1007)
    close = closing(1000)
    table.closed("close twice", close + closing(1001), code=1000)
    table.closed("message behind a close", close + frame(Opcode.BINARY, b"late"), code=1000)
    table.closed("ping behind a close", close + frame(Opcode.PING, b"late"), code=1000)
    table.closed("rubbish behind a close", close + b"\xff" * 100, code=1000)


def _add_text(table: _Table) -> None:
    for name, text in {"text": "Grüße", "empty text": "", "text of many planes": "aß中😀"}.items():
        echo = Verdict(echoes=(text,), is_open=True)
        table.text(name, frame(Opcode.TEXT, text.encode()), stock=echo)
    halves = "ü".encode()
    table.text(
        "text with a character in two fragments",
        *fragments(halves[:1], halves[1:], opcode=Opcode.TEXT),
        stock=Verdict(echoes=("ü",), is_open=True),
    )
    for name, wrong in {
        "text that is no UTF-8": b"\xff",
        "text with half a character": halves[:1],
        "text with a surrogate": b"\xed\xa0\x80",
        "text with an overlong form": b"\xc0\xaf",
    }.items():
        table.text(name, frame(Opcode.TEXT, wrong), stock=Verdict(close=1007))
    table.text(
        "text in fragments that is no UTF-8",
        *fragments(b"good", b"\xff", opcode=Opcode.TEXT),
        stock=Verdict(close=1007),
    )


def _add_ends(table: _Table) -> None:
    nothing = Verdict()
    one = frame(Opcode.BINARY, b"x" * 200)
    for name, cut in {
        "in a header": 1,
        "in a length": 3,
        "in a mask": 6,
        "in a payload": 100,
    }.items():
        table.add(f"end {name}", one[:cut], stock=nothing, is_cut=True)
    table.add("end without a word", stock=nothing, is_cut=True)
    first = frame(Opcode.BINARY, b"first", fin=False)
    table.add("end between fragments", first, stock=nothing, is_cut=True)
    table.add("end behind a close", closing(1000), stock=Verdict(close=1000), is_cut=True)


def _build() -> tuple[FrameCase, ...]:
    table = _Table()
    for add in (
        _add_messages,
        _add_fragments,
        _add_control_frames,
        _add_headers,
        _add_closing,
        _add_text,
        _add_ends,
    ):
        add(table)
    return tuple(table.cases)


CASES: Final = _build()

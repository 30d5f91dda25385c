"""Pictures of the screen: the window dump that Xvfb keeps, PNG files, and what is painted."""

import struct
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

BYTES_PER_PIXEL = 4
# Of a row of the message list: colours that the eye cannot tell from the ground are ground.
NEAR = 6
# A letter at 15 px covers 20 to 60 pixels; a full stop about 4. Blanks are not counted as letters.
INK_PER_LETTER = 4
MOST_LETTERS_COUNTED = 60


class UnreadablePicture(ValueError):
    """The bytes are not a picture of the one form that is read here."""


@dataclass(frozen=True)
class Rectangle:
    """A rectangle in pixels; right and bottom are the first column and row outside it."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def centre(self) -> tuple[int, int]:
        return self.left + self.width // 2, self.top + self.height // 2

    def contains(self, other: "Rectangle") -> bool:
        """Tell whether the other rectangle lies within this one, edges included."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def intersection(self, other: "Rectangle") -> "Rectangle":
        """Return what both cover; width or height 0 where they do not meet."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        width = max(0, min(self.right, other.right) - left)
        height = max(0, min(self.bottom, other.bottom) - top)
        return Rectangle(left, top, width, height)

    def __str__(self) -> str:
        return f"{self.width}x{self.height}+{self.left}+{self.top}"


Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255 each."""


@dataclass(frozen=True)
class Picture:
    """Pixels as a screen keeps them.

    Attributes:
        width: Pixels in a row.
        height: Rows.
        pixels: width * height * 4 bytes, each pixel blue, green, red and one unused byte.
    """

    width: int
    height: int
    pixels: bytes

    def __post_init__(self) -> None:
        if len(self.pixels) != self.width * self.height * BYTES_PER_PIXEL:
            raise UnreadablePicture(f"{len(self.pixels)} bytes for {self.width}x{self.height}")

    @property
    def frame(self) -> Rectangle:
        return Rectangle(0, 0, self.width, self.height)

    def crop(self, part: Rectangle) -> "Picture":
        """Return the part of this picture that the rectangle covers."""
        part = part.intersection(self.frame)
        stride = self.width * BYTES_PER_PIXEL
        rows = []
        for row in range(part.top, part.bottom):
            start = row * stride + part.left * BYTES_PER_PIXEL
            rows.append(self.pixels[start : start + part.width * BYTES_PER_PIXEL])
        return Picture(part.width, part.height, b"".join(rows))

    def colours(self) -> Counter[Colour]:
        """Count the pixels of each colour."""
        counted: Counter[Colour] = Counter()
        for value, count in Counter(memoryview(self.pixels).cast("I")).items():
            blue, green, red, _ = struct.pack("=I", value)
            counted[red, green, blue] += count
        return counted

    def commonest_colour(self) -> Colour:
        """Return the colour that most pixels have."""
        return self.colours().most_common(1)[0][0]

    def png(self) -> bytes:
        """Return the picture as a PNG file, 8 bits a channel, without transparency."""
        stride = self.width * 3
        channels = bytearray(self.height * stride)
        channels[0::3] = self.pixels[2::4]
        channels[1::3] = self.pixels[1::4]
        channels[2::3] = self.pixels[0::4]
        # Each row starts with the number of its filter: 0, none.
        rows = b"".join(
            b"\0" + channels[row * stride : (row + 1) * stride] for row in range(self.height)
        )
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        return (
            b"\x89PNG\r\n\x1a\n"
            + _png_chunk(b"IHDR", header)
            + _png_chunk(b"IDAT", zlib.compress(rows, 6))
            + _png_chunk(b"IEND", b"")
        )


@dataclass(frozen=True)
class Painted:
    """What a piece of the screen holds beside the bare ground.

    Attributes:
        differing: Pixels that are not ground.
        ink: Pixels that are neither ground nor the commonest other colour, which is the fill of a
            bubble; letters are among them.
        barest_band: The ink in that band of the piece that has the least of it; the whole ink where
            the piece is lower than one band.
    """

    differing: int
    ink: int
    barest_band: int


def measure_painted(piece: Picture, ground: Colour, *, band_height: int) -> Painted:
    """Count what is painted on the ground in one piece of the screen.

    Args:
        piece: The pixels of one row of a list, or of the part of it that is in view.
        ground: The colour of the list where it has no rows.
        band_height: Height of the bands to look at one by one; a last, lower one is left out.
    """
    colours = {hue: count for hue, count in piece.colours().items() if not _is_near(hue, ground)}
    fill = max(colours, key=lambda hue: colours[hue], default=ground)

    def ink_in(part: Picture) -> int:
        counts = part.colours().items()
        return sum(n for hue, n in counts if not _is_near(hue, ground) and not _is_near(hue, fill))

    tops = range(0, piece.height - band_height + 1, band_height)
    bands = [piece.crop(Rectangle(0, top, piece.width, band_height)) for top in tops]
    ink = ink_in(piece)
    return Painted(
        differing=sum(colours.values()),
        ink=ink,
        barest_band=min(map(ink_in, bands), default=ink),
    )


def least_ink(text: str) -> int:
    """Return how many ink pixels a row must have at least to show this text."""
    letters = sum(1 for letter in text if not letter.isspace())
    return INK_PER_LETTER * min(letters, MOST_LETTERS_COUNTED)


def read_xwd(dump: bytes) -> Picture:
    """Read an X window dump as Xvfb writes it with -fbdir: 24 bits deep, 32 bits a pixel.

    Raises:
        UnreadablePicture: it is cut short or of another form.
    """
    names = 25
    if len(dump) < names * 4:
        raise UnreadablePicture("the header is cut short")
    fields: Sequence[int] = struct.unpack(f">{names}I", dump[: names * 4])
    header_size, version, _, depth, width, height, _, byte_order = fields[:8]
    bits_per_pixel, bytes_per_line = fields[11], fields[12]
    colours = fields[19]
    if (version, depth, byte_order, bits_per_pixel) != (7, 24, 0, 32):
        raise UnreadablePicture(f"version {version}, depth {depth}, {bits_per_pixel} bits a pixel")
    start = header_size + colours * 12
    if len(dump) < start + height * bytes_per_line:
        raise UnreadablePicture("the pixels are cut short")
    used = width * BYTES_PER_PIXEL
    if bytes_per_line == used:
        return Picture(width, height, dump[start : start + height * used])
    lines = range(start, start + height * bytes_per_line, bytes_per_line)
    return Picture(width, height, b"".join(dump[line : line + used] for line in lines))


def _is_near(colour: Colour, ground: Colour) -> bool:
    return all(abs(ours - theirs) <= NEAR for ours, theirs in zip(colour, ground, strict=True))


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

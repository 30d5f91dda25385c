"""Reads QR codes from pictures: a file or what stands on the clipboard."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

_MOST_PIXELS = 1_600
"""Larger pictures are made smaller before the search: a code fills a good part of a photograph."""

_MOST_MEGABYTES = 128
"""A picture that would need more memory is not loaded; a photograph of 24 megapixels needs 92."""


def load_picture(path: str) -> QImage:
    """Load a picture file; null if it is none, is damaged, or is too large."""
    reader = QImageReader(path)
    reader.setAllocationLimit(_MOST_MEGABYTES)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _MOST_PIXELS:
        reader.setScaledSize(_fit(size))
    return reader.read()


def read_codes(picture: QImage) -> list[bytes]:
    """Return what every QR code of a picture holds; empty if there is none.

    Takes about 10 ms for a picture of the screen, 0.12 s for one of 12 megapixels.
    """
    if picture.isNull():
        return []
    # Only whoever reads a code needs the library.
    import zxingcpp  # noqa: PLC0415

    if max(picture.width(), picture.height()) > _MOST_PIXELS:
        picture = picture.scaled(
            _fit(picture.size()),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    # Transparent parts would count as black.
    ground = QImage(picture.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    gray = _over(picture, ground).convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, line = gray.width(), gray.height(), gray.bytesPerLine()
    pixels = bytes(gray.constBits())
    if line != width:
        pixels = b"".join(pixels[row * line : row * line + width] for row in range(height))
    view = memoryview(pixels).cast("B", shape=[height, width])
    found = zxingcpp.read_barcodes(
        view, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    )
    return [bytes(code.bytes) for code in found if code.valid]


def _fit(size: QSize) -> QSize:
    return size.scaled(_MOST_PIXELS, _MOST_PIXELS, Qt.AspectRatioMode.KeepAspectRatio)


def _over(picture: QImage, ground: QImage) -> QImage:
    painter = QPainter(ground)
    painter.drawImage(0, 0, picture)
    painter.end()
    return ground

"""Draws every scene in both themes and both directions, and compares with what was drawn before.

`make screenshots` runs it to write `docs/images/scenes`; the tests run it with `--check`. It draws
in a process of its own, with no font but those of `FONTS`: the same picture comes out on every
computer with the same Qt.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop import resources
from desktop.ui.preferences import ThemeChoice
from desktop.ui.theme import Theme
from tests.ui.desk import Desk
from tests.ui.scenes import SCENES

ROOT: Final = Path(__file__).resolve().parents[2]
PICTURES: Final = ROOT / "docs" / "images" / "scenes"
FAULTS: Final = ROOT / "build" / "scenes"

FONTS: Final = (
    "DejaVuSans.ttf",
    "DejaVuSansMono.ttf",
    "NotoColorEmoji.ttf",
    "NotoSansCJK-Regular.ttc",
)
"""What stands beside the bundled fonts: tools/devkit/system_libraries.py asks for each."""

CENTRAL: Final = (
    "welcome",
    "password-rated",
    "first-code",
    "chat",
    "other-alphabets",
    "request",
    "verify",
    "amber",
    "palette",
    "search",
    "settings",
    "appearance",
    "details",
    "message-menu",
    "emoji",
    "locked",
    "red",
    "offline",
)
"""Scenes that are kept light and dark, and light from right to left; of the others the light one
and the dark one from right to left, so that both themes and both directions are seen of each."""

MOST_DIFFERENT: Final = 0.005
"""Share of the pixels of a tile that may differ."""
_TILE = 64
_MOST_COLORS = 256
_MARK = 0xFFFF0000

_FONT_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <cachedir>{folder}/cache</cachedir>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture that is to be drawn.

    Attributes:
        scene: A name of `SCENES`.
        theme: Its colours.
        is_mirrored: Whether it runs from right to left.
    """

    scene: str
    theme: ThemeChoice
    is_mirrored: bool

    @property
    def name(self) -> str:
        """Name of its file."""
        return f"{self.scene}-{self.theme}{'-rtl' if self.is_mirrored else ''}.png"


def all_drawings(*, is_whole: bool = False) -> list[Drawing]:
    """Return the drawings that are kept, or with `is_whole` every scene in every way."""
    return [
        Drawing(scene, theme, is_mirrored)
        for scene in SCENES
        for theme in ("light", "dark")
        for is_mirrored in (False, True)
        if is_whole
        or (theme == "light" and not is_mirrored)
        or (scene in CENTRAL) != (theme == "dark" and is_mirrored)
    ]


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────


def start_application() -> Theme:
    """Start Qt as every picture needs it: no blinking, English, everything as it is bundled."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setCursorFlashTime(0)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return Theme(app, "light")


def draw(drawing: Drawing, theme: Theme) -> QImage:
    """Bring the window into the scene and return its picture, one pixel for one point."""
    theme.choose(drawing.theme)
    QApplication.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if drawing.is_mirrored else Qt.LayoutDirection.LeftToRight
    )
    desk = Desk(theme)
    try:
        window = SCENES[drawing.scene](desk)
        desk.settle()
        return window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    finally:
        desk.close()
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def with_few_colors(image: QImage) -> QImage:
    """Return the picture with the 256 colours that it uses most, the others as the nearest."""
    counts = Counter(memoryview(image.constBits()).cast("B").cast("I"))
    return _with_colors(image, [color for color, _ in counts.most_common(_MOST_COLORS)])


def _with_colors(image: QImage, colors: Sequence[int]) -> QImage:
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return image.convertToFormat(QImage.Format.Format_Indexed8, list(colors), flags)


def to_png(image: QImage) -> bytes:
    """Return the picture as a small file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    with_few_colors(image).save(buffer, "PNG", 0)  # type: ignore[call-overload]  # as small as can be
    return bytes(buffer.data().data())


# ── comparing ─────────────────────────────────────────────────────────────────────────────────────


def find_differences(before: QImage, now: QImage) -> list[QRect]:
    """Return the tiles of 64 pixels in which more than 0.5 % of the pixels differ.

    By tiles, so that a small control in a large window counts.

    Args:
        before: A picture from `to_png`.
        now: A fresh one, with all its colours.
    """
    if before.size() != now.size():
        return [QRect(QPoint(0, 0), now.size())]
    reduced = _with_colors(now, before.colorTable())
    old, new = bytes(before.constBits()), bytes(reduced.constBits())
    if old == new:
        return []
    width, line = before.width(), before.bytesPerLine()
    counts: Counter[tuple[int, int]] = Counter()
    for y in range(before.height()):
        start = y * line
        if old[start : start + width] != new[start : start + width]:
            counts.update(
                (x // _TILE, y // _TILE) for x in range(width) if old[start + x] != new[start + x]
            )
    tiles = [
        (QRect(x * _TILE, y * _TILE, _TILE, _TILE) & before.rect(), count)
        for (x, y), count in sorted(counts.items())
    ]
    return [tile for tile, count in tiles if count > MOST_DIFFERENT * tile.width() * tile.height()]


def with_marks(now: QImage, tiles: Iterable[QRect]) -> QImage:
    """Return the fresh picture with a red frame around each tile that differs."""
    marked = QImage(now)
    painter = QPainter(marked)
    painter.setPen(QColor.fromRgba(_MARK))
    for tile in tiles:
        painter.drawRect(tile.adjusted(0, 0, -1, -1))
    painter.end()
    return marked


# ── command ───────────────────────────────────────────────────────────────────────────────────────


def write(drawings: Sequence[Drawing], folder: Path) -> None:
    """Draw into a folder."""
    theme = start_application()
    folder.mkdir(parents=True, exist_ok=True)
    for drawing in drawings:
        (folder / drawing.name).write_bytes(to_png(draw(drawing, theme)))
    total = sum(file.stat().st_size for file in folder.glob("*.png"))
    print(f"{len(drawings)} pictures drawn, {total / 1e6:.1f} MB in {folder}")


def remove_others(names: Collection[str], folder: Path) -> None:
    """Remove pictures from a folder that have none of some names: of scenes that are no more."""
    for file in folder.glob("*.png"):
        if file.name not in names:
            file.unlink()


def check(drawings: Iterable[Drawing]) -> Iterator[str]:
    """Draw again and yield the name of each picture that is another now; it is kept in build/."""
    theme = start_application()
    for drawing in drawings:
        before, now = QImage(str(PICTURES / drawing.name)), draw(drawing, theme)
        tiles = find_differences(before, now)
        if tiles:
            FAULTS.mkdir(parents=True, exist_ok=True)
            with_marks(now, tiles).save(str(FAULTS / drawing.name))
            yield drawing.name


def _find_font(name: str) -> Path:
    found = next(Path("/usr/share/fonts").rglob(name), None)
    if found is None:
        raise SystemExit(f"{name} is not installed: without it the pictures are others.")
    return found


def run_alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this module in a process that knows only the fonts of `FONTS`."""
    with tempfile.TemporaryDirectory(prefix="scene-fonts-") as name:
        folder = Path(name)
        for file in (*resources.font_files(), *map(_find_font, FONTS)):
            (folder / file.name).symlink_to(file)
        config = folder / "fonts.conf"
        config.write_text(_FONT_CONFIG.format(folder=folder), encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-m", "tests.ui.pictures", "--alone", *arguments],
            cwd=ROOT,
            env=os.environ
            | {
                "FONTCONFIG_FILE": str(config),
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": "1",
                "TZ": "UTC",
            },
            check=False,
            text=True,
            stdout=subprocess.PIPE,
        )


def main() -> int:
    """Write the pictures, or with `--check` compare them; return the exit code."""
    parser = argparse.ArgumentParser(description="Draw every scene.")
    parser.add_argument("--out", type=Path, default=PICTURES, help="folder for the pictures")
    parser.add_argument("--whole", action="store_true", help="every scene in every way")
    parser.add_argument("--check", action="store_true", help="compare instead")
    parser.add_argument("--only", nargs="*", help="these pictures alone")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.alone:
        done = run_alone(*sys.argv[1:])
        print(done.stdout, end="")
        return done.returncode
    drawings = {drawing.name: drawing for drawing in all_drawings(is_whole=options.whole)}
    chosen = list(drawings) if options.only is None else options.only
    if unknown := [name for name in chosen if name not in drawings]:
        parser.error(f"there are no pictures {', '.join(unknown)}")
    if options.check:
        print(json.dumps(list(check(drawings[name] for name in chosen))))
    else:
        write([drawings[name] for name in chosen], options.out)
        remove_others(drawings, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

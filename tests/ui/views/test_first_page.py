"""The first page paints grounds at once, and makes way for words when a wait is long."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.first_page import FirstPage

ROOT = Path(__file__).parents[3]

# Loading any of these takes longer than all that the first paint needs.
LATE = ("desktop.core", "desktop.storage", "desktop.network", "desktop.crypto", "asyncio", "qasync",
        "keyring", "cryptography", "websockets", "apsw", "segno", "zxingcpp")  # fmt: skip


def colours(page: FirstPage) -> set[str]:
    image = page.grab().toImage()
    points = [(10, 10), (100, 10), (600, 10), (92, 96)]
    return {QColor(image.pixel(*point)).name().upper() for point in points}


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> FirstPage:
    page = FirstPage(theme, list_width=320)
    qtbot.addWidget(page)
    page.resize(1180, 740)
    return page


def test_grounds_stand_where_the_window_will_have_them(page: FirstPage, theme: Theme) -> None:
    tokens = theme.tokens
    assert colours(page) == {tokens.rail, tokens.list, tokens.window, tokens.tile}
    assert page.is_painted


def test_page_without_chats_is_one_ground(theme: Theme, qtbot: QtBot) -> None:
    page = FirstPage(theme, list_width=0)
    qtbot.addWidget(page)
    page.resize(1180, 740)
    assert colours(page) == {theme.tokens.window}


def test_words_take_the_place_of_the_rows(page: FirstPage, theme: Theme) -> None:
    page.wait_for("Opening", "a moment")
    assert page.page is not None
    page.page.wait_for("Opening", "a moment", at_once=True)
    assert colours(page) == {theme.tokens.window}


def test_first_paint_waits_for_nothing_of_the_messenger() -> None:
    program = f"import sys, desktop.window_start; print([m for m in {LATE} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

"""QR codes are painted so that a reader finds in them what was put in."""

import os

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.qr_code import QrCode, build_modules
from desktop.ui.qr_reader import read_codes
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import CODE, INVITE


def test_safety_number_fits_the_size_of_the_dialog() -> None:
    modules = build_modules(CODE)

    assert len(CODE) == 107
    assert len(modules) == 45
    assert all(len(row) == 45 for row in modules)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("data", [CODE, INVITE.encode(), bytes(107), b"\xff" * 107])
def test_painted_code_holds_its_data_in_either_look(
    theme: Theme, qtbot: QtBot, data: bytes, look: str
) -> None:
    theme.choose("dark" if look == "dark" else "light")
    code = QrCode(260, "Your code")
    qtbot.addWidget(code)

    code.show_data(data)

    assert read_codes(code.grab().toImage()) == [data]


def test_every_byte_is_kept(qtbot: QtBot) -> None:
    code = QrCode(212, "Your code")
    qtbot.addWidget(code)
    for _ in range(5):
        data = b"SC1" + os.urandom(104)
        code.show_data(data)
        assert read_codes(code.grab().toImage()) == [data]


def test_code_is_blank_before_its_data(qtbot: QtBot) -> None:
    code = QrCode(212, "Your code")
    qtbot.addWidget(code)

    assert read_codes(code.grab().toImage()) == []
    assert code.accessibleName() == "Your code"

"""The field for a new username."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.errors import NameTaken, RelayUnreachable
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.name_field import NameField


@pytest.fixture
def field(theme: Theme, qtbot: QtBot) -> NameField:
    field = NameField(theme)
    qtbot.addWidget(field)
    return field


def test_name_is_asked_about_on_a_pause_and_only_if_it_is_one(field: NameField) -> None:
    asked: list[str] = []
    field.check_due.connect(asked.append)

    for text in ("", "Lena.o", "no spaces"):
        field.set_text(text)
        field._pause.timeout.emit()

    assert asked == ["lena.o"]


def test_taken_name_is_not_taken_until_it_is_changed(field: NameField) -> None:
    field.set_text("bob")
    field.show_check("bob", is_taken=True, taken=describe(NameTaken()))

    assert field.take() is None
    field.set_text("bobby")
    assert field.take() == "bobby"
    assert not field._pause.isActive()


def test_answers_about_another_name_are_not_shown(field: NameField) -> None:
    field.set_text("lena.o")

    field.show_check("bob", is_taken=True, taken=describe(NameTaken()))
    field.show_check_failed("bob", describe(RelayUnreachable()))

    assert not field._frame.has_fault
    assert "People find you" in field.edit.accessibleDescription()

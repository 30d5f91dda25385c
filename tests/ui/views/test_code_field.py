"""The field for a registration code: there when asked for, and slips are noticed before sending."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.errors import CodeRefused
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.code_field import CodeField
from protocol.registration_code import write_code
from tests.ui.conftest import show_active

CODE = write_code(bytes(range(16)))


@pytest.fixture
def field(theme: Theme, qtbot: QtBot) -> CodeField:
    field = CodeField(theme)
    qtbot.addWidget(field)
    return field


def test_nothing_is_asked_at_first(field: CodeField) -> None:
    assert field.isHidden()
    assert not field.is_missing
    assert field.take() == ""


def test_code_is_taken_as_it_was_typed(field: CodeField) -> None:
    field.set_asked(is_asked=True)
    field.set_text(f" {CODE.lower()} ")
    assert not field.is_missing
    assert field.take() == f" {CODE.lower()} "
    field.set_asked(is_asked=False)
    assert field.take() == ""


def test_code_that_is_asked_for_is_missing_until_it_is_typed(field: CodeField) -> None:
    field.set_asked(is_asked=True)
    field.set_text("  ")
    assert field.is_missing


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE.replace("8", "9")])
def test_what_is_no_code_is_said(field: CodeField, typed: str) -> None:
    field.set_asked(is_asked=True)
    show_active(field)
    field.set_text(typed)
    assert field.take() is None
    assert "seven groups of four" in field.edit.accessibleDescription()
    field.set_text(CODE)
    assert "whoever runs the server" in field.edit.accessibleDescription()


def test_refused_code_stays_to_be_looked_at(field: CodeField) -> None:
    field.set_text(CODE)
    field.show_refused(describe(CodeRefused()))
    assert not field.isHidden()
    assert field.text == CODE
    assert "does not accept" in field.edit.accessibleDescription()

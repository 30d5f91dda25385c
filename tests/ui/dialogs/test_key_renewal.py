"""The two choices to renew keys in the account's settings."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.errors import RelayUnreachable
from desktop.ui.buttons import Button
from desktop.ui.dialogs.key_renewal import KeyRenewal
from desktop.ui.dialogs.renew_dialog import Renewal
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme


@pytest.fixture
def keys(theme: Theme, window: QWidget) -> KeyRenewal:
    return KeyRenewal(theme, window)


def answer(keys: KeyRenewal, name: str) -> None:
    assert keys.dialog is not None
    buttons = {button.accessibleName(): button for button in keys.dialog.findChildren(Button)}
    buttons[name].click()


@pytest.mark.parametrize("renewal", Renewal)
def test_renewal_begins_after_a_yes_and_once(keys: KeyRenewal, renewal: Renewal) -> None:
    asked: list[Renewal] = []
    keys.renewal_requested.connect(asked.append)

    keys.buttons[renewal].click()
    answer(keys, "Cancel")
    assert asked == []
    keys.buttons[renewal].click()
    keys.buttons[renewal].click()
    answer(keys, "Renew now")

    assert asked == [renewal]
    assert not any(button.isEnabled() for button in keys.buttons.values())
    keys.show_renewed()
    assert keys._told.accessibleName() == "The new keys count from now on."
    assert all(button.isEnabled() for button in keys.buttons.values())


def test_what_went_wrong_is_said(keys: KeyRenewal) -> None:
    error = describe(RelayUnreachable("down"))
    keys.show_failed(error)
    assert keys._told.accessibleName() == error.sentence

"""The question before keys are renewed."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.ui.buttons import Button
from desktop.ui.dialogs.renew_dialog import Renewal, RenewDialog
from desktop.ui.labels import TextLabel
from desktop.ui.theme import Theme


@pytest.mark.parametrize(
    ("renewal", "words"),
    [
        (Renewal.COMPUTER, "can neither sign in nor read"),
        (Renewal.IDENTITY, "keeps the mark “Verified”"),
    ],
)
def test_it_says_what_changes_and_what_contacts_see(
    theme: Theme, window: QWidget, renewal: Renewal, words: str
) -> None:
    dialog = RenewDialog(theme, renewal, window)
    dialog.open()
    texts = " ".join(label.text() for label in dialog.findChildren(TextLabel))
    assert words in texts
    assert "Your contacts see one line" in texts
    assert not window.grab().isNull()


def test_only_yes_renews(theme: Theme, window: QWidget) -> None:
    asked: list[str] = []
    for name in ("Cancel", "Renew now"):
        dialog = RenewDialog(theme, Renewal.COMPUTER, window)
        dialog.renewal_requested.connect(lambda name=name: asked.append(name))
        dialog.open()
        buttons = {button.accessibleName(): button for button in dialog.findChildren(Button)}
        buttons[name].click()
    assert asked == ["Renew now"]

"""What the palette offers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.records import ContactRecord
from desktop.ui.models.palette_model import Command, EntryKind, PaletteModel
from tests.helpers.fake_messenger import FakeMessenger


def contact(messenger: FakeMessenger, name: str, own_name: str = "") -> ContactRecord:
    number = messenger.add_contact(name)
    messenger.change_contact(number, own_name=own_name)
    return messenger.conversation(number).contact


@pytest.fixture
def model(qapp: QApplication) -> PaletteModel:
    messenger = FakeMessenger()
    commands = [
        Command(title=title, icon="settings", key_text=keys, act=list)
        for title, keys in (("New chat", "Ctrl+N"), ("Settings: Notifications", ""))
    ]
    return PaletteModel(
        [contact(messenger, "anno"), contact(messenger, "noor", "Noor Haddad")],
        [contact(messenger, "emil.novak", "Emil")],
        commands,
    )


def rows(model: PaletteModel) -> list[str]:
    return [
        f"# {entry.title}" if entry.kind is EntryKind.HEADING else entry.title
        for entry in (model.entry(row) for row in range(model.rowCount()))
    ]


def test_everything_is_offered_in_its_order_at_first(model: PaletteModel) -> None:
    assert rows(model) == [
        "# Chats", "anno", "Noor Haddad",
        "# Contacts", "Emil",
        "# Commands", "New chat", "Settings: Notifications",
    ]  # fmt: skip


def test_letters_find_names_usernames_and_commands_the_best_first(model: PaletteModel) -> None:
    model.look_for("no")

    assert rows(model) == [
        "# Chats", "Noor Haddad", "anno",
        "# Contacts", "Emil",
        "# Commands", "Settings: Notifications",
    ]  # fmt: skip
    noor, emil = model.entry(1), model.entry(4)
    assert (sorted(noor.places), noor.hint_places) == ([0, 1], frozenset())
    assert emil.places == frozenset()
    assert "".join(emil.hint[place] for place in sorted(emil.hint_places)) == "no"


def test_sign_leaves_the_commands_alone(model: PaletteModel) -> None:
    model.look_for(">chat")
    assert rows(model) == ["# Commands", "New chat"]
    model.look_for("> ")
    assert rows(model)[1:] == ["New chat", "Settings: Notifications"]


def test_headings_are_passed_over_around_the_ends(model: PaletteModel) -> None:
    assert model.next_row(-1, 1) == 1
    assert model.next_row(2, 1) == 4
    assert model.next_row(1, -1) == model.rowCount() - 1
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    model.look_for("xyzzy")
    assert model.rowCount() == 0
    assert model.next_row(-1, 1) is None


def test_rows_are_read_with_hint_and_keys(model: PaletteModel) -> None:
    def spoken(row: int) -> object:
        return model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)

    assert spoken(2) == "Noor Haddad, \u2066@noor\u2069"
    assert spoken(6) == "New chat, Ctrl+N"

"""Who made an invite."""

from PySide6.QtWidgets import QWidget

from desktop.core.records import InviteFound
from desktop.ui.theme import Theme
from desktop.ui.views.inviter_card import InviterCard
from protocol.ids import AccountId, Username


def test_card_names_person_and_server(theme: Theme) -> None:
    owner = QWidget()
    card = InviterCard(theme, owner)

    card.show_found(
        InviteFound(
            username=Username("bob"),
            account=AccountId(bytes(32)),
            relay_address="wss://chat.example",
            is_other_relay=False,
        )
    )

    assert card.name.accessibleName() == "Invite of bob"
    assert card.server.text() == "@bob at chat.example"
    assert not card.grab().isNull()

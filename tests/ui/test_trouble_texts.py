"""Every trouble of the connection has a sentence."""

import pytest

from desktop.core.records import ConnectionTrouble
from desktop.ui.trouble_texts import describe_trouble


@pytest.mark.parametrize("trouble", ConnectionTrouble)
def test_every_trouble_has_a_sentence(trouble: ConnectionTrouble) -> None:
    assert describe_trouble(trouble).endswith((".", "?"))


def test_offline_says_that_messages_wait() -> None:
    text = describe_trouble(ConnectionTrouble.UNREACHABLE)

    assert text == "Offline. Messages will be sent later."

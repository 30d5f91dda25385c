"""Who writes in a request."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.request_intro import RequestIntro
from tests.helpers.fake_messenger import FakeMessenger
from tests.ui.conftest import show_active


@pytest.fixture
def intro(theme: Theme, qtbot: QtBot) -> RequestIntro:
    intro = RequestIntro(theme)
    qtbot.addWidget(intro)
    intro.resize(804, intro.height())
    return intro


def test_confirmed_name_is_called_what_it_is(intro: RequestIntro) -> None:
    messenger = FakeMessenger()
    assert not intro.grab().isNull()

    intro.show_contact(messenger.conversation(messenger.add_contact("ivo.petrov")).contact)

    assert intro._name.accessibleName() == "Request from ivo.petrov"
    assert intro._handle.text() == "@ivo.petrov"
    assert "what they call themselves" in intro._words.text()
    assert not intro.grab().isNull()


def test_person_who_was_unblocked_is_no_stranger(intro: RequestIntro) -> None:
    messenger = FakeMessenger()
    stranger = messenger.conversation(messenger.add_contact("ivo.petrov")).contact
    intro.show_contact(stranger)
    assert "not written with this person" in intro._words.text()

    intro.show_contact(replace(stranger, was_written_to=True))

    assert "have written to this person before" in intro._words.text()


def test_unconfirmed_name_is_not_shown(intro: RequestIntro) -> None:
    messenger = FakeMessenger()
    contact = messenger.add_contact("mallory", is_name_confirmed=False)

    intro.show_contact(messenger.conversation(contact).contact)

    assert "mallory" not in intro._name.text() + intro._words.text()
    assert intro._handle.isHidden()


@pytest.mark.parametrize("width", [300, 804])
def test_words_stand_in_a_narrow_column(intro: RequestIntro, width: int) -> None:
    messenger = FakeMessenger()
    intro.show_contact(messenger.conversation(messenger.add_contact("ivo")).contact)

    intro.resize(width, intro.height())
    show_active(intro)

    assert width - 48 <= intro._words.width() <= width - 32 or intro._words.width() == 400
    assert intro._words.height() >= intro._words.heightForWidth(intro._words.width())

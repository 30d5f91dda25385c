"""The tree of a toy window, read from outside; and real keys and clicks on it."""

import pytest

from tests.e2e.accessibility import BUTTONS, LISTS, TEXT_FIELDS, Role, State
from tests.e2e.conftest import Seat
from tests.e2e.waiting import Deadline, StoryFailed

TEXTS = [f"text number {number} of a conversation" for number in range(40)]


def test_controls_are_found_by_role_and_name(seat_at_toy: Seat) -> None:
    alice = seat_at_toy()
    button = alice.see("Create an account", BUTTONS)
    assert button.role() == Role.PUSH_BUTTON
    assert button.has(State.SENSITIVE)
    assert alice.frame().contains(button.rectangle())
    assert alice.find("Create an account", TEXT_FIELDS) is None
    assert alice.find("create an account") is None
    # These belong to pages that do not show yet.
    assert alice.find("Username") is None
    assert alice.find("Messages") is None
    assert "push button 'Create an account'" in alice.app.describe()


def test_fields_take_typed_and_pasted_text(seat_at_toy: Seat) -> None:
    alice = seat_at_toy()
    alice.press_button("Create an account")
    alice.fill("Username", "alice.b_2 (Wonder-Land)~")
    alice.fill("Username", "שלום alice ☕ مرحبا")
    assert alice.see("Username").text() == "שלום alice ☕ مرحبا"
    alice.press_button("Continue")
    alice.fill("Password", "violet-anchor-84-Tundra")
    assert "violet" not in alice.see("Password").text()


def test_text_can_be_set_and_buttons_pressed_without_keys(seat_at_toy: Seat) -> None:
    alice = seat_at_toy()
    button = alice.see("Create an account", BUTTONS)
    assert button.do_action(button.action_names().index("Press"))
    field = alice.see("Username", TEXT_FIELDS)
    assert field.set_text("مرحبا 🥖")
    assert field.text() == "مرحبا 🥖"


def test_rows_of_a_list_are_read_also_out_of_view(seat_at_toy: Seat) -> None:
    alice = seat_at_toy(texts=TEXTS)
    messages = alice.see("Messages", LISTS)
    assert messages.child_count() == len(TEXTS)
    assert alice.rows(last=2) == [
        f"You, 14:03: {TEXTS[38]}; delivered",
        f"bob, 14:02: {TEXTS[39]}",
    ]
    first, last = messages.child(0), messages.child(39)
    assert first.has(State.SHOWING)
    assert messages.rectangle().contains(first.rectangle())
    assert not last.has(State.SHOWING)
    assert not messages.rectangle().contains(last.rectangle())


def test_what_never_comes_is_told_at_the_deadline(seat_at_toy: Seat) -> None:
    alice = seat_at_toy()
    with pytest.raises(StoryFailed, match='there is no "Nothing" in the window for alice'):
        alice.watch(
            lambda: alice.find("Nothing"),
            what='"Nothing" in the window',
            deadline=Deadline(0.2),
        )


def test_crash_is_told_instead_of_waiting(seat_at_toy: Seat) -> None:
    alice = seat_at_toy()
    alice.process.ask_to_end()
    with pytest.raises(StoryFailed, match="alice's app ended with code -15"):
        alice.see("Nothing")


def test_window_is_closed_by_the_window_manager(seat_at_toy: Seat) -> None:
    assert seat_at_toy().close_window() == 0

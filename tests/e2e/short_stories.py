"""Short stories in real windows: verifying, a request, a changed key, an invite, the echo bot.

Each leaves pictures of its moments, named after it.
"""

import contextlib
import sqlite3
import sys
from pathlib import Path
from typing import Final

from tests.e2e.accessibility import BUTTONS, TEXT_FIELDS, Accessible
from tests.e2e.person import Person
from tests.e2e.shown_rows import take_apart
from tests.e2e.story import (
    ALICE,
    ANSWER,
    BOB,
    OPENING,
    ROOT,
    FirstConversation,
    Stage,
    accept_request,
    find_row,
    keep_recovery_code,
    look_up,
    open_request,
    register,
    wait_for_text,
)
from tests.e2e.waiting import Deadline, StoryFailed

DIGITS: Final = 60
ECHO: Final = "echo"
HELLO: Final = "Hello!"
# What the relay holds for somebody online would be shown within this time.
STRAYING_S: Final = 1.0
ANOTHER_TRY: Final = "Bob, did you get my first message?"
UNHEARD: Final = "Bob? I am still here."
WHILE_AWAY: Final = (
    "The first of three while you are away.",
    "The second, which nobody carries to you.",
    "And the third: did all of them come?",
)
MISSING: Final = "1 message missing"
TO_NEW_COMPUTER: Final = "Are you on the new computer already?"


class Verification(FirstConversation):
    """Both compare the 60 digits, and Alice marks Bob as verified."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        numbers = [open_safety_number(person) for person in people]
        if numbers[0] != numbers[1]:
            raise StoryFailed("the two windows show different numbers")
        self.say(f"Both windows show {numbers[0]}")
        self._photograph(stage.screen, people, prefix="verification-numbers-")
        for person in people:
            mark_as_verified(person)
        self.say("Both windows show the other as verified")
        self._photograph(stage.screen, people, prefix="verification-")


class MessageRequest(FirstConversation):
    """Bob deletes Alice's request; she asks again, and he blocks her."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        for person in people:
            register(person)
        look_up(alice, bob)
        alice.write(OPENING)
        open_request(bob, OPENING)
        self._photograph(stage.screen, people, prefix="request-")
        bob.press_button("Delete")
        wait_until_gone(bob, OPENING)
        self.say("bob deleted the request")
        alice.write(ANOTHER_TRY)
        open_request(bob, ANOTHER_TRY)
        bob.press_button("Block")
        bob.press_button("Block alice")
        wait_until_gone(bob, ANOTHER_TRY)
        self.say("bob blocked alice")
        alice.write(UNHEARD)
        wait_for_state(alice, UNHEARD, "sent")
        bob.look_again(STRAYING_S)
        if any(UNHEARD in row for row in bob.rows()):
            raise StoryFailed("bob's window shows what somebody blocked wrote")
        self._photograph(stage.screen, people, prefix="request-blocked-")
        delivered = [
            message.text
            for message in map(take_apart, alice.rows())
            if message is not None and message.state == "delivered"
        ]
        if delivered:
            raise StoryFailed("alice learns that a request was delivered")


class ChangedKey(FirstConversation):
    """Bob signs in on a new computer, and Alice is told before anything else is sent.

    Attributes:
        is_verified: Whether Alice had compared the numbers before.
        banner: What her window then says.
    """

    is_verified = False
    banner = "bob\N{RIGHT SINGLE QUOTATION MARK}s security key has changed"

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        if self.is_verified:
            for person in people:
                open_safety_number(person)
                mark_as_verified(person)
        code = bob.close_window()
        if code != 0:
            raise StoryFailed(f"bob's app ended with code {code}")
        people.remove(bob)
        bob = self._seat(BOB, stage, home="bob-again", index=1)
        people.append(bob)
        fill_sign_in(bob)
        self._photograph(stage.screen, [bob], prefix="new-computer-")
        bob.press_button("Sign in")
        keep_recovery_code(bob)
        self.say("bob has signed in on a new computer")
        alice.write(TO_NEW_COMPUTER)
        alice.see(self.banner)
        self.say(f"alice's window says: {self.banner}")
        name = "changed-key-verified-" if self.is_verified else "changed-key-"
        self._photograph(stage.screen, people, prefix=name)
        if find_row(bob, "Message requests", TO_NEW_COMPUTER) is not None:
            raise StoryFailed("a message went to the new key unasked")
        if (alice.find("Accept new key", BUTTONS) is None) != self.is_verified:
            raise StoryFailed("alice's window offers the wrong ways to go on")


class VerifiedKeyChanged(ChangedKey):
    """The same with a contact who had been verified."""

    is_verified = True
    banner = "This may not be bob: the key you verified has changed"


class MissingMessage(FirstConversation):
    """The relay loses one of three messages that it holds, and Bob's window says so."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        bob.close_window()
        people.remove(bob)
        for text in WHILE_AWAY:
            alice.write(text)
            wait_for_state(alice, text, "sent")
        # Alice must not send it again before it was seen to be missing.
        alice.close_window()
        people.remove(alice)
        lose_held_envelope(stage.workspace / "relay" / "relay.sqlite", from_end=2)
        bob = self._sit_down(BOB, stage, bob.session, index=1)
        people.append(bob)
        bob.click(
            bob.watch(lambda: find_row(bob, "Chats", WHILE_AWAY[-1]), what="row among the chats")
        )
        wait_for_text(bob, WHILE_AWAY[-1])
        bob.watch(
            lambda: True if any(MISSING in row for row in bob.rows()) else None,
            what=f"line {MISSING!r}",
        )
        if any(WHILE_AWAY[1] in row for row in bob.rows()):
            raise StoryFailed("the lost message is there")
        self.say(f"bob's window says: {MISSING}")
        self._photograph(stage.screen, people, prefix="missing-")
        alice = self._sit_down(ALICE, stage, alice.session, index=0)
        people.append(alice)
        wait_for_text(bob, WHILE_AWAY[1])
        bob.watch(
            lambda: None if any(MISSING in row for row in bob.rows()) else True,
            what="conversation without a gap",
        )
        self.say("alice's app sent it again, and the gap is closed")
        self._photograph(stage.screen, people, prefix="missing-repaired-")


class Invite(FirstConversation):
    """Alice makes a link, Bob opens it, and both write without a request."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        for person in people:
            register(person)
        link = make_invite(alice)
        self._photograph(stage.screen, people, prefix="invite-made-")
        alice.press_button("Done")
        open_invite(bob, link, of=alice)
        bob.write(OPENING)
        alice.click(
            alice.watch(lambda: find_row(alice, "Chats", OPENING), what="row among the chats")
        )
        wait_for_text(alice, OPENING)
        alice.write(ANSWER)
        wait_for_text(bob, ANSWER)
        for person, text in ((alice, ANSWER), (bob, OPENING)):
            wait_for_state(person, text, "delivered")
        self.say("Both wrote, and nobody had to accept")
        self._photograph(stage.screen, people, prefix="invite-")


class EchoConversation(FirstConversation):
    """Alice is alone: from the empty window she says hello to the bot, and it answers."""

    cast = (ALICE,)
    app_options = ("--echo", ECHO)

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        [alice] = people
        bot = stage.keeper.start(
            "echo bot",
            [
                *(sys.executable, "examples/echo_bot.py", "--name", ECHO, "--relay", stage.url),
                *("--data-dir", stage.workspace / "bot"),
            ],
            environment=stage.screen.environment | {"HOME": str(stage.workspace / "relay")},
            is_talking=True,
            folder=ROOT,
        )
        if (line := bot.read_line(Deadline())) != f"ready: {ECHO}":
            raise StoryFailed(f"the bot says {line!r}")
        register(alice)
        self._photograph(stage.screen, people, prefix="echo-offered-")
        alice.press_button(f"Say hello to {ECHO}")
        alice.see(f"Conversation with {ECHO}")
        wait_for_answer(alice, HELLO)
        self.say(f"{ECHO} answered {HELLO!r}")
        alice.write(OPENING)
        wait_for_answer(alice, OPENING)
        wait_for_state(alice, OPENING, "delivered")
        self._photograph(stage.screen, people, prefix="echo-")


SHORT_STORIES: Final[dict[str, type[FirstConversation]]] = {
    "verification": Verification,
    "request": MessageRequest,
    "changed-key": ChangedKey,
    "changed-key-verified": VerifiedKeyChanged,
    "invite": Invite,
    "echo": EchoConversation,
    "missing": MissingMessage,
}


def lose_held_envelope(database: Path, *, from_end: int) -> None:
    """Take one held envelope out of the running relay's database, as a broken disk might.

    Args:
        database: The relay's file.
        from_end: Which: 1 is the newest.

    Raises:
        StoryFailed: there are fewer.
    """
    query = "SELECT id FROM envelope ORDER BY id DESC LIMIT 1 OFFSET ?"
    with contextlib.closing(sqlite3.connect(database, timeout=20)) as connection, connection:
        row = connection.execute(query, (from_end - 1,)).fetchone()
        if row is None:
            raise StoryFailed("the relay does not hold that many envelopes")
        connection.execute("DELETE FROM envelope WHERE id = ?", row)


# --- scenes --------------------------------------------------------------------------------------


def become_friends(alice: Person, bob: Person) -> None:
    """Let both register, one ask, the other accept and answer.

    Raises:
        StoryFailed: something of it does not come.
    """
    for person in (alice, bob):
        register(person)
    look_up(alice, bob)
    alice.write(OPENING)
    accept_request(bob, alice, OPENING)
    bob.write(ANSWER)
    wait_for_text(alice, ANSWER)
    wait_for_state(alice, OPENING, "delivered")
    wait_for_state(bob, ANSWER, "delivered")


def wait_for_answer(person: Person, text: str) -> None:
    """Wait until the bot's message with the same text is shown.

    Raises:
        StoryFailed: it does not come.
    """

    def is_there() -> bool | None:
        messages = [take_apart(row) for row in person.rows()]
        found = any(one and one.text == text and one.sender == ECHO for one in messages)
        return True if found else None

    person.watch(is_there, what=f"answer {text!r}")


def wait_for_state(person: Person, text: str, state: str) -> None:
    """Wait until an own message is shown in a state, such as "delivered".

    Raises:
        StoryFailed: it never is.
    """

    def is_shown_so() -> bool | None:
        messages = [take_apart(row) for row in person.rows()]
        found = any(one and one.text == text and one.state == state for one in messages)
        return True if found else None

    person.watch(is_shown_so, what=f"{state} {text!r}")


def wait_until_gone(person: Person, text: str) -> None:
    """Wait until no request says something any more.

    Raises:
        StoryFailed: it stays.
    """

    def is_gone() -> bool | None:
        is_there = find_row(person, "Message requests", text) or person.find("Accept", BUTTONS)
        return None if is_there else True

    person.watch(is_gone, what="list without the request")


def open_safety_number(person: Person) -> str:
    """Open the numbers to compare and return the 60 digits as they are read out.

    Raises:
        StoryFailed: they do not come.
    """
    person.press_button("Verify")

    def read_digits() -> str | None:
        shown = person.find("Safety number")
        digits = shown.description() if shown is not None else ""
        return digits if len(digits.replace(" ", "")) == DIGITS else None

    return person.watch(read_digits, what="safety number")


def mark_as_verified(person: Person) -> None:
    """Say that the numbers are the same, and see it in the head of the conversation.

    Raises:
        StoryFailed: it is not shown.
    """
    person.press_button("Mark as verified")
    person.see("Verified", BUTTONS)


def fill_sign_in(person: Person) -> None:
    """Choose to sign in to an account that exists, and type name and password.

    Raises:
        StoryFailed: a screen does not come or cannot be used.
    """

    def find_open_card() -> Accessible | None:
        return person.find("Sign in: chosen")

    person.press_button("Sign in")
    person.watch(find_open_card, what="card to sign in")
    person.fill("Username", person.name)
    person.fill("Password", person.who.password)


def make_invite(person: Person) -> str:
    """Make an invite and return its link; the dialog stays open.

    Raises:
        StoryFailed: there is none.
    """
    person.come_forward()
    person.hands.press("ctrl+n")
    person.press_button("Invite someone")

    def read_link() -> str | None:
        field = person.find("Invite link", TEXT_FIELDS)
        return (field.text() or None) if field is not None else None

    return person.watch(read_link, what="invite link")


def open_invite(person: Person, link: str, *, of: Person) -> None:
    """Paste a link and begin the conversation.

    Raises:
        StoryFailed: the app does not take it.
    """
    person.come_forward()
    person.hands.press("ctrl+n")
    person.press_button("Open an invite")
    person.fill("Invite link", link)
    person.see(f"Invite of {of.name}")
    person.press_button("Open invite")
    person.see(f"Conversation with {of.name}")

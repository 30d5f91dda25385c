"""Without a server and after it: offline, a message that waits, catching up, the newest message."""

import os
import signal
from pathlib import Path
from typing import Final

from tests.e2e.accessibility import BUTTONS, TEXT_FIELDS
from tests.e2e.person import Person
from tests.e2e.picture import Rectangle
from tests.e2e.processes import RunningProcess
from tests.e2e.short_stories import become_friends, wait_for_state
from tests.e2e.story import BOB, FirstConversation, Stage, find_row, wait_for_text
from tests.e2e.waiting import Deadline, StoryFailed

OFFLINE: Final = "Offline. Messages will be sent later."
WHILE_OFFLINE: Final = "Is the ferry late, or is it only my line?"
CATCHING_UP: Final = "Catching up, "
NEWEST: Final = "Newest message"
HELD: Final = 80
LAST_HELD: Final = f"stop {HELD} of the slow boat"
WHILE_READING: Final = "And you are up to date again."
NOTCHES: Final = 12


class Offline(FirstConversation):
    """The server goes and comes back; then Bob comes back to many messages."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        if bob.close_window() != 0:
            raise StoryFailed("bob's app did not end well")
        people.remove(bob)
        self._lose_server(stage, alice)
        self._write_much(alice)
        bob = self._sit_down(BOB, stage, bob.session, index=1)
        people.append(bob)
        self._catch_up(stage, bob)
        self._jump(stage, alice, bob)

    def _lose_server(self, stage: Stage, alice: Person) -> None:
        stage.relay.ask_to_end()
        stage.relay.wait(Deadline())
        alice.see(OFFLINE)
        alice.write(WHILE_OFFLINE)
        wait_for_state(alice, WHILE_OFFLINE, "waiting")
        self._photograph(stage.screen, [alice], prefix="offline-")
        self.say(f"alice's window says: {OFFLINE}")
        home = stage.workspace / "relay"
        self._second = stage.keeper.start(
            "relay again",
            [
                *(*self.programs.relay, "serve", "--listen", stage.url.removeprefix("ws://")),
                *("--database", f"sqlite:///{home / 'relay.sqlite'}"),
            ],
            environment={"HOME": str(home), "PATH": os.environ["PATH"]},
            is_talking=True,
            folder=self.programs.folder or home,
        )
        wait_for_state(alice, WHILE_OFFLINE, "sent")
        alice.watch(lambda: True if alice.find(OFFLINE) is None else None, what="no bar")
        self.say("the server is back, and what waited was sent by itself")

    def _write_much(self, alice: Person) -> None:
        alice.focus("Message")
        for number in range(1, HELD + 1):
            alice.hands.type_latin(f"stop {number} of the slow boat")
            alice.hands.press("Return")
            alice.watch(
                lambda: (
                    True
                    if (field := alice.find("Message", TEXT_FIELDS)) is not None
                    and not field.text()
                    else None
                ),
                what="empty field",
            )
        wait_for_state(alice, LAST_HELD, "sent")

    def _catch_up(self, stage: Stage, bob: Person) -> None:
        frame = bob.frame()
        said = bob.watch(lambda: find_beginning(bob, CATCHING_UP), what="bar of catching up")
        bob.watch(
            lambda: True if find_beginning(bob, CATCHING_UP) not in {None, said} else None,
            what="bar that goes on",
        )
        photograph_held(stage, bob, frame, self.out / "catching-up-both.png")
        self.say(f"bob's window says: {said}")
        bob.click(bob.watch(lambda: find_row(bob, "Chats", LAST_HELD), what="row among the chats"))

    def _jump(self, stage: Stage, alice: Person, bob: Person) -> None:
        wait_for_text(bob, LAST_HELD)
        bob.hands.turn_wheel(bob.messages().rectangle().centre, -NOTCHES)
        bob.see(NEWEST, BUTTONS)
        alice.write(WHILE_READING)
        bob.see(f"{NEWEST}, 1 new", BUTTONS)
        self._photograph(stage.screen, [bob], prefix="jump-")
        bob.press_button(f"{NEWEST}, 1 new")
        bob.watch(
            lambda: True if bob.find(f"{NEWEST}, 1 new", BUTTONS) is None else None,
            what="no count at the end",
        )
        self.say("bob read above, was told of a new message, and went to it")

    def _close(self, people: list[Person], relay: RunningProcess) -> None:  # type: ignore[override]
        super()._close(people, self._second if hasattr(self, "_second") else relay)


def find_beginning(person: Person, beginning: str) -> str | None:
    """Return the first accessible name in somebody's window that begins so, if any shows."""
    for window in person.app.windows():
        for item in window.walk():
            if (name := item.name()).startswith(beginning):
                return name
    return None


def photograph_held(stage: Stage, person: Person, frame: Rectangle, path: Path) -> None:
    """Take a picture of a moment that passes: the program stands still meanwhile."""
    os.kill(person.process.pid, signal.SIGSTOP)
    try:
        path.write_bytes(stage.screen.picture().crop(frame).png())
    finally:
        os.kill(person.process.pid, signal.SIGCONT)

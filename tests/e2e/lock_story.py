"""The lock and the recovery code: locked, unlocked, the keyring wiped, and all chats again."""

import sys
from typing import Final

from tests.e2e.accessibility import TEXT_FIELDS
from tests.e2e.leak_search import LeakSearch
from tests.e2e.person import Person
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
    look_up,
    register,
    wait_for_text,
)
from tests.e2e.waiting import Deadline, StoryFailed

AFTERWARDS: Final = "Bob, I am back: my keyring was gone."
_WIPE: Final = (
    "import json, pathlib, sys, keyring;"
    "note = json.loads(pathlib.Path(sys.argv[1]).read_text());"
    "gone = [keyring.delete_password(note['keyring_service'], entry)"
    " for entry in note['keyring_entries']];"
    "print('wiped', len(gone), flush=True)"
)


class LockAndRecovery(FirstConversation):
    """Alice turns the lock on, loses her keyring, and opens her chats with the code."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        code = register(alice)
        register(bob)
        look_up(alice, bob)
        alice.write(OPENING)
        accept_request(bob, alice, OPENING)
        bob.write(ANSWER)
        wait_for_text(alice, ANSWER)
        self._lock(stage, alice)
        self._unlock(alice)
        code_of_exit = alice.close_window()
        if code_of_exit != 0:
            raise StoryFailed(f"alice's app ended with code {code_of_exit}")
        people.remove(alice)
        self._wipe(stage, alice)
        alice = self._sit_down(ALICE, stage, alice.session, index=0)
        people.insert(0, alice)
        self._recover(stage, alice, code)
        alice.click(
            alice.watch(lambda: find_row(alice, "Chats", ANSWER), what="row among the chats")
        )
        wait_for_text(alice, ANSWER)
        alice.write(AFTERWARDS)
        bob.watch(
            lambda: True if any(AFTERWARDS in row for row in bob.rows()) else None,
            what=f"message {AFTERWARDS!r}",
        )
        self._photograph(stage.screen, people, prefix="recovered-")
        self.say("alice has her chats again, and bob got her message under the same account")
        self._search_for_code(stage, code)

    def _lock(self, stage: Stage, alice: Person) -> None:
        alice.come_forward()
        alice.hands.press("ctrl+l")
        alice.fill("Your password", ALICE.password)
        alice.press_button("Turn on")
        alice.see("SecureChat is locked")
        shown = alice.app.describe()
        for word in (BOB.name, ALICE.name, ANSWER, "unread"):
            if word in shown:
                raise StoryFailed(f"alice's locked window says {word!r}")
        self._photograph(stage.screen, [alice], prefix="locked-")
        self.say("alice's window is locked and names nobody")

    def _unlock(self, alice: Person) -> None:
        alice.fill("Password", "not the password")
        alice.press_button("Unlock")
        alice.watch(
            lambda: (
                True
                if (field := alice.find("Password", TEXT_FIELDS)) is not None
                and "not the right password" in field.description()
                else None
            ),
            what="refusal of a wrong password",
        )
        alice.fill("Password", ALICE.password)
        alice.press_button("Unlock")
        alice.watch(lambda: find_row(alice, "Chats", ANSWER), what="row among the chats")

    def _wipe(self, stage: Stage, alice: Person) -> None:
        (note,) = (alice.session.home / "data").rglob("keyring.json")
        wiping = stage.keeper.start(
            "wipe of alice's keyring",
            [sys.executable, "-c", _WIPE, str(note)],
            environment=alice.session.environment,
            is_talking=True,
            folder=ROOT,
        )
        line = wiping.read_line(Deadline())
        if not line.startswith("wiped ") or wiping.wait(Deadline()) != 0:
            raise StoryFailed(f"the keyring was not wiped: {line}")
        self.say("alice's keyring is empty")

    def _recover(self, stage: Stage, alice: Person, code: str) -> None:
        alice.fill("Password", ALICE.password)
        alice.press_button("Unlock")
        alice.see("Your chats could not be opened")
        self._photograph(stage.screen, [alice], prefix="cannot-open-")
        alice.click(alice.see("Use the recovery code"))
        alice.fill("Recovery code", code)
        self._photograph(stage.screen, [alice], prefix="recovery-")
        alice.press_button("Open my chats")

    def _search_for_code(self, stage: Stage, code: str) -> None:
        search = LeakSearch({"recovery code": code, "its characters": code.replace(" ", "")})
        control, planted = search.plant_control(stage.workspace / "relay")
        try:
            found = search.in_files([stage.workspace, self.out / "logs"])
        finally:
            control.unlink()
        if set(found) != set(planted):
            raise StoryFailed("the recovery code lies in a file")

"""The settings: found by a word, another password, diagnostics, and the end of an account."""

import sys
from pathlib import Path
from typing import Final

from tests.e2e.person import Person
from tests.e2e.short_stories import become_friends, wait_for_state
from tests.e2e.story import ALICE, BOB, ROOT, FirstConversation, Stage
from tests.e2e.waiting import Deadline, StoryFailed
from tests.e2e.writing_story import go_to_last_row, wait_until_gone, written

NEW_PASSWORD: Final = "amber-compass-52-Delta"
TOO_LATE: Final = "Alice, are you still there?"
GONE: Final = "alice’s account is gone"
_COUNT: Final = (
    "import json, sys, keyring;"
    "note = json.loads(sys.argv[1]);"
    "left = [entry for entry in note['keyring_entries']"
    " if keyring.get_password(note['keyring_service'], entry) is not None];"
    "print('left', len(left), flush=True)"
)


class Settings(FirstConversation):
    """Alice finds a setting, changes her password, copies diagnostics, deletes her account."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        self._find(stage, alice)
        self._change_password(stage, alice)
        self._copy_diagnostics(stage, alice)
        self._delete(stage, alice)
        bob.write(TOO_LATE)
        wait_for_state(bob, TOO_LATE, "not sent")
        go_to_last_row(bob)
        bob.hands.press("Return")
        bob.see("Try again")
        if GONE not in bob.app.describe():
            raise StoryFailed(f"bob's window does not say {GONE!r}")
        self._photograph(stage.screen, people, prefix="failed-message-")
        bob.hands.press("Escape")
        self.say("bob is told why his message was not sent")

    def _find(self, stage: Stage, alice: Person) -> None:
        alice.come_forward()
        alice.hands.press("ctrl+comma")
        alice.fill("Search settings", "password")
        alice.see("Password, Account")
        self._photograph(stage.screen, [alice], prefix="settings-found-")
        alice.hands.press("Down", "Return")
        alice.see("Settings: Account")
        self.say("a word led alice to the setting")

    def _change_password(self, stage: Stage, alice: Person) -> None:
        alice.fill("Password now", ALICE.password)
        alice.fill("New password", NEW_PASSWORD)
        alice.press_button("Change password")
        alice.see("The new password counts from now on.")
        self._photograph(stage.screen, [alice], prefix="settings-account-")
        self.say("alice has another password")

    def _copy_diagnostics(self, stage: Stage, alice: Person) -> None:
        alice.press_button("About")
        alice.press_button("Copy diagnostics")
        alice.see("Copied")
        self._photograph(stage.screen, [alice], prefix="settings-about-")
        alice.hands.press("Escape")
        alice.focus("Message")
        alice.hands.press("ctrl+shift+v")
        copied = alice.watch(lambda: written(alice) or None, what="copied text")
        if "SecureChat" not in copied or any(who.name in copied for who in (ALICE, BOB)):
            raise StoryFailed(f"the diagnostics say {copied!r}")
        alice.fill("Message", "")
        self.say("the diagnostics name the version and nobody")

    def _delete(self, stage: Stage, alice: Person) -> None:
        (note,) = (alice.session.home / "data").rglob("keyring.json")
        entries = note.read_text()
        if self._count_entries(stage, alice, entries) == 0:
            raise StoryFailed("alice's keyring had no entry before")
        alice.hands.press("ctrl+comma")
        alice.press_button("Account")
        for password in (ALICE.password, NEW_PASSWORD):
            alice.fill("Your password, to delete", password)
            alice.press_button("Delete account…")
            self._photograph(stage.screen, [alice], prefix="settings-delete-")
            alice.press_button("Delete everything now")
            if password == ALICE.password:
                alice.watch(
                    lambda: (
                        True
                        if (field := alice.find("Your password, to delete")) is not None
                        and "not the password" in field.description()
                        else None
                    ),
                    what="refusal of the old password",
                )
        alice.see("Username")
        wait_until_gone(alice, "Chats")
        self._photograph(stage.screen, [alice], prefix="settings-deleted-")
        left = self._count_entries(stage, alice, entries)
        if left:
            raise StoryFailed(f"{left} entries of alice's keyring stayed")
        if files := [*(alice.session.home / "data").rglob("history.db*")]:
            raise StoryFailed(f"of alice's account there stayed {describe(files)}")
        self.say("alice's account is deleted, and her keyring has nothing of it")

    def _count_entries(self, stage: Stage, alice: Person, note: str) -> int:
        counting = stage.keeper.start(
            "look into alice's keyring",
            [sys.executable, "-c", _COUNT, note],
            environment=alice.session.environment,
            is_talking=True,
            folder=ROOT,
        )
        word, _, count = counting.read_line(Deadline()).partition(" ")
        if word != "left" or counting.wait(Deadline()) != 0:
            raise StoryFailed("alice's keyring could not be read")
        return int(count)


def describe(files: list[Path]) -> str:
    """Return the names of files for a sentence."""
    return ", ".join(sorted(file.name for file in files))

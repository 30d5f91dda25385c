"""The real keyring is locked, then missing: Alice is told which, and nothing of hers is lost."""

from functools import partial
from typing import Final

from tests.e2e.accessibility import BUTTONS
from tests.e2e.desktop_session import start_keyring
from tests.e2e.person import Person
from tests.e2e.processes import ENDING_PATIENCE_S, RunningProcess
from tests.e2e.short_stories import become_friends
from tests.e2e.story import ALICE, ANSWER, FirstConversation, Stage, find_row, wait_for_text
from tests.e2e.waiting import StoryFailed

LOCKED: Final = "The keyring of this computer is locked."
MISSING: Final = "This computer has no keyring that SecureChat can use."
OFFERS: Final = ("Try again", "Use the recovery code")
AFTERWARDS: Final = "Bob, my keyring was gone for a while."


class KeyringTrouble(FirstConversation):
    """FT-16: Alice starts with a locked keyring and with none; both times it comes back."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        keyring: RunningProcess = alice.session.keyring
        for told, is_there, prefix in (
            (LOCKED, True, "keyring-locked-"),
            (MISSING, False, "keyring-missing-"),
        ):
            if alice.close_window() != 0:
                raise StoryFailed("alice's app did not end well")
            people.remove(alice)
            keyring.end(ENDING_PATIENCE_S)
            if is_there:
                keyring = self._start_keyring(stage, alice, None)
            alice = self._sit_down(ALICE, stage, alice.session, index=0)
            people.insert(0, alice)
            self._is_told(stage, alice, told, prefix)
            if is_there:
                keyring.end(ENDING_PATIENCE_S)
            keyring = self._start_keyring(stage, alice, ALICE.keyring_password)
            alice.press_button("Try again")
            alice.click(alice.watch(partial(find_row, alice, "Chats", ANSWER), what="row of bob"))
            wait_for_text(alice, ANSWER)
            self.say("the keyring is back, and so are alice's chats")
        alice.write(AFTERWARDS)
        wait_for_text(bob, AFTERWARDS)
        self._photograph(stage.screen, people, prefix="keyring-back-")

    def _start_keyring(self, stage: Stage, alice: Person, password: str | None) -> RunningProcess:
        session = alice.session
        return start_keyring(stage.keeper, session.environment, session.owner, password=password)

    def _is_told(self, stage: Stage, alice: Person, told: str, prefix: str) -> None:
        alice.watch(lambda: True if told in alice.app.describe() else None, what=f"words {told!r}")
        for name in OFFERS:
            alice.see(name)
        if alice.find("Create an account", BUTTONS) is not None:
            raise StoryFailed("alice is offered to begin anew over her own profile")
        self._photograph(stage.screen, [alice], prefix=prefix)
        self.say(f"alice's window says: {told}")

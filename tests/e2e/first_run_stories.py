"""Stories of servers: without an authority and set up anew; changed; an own one; one by code."""

import base64
import os
import signal
from pathlib import Path
from typing import Final

from protocol import limits
from protocol.registration_code import write_code
from server.net.tls import load_channel
from tests.e2e.accessibility import BUTTONS, TEXT_FIELDS
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person, Who
from tests.e2e.processes import RunningProcess
from tests.e2e.short_stories import make_invite, wait_for_state
from tests.e2e.story import (
    ALICE,
    ANSWER,
    OPENING,
    FirstConversation,
    Stage,
    find_row,
    keep_recovery_code,
    register,
    type_recovery_code,
    wait_for_text,
)
from tests.e2e.waiting import Deadline, StoryFailed
from tests.helpers.relay_certificates import Certificate, make_certificate

REALM: Final = "chat.example"
UNTRUSTED: Final = "This server cannot prove who it is."
LOST: Final = "The server no longer knows your account"
STILL_YOURS: Final = "Is this still your server?"
REFUSED: Final = "The server does not accept this code."
NOT_SENT: Final = "Your password was not sent."
AFTERWARDS: Final = "Are you back, too?"


class SelfSignedServer(FirstConversation):
    """Alice is told the server's key, Bob has an invite; then the server is set up anew."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        self._refuse_without_key(alice)
        self._photograph(stage.screen, people, prefix="untrusted-")
        key = base64.urlsafe_b64encode(load_channel(certificate_of(stage))).decode().rstrip("=")
        alice.fill("Server", f"{stage.url}#{key}")
        register(alice)
        link = make_invite(alice)
        alice.press_button("Done")
        self._begin_with_invite(bob, link, stage, people)
        bob.write(OPENING)
        alice.click(
            alice.watch(lambda: find_row(alice, "Chats", OPENING), what="row among the chats")
        )
        alice.write(ANSWER)
        wait_for_text(bob, ANSWER)
        wait_for_state(alice, ANSWER, "delivered")
        self.say("Both wrote over a server that only the invite vouches for")
        self._set_up_anew(stage)
        for person in people:
            person.see(LOST)
        self._photograph(stage.screen, people, prefix="lost-")
        for person in people:
            bring_back(person)
        alice.write(AFTERWARDS)
        wait_for_text(bob, AFTERWARDS)
        wait_for_state(alice, AFTERWARDS, "delivered")
        self.say("The server was set up anew, and both accounts are back")
        self._photograph(stage.screen, people, prefix="lost-back-")

    def _refuse_without_key(self, alice: Person) -> None:
        alice.fill("Username", alice.name)
        alice.press_button("Continue")
        alice.fill("Password", alice.who.password)
        alice.press_button("Create account")
        alice.watch(
            lambda: True if UNTRUSTED in alice.app.describe() else None, what=f"words {UNTRUSTED!r}"
        )

    def _begin_with_invite(
        self, bob: Person, link: str, stage: Stage, people: list[Person]
    ) -> None:
        bob.come_forward()
        bob.press_button("Open an invite")
        bob.fill("Invite link", link)
        bob.see("Invite of alice")
        self._photograph(stage.screen, people, prefix="first-invite-")
        bob.fill("Username", bob.name)
        bob.press_button("Continue")
        bob.fill("Password", bob.who.password)
        bob.press_button("Create account")
        type_recovery_code(bob)
        bob.see("Conversation with alice")
        self.say("bob's first window is alice's conversation")

    # ── the server ────────────────────────────────────────────────────────────────────────────

    def _relay_options(self, home: Path) -> list[str]:
        files = make_certificate(home).files
        return [
            *("--realm", REALM, "--tls-cert", str(files.certificate), "--tls-key", str(files.key))
        ]

    def _set_up_anew(self, stage: Stage) -> None:
        home = stage.workspace / "relay"
        stage.relay.ask_to_end()
        stage.relay.wait(Deadline())
        for file in home.glob("relay.sqlite*"):
            file.unlink()
        files = (home / "relay.pem", home / "relay.key")
        self._second = stage.keeper.start(
            "relay set up anew",
            [
                *(*self.programs.relay, "serve", "--listen", stage.url.removeprefix("wss://")),
                *("--database", f"sqlite:///{home / 'relay.sqlite'}", "--realm", REALM),
                *("--tls-cert", files[0], "--tls-key", files[1]),
            ],
            environment={"HOME": str(home), "PATH": os.environ["PATH"]},
            is_talking=True,
            folder=self.programs.folder or home,
        )
        self._second.read_line(Deadline())

    def _close(self, people: list[Person], relay: RunningProcess) -> None:  # type: ignore[override]
        super()._close(people, self._second if hasattr(self, "_second") else relay)


class ChangedServer(FirstConversation):
    """The server's certificate changes; Alice is asked before her password goes there."""

    cast = (ALICE,)

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        [alice] = people
        register(alice)
        make_certificate(stage.workspace / "relay", host="127.0.0.1")
        os.kill(stage.relay.pid, signal.SIGHUP)
        alice.close_window()
        people.remove(alice)
        alice = self._sit_down(ALICE, stage, alice.session, index=0)
        people.append(alice)
        alice.see("Add a contact", BUTTONS)
        alice.come_forward()
        alice.hands.press("ctrl+comma")
        self._ask_for_another_password(alice)
        alice.see(STILL_YOURS)
        self._photograph(stage.screen, people, prefix="changed-server-")
        alice.press_button("Cancel")
        alice.watch(
            lambda: True if NOT_SENT in alice.app.describe() else None, what=f"words {NOT_SENT!r}"
        )
        alice.press_button("Change password")
        alice.press_button("Continue")
        alice.watch(
            lambda: True if "The new password counts" in alice.app.describe() else None,
            what="new password",
        )
        self.say("alice was asked first, declined, was asked again, and agreed")

    def _ask_for_another_password(self, alice: Person) -> None:
        alice.press_button("Account")
        alice.fill("Password now", alice.who.password)
        alice.fill("New password", "harbour-quilt-52-Ember")
        alice.press_button("Change password")

    def _relay_options(self, home: Path) -> list[str]:
        files = make_certificate(home, host="127.0.0.1").files
        return [
            *("--realm", REALM, "--tls-cert", str(files.certificate), "--tls-key", str(files.key))
        ]

    def _furnish(self, stage: Stage, session: DesktopSession) -> None:
        session.environment["SSL_CERT_FILE"] = str(certificate_of(stage))


class OwnServer(FirstConversation):
    """Alice runs a server on her computer; it comes and goes with the app."""

    cast = (ALICE,)
    has_relay_option = False

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        [alice] = people
        alice.press_button("Run a server on this computer")
        self._photograph(stage.screen, people, prefix="own-server-")
        register(alice)
        link = make_invite(alice)
        alice.press_button("Done")
        if alice.close_window() != 0:
            raise StoryFailed("alice's app did not end well")
        people.remove(alice)
        if find_own_relays(stage.workspace):
            raise StoryFailed("the server of alice's computer goes on without her app")
        alice = self._sit_down(ALICE, stage, alice.session, index=0)
        people.append(alice)
        alice.see("Add a contact", BUTTONS)
        if make_invite(alice) == link:
            raise StoryFailed("the second invite is the first")
        alice.press_button("Done")
        if len(find_own_relays(stage.workspace)) != 1:
            raise StoryFailed("the server of alice's computer does not run")
        self.say("the server ran while the app did, both times")


class ByCode(FirstConversation):
    """A server that registers by code: one that nobody made is refused, one just made is taken."""

    cast = (ALICE,)

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        [alice] = people
        alice.see("Username", TEXT_FIELDS)
        alice.fill("Username", alice.name)
        self._register_by(alice, write_code(bytes(limits.REGISTRATION_CODE_BYTES)))
        alice.watch(
            lambda: True if REFUSED in alice.app.describe() else None, what=f"words {REFUSED!r}"
        )
        self._photograph(stage.screen, people, prefix="code-refused-")
        self._register_by(alice, self._make_code(stage))
        keep_recovery_code(alice)
        self.say("alice was asked for a code, and a second one let her in")

    def _register_by(self, alice: Person, code: str) -> None:
        alice.see("Registration code", TEXT_FIELDS)
        alice.fill("Registration code", code)
        alice.press_button("Continue")
        alice.fill("Password", alice.who.password)
        alice.press_button("Create account")

    def _make_code(self, stage: Stage) -> str:
        """Make a code beside the running relay, as an operator does."""
        home = stage.workspace / "relay"
        maker = stage.keeper.start(
            "registration code",
            [
                *(*self.programs.relay, "registration-code", "create"),
                *("--database", f"sqlite:///{home / 'relay.sqlite'}"),
            ],
            environment={"HOME": str(home), "PATH": os.environ["PATH"]},
            is_talking=True,
            folder=self.programs.folder or home,
        )
        code = maker.read_line(Deadline()).strip()
        maker.wait(Deadline())
        return code

    def _relay_options(self, home: Path) -> list[str]:
        return ["--registration", "code"]


SERVER_STORIES: Final[dict[str, type[FirstConversation]]] = {
    "self-signed": SelfSignedServer,
    "changed-server": ChangedServer,
    "own-server": OwnServer,
    "by-code": ByCode,
}


def tls_options(certificate: Certificate) -> list[str]:
    """Return what a relay is told to show a certificate under the stories' realm."""
    files = certificate.files
    options = ["--tls-cert", str(files.certificate), "--tls-key", str(files.key)]
    return ["--realm", REALM, *options]


def certificate_of(stage: Stage) -> Path:
    """Return the file of the relay's certificate."""
    return stage.workspace / "relay" / "relay.pem"


def bring_back(person: Person) -> None:
    """Register an account again that the server no longer knows."""
    who: Who = person.who
    person.come_forward()
    person.press_button("Type password…")
    person.fill("Password", who.password)
    person.fill("The same again", who.password)
    person.press_button("Register again")
    person.watch(lambda: True if person.find(LOST) is None else None, what="account that is back")


def find_own_relays(workspace: Path) -> list[int]:
    """Return the processes that serve a database below a folder, other than the story's."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--until-input-ends" in command and any(
            str(workspace).encode() in word for word in command
        ):
            found.append(int(folder.name))
    return found

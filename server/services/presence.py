"""Who is online, as coarsely as it is told, in memory alone (P9)."""

from dataclasses import dataclass, field
from typing import Final

from protocol import limits, messages
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId
from protocol.messages import PresenceState
from server.config import Clock
from server.services.peers import ConnectionNumber, Push

_Subject = tuple[str, AccountId | None]
_NO_NAME: Final = ""


@dataclass(kw_only=True, slots=True)
class _Person:
    """Somebody who is or was lately online.

    Attributes:
        name: Their name.
        connections: Connections on which a device of theirs is signed in.
        left_at_s: When the last of these ended; counts only while there is none.
    """

    name: str
    connections: set[ConnectionNumber] = field(default_factory=set)
    left_at_s: float = 0.0

    @property
    def state(self) -> PresenceState:
        return PresenceState.ONLINE if self.connections else PresenceState.RECENTLY


class Presence:
    """Answers watches and pushes changes.

    No row and no log says who watches whom; a watch ends with its connection.
    """

    def __init__(self, *, clock: Clock, push: Push, recently_s: float) -> None:
        self._clock = clock
        self._push = push
        self._recently_s = recently_s
        self._people: dict[AccountId, _Person] = {}
        self._accounts: dict[str, AccountId] = {}
        self._signed_in: dict[ConnectionNumber, AccountId] = {}
        self._watchers: dict[_Subject, set[tuple[ConnectionNumber, int]]] = {}
        self._watches: dict[ConnectionNumber, dict[int, _Subject]] = {}

    # --- people come and go ----------------------------------------------------------------------

    def sign_in(self, account: AccountId, name: str, connection: ConnectionNumber) -> None:
        """Note that a device signed in."""
        before = self._state(account)
        person = self._people.setdefault(account, _Person(name=name))
        person.connections.add(connection)
        self._signed_in[connection] = account
        self._accounts[name] = account
        if before is not PresenceState.ONLINE:
            self._tell(account, name, PresenceState.ONLINE)

    def sign_out(self, connection: ConnectionNumber) -> None:
        """Note that a connection on which a device was signed in ended."""
        account = self._signed_in.pop(connection, None)
        person = self._people.get(account) if account is not None else None
        if account is None or person is None:
            return
        person.connections.discard(connection)
        if not person.connections:
            person.left_at_s = self._clock.monotonic_s()
            self._tell(account, person.name, PresenceState.RECENTLY)

    def forget(self, account: AccountId) -> None:
        """Drop what is known of an account whose name moved away."""
        person = self._people.pop(account, None)
        if person is None:
            return
        if self._accounts.get(person.name) == account:
            del self._accounts[person.name]
        self._tell(account, person.name, PresenceState.UNKNOWN)

    def sweep(self) -> None:
        """Turn "recently" into "unknown" where it was long ago."""
        due_s = self._clock.monotonic_s() - self._recently_s
        for account, person in list(self._people.items()):
            if not person.connections and person.left_at_s <= due_s:
                self.forget(account)

    # --- watches ---------------------------------------------------------------------------------

    def watch_name(
        self, request: messages.WatchName, connection: ConnectionNumber
    ) -> messages.PresenceIs:
        """Begin a watch by name; a name that nobody has is simply never online.

        Raises:
            Refused: TOO_MANY_REQUESTS, the connection has too many watches.
        """
        account = self._accounts.get(request.name)
        self._watch(request.request, (request.name, None), connection)
        return messages.PresenceIs(
            request=request.request,
            state=PresenceState.UNKNOWN if account is None else self._state(account),
        )

    def watch_account(
        self, request: messages.WatchAccount, connection: ConnectionNumber
    ) -> messages.PresenceIs:
        """Begin a watch by account.

        Raises:
            Refused: TOO_MANY_REQUESTS, the connection has too many watches.
        """
        account = AccountId(request.account)
        self._watch(request.request, (_NO_NAME, account), connection)
        return messages.PresenceIs(request=request.request, state=self._state(account))

    def unwatch(self, request: messages.Unwatch, connection: ConnectionNumber) -> messages.Done:
        """End a watch; ending one that is not there changes nothing."""
        subject = self._watches.get(connection, {}).pop(request.watch, None)
        if subject is not None:
            self._drop(subject, connection, request.watch)
        return messages.Done(request=request.request)

    def end_watches(self, connection: ConnectionNumber) -> None:
        """Drop every watch of a connection that ended."""
        for number, subject in self._watches.pop(connection, {}).items():
            self._drop(subject, connection, number)

    def _watch(self, number: int, subject: _Subject, connection: ConnectionNumber) -> None:
        watches = self._watches.setdefault(connection, {})
        if len(watches) >= limits.MAX_WATCHES:
            raise Refused(ErrorCode.TOO_MANY_REQUESTS)
        watches[number] = subject
        self._watchers.setdefault(subject, set()).add((connection, number))

    def _drop(self, subject: _Subject, connection: ConnectionNumber, number: int) -> None:
        watchers = self._watchers[subject]
        watchers.discard((connection, number))
        if not watchers:
            del self._watchers[subject]

    def _state(self, account: AccountId) -> PresenceState:
        person = self._people.get(account)
        return PresenceState.UNKNOWN if person is None else person.state

    def _tell(self, account: AccountId, name: str, state: PresenceState) -> None:
        for subject in ((name, None), (_NO_NAME, account)):
            for connection, number in sorted(self._watchers.get(subject, ())):
                self._push(connection, messages.PresenceIs(request=number, state=state))

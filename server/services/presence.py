"""Who is online, as coarsely and to as few as each person wants, in memory alone (P9)."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from protocol import limits, messages
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId
from protocol.messages import PresenceRule, PresenceState
from server.config import Clock
from server.services.peers import ConnectionNumber, Push
from server.store import delivery_key_rows
from server.store.delivery_key_rows import OpenKey

_Subject = tuple[str, AccountId | None]
_WatchId = tuple[ConnectionNumber, int]
MOST_OF_ONE: Final = 4
"""Watches of one person on one connection: an app that changes keys has two for a moment. Each is
told of every change, so that thousands would keep everybody waiting."""

_NO_NAME: Final = ""
_NO_KEY: Final = b""


@dataclass(kw_only=True, slots=True)
class _Person:
    """Somebody who is or was lately online.

    Attributes:
        name: Their name.
        rule: Who may know it.
        keys: What shows that somebody is a contact; without an invite's keys.
        connections: Connections on which a device of theirs is signed in.
        left_at_s: When the last of these ended; counts only while there is none.
    """

    name: str
    rule: PresenceRule
    keys: list[OpenKey]
    connections: set[ConnectionNumber] = field(default_factory=set)
    left_at_s: float = 0.0

    @property
    def state(self) -> PresenceState:
        return PresenceState.ONLINE if self.connections else PresenceState.RECENTLY


@dataclass(kw_only=True, slots=True)
class _Watch:
    """One watch.

    Attributes:
        subject: A name or an account, never both.
        key_hash: SHA-256 of the delivery key that came with it; empty for none.
        told: What its connection was told last.
    """

    subject: _Subject
    key_hash: bytes
    told: PresenceState = PresenceState.UNKNOWN


class Presence:
    """Answers watches and pushes changes.

    No row and no log says who watches whom; a watch ends with its connection. Whoever may not know
    is answered like somebody who watches a name that nobody has, on the same path.
    """

    def __init__(self, *, clock: Clock, push: Push, recently_s: float) -> None:
        self._clock = clock
        self._push = push
        self._recently_s = recently_s
        self._people: dict[AccountId, _Person] = {}
        self._accounts: dict[str, AccountId] = {}
        self._signed_in: dict[ConnectionNumber, AccountId] = {}
        self._watchers: dict[_Subject, dict[_WatchId, _Watch]] = {}
        self._watches: dict[ConnectionNumber, dict[int, _Watch]] = {}
        self._counts: Counter[tuple[ConnectionNumber, _Subject]] = Counter()

    # --- people come and go ----------------------------------------------------------------------

    def sign_in(
        self,
        account: AccountId,
        name: str,
        connection: ConnectionNumber,
        *,
        rule: PresenceRule,
        keys: Sequence[OpenKey],
    ) -> None:
        """Note that a device signed in.

        Args:
            account: Whose device.
            name: Its person's name.
            connection: Where it is.
            rule: Who may know.
            keys: The delivery keys of the account.
        """
        person = self._people.setdefault(account, _Person(name=name, rule=rule, keys=[]))
        person.rule, person.keys = rule, _of_contacts(keys)
        person.connections.add(connection)
        self._signed_in[connection] = account
        self._accounts[name] = account
        self._tell(account, name)

    def sign_out(self, connection: ConnectionNumber) -> None:
        """Note that a connection on which a device was signed in ended."""
        account = self._signed_in.pop(connection, None)
        person = self._people.get(account) if account is not None else None
        if account is None or person is None:
            return
        person.connections.discard(connection)
        if not person.connections:
            person.left_at_s = self._clock.monotonic_s()
            self._tell(account, person.name)

    def forget(self, account: AccountId) -> None:
        """Drop what is known of an account that ended or whose name moved away."""
        person = self._people.pop(account, None)
        if person is None:
            return
        self._tell(account, person.name)
        if self._accounts.get(person.name) == account:
            del self._accounts[person.name]

    def sweep(self) -> None:
        """Turn "recently" into "unknown" where it was long ago, and heed keys that expired."""
        due_s = self._clock.monotonic_s() - self._recently_s
        for account, person in list(self._people.items()):
            if not person.connections and person.left_at_s <= due_s:
                self.forget(account)
            elif any(key.expires_ms for key in person.keys):
                self._tell(account, person.name)

    # --- what a person chooses -------------------------------------------------------------------

    def set_rule(self, account: AccountId, name: str, rule: PresenceRule) -> None:
        """Note who may know; but for EVERYBODY, watches by name and without a key end (PR-18)."""
        person = self._people.get(account)
        if person is not None:
            person.rule = rule
        self._apply(account, name, rule)

    def set_keys(self, account: AccountId, name: str, keys: Sequence[OpenKey]) -> None:
        """Note the delivery keys of an account; watches of those who hold none of them end."""
        person = self._people.get(account)
        if person is not None:
            person.keys = _of_contacts(keys)
            self._apply(account, name, person.rule)

    def _apply(self, account: AccountId, name: str, rule: PresenceRule) -> None:
        self._tell(account, name)
        if rule is PresenceRule.EVERYBODY:
            return
        person = self._people.get(account)
        keys = [] if person is None else person.keys
        for subject in ((name, None), (_NO_NAME, account)):
            for (connection, number), watch in self._in_order(subject):
                if subject[1] is None or not self._has_key(keys, watch):
                    del self._watches[connection][number]
                    self._drop(watch, connection, number)

    # --- watches ---------------------------------------------------------------------------------

    def watch_name(
        self, request: messages.WatchName, connection: ConnectionNumber
    ) -> messages.PresenceIs:
        """Begin a watch by name; a name that nobody has is simply never online.

        Raises:
            Refused: TOO_MANY_REQUESTS, the connection has too many watches, or too many of this
                person.
        """
        watch = _Watch(subject=(request.name, None), key_hash=_NO_KEY)
        return self._watch(
            request.request, watch, connection, account=self._accounts.get(request.name)
        )

    def watch_account(
        self, request: messages.WatchAccount, connection: ConnectionNumber
    ) -> messages.PresenceIs:
        """Begin a watch by account; where only contacts may know, its delivery key decides.

        Raises:
            Refused: BAD_REQUEST, the key is neither empty nor 32 bytes; TOO_MANY_REQUESTS, the
                connection has too many watches, or too many of this account.
        """
        if len(request.delivery_key) not in {0, limits.DELIVERY_KEY_BYTES}:
            raise Refused(ErrorCode.BAD_REQUEST)
        account = AccountId(request.account)
        watch = _Watch(
            subject=(_NO_NAME, account), key_hash=hashlib.sha256(request.delivery_key).digest()
        )
        return self._watch(request.request, watch, connection, account=account)

    def unwatch(self, request: messages.Unwatch, connection: ConnectionNumber) -> messages.Done:
        """End a watch; ending one that is not there changes nothing."""
        watch = self._watches.get(connection, {}).pop(request.watch, None)
        if watch is not None:
            self._drop(watch, connection, request.watch)
        return messages.Done(request=request.request)

    def end_watches(self, connection: ConnectionNumber) -> None:
        """Drop every watch of a connection that ended."""
        for number, watch in self._watches.pop(connection, {}).items():
            self._drop(watch, connection, number)

    def _watch(
        self,
        number: int,
        watch: _Watch,
        connection: ConnectionNumber,
        *,
        account: AccountId | None,
    ) -> messages.PresenceIs:
        watches = self._watches.setdefault(connection, {})
        of_one = connection, watch.subject
        if len(watches) >= limits.MAX_WATCHES or self._counts[of_one] >= MOST_OF_ONE:
            raise Refused(ErrorCode.TOO_MANY_REQUESTS)
        self._counts[of_one] += 1
        watches[number] = watch
        self._watchers.setdefault(watch.subject, {})[connection, number] = watch
        watch.told = self._visible(None if account is None else self._people.get(account), watch)
        return messages.PresenceIs(request=number, state=watch.told)

    def _drop(self, watch: _Watch, connection: ConnectionNumber, number: int) -> None:
        self._counts[connection, watch.subject] -= 1
        if not self._counts[connection, watch.subject]:
            del self._counts[connection, watch.subject]
        watchers = self._watchers[watch.subject]
        del watchers[connection, number]
        if not watchers:
            del self._watchers[watch.subject]

    def _visible(self, person: _Person | None, watch: _Watch) -> PresenceState:
        """Return as much as a watcher may know."""
        is_contact = self._has_key([] if person is None else person.keys, watch)
        if person is None:
            return PresenceState.UNKNOWN
        may_know = person.rule is PresenceRule.EVERYBODY or (
            person.rule is PresenceRule.CONTACTS and is_contact
        )
        return person.state if may_know else PresenceState.UNKNOWN

    def _has_key(self, keys: Sequence[OpenKey], watch: _Watch) -> bool:
        found = delivery_key_rows.find_matching(keys, watch.key_hash, now_ms=self._clock.now_ms())
        return found is not None

    def _in_order(self, subject: _Subject) -> list[tuple[_WatchId, _Watch]]:
        watchers = self._watchers.get(subject, {})
        return [(one, watchers[one]) for one in sorted(watchers)]

    def _tell(self, account: AccountId, name: str) -> None:
        """Push to each watcher what changed for it."""
        subjects: list[_Subject] = [(_NO_NAME, account)]
        if self._accounts.get(name, account) == account:  # a moved name is its new account's
            subjects.append((name, None))
        person = self._people.get(account)
        for subject in subjects:
            for (connection, number), watch in self._in_order(subject):
                state = self._visible(person, watch)
                if state is not watch.told:
                    watch.told = state
                    self._push(connection, messages.PresenceIs(request=number, state=state))


def _of_contacts(keys: Sequence[OpenKey]) -> list[OpenKey]:
    """Return the keys that contacts hold: an invite's, with limited uses, opens no presence."""
    return [key for key in keys if not key.is_limited]

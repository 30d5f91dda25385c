"""The stores of the own keys and of what is due for them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from desktop.core.records import ContactId, Privacy
from desktop.core.rows.own_keys import (
    AccountRow,
    Duty,
    OwnInvite,
    PendingChain,
    PrekeyRow,
    RetiredKey,
    SealPairRow,
    UpkeepState,
)
from desktop.core.rows.peers import SessionRow
from protocol.ids import ContentId, DeviceAddress, KeyId


class KeyStore(Protocol):
    """Own account, prekeys, seal pairs and sessions."""

    async def find_account(self) -> AccountRow | None:
        """Return the own account, None in a profile without one."""

    async def load_olm_account(self) -> bytes:
        """Return the pickled Olm account."""

    async def load_seal_pairs(self) -> list[SealPairRow]:
        """Return every own seal pair that still exists, newest first."""

    async def create_account(
        self,
        account: AccountRow,
        *,
        olm_pickle: bytes,
        seal_pair: SealPairRow,
        prekeys: Sequence[PrekeyRow],
    ) -> None:
        """Commit a new own account with all its keys, replacing a pending one."""

    async def finish_registration(self) -> None:
        """The relay confirmed: DONE, the auth value is gone, the prekeys are published."""

    async def discard_account(self) -> None:
        """Forget a pending account that the relay refused for good."""

    async def save_relay_key(self, key: bytes) -> None:
        """Keep the key of the relay that the password may go to."""

    async def save_relay_place(self, address: str, *, pinned_key: bytes) -> None:
        """Keep another address of the same relay."""

    async def add_prekeys(self, olm_pickle: bytes, prekeys: Sequence[PrekeyRow]) -> None:
        """Commit signed prekeys, still to be published, with the Olm account that made them."""

    async def load_unpublished_prekeys(self) -> list[PrekeyRow]:
        """Return signed prekeys that the relay did not confirm yet, oldest first."""

    async def mark_prekeys_published(self, prekeys: Sequence[PrekeyRow]) -> None:
        """The relay confirmed these."""

    async def load_privacy(self) -> Privacy:
        """Return what this account tells others."""

    async def save_privacy(self, privacy: Privacy) -> None:
        """Keep what this account tells others."""

    async def replace_delivery_key(self, key: bytes, *, now_ms: int) -> None:
        """Take a new own delivery key; the old one is kept as retired."""

    async def note_key_told(self) -> None:
        """Everybody who must be told of the new key has a row in the outbox now."""

    async def load_retired_keys(self) -> list[RetiredKey]:
        """Return own delivery keys that were replaced, oldest first."""

    async def drop_retired_key(self, key: bytes) -> None:
        """Forget a replaced key."""

    async def add_invite(self, secret: bytes, *, now_ms: int) -> None:
        """Keep an invite that is about to be shown."""

    async def load_invites(self) -> list[OwnInvite]:
        """Return own invites, oldest first."""

    async def drop_invite(self, secret: bytes) -> None:
        """Forget an invite."""

    async def save_session(self, session: SessionRow) -> None:
        """Keep a session after a content that is not in the outbox."""

    async def pickle_anew(
        self,
        *,
        olm: Callable[[bytes], bytes],
        session: Callable[[DeviceAddress, bytes, bytes], bytes],
    ) -> None:
        """Replace every pickle at once.

        Args:
            olm: Returns the Olm account's new pickle for its old one.
            session: Returns a session's new pickle, given its device, its id and its old pickle.
        """

    async def load_sessions(self, peer: DeviceAddress) -> list[SessionRow]:
        """Return the sessions with a device: the one last received on first, then the newest."""


class ChainStore(Protocol):
    """The own key chain while it grows."""

    async def find_pending(self) -> PendingChain | None:
        """Return the longer chain that is not in force yet."""

    async def plan(self, pending: PendingChain, *, entry: str = "") -> None:
        """Commit a longer chain that is about to be published.

        The secret `entry` is no leftover any more.
        """

    async def drop(self, *, leftovers: Sequence[str]) -> None:
        """Forget the pending chain; these secrets belong to nothing now."""

    async def finish(
        self,
        *,
        leftovers: Sequence[str],
        greetings: Mapping[ContactId, int],
        one_time_keys: int,
    ) -> AccountRow:
        """The relay has the pending chain: it is in force.

        With a new device, everything that hung on the old one goes: its prekeys, seal pairs and
        sessions; `one_time_keys` are due. What was encrypted and is not known to have arrived is
        encrypted anew.
        """

    async def adopt(self, chain: bytes) -> AccountRow:
        """A newer copy of this profile made the own chain longer: take it."""


class UpkeepStore(Protocol):
    """The own keys over time, and what old states ask for."""

    async def load_state(self) -> UpkeepState:
        """Return what is remembered."""

    async def find_newest_ms(self, kind: int) -> int | None:
        """Return when the newest own prekey of a kind was made, None if there is none."""

    async def load_newest_prekey(self, kind: int) -> PrekeyRow:
        """Return the newest own prekey of a kind. Raises KeyError."""

    async def load_fallback_keys(self) -> list[bytes]:
        """Return the own signed fallback prekeys that may still be used, newest first."""

    async def note_refilled(self, replaced: int, *, extra_since_ms: int, extra_given: int) -> None:
        """One-time keys are about to be made; so many of them replace used ones."""

    async def plan_secret(self, entry: str) -> None:
        """A secret is about to be written: it is a leftover until a commit makes it count."""

    async def load_leftover_secrets(self) -> list[str]:
        """Return names of secrets that belong to nothing."""

    async def forget_leftover(self, entry: str) -> None:
        """A leftover secret was deleted."""

    async def add_seal_pair(self, pair: SealPairRow, prekey: PrekeyRow, *, entry: str) -> None:
        """Commit a pair, still to be published; its secret is no leftover any more."""

    async def note_seal_pair_lost(self, key_id: KeyId) -> None:
        """Note that the secret store lost the other half of a pair; its seed is empty after it."""

    async def drop_seal_pair(self, key_id: KeyId, *, entry: str) -> None:
        """Forget a pair; its secret is a leftover from now on."""

    async def note_signed_in(
        self,
        *,
        epoch: bytes,
        newest_issued: int,
        newest_acknowledged: int,
        relay_is_old: bool,
        restored_floor: int | None,
        seq_jump: int,
        duties: Sequence[Duty],
        greetings: Mapping[ContactId, int],
        now_ms: int,
    ) -> None:
        """Keep what the relay said at sign-in, with everything that follows.

        Args:
            epoch: As the relay said.
            newest_issued: As the relay said.
            newest_acknowledged: As the relay said.
            relay_is_old: True to take its ids as they are, though lower than ours.
            restored_floor: Not None if this profile is old: no session is sent on any more, and own
                streams go on at least here.
            seq_jump: How far own streams go on at least.
            duties: What to do once the mailbox is drained.
            greetings: Contacts to greet, and when.
            now_ms: Local time.
        """

    async def archive_session(self, peer: DeviceAddress, session_id: bytes) -> None:
        """Send nothing on a session any more; it still opens what comes."""

    async def add_duties(self, duties: Sequence[Duty], *, now_ms: int) -> None:
        """Note what to do once the mailbox is drained."""

    async def load_duties(self) -> list[Duty]:
        """Return what is still to be done, in the order of `Duty`."""

    async def finish_duty(self, duty: Duty) -> None:
        """It is done."""

    async def load_greetings(self) -> dict[ContactId, int]:
        """Return contacts to greet, and when."""

    async def queue_greeting(
        self, contact: ContactId, *, content_id: ContentId, kind: int, version: int, now_ms: int
    ) -> None:
        """Queue an empty content on a new session; the greeting is no longer due."""

    async def prune(
        self, *, seen_before_ms: int, contexts_before_ms: int, accepted_before_ms: int
    ) -> None:
        """Forget seen ids, own contents, accepted envelopes and prekeys that nothing needs."""

"""The client's storage and network with process ends planted between their steps."""

from collections.abc import Sequence

from desktop.core.ports.profile import MoveKeys, ProfileAccess, ProfileRescue, SecretStore
from desktop.core.ports.relay import RelayFactory
from desktop.core.ports.runtime import Spawn
from desktop.core.records import KeyringState, ProfileLabel, ProfileState
from desktop.core.rows.received import ReceivedContent, ReceivedOutcome
from desktop.core.rows.sent import EncryptedContent
from desktop.crypto.recovery_code import RecoveryCode
from desktop.network.relay_address import parse_relay_address
from desktop.network.relay_client import RelayClient, SignInConnection
from desktop.storage.chain_store import DatabaseChainStore
from desktop.storage.composer_store import DatabaseComposerStore
from desktop.storage.contact_store import DatabaseContactStore
from desktop.storage.history_store import DatabaseHistoryStore
from desktop.storage.key_store import DatabaseKeyStore
from desktop.storage.message_store import DatabaseMessageStore
from desktop.storage.open_profile import LocalOpenProfile
from desktop.storage.outbox_store import DatabaseOutboxStore
from desktop.storage.profile_folder import LocalProfileFolder
from desktop.storage.repair_store import DatabaseRepairStore
from desktop.storage.search_store import DatabaseSearchStore
from desktop.storage.space_store import DatabaseSpaceStore
from desktop.storage.upkeep_store import DatabaseUpkeepStore
from protocol.ids import EnvelopeId
from tests.faults.kill_points import Countdown, KillPoint


class MortalOutboxStore(DatabaseOutboxStore):
    """An outbox after whose encrypting commit the process may end."""

    def __init__(self, store: DatabaseOutboxStore, countdown: Countdown) -> None:
        super().__init__(store._database)
        self._countdown = countdown

    async def commit_encrypted(self, encrypted: EncryptedContent) -> None:
        """Commit; see `core.ports.OutboxStore`."""
        await super().commit_encrypted(encrypted)
        self._countdown.hit(KillPoint.CLIENT_ENCRYPTED)


class MortalHistoryStore(DatabaseHistoryStore):
    """A history before whose commit of an opened envelope the process may end."""

    def __init__(self, store: DatabaseHistoryStore, countdown: Countdown) -> None:
        super().__init__(store._database)
        self._countdown = countdown

    async def commit_received(self, received: ReceivedContent) -> ReceivedOutcome:
        """Commit; see `core.ports.HistoryStore`."""
        self._countdown.hit(KillPoint.CLIENT_DELIVERED)
        return await super().commit_received(received)


class MortalProfile:
    """`core.ports.OpenProfile` with both of these stores."""

    def __init__(self, profile: LocalOpenProfile, countdown: Countdown) -> None:
        self._profile = profile
        self._history = MortalHistoryStore(profile.history, countdown)
        self._outbox = MortalOutboxStore(profile.outbox, countdown)

    @property
    def store_key(self) -> bytes:
        """STORE."""
        return self._profile.store_key

    @property
    def secrets(self) -> SecretStore:
        """Where the RSA keys are."""
        return self._profile.secrets

    @property
    def keys(self) -> DatabaseKeyStore:
        """Own account, prekeys, seal pairs and sessions."""
        return self._profile.keys

    @property
    def contacts(self) -> DatabaseContactStore:
        """Contacts and their keys."""
        return self._profile.contacts

    @property
    def history(self) -> MortalHistoryStore:
        """Messages and conversations."""
        return self._history

    @property
    def messages(self) -> DatabaseMessageStore:
        """Single messages."""
        return self._profile.messages

    @property
    def composer(self) -> DatabaseComposerStore:
        """Drafts and used emoji."""
        return self._profile.composer

    @property
    def outbox(self) -> MortalOutboxStore:
        """Outgoing contents."""
        return self._outbox

    @property
    def repairs(self) -> DatabaseRepairStore:
        """What was asked to be sent again."""
        return self._profile.repairs

    @property
    def search(self) -> DatabaseSearchStore:
        """The index of what was said."""
        return self._profile.search

    @property
    def space(self) -> DatabaseSpaceStore:
        """The room that it all takes."""
        return self._profile.space

    @property
    def chains(self) -> DatabaseChainStore:
        """The own key chain while it grows."""
        return self._profile.chains

    @property
    def upkeep(self) -> DatabaseUpkeepStore:
        """Keys over time."""
        return self._profile.upkeep

    async def close(self) -> None:
        """Close the database."""
        await self._profile.close()


class MortalFolder:
    """`core.ports.ProfileFolder` that opens such a profile.

    Attributes:
        opened: The profile opened last.
    """

    def __init__(self, folder: LocalProfileFolder, countdown: Countdown) -> None:
        self.opened: MortalProfile
        self._folder = folder
        self._countdown = countdown

    async def find_state(self) -> ProfileState:
        """Tell what is there."""
        return await self._folder.find_state()

    async def find_keyring_state(self) -> KeyringState:
        """Tell whether the keyring can be used."""
        return await self._folder.find_keyring_state()

    async def create(self, *, vault_passphrase: str | None) -> MortalProfile:
        """Make a profile."""
        profile = await self._folder.create(vault_passphrase=vault_passphrase)
        return self._keep(profile)

    async def open(
        self, *, vault_passphrase: str | None = None, password: str | None = None
    ) -> MortalProfile:
        """Open the profile."""
        profile = await self._folder.open(vault_passphrase=vault_passphrase, password=password)
        return self._keep(profile)

    async def open_with_code(
        self, code: RecoveryCode, *, vault_passphrase: str | None = None
    ) -> MortalProfile:
        """Open the profile by its code."""
        profile = await self._folder.open_with_code(code, vault_passphrase=vault_passphrase)
        return self._keep(profile)

    async def renew_store(
        self, code: RecoveryCode, *, password: str | None, move: MoveKeys
    ) -> None:
        """Encrypt everything anew."""
        await self._folder.renew_store(code, password=password, move=move)

    async def settle_label(self, label: ProfileLabel) -> None:
        """Let other windows call the profile so."""
        await self._folder.settle_label(label)

    @property
    def access(self) -> ProfileAccess:
        """What opens the profile."""
        return self._folder.access

    @property
    def rescue(self) -> ProfileRescue:
        """What can be done when it does not open."""
        return self._folder.rescue

    async def erase(self) -> None:
        """Remove everything."""
        await self._folder.erase()

    def _keep(self, profile: LocalOpenProfile) -> MortalProfile:
        self.opened = MortalProfile(profile, self._countdown)
        return self.opened


class MortalSignIn(SignInConnection):
    """A signed-in connection before whose acknowledgements the process may end."""

    def __init__(self, connection: SignInConnection, countdown: Countdown) -> None:
        super().__init__(connection._link)
        self._countdown = countdown

    async def acknowledge(self, ids: Sequence[EnvelopeId]) -> None:
        """Acknowledge; see `core.ports.AuthLink`."""
        self._countdown.hit(KillPoint.CLIENT_COMMITTED)
        await super().acknowledge(ids)


class MortalRelayClient(RelayClient):
    """A relay that is signed in to over such a connection."""

    def __init__(self, address: str, *, spawn: Spawn, countdown: Countdown) -> None:
        super().__init__(parse_relay_address(address), spawn=spawn)
        self._countdown = countdown

    async def connect(self) -> SignInConnection:
        """Connect; see `core.ports.Relay`."""
        return MortalSignIn(await super().connect(), self._countdown)


def mortal_relay(address: str, *, spawn: Spawn, countdown: Countdown) -> RelayFactory:
    """Return what makes the relay at one address, whatever address a profile remembers."""
    return lambda _remembered, **_: MortalRelayClient(address, spawn=spawn, countdown=countdown)

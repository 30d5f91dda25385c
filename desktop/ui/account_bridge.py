"""Requests about the own account: what it tells others, its password, its end."""

from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.core.messenger import Messenger
from desktop.core.records import Privacy, ProfileLabel, StorageUse
from desktop.errors import NameTaken
from desktop.ui.error_texts import describe_lost_name
from desktop.ui.request_runner import Answer, RequestRunner


class AccountBridge(QObject):
    """Asks the messenger about the account that is open.

    Signals:
        privacy_loaded(Privacy): What is in force now, at first or after a change.
        privacy_failed(ErrorText): A choice could not be loaded or saved; the old one stays.
        password_changed(): The new password counts.
        password_refused(ErrorText): The old password stays.
        account_deleted(): The account is gone, and its profile on this computer too.
        deletion_failed(ErrorText): Nothing was deleted.
        password_rated(str, PasswordRating): How good that password is.
        password_suggested(str): One drawn at random.
        storage_measured(StorageUse): How much room the profile takes now.
        storage_failed(ErrorText): It could not be measured, or nothing was given back.
        relay_moved(ProfileRecord): The server is reached at another address from now on.
        relay_not_moved(ErrorText): The old address stays.
        keys_renewed(): The new keys count.
        renewal_failed(ErrorText): The old keys stay, at least for now.
        registered_again(): The server knows the account again.
        registration_refused(ErrorText): It still does not.
        labels_found(dict): The ProfileLabel of each other profile that has one, by its name.
    """

    privacy_loaded = Signal(object)
    privacy_failed = Signal(object)
    password_changed = Signal()
    password_refused = Signal(object)
    account_deleted = Signal()
    deletion_failed = Signal(object)
    password_rated = Signal(str, object)
    password_suggested = Signal(str)
    storage_measured = Signal(object)
    storage_failed = Signal(object)
    relay_moved = Signal(object)
    relay_not_moved = Signal(object)
    keys_renewed = Signal()
    renewal_failed = Signal(object)
    registered_again = Signal()
    registration_refused = Signal(object)
    labels_found = Signal(object)

    def __init__(
        self, messenger: Messenger, runner: RequestRunner, parent: QObject | None = None
    ) -> None:
        """Ask `messenger` by way of `runner`."""
        super().__init__(parent)
        self._messenger = messenger
        self._runner = runner

    def load_privacy(self) -> None:
        """Ask what the account tells others."""

        async def work() -> Answer:
            return partial(self.privacy_loaded.emit, await self._messenger.load_privacy())

        self._runner.start("load privacy", work, self.privacy_failed.emit)

    def measure_storage(self) -> None:
        """Ask how much room the profile takes."""
        self._ask_storage("measure storage", self._messenger.measure_storage)

    def give_back_space(self) -> None:
        """Write the database anew without what is empty."""
        self._ask_storage("give back space", self._messenger.give_back_space)

    def delete_copies(self) -> None:
        """Delete the copies that were made before upgrades."""
        self._ask_storage("delete copies", self._messenger.delete_copies)

    def _ask_storage(self, name: str, ask: Callable[[], Awaitable[StorageUse]]) -> None:
        async def work() -> Answer:
            return partial(self.storage_measured.emit, await ask())

        self._runner.start(name, work, self.storage_failed.emit)

    def move_relay(self, address: str) -> None:
        """Reach the same server at another address."""

        async def work() -> Answer:
            return partial(self.relay_moved.emit, await self._messenger.move_relay(address))

        self._runner.start("move relay", work, self.relay_not_moved.emit)

    def save_privacy(self, privacy: Privacy) -> None:
        """Change what the account tells others."""

        async def work() -> Answer:
            await self._messenger.save_privacy(privacy)
            return partial(self.privacy_loaded.emit, privacy)

        self._runner.start("save privacy", work, self.privacy_failed.emit, subject=privacy)

    def change_password(self, old: str, new: str) -> None:
        """Change the account's password."""

        async def work() -> Answer:
            await self._messenger.change_password(old, new)
            return self.password_changed.emit

        self._runner.start("change password", work, self.password_refused.emit)

    def renew_device(self) -> None:
        """Replace every key of this computer."""
        self._renew(self._messenger.renew_device)

    def renew_identity(self) -> None:
        """Replace the key that proves who the person is."""
        self._renew(self._messenger.renew_identity)

    def _renew(self, renew: Callable[[], Awaitable[None]]) -> None:
        async def work() -> Answer:
            await renew()
            return self.keys_renewed.emit

        self._runner.start("renew keys", work, self.renewal_failed.emit)

    def delete_account(self, password: str) -> None:
        """End the account and remove it from this computer."""

        async def work() -> Answer:
            await self._messenger.delete_account(password)
            return self.account_deleted.emit

        self._runner.start("delete account", work, self.deletion_failed.emit)

    def register_again(self, password: str, code: str = "") -> None:
        """Bring the account back to a server that no longer knows it."""

        async def work() -> Answer:
            try:
                await self._messenger.register_again(password, code=code)
            except NameTaken:
                return partial(self.registration_refused.emit, describe_lost_name())
            return self.registered_again.emit

        self._runner.start("register again", work, self.registration_refused.emit)

    def find_labels(self, find: Callable[[], Awaitable[dict[str, ProfileLabel]]]) -> None:
        """Ask what the other profiles are called; the names of their folders do for want of it."""

        async def work() -> Answer:
            return partial(self.labels_found.emit, await find())

        self._runner.start("find labels", work, lambda _error: self.labels_found.emit({}))

    def rate_password(self, password: str, name: str) -> None:
        """Ask how good a password for this username is."""

        async def work() -> Answer:
            rating = await self._messenger.rate_password(password, name=name)
            return partial(self.password_rated.emit, password, rating)

        self._runner.start("rate password", work, self.password_refused.emit, subject=password)

    def suggest_password(self) -> None:
        """Ask for a password drawn at random."""

        async def work() -> Answer:
            return partial(self.password_suggested.emit, await self._messenger.suggest_password())

        self._runner.start("suggest password", work, self.password_refused.emit)

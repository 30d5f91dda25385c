"""Requests about what opens the profile: the lock, the recovery code, opening with it."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.core.messenger import Messenger
from desktop.core.records import LockRecord
from desktop.errors import CodeMistyped, KeyringError, SignInFailed, WrongPassphrase
from desktop.ui.error_texts import describe, describe_wrong_code, describe_wrong_password
from desktop.ui.request_runner import Answer, RequestRunner


class AccessBridge(QObject):
    """Asks the messenger about the way in.

    Signals:
        lock_loaded(LockRecord): What opens the profile, at first or after a change.
        lock_refused(ErrorText): The lock stays as it is.
        locked(): The messenger is closed; nothing of the profile is in its memory.
        code_made(tuple): The six groups of a new recovery code.
        code_failed(ErrorText): None could be made.
        code_kept(): The code that was shown last counts alone.
        code_refused(ErrorText): What was typed opens nothing.
        recovered(ProfileRecord | None): The code opened the profile; None without an account.
        passphrase_needed(ErrorText): The code is right, and the keyring takes no secret.
        recovery_failed(ErrorText): The profile could not be opened for another reason.
    """

    lock_loaded = Signal(object)
    lock_refused = Signal(object)
    locked = Signal()
    code_made = Signal(object)
    code_failed = Signal(object)
    code_kept = Signal()
    code_refused = Signal(object)
    recovered = Signal(object)
    passphrase_needed = Signal(object)
    recovery_failed = Signal(object)

    def __init__(
        self, messenger: Messenger, runner: RequestRunner, parent: QObject | None = None
    ) -> None:
        """Ask `messenger` by way of `runner`."""
        super().__init__(parent)
        self._messenger = messenger
        self._runner = runner

    def load_lock(self) -> None:
        """Ask what opens the profile."""

        async def work() -> Answer:
            return partial(self.lock_loaded.emit, await self._messenger.load_lock())

        self._runner.start("load lock", work, self.lock_refused.emit)

    def lock(self) -> None:
        """Close everything until it is opened again."""

        async def work() -> Answer:
            await self._messenger.lock()
            return self.locked.emit

        self._runner.start("lock", work, self.lock_refused.emit)

    def turn_on_lock(self, password: str) -> None:
        """Ask for the account's password from now on."""
        self._change("turn on lock", password, is_on=True)

    def turn_off_lock(self, password: str) -> None:
        """Open with the keyring alone from now on."""
        self._change("turn off lock", password, is_on=False)

    def _change(self, name: str, password: str, *, is_on: bool) -> None:
        messenger = self._messenger

        async def work() -> Answer:
            change = messenger.turn_on_lock if is_on else messenger.turn_off_lock
            try:
                await change(password)
            except SignInFailed:
                return partial(self.lock_refused.emit, describe_wrong_password())
            record: LockRecord = await messenger.load_lock()
            return partial(self.lock_loaded.emit, record)

        self._runner.start(name, work, self.lock_refused.emit)

    def make_code(self) -> None:
        """Ask for a new recovery code."""

        async def work() -> Answer:
            return partial(self.code_made.emit, await self._messenger.make_recovery_code())

        self._runner.start("make code", work, self.code_failed.emit)

    def keep_code(self, code: str, *, renews_store: bool = False, password: str = "") -> None:
        """Let the code that was shown last be the only one, and perhaps encrypt all anew."""

        async def work() -> Answer:
            try:
                await self._messenger.keep_recovery_code(
                    code, renews_store=renews_store, password=password or None
                )
            except SignInFailed:
                return partial(self.code_failed.emit, describe_wrong_password())
            return self.code_kept.emit

        self._runner.start("keep code", work, self.code_failed.emit)

    def open_with_code(self, code: str, vault_passphrase: str | None = None) -> None:
        """Open the profile with its recovery code."""

        async def work() -> Answer:
            try:
                profile = await self._messenger.open_with_code(
                    code, vault_passphrase=vault_passphrase
                )
            except CodeMistyped as error:
                return partial(self.code_refused.emit, describe(error))
            except WrongPassphrase:
                return partial(self.code_refused.emit, describe_wrong_code())
            except KeyringError as error:
                return partial(self.passphrase_needed.emit, describe(error))
            return partial(self.recovered.emit, profile)

        self._runner.start("open with code", work, self.recovery_failed.emit)

"""What comes before an account is open: asking the relay, making the keys, registering."""

from collections.abc import Callable, Mapping
from typing import Final

from desktop.core.account import is_pending
from desktop.core.account_maker import AccountMaker, AccountRequest
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import Relay, RelayFactory
from desktop.core.records import NameChecked
from desktop.core.relay_place import parse_place
from desktop.core.rows.own_keys import AccountRow
from desktop.core.rows.relay import PeerKeysState
from desktop.errors import (
    AccountError,
    CodeNeeded,
    CodeRefused,
    NameTaken,
    RegistrationClosed,
    RelayKeyChanged,
    SignInFailed,
)
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId, Username
from protocol.messages import RegistrationRule
from protocol.proofs import verify_chain
from protocol.registration_code import parse_code

VERDICTS: Final[Mapping[ErrorCode, type[AccountError]]] = {
    ErrorCode.NAME_TAKEN: NameTaken,
    ErrorCode.SIGN_IN_FAILED: SignInFailed,
    ErrorCode.UNKNOWN_ACCOUNT: SignInFailed,
    ErrorCode.REGISTRATION_CLOSED: RegistrationClosed,
    ErrorCode.CODE_REFUSED: CodeRefused,
}
"""What the relay's refusals of a registration mean."""

REFUSED_FOR_GOOD: Final = tuple(VERDICTS.values())
"""What is raised for a registration that the relay did not keep; repeating it is no use."""


class AccountEntry:
    """Brings an account into being, here and at its relay."""

    def __init__(
        self, relay_factory: RelayFactory, *, maker_of: Callable[[OpenProfile], AccountMaker]
    ) -> None:
        """Make it.

        Args:
            relay_factory: Makes the relay for an address.
            maker_of: Returns what makes the keys of a profile's account.
        """
        self._relay_factory = relay_factory
        self._maker_of = maker_of

    async def check_name(self, relay_address: str, username: Username) -> NameChecked:
        """Tell who may register there, and whether somebody has the name.

        Raises:
            NetworkError, Refused: the relay could not be asked.
        """
        relay = parse_place(relay_address).relay(self._relay_factory)
        try:
            greeting = await relay.greet()
            answer = await relay.lookup(username)
        finally:
            await relay.close()
        return NameChecked(
            is_taken=answer.state is PeerKeysState.FOUND, registration=greeting.registration
        )

    async def build_request(
        self,
        relay_address: str,
        username: Username,
        password: str,
        *,
        takes_over: bool,
        code: bytes = b"",
    ) -> AccountRequest:
        """Ask the relay for its realm and, when taking over, for the account behind the name.

        Args:
            relay_address: As typed: an address or an invite.
            username: The name to have.
            password: Of the account.
            takes_over: Whether the account exists and this computer takes its place.
            code: The registration code, empty for none.

        Raises:
            CodeNeeded: the relay asks for a code before it takes a new account.
            SignInFailed: nobody has the name that is to be taken over.
            RelayIncompatible: another relay than the invite's answered.
            InvalidForm, NetworkError, Refused: as they say.
        """
        place = parse_place(relay_address)
        relay = place.relay(self._relay_factory)
        try:
            link = await relay.connect()
            greeting = link.greeting
            await link.close()
            place.check_realm(greeting)
            predecessor: AccountId | None = None
            if takes_over:
                predecessor = await _find_predecessor(relay, username)
            elif greeting.registration is RegistrationRule.BY_CODE and not code:
                raise CodeNeeded
        finally:
            await relay.close()
        return AccountRequest(
            relay_address=place.address,
            realm=greeting.realm,
            username=username,
            password=password,
            predecessor=predecessor,
            relay_key=greeting.channel,
            relay_pin=place.pinned_key,
            code=code,
        )

    async def pending_row(self, profile: OpenProfile, request: AccountRequest) -> AccountRow:
        """Return the account of an earlier, unanswered try of this request, or make a new one.

        Raises:
            RelayKeyChanged: the earlier try went to the same relay under another key.
            KeyringError, StorageError: as they say; nothing is left of the try.
        """
        maker = self._maker_of(profile)
        row = await profile.keys.find_account()
        if row is not None:
            assert is_pending(row), "the profile has an account"
            if await maker.is_repeat(row, request):
                return row
            if row.realm == request.realm and row.relay_key not in {b"", request.relay_key}:
                raise RelayKeyChanged(request.relay_key)
            await maker.discard()
        return await maker.make(request)

    async def register(
        self, profile: OpenProfile, row: AccountRow, relay: Relay, *, code: bytes = b""
    ) -> None:
        """Bring a pending account to its relay, which is closed afterwards.

        Raises:
            NameTaken, SignInFailed, RegistrationClosed, CodeRefused: the relay refused it for good.
            RelayKeyChanged, NetworkError, Refused: the try can be repeated.
        """
        try:
            link = await relay.connect()
            try:
                await self._maker_of(profile).register(row, link, code=code)
            finally:
                await link.close()
        except Refused as error:
            verdict = VERDICTS.get(error.code)
            if verdict is None:
                raise
            takes_over = verify_chain(row.chain).predecessor is not None
            raise (SignInFailed if takes_over else verdict) from error
        finally:
            await relay.close()


def parse_typed_code(text: str) -> bytes:
    """Read a registration code as typed; nothing typed is none.

    Raises:
        InvalidForm: it is no code.
    """
    return parse_code(text) if text.strip() else b""


async def _find_predecessor(relay: Relay, username: Username) -> AccountId:
    answer = await relay.lookup(username)
    if answer.state is not PeerKeysState.FOUND:
        raise SignInFailed
    # A false chain gains the relay nothing: a predecessor proves nothing to peers (P3).
    return verify_chain(answer.chain).account

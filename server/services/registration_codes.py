"""Whether a registration code lets somebody in, within a budget of wrong ones."""

import functools
import hashlib

from protocol import limits
from protocol.errors import ErrorCode, InvalidForm, Refused
from server.config import Clock
from server.rate_limits import RateLimit
from server.store import registration_code_rows
from server.store.engine import Transaction
from server.store.reader import Reader


def hash_code(code: bytes) -> bytes:
    """Return what is stored of a code: it is random, so that plain SHA-256 hides it."""
    return hashlib.sha256(code).digest()


class RegistrationCodes:
    """Checks codes before the work of a registration, and spends them with it.

    Wrong, spent, expired and revoked ones are answered alike.
    """

    def __init__(self, *, reader: Reader, wrong_per_address: RateLimit, clock: Clock) -> None:
        self._reader = reader
        self._wrong_per_address = wrong_per_address
        self._clock = clock

    async def check(self, code: bytes, *, address: str) -> None:
        """Refuse a code that lets nobody in; a right one is not spent yet.

        Args:
            code: As it came, 16 bytes or none.
            address: Network address of the asker.

        Raises:
            Refused: CODE_REFUSED, which counts against the address; TOO_MANY_REQUESTS.
            InvalidForm: a code of another length.
        """
        if len(code) not in {0, limits.REGISTRATION_CODE_BYTES}:
            raise InvalidForm("registration code")
        wrong = self._wrong_per_address
        # Taken beforehand, so that parallel guesses do not slip through.
        if not wrong.take(address):
            raise Refused(ErrorCode.TOO_MANY_REQUESTS, wrong.retry_after_s(address))
        is_good = await self._reader.read(
            functools.partial(
                registration_code_rows.is_good,
                code_hash=hash_code(code),
                now_ms=self._clock.now_ms(),
            )
        )
        if not is_good:
            raise Refused(ErrorCode.CODE_REFUSED)
        wrong.give_back(address)

    def spend(self, connection: Transaction, code: bytes) -> bool:
        """Use a code up in the transaction that registers; False if it lets nobody in any more."""
        return registration_code_rows.spend(
            connection, hash_code(code), now_ms=self._clock.now_ms()
        )

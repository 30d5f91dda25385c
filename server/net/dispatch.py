"""From a request to its service, and from what a service raises to its answer."""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

from protocol import messages
from protocol.errors import ErrorCode, InvalidForm, InvalidProof, Refused
from protocol.ids import DeviceAddress
from protocol.messages import Message
from server.metrics import Event, Metrics
from server.rate_limits import RateLimit, in_ms
from server.services.account_changes import AccountChanges
from server.services.accounts import Accounts, SignedInDevice
from server.services.delivery import Delivery
from server.services.key_directory import KeyDirectory
from server.services.mailbox import MailboxService
from server.services.peers import Visitor
from server.services.presence import Presence
from server.store.engine import StoreUnavailable

_log = logging.getLogger(__name__)

_STORE_RETRY_S = 1.0
_REQUEST: Final = Event.REQUEST


@dataclass(kw_only=True, slots=True, eq=False)
class Visit:
    """One connection as its requests see it.

    Attributes:
        visitor: Who is at the other end, as far as that is known.
        reply: Queues a message for it; does nothing once it is gone.
        device: The device that is signed in on it, if one is.
        refused: Mailboxes of which something of the present frame was refused.
        is_over: Whether the connection ended, so that nothing may be signed in on it.
    """

    visitor: Visitor
    reply: Callable[[Message], None]
    device: SignedInDevice | None = None
    refused: set[DeviceAddress] = field(default_factory=set)
    is_over: bool = False


class Dispatcher:
    """Hands each message to its service; the one place where errors become answers."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        changes: AccountChanges,
        directory: KeyDirectory,
        mailbox: MailboxService,
        delivery: Delivery,
        presence: Presence,
        sends: RateLimit,
        metrics: Metrics,
    ) -> None:
        self._accounts = accounts
        self._changes = changes
        self._directory = directory
        self._mailbox = mailbox
        self._delivery = delivery
        self._presence = presence
        self._sends = sends
        self._metrics = metrics

    def begin_frame(self, visit: Visit) -> None:
        """Note that the messages to come are of a new frame (P8: refusals hold within one)."""
        visit.refused = set()

    def handle(self, visit: Visit, message: Message) -> Coroutine[Any, Any, None] | None:
        """Take a message that the connection's state allows.

        Args:
            visit: The connection.
            message: One message of the present frame, in order.

        Returns:
            A coroutine for the owner of the connection to run, or None if nothing is left to do
            here. It answers by itself and raises nothing.
        """
        match message:
            case messages.Send():
                self._metrics.count(_REQUEST)
                self._mailbox.send(
                    message,
                    sender_connection=visit.visitor.number,
                    refused=visit.refused,
                    answer=visit.reply,
                )
                return None
            case messages.Acknowledge():
                assert visit.device is not None  # the connection's state allows it only then
                self._mailbox.acknowledge(visit.device.address, message.ids)
                return None
            case messages.Begin():
                return None
            case messages.Ask():
                assert visit.device is not None
                self._metrics.count(_REQUEST)
                self._mailbox.ask(
                    message,
                    asker=visit.device.address.account,
                    refused=visit.refused,
                    answer=visit.reply,
                )
                return None
            case messages.WatchName() | messages.WatchAccount() | messages.Unwatch():
                self._metrics.count(_REQUEST)
                self._answer_at_once(visit, message)
                return None
            case messages.Request():
                self._metrics.count(_REQUEST)
                return self._answer(visit, message)
            case _:
                raise AssertionError("the codec knows no other message of a client")

    def close(self, visit: Visit) -> None:
        """Note that a connection ended."""
        visit.is_over = True
        number = visit.visitor.number
        self._delivery.sign_out(number)
        self._presence.sign_out(number)
        self._presence.end_watches(number)
        self._sends.forget(number)

    def _answer_at_once(
        self,
        visit: Visit,
        request: messages.WatchName | messages.WatchAccount | messages.Unwatch,
    ) -> None:
        number = visit.visitor.number
        try:
            match request:
                case messages.WatchName():
                    visit.reply(self._presence.watch_name(request, number))
                case messages.WatchAccount():
                    visit.reply(self._presence.watch_account(request, number))
                case messages.Unwatch():
                    visit.reply(self._presence.unwatch(request, number))
        except Refused as error:
            self._refuse(visit, request, error)

    async def _answer(self, visit: Visit, request: messages.Request) -> None:
        try:
            await self._serve(visit, request)
        except Refused as error:
            self._refuse(visit, request, error)
        except (InvalidForm, InvalidProof):
            self._refuse(visit, request, Refused(ErrorCode.BAD_REQUEST))
        except StoreUnavailable:
            self._refuse(visit, request, Refused(ErrorCode.TRY_LATER, _STORE_RETRY_S))
        except Exception:  # noqa: BLE001  # outermost loop of a request: logged and counted
            self._metrics.count(Event.INTERNAL_ERROR)
            _log.error("request_failed request=%s", type(request).__name__, exc_info=True)
            self._refuse(visit, request, Refused(ErrorCode.INTERNAL))

    async def _serve(self, visit: Visit, request: messages.Request) -> None:
        visitor = visit.visitor
        match request:
            case messages.Register():
                visit.reply(await self._accounts.register(request, visitor))
            case messages.Login():
                await self._login(visit, request)
            case messages.Lookup():
                visit.reply(await self._directory.lookup(request, visitor))
            case messages.FetchKeys():
                visit.reply(await self._directory.fetch_keys(request, visitor))
            case messages.Claim():
                visit.reply(await self._directory.claim(request, visitor))
            case _:
                assert visit.device is not None  # the connection's state allows it only then
                await self._change(visit, request, visit.device)

    async def _change(
        self, visit: Visit, request: messages.Request, device: SignedInDevice
    ) -> None:
        """Serve what a signed-in device changes of its own account."""
        match request:
            case messages.PutPrekeys():
                self._changes.spend(device)
                visit.reply(await self._directory.put_prekeys(request, device.address, device.key))
            case messages.PutChain():
                await self._changes.put_chain(request, device, visit.reply)
            case messages.SetKeys():
                visit.reply(await self._changes.set_keys(request, device))
            case messages.SetPresence():
                visit.reply(await self._changes.set_presence(request, device))
            case messages.ChangePassword():
                await self._changes.change_password(request, device, visit.visitor, visit.reply)
            case messages.DeleteAccount():
                await self._changes.delete_account(request, device, visit.visitor, visit.reply)
            case _:
                raise AssertionError("a request without a service")

    async def _login(self, visit: Visit, request: messages.Login) -> None:
        device = await self._accounts.login(request, visit.visitor)
        if visit.is_over:
            raise Refused(ErrorCode.TRY_LATER)
        self._metrics.count(Event.SIGN_IN)
        number = visit.visitor.number
        visit.device = device
        visit.reply(device.reply)
        session = self._delivery.sign_in(device.address, device.key, number)
        self._presence.sign_in(
            device.address.account,
            device.username,
            number,
            rule=device.presence,
            keys=device.delivery_keys,
        )
        try:
            await self._delivery.drain(session)
        except Exception:  # noqa: BLE001  # outermost loop of a sign-in that is answered already
            self._metrics.count(Event.INTERNAL_ERROR)
            _log.error("drain_failed", exc_info=True)
            self._delivery.end(session, ErrorCode.INTERNAL)

    def _refuse(self, visit: Visit, request: messages.Request, error: Refused) -> None:
        self._metrics.count_refusal(
            Event.SIGN_IN_REFUSED if isinstance(request, messages.Login) else Event.REQUEST_REFUSED,
            error.code,
        )
        retry_after_s = error.retry_after_s or 0.0
        visit.reply(
            messages.RefusedReply(
                request=request.request,
                code=error.code,
                retry_after_ms=in_ms(retry_after_s),
            )
        )

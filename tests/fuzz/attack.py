"""Sessions that send mutated frames, and what became of each.

The rules of the wire (`protocol.connection`) run beside the relay as a second opinion: what they
let through must be answered, what they refuse must end the connection with their close code.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from protocol import codec, limits, messages
from protocol.connection import Connection, Side, State
from protocol.errors import ErrorCode, RemoteProtocolError, UnexpectedMessage
from protocol.ids import AccountId, DeviceAddress
from protocol.messages import ConnectionKind
from tests.fuzz.frames import WRONG_AUTH, Material, encode
from tests.fuzz.mutations import mutated
from tests.fuzz.raw_socket import Ended, RawSocket, build_frame
from tests.fuzz.socket_tricks import BORNE, ENDING
from tests.helpers.relay_client import sign_login

SESSIONS: Final = {ConnectionKind.AUTH: 6, ConnectionKind.SEND: 3, ConnectionKind.WATCH: 1}
"""How often each kind of session is begun."""

_BATCH_FRAMES: Final = 24
_BATCH_BYTES: Final = 512 * 1024
_BATCH_REQUESTS: Final = limits.MAX_REQUESTS_IN_FLIGHT // 2
_MATERIAL: Final = 4
_TRICKS_OF_A_THOUSAND: Final = 12
_LONGEST_SESSION: Final = 2_000
_SIGN_INS_OF_A_HUNDRED: Final = 5
_BEGIN: Final = messages.Begin(version=limits.PROTOCOL_VERSION_MAX)
_ENDED_BY_SOCKET: Final = frozenset({1000, 1002, 1003, 1007, 1009})


class Finding(Exception):
    """The relay did what it must not; the text tells what, and after which frame."""


@dataclass
class Tally:
    """What was sent and what came of it.

    Attributes:
        frames: Mutated frames sent.
        mutations: How many of each mutation or trick.
        answers: How many of each kind of message the relay sent.
        refusals: How many of each reason.
        closes: How many connections it ended, by close code.
        sessions: How many were begun.
    """

    frames: int = 0
    sessions: int = 0
    mutations: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    closes: Counter[int] = field(default_factory=Counter)


@dataclass
class _Batch:
    """Bytes that are sent at once, and what must become of them.

    Attributes:
        data: What is sent.
        names: What was done to each mutated frame.
        codes: With which close codes the last of them may end the connection; empty if none may.
        must_end: Whether it must.
    """

    data: bytearray = field(default_factory=bytearray)
    names: list[str] = field(default_factory=list)
    codes: frozenset[int] = frozenset()
    must_end: bool = False


class Attacker:
    """One account and one network from which mutated frames come.

    Attributes:
        tally: What was sent, shared by all attackers.
    """

    def __init__(
        self,
        port: int,
        material: Material,
        tally: Tally,
        *,
        network: str,
        most: int,
        on_sent: Callable[[], Awaitable[None]],
    ) -> None:
        """Prepare an attacker.

        Args:
            port: Where the relay listens on loopback.
            material: What its frames are made of.
            tally: Counts the frames of all attackers.
            network: First three numbers of the addresses that it connects from; many, so that
                the cap on connections of one address ends no session.
            most: How many frames are sent in all.
            on_sent: Told after each batch; the attack waits for it.
        """
        self.tally = tally
        self._port = port
        self._material = material
        self._network = network
        self._most = most
        self._on_sent = on_sent
        self._last_refusal: ErrorCode | None = None
        self._held_back: tuple[str, bytes] | None = None

    @property
    def _random(self) -> Random:
        return self._material.random

    async def run(self) -> None:
        """Begin one session after the other until the frames are sent.

        Raises:
            Finding: the relay did what it must not.
        """
        while self.tally.frames < self._most:
            (kind,) = self._random.choices(list(SESSIONS), weights=list(SESSIONS.values()))
            try:
                await self._session(kind)
            except Ended as ended:
                raise Finding(f"closed with {ended.code} while a session began") from None

    async def _session(self, kind: ConnectionKind) -> None:
        self.tally.sessions += 1
        source = f"{self._network}.{self._random.randint(1, 250)}"
        socket = await RawSocket.open(self._port, kind, source=source)
        rules = Connection(Side.RELAY, kind)
        try:
            is_sign_in = self._random.randrange(100) < _SIGN_INS_OF_A_HUNDRED
            if kind is ConnectionKind.AUTH and is_sign_in:
                await self._mutated_sign_in(socket, rules)
                return
            if not await self._begin(socket, rules):
                return
            sent = 0
            while rules.state is not State.CLOSED and self.tally.frames < self._most:
                batch = self._batch(rules, kind)
                socket.write(bytes(batch.data))
                await socket.drain()
                self._count(batch)
                sent += len(batch.names)
                if not await self._goes_on(socket, rules, batch) or sent > _LONGEST_SESSION:
                    break
                await self._on_sent()
        finally:
            socket.abort()
        await self._on_sent()

    async def _mutated_sign_in(self, socket: RawSocket, rules: Connection) -> None:
        """Send one mutated sign-in or registration, of which each connection takes one."""
        hello = await self._greeted(socket, rules)
        frame = encode(_BEGIN, self._login(hello))
        others = [encode(_BEGIN, self._register(hello)), frame]
        name, changed = mutated(self._random.choice(others), others, self._random)
        batch = _Batch(bytearray(build_frame(changed)), [name])
        try:
            rules.receive(changed)
        except RemoteProtocolError as error:
            batch.codes, batch.must_end = frozenset({error.close_code}), True
        socket.write(bytes(batch.data))
        self._count(batch)
        await self._goes_on(socket, rules, batch)

    async def _greeted(self, socket: RawSocket, rules: Connection) -> messages.Hello:
        (hello,) = codec.decode_relay_frame(await socket.receive())
        assert isinstance(hello, messages.Hello)
        rules.send(hello)
        return hello

    def _login(self, hello: messages.Hello) -> messages.Login:
        person = self._material.person
        return messages.Login(
            request=self._material.number(),
            account=person.address.account,
            device=person.address.device,
            signature=sign_login(person, hello),
        )

    def _register(self, hello: messages.Hello) -> messages.Register:
        person = self._material.person
        return messages.Register(
            request=self._material.number(),
            chain=person.chain.encoded,
            auth=WRONG_AUTH,
            prekeys=self._material.prekeys,
            signature=sign_login(person, hello),
        )

    async def _begin(self, socket: RawSocket, rules: Connection) -> bool:
        """Begin a session; False if the relay wants the sign-in later.

        It may want so while what the session before asked for still changes the account.
        """
        hello = await self._greeted(socket, rules)
        is_device = rules.kind is ConnectionKind.AUTH
        frame = encode(_BEGIN, self._login(hello)) if is_device else encode(_BEGIN)
        rules.receive(frame)
        socket.write(build_frame(frame))
        await self._answered(socket, rules)
        is_refused = is_device and rules.state is not State.SIGNED_IN
        if is_refused and self._last_refusal is not ErrorCode.TRY_LATER:
            raise Finding(f"the attacker's own sign-in was refused: {self._last_refusal}")
        return not is_refused

    # --- sending ---------------------------------------------------------------------------------

    def _batch(self, rules: Connection, kind: ConnectionKind) -> _Batch:
        """Return mutated frames up to the first that ends the connection."""
        batch = _Batch()
        while (
            len(batch.names) < _BATCH_FRAMES
            and len(batch.data) < _BATCH_BYTES
            and rules.requests_in_flight < _BATCH_REQUESTS
        ):
            if self._random.randrange(1_000) < _TRICKS_OF_A_THOUSAND:
                trick = self._random.choice(ENDING)
                batch.names.append(trick.__name__)
                batch.data += trick(self._material.frame(kind), self._random)
                batch.codes, batch.must_end = _ENDED_BY_SOCKET, True
                break
            name, frame = self._next_frame(kind)
            if batch.names and not _is_well_formed(frame) and self._random.random() < 0.5:
                # What was asked before is answered first; the other half comes upon its heels.
                self._held_back = name, frame
                break
            batch.names.append(name)
            batch.data += self._dressed(frame, batch)
            try:
                rules.receive(frame)
            except RemoteProtocolError as error:
                batch.codes = frozenset({error.close_code})
                # A request number that is in use here may be answered there by now.
                batch.must_end = not isinstance(error, UnexpectedMessage)
                break
        return batch

    def _dressed(self, frame: bytes, batch: _Batch) -> bytes:
        """Return a frame as the WebSocket layer may bear it, mostly plainly."""
        if frame and self._random.random() < 0.02:
            trick = self._random.choice(BORNE)
            batch.names[-1] = f"{batch.names[-1]}, {trick.__name__}"
            return trick(frame, self._random)
        return build_frame(frame)

    def _next_frame(self, kind: ConnectionKind) -> tuple[str, bytes]:
        if self._held_back is not None:
            held_back, self._held_back = self._held_back, None
            return held_back
        while True:
            one, *others = (self._material.frame(kind) for _ in range(_MATERIAL))
            name, frame = mutated(one, others, self._random)
            if not self._is_everybodys_right(frame):
                return name, frame

    def _is_everybodys_right(self, frame: bytes) -> bool:
        """Tell whether chance made a request that any stranger may make, and that has an effect."""
        if not _is_well_formed(frame):
            return False
        found = codec.decode_client_frame(frame)
        addressed = [
            DeviceAddress(account=AccountId(one.account), device=one.device)
            for one in found
            if isinstance(one, messages.Claim | messages.Ask)
        ]
        return any(address in self._material.bystanders for address in addressed)

    def _count(self, batch: _Batch) -> None:
        self.tally.frames += len(batch.names)
        for name in batch.names:
            self.tally.mutations.update(name.split(", "))

    # --- what the relay makes of it --------------------------------------------------------------

    async def _goes_on(self, socket: RawSocket, rules: Connection, batch: _Batch) -> bool:
        """Wait for all answers, or the end; tell whether the session goes on."""
        is_spent = bool(batch.codes)
        try:
            if batch.must_end:
                while True:
                    await self._take(socket, None if is_spent else rules)
            if is_spent:
                # Either it ends, or everything before and the frame itself is answered.
                socket.write(build_frame(b"\x90"))
                while True:
                    await self._take(socket, None)
            await self._answered(socket, rules)
        except Ended as ended:
            self.tally.closes[ended.code] += 1
            allowed = batch.codes | ({1007} if is_spent and not batch.must_end else set())
            if ended.code not in allowed:
                raise Finding(
                    f"closed with {ended.code}, not {sorted(allowed)}, after {batch.names[-1]}"
                ) from None
            return False
        return not is_spent

    async def _answered(self, socket: RawSocket, rules: Connection) -> None:
        while rules.requests_in_flight:
            await self._take(socket, rules)

    async def _take(self, socket: RawSocket, rules: Connection | None) -> None:
        """Take one frame of the relay; `rules` look at it unless they are closed already."""
        for message in codec.decode_relay_frame(await socket.receive()):
            self.tally.answers[type(message).__name__] += 1
            if isinstance(message, messages.RefusedReply):
                code = ErrorCode(message.code)
                self.tally.refusals[code.name] += 1
                self._last_refusal = code
                if code is ErrorCode.INTERNAL:
                    raise Finding("answered with an internal error")
            if isinstance(message, messages.Deliver):
                self._material.delivered.append(message.id)
            if rules is not None:
                rules.send(message)


def _is_well_formed(frame: bytes) -> bool:
    try:
        codec.decode_client_frame(frame)
    except RemoteProtocolError:
        return False
    return True

"""Mutated frames against a real relay: nobody else notices. `make fuzz` sends a million."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from protocol import codec, limits, messages
from protocol.messages import ConnectionKind
from tests.fuzz.attack import Attacker, Finding, Tally
from tests.fuzz.bystanders import SECRET_KEY, make_bystander, rows_of
from tests.fuzz.frames import BUILDERS, Material
from tests.fuzz.raw_socket import FIN, build_frame
from tests.fuzz.relay_fuzz import Noticed, attack, compare, fault_line, options_in
from tests.helpers.people import NOW_MS, REALM, make_person
from tests.helpers.relay_client import RelayLink, fake_envelope
from tests.helpers.relay_parts import run
from tests.helpers.relay_process import RelayProcess
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["rsa_pool"]

FRAMES = 3_000
SEED = 12


def test_mutated_frames_change_nothing_for_others(tmp_path: Path, rsa_pool: RsaPool) -> None:
    """SV-05, SV-08: sessions, signed in and anonymous, beside two people who chat."""
    with RelayProcess(tmp_path, options=options_in(tmp_path)) as relay:
        report = run(attack(relay, rsa_pool, frames=FRAMES, seed=SEED))
        assert relay.is_running
        assert relay.terminate() == 0

    assert report.tally.frames >= FRAMES
    assert report.rounds > FRAMES // 500
    assert report.tally.closes[1007] > 0
    assert report.tally.closes[1002] > 0
    assert report.tally.answers["Done"] > 0
    assert report.internal_errors == 0
    assert report.lines()[-1].startswith(f"held: {report.tally.frames} mutated frames, nobody")


def test_row_of_a_bystander_that_changes_is_noticed(tmp_path: Path, rsa_pool: RsaPool) -> None:
    """The control: what must never happen is found once it is made to happen."""
    erin = make_person("erin", rsa_pool, number=0)

    async def story(relay: RelayProcess) -> None:
        await make_bystander(relay.url, erin)
        before = {"erin": rows_of(relay.database, erin)}
        compare(before, {"erin": rows_of(relay.database, erin)})
        async with RelayLink.open(relay.url, ConnectionKind.SEND) as send:
            await send.store(erin.address, fake_envelope("one"), key=SECRET_KEY)
            with pytest.raises(Noticed, match="envelope of erin"):
                compare(before, {"erin": rows_of(relay.database, erin)})
            before = {"erin": rows_of(relay.database, erin)}
            await send.claim(erin.address)
            with pytest.raises(Noticed, match="prekey of erin"):
                compare(before, {"erin": rows_of(relay.database, erin)})

    with RelayProcess(tmp_path, options=["--realm", REALM]) as relay:
        run(story(relay))


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            ExceptionGroup("two", [Noticed("a row changed\nand more"), Finding("closed")]),
            "NOT held: Noticed: a row changed (seed 5)",
        ),
        (TimeoutError(), "NOT held: TimeoutError:  (seed 5)"),
    ],
)
def test_last_line_says_what_was_found(found: Exception, line: str) -> None:
    assert fault_line(found, seed=5) == line


@pytest.mark.parametrize("code", [1011, 1001])
def test_relay_that_falls_over_is_found(rsa_pool: RsaPool, code: int) -> None:
    """The control: a server that says hello and ends each session with a code of its own."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + said(hello()))
        await reader.read(1)
        writer.write(said(code.to_bytes(2, "big"), opcode=8))
        writer.close()

    def said(payload: bytes, opcode: int = 2) -> bytes:
        return build_frame(payload, first=FIN | opcode, masked=False)

    async def story() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        attacker = Attacker(
            port, material(rsa_pool), Tally(), network="127.0.1", most=500, on_sent=nothing
        )
        async with server:
            with pytest.raises(Finding, match=f"closed with {code}"):
                await attacker.run()

    run(story())


def test_every_request_of_the_wire_is_mutated(rsa_pool: RsaPool) -> None:
    made = material(rsa_pool)
    for kind, allowed in messages.SENT_BY_CLIENT.items():
        built = {type(build(made)) for build in BUILDERS[kind] for _ in range(20)}
        assert built == allowed
        assert type(codec.decode_client_frame(made.frame(kind))[0]) in allowed


async def nothing() -> None:
    return


def material(pool: RsaPool) -> Material:
    own, sink, other = (make_person(name, pool, number=1) for name in ("own", "sink", "other"))
    return Material(
        person=own,
        sink=sink.address,
        bystanders=[other.address],
        names=["other", "own"],
        random=Random(3),
        now_ms=NOW_MS,
    )


def hello() -> bytes:
    told = messages.Hello(
        min_version=1,
        max_version=1,
        realm=REALM,
        epoch=bytes(limits.EPOCH_BYTES),
        time_ms=NOW_MS,
        nonce=bytes(limits.NONCE_BYTES),
        limits=messages.RelayLimits(
            max_frame_bytes=limits.MAX_FRAME_BYTES,
            max_envelope_bytes=limits.MAX_ENVELOPE_BYTES,
            mailbox_envelopes=10,
        ),
    )
    (frame,) = codec.build_frames([codec.encode_message(told)])
    return frame

"""`make fuzz`: mutated frames against a real relay, whose other people must not notice."""

import argparse
import asyncio
import sys
import tempfile
import time
import traceback
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from protocol.ids import DeviceAddress
from protocol.messages import ConnectionKind
from tests.fuzz.attack import Attacker, Tally
from tests.fuzz.bystanders import SECRET_KEY, Chat, Rows, make_bystander, rows_of
from tests.fuzz.frames import Material
from tests.helpers.people import REALM, Person, make_person
from tests.helpers.relay_client import RelayLink, fake_envelope, make_account
from tests.helpers.relay_process import RelayProcess
from tests.helpers.rsa_pool import RsaPool

ATTACKERS: Final = 8
FRAMES_BETWEEN_ROUNDS: Final = 500
WARM_UP_SHARE: Final = 20
"""One part in so many is sent before memory is measured: buffers and caches reach their size."""

GROWTH_LIMIT_BYTES: Final = 48 << 20
"""Room for the allocator, and for what the attackers' own 10,000 held envelopes cost."""

ATTACKER_AUTH: Final = b"a" * 32

SETTINGS: Final = """\
# Budgets that would answer "too many requests" to nearly everything are wide, so that the frames
# reach what lies behind them; those of passwords and registrations are as shipped.
[budgets]
lookups = { burst = 1e9, per_hour = 1e9 }
claims = { burst = 1e9, per_hour = 1e9 }
sends = { burst = 1e9, per_hour = 1e9 }
mailbox = { burst = 1e9, per_hour = 1e9 }
requests = { burst = 1e9, per_hour = 1e9 }
changes = { burst = 1e9, per_hour = 1e9 }
connecting = { burst = 1e9, per_hour = 1e9 }
"""


class Noticed(Exception):
    """Somebody else noticed the attack; the text says what."""


@dataclass
class Report:
    """How a run went.

    Attributes:
        seed: Of everything that was random.
        tally: What was sent and answered.
        rounds: How many rounds of messages the bystanders had.
        slowest_s: How long the longest took.
        memory: Resident bytes of the relay after the warm-up and at the end.
        seconds: How long it took.
        internal_errors: What the relay counted of its own faults.
    """

    seed: int
    tally: Tally
    rounds: int
    slowest_s: float
    memory: tuple[int, int]
    seconds: float
    internal_errors: int

    def lines(self) -> list[str]:
        """Return what is told of it."""
        before, after = (size / (1 << 20) for size in self.memory)
        tally = self.tally
        return [
            f"{tally.frames} mutated frames in {tally.sessions} sessions, {self.seconds:.0f} s",
            f"mutations: {_counts(tally.mutations)}",
            f"relay's answers: {_counts(tally.answers)}",
            f"refused: {_counts(tally.refusals)}",
            f"connections that the relay ended, by close code: {_counts(tally.closes)}",
            f"bystanders: {self.rounds} rounds, each message once, rows as they were",
            f"slowest round of the bystanders: {self.slowest_s * 1000:.0f} ms",
            f"relay's memory: {before:.1f} MiB after the warm-up, {after:.1f} MiB at the end",
            f"internal errors: {self.internal_errors}; tracebacks in its log: 0",
            self.verdict(),
        ]

    def verdict(self) -> str:
        """Return the last line of what is told: that nobody noticed, and by how much."""
        return (
            f"held: {self.tally.frames} mutated frames, nobody else noticed anything"
            f" (seed {self.seed}, {self.seconds:.0f} s)"
        )


async def attack(relay: RelayProcess, pool: RsaPool, *, frames: int, seed: int) -> Report:
    """Attack a running relay that was started with `options_in`.

    Args:
        relay: The relay; nobody has an account on it yet, but for runs with other seeds.
        pool: Where RSA keys come from.
        frames: How many mutated frames are sent.
        seed: Of everything that is random.

    Raises:
        Finding: the relay answered or ended a connection as it must not.
        Noticed: rows of a bystander changed, memory grew, or the relay counted an error.
        AssertionError, TimeoutError: the bystanders' messages did not come as they were sent.
    """
    names = [f"{name}.{seed}" for name in ("carol", "dave", "erin")]
    people = [make_person(name, pool, number=0) for name in names]
    carol, dave, erin = people
    for person in people:
        await make_bystander(relay.url, person)
    async with RelayLink.open(relay.url, ConnectionKind.SEND) as send:
        for number in range(3):  # Erin is away, and this waits for her
            await send.store(erin.address, fake_envelope(f"held {number}"), key=SECRET_KEY)
    attackers = await _attackers(relay, pool, people, seed=seed)
    tally = Tally()
    started = time.monotonic()
    async with Chat.begin(relay.url, carol, dave) as chat:
        await chat.round()
        await chat.settle()
        before = _all_rows(relay.database, people)
        turn = asyncio.Lock()

        async def on_sent() -> None:
            if tally.frames < (chat.rounds - 1) * FRAMES_BETWEEN_ROUNDS or turn.locked():
                return
            async with turn:
                await chat.round()

        async def send_all(most: int) -> int:
            async with asyncio.TaskGroup() as group:
                for number, material in enumerate(attackers):
                    network = f"127.0.{number + 1}"
                    attacker = Attacker(
                        relay.port, material, tally, network=network, most=most, on_sent=on_sent
                    )
                    group.create_task(attacker.run(), name=f"attacker {number}")
            return memory_bytes(relay.pid)

        warm = await send_all(frames // WARM_UP_SHARE)
        memory = warm, await send_all(frames)
        await chat.round()
        await chat.settle()
        after = _all_rows(relay.database, people)
    compare(before, after)
    errors = await asyncio.to_thread(_internal_errors, relay.log)
    if memory[1] - memory[0] > GROWTH_LIMIT_BYTES:
        raise Noticed(f"the relay grew from {memory[0]} to {memory[1]} bytes")
    seconds = time.monotonic() - started
    return Report(seed, tally, chat.rounds, chat.slowest_s, memory, seconds, errors)


def options_in(folder: Path) -> list[str]:
    """Write the relay's settings into a folder and return its options."""
    settings = folder / "fuzz.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    return ["--config", str(settings), "--realm", REALM, "--status-listen", "127.0.0.1:0"]


def memory_bytes(pid: int) -> int:
    """Return the resident memory of a process, 0 where /proc does not tell it."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    told = status.read_text(encoding="utf-8").splitlines()
    line = next(line for line in told if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


async def _attackers(
    relay: RelayProcess, pool: RsaPool, people: Sequence[Person], *, seed: int
) -> list[Material]:
    """Register the attackers' accounts, and for each one whose mailbox nobody reads."""
    found = []
    for number in range(ATTACKERS):
        own, sink = (
            make_person(f"{role}-{number}.{seed}", pool, number=1) for role in ("attacker", "sink")
        )
        for person in (own, sink):
            await make_account(relay.url, person, auth=ATTACKER_AUTH)
        async with RelayLink.open(relay.url, ConnectionKind.WATCH) as link:
            now_ms = link.hello.time_ms
        found.append(
            Material(
                person=own,
                sink=DeviceAddress(account=sink.address.account, device=1),
                bystanders=[person.address for person in people],
                names=[*(person.username for person in people), own.username, "nobody"],
                random=Random(f"{seed}/{number}"),
                now_ms=now_ms,
            )
        )
    return found


def compare(before: dict[str, Rows], after: dict[str, Rows]) -> None:
    """See to it that rows by person and table are the same.

    Raises:
        Noticed: some are not.
    """
    for name, tables in before.items():
        for table, rows in tables.items():
            if after[name][table] != rows:
                raise Noticed(
                    f"{table} of {name}: {rows!r:.2000} became {after[name][table]!r:.2000}"
                )


def _all_rows(database: Path, people: Sequence[Person]) -> dict[str, Rows]:
    return {person.username: rows_of(database, person) for person in people}


def _internal_errors(log: Path) -> int:
    """Ask the relay, at the port that its log tells, how many faults of its own it counted.

    Raises:
        Noticed: it counted or logged any.
    """
    told = log.read_text(encoding="utf-8")
    if "level=ERROR" in told or "Traceback" in told:
        raise Noticed(f"the relay met faults of its own:\n{told[-4_000:]}")
    port = int(told.partition("status_listening port=")[2].split()[0])
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        text = answer.read().decode()
    name = "securechat_relay_internal_errors_total "
    line = next(line for line in text.splitlines() if line.startswith(name))
    if counted := int(float(line.removeprefix(name))):
        raise Noticed(f"the relay counted {counted} faults of its own")
    return counted


def _counts(counter: "dict[str, int] | dict[int, int]") -> str:
    ordered = sorted(counter.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {count}" for name, count in ordered) or "none"


def main(arguments: Sequence[str]) -> int:
    """Run from the command line and tell how it went; 0 if nobody noticed anything."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0, help="0 takes a new one")
    options = parser.parse_args(arguments)
    seed = options.seed or time.time_ns() % 1_000_000_007
    print(f"seed {seed}", flush=True)  # what the command is for
    try:
        report = run_attack(options.frames, seed)
    except Exception as found:  # noqa: BLE001  # whatever ended it: the last line says so
        traceback.print_exc()
        print(fault_line(found, seed))  # what the command is for
        return 1
    print("\n".join(report.lines()))  # what the command is for
    return 0


def run_attack(frames: int, seed: int) -> Report:
    """Attack a relay of its own, as `attack` says; it must then stop when it is asked to."""
    with tempfile.TemporaryDirectory(prefix="securechat-fuzz-") as name:
        folder = Path(name)
        with RelayProcess(folder, options=options_in(folder)) as relay:
            report = asyncio.run(attack(relay, RsaPool(folder), frames=frames, seed=seed))
            if not relay.is_running or relay.terminate() != 0:
                raise Noticed("the relay did not stay until it was stopped")
            return report


def fault_line(found: BaseException, seed: int) -> str:
    """Return the last line of a run that ended with an exception, of several the first."""
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    text = next(iter(str(found).splitlines()), "")
    return f"NOT held: {type(found).__name__}: {text} (seed {seed})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

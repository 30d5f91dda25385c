"""What the relay costs beside others: `python -m benchmarks.relay`, docs in benchmarks/README.md.

Every server runs on one processor, the load on another. Each system is started with an empty home
for each section and measured alone.
"""

import argparse
import gc
import json
import os
import resource
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import uvloop

from benchmarks import relay_hold, relay_idle, relay_report, relay_rounds
from benchmarks.failure import MeasurementFailed
from benchmarks.relay_rounds import Figures
from benchmarks.servers.pinned_process import two_processors
from benchmarks.servers.relay_server import ROOT, changed_limits
from benchmarks.systems.forwarder import ForwarderSystem
from benchmarks.systems.relay import RelaySystem
from benchmarks.systems.standing import Load, StoringSystem, System
from benchmarks.systems.xmpp import ejabberd_system, prosody_system
from protocol import limits

BUILD: Final = ROOT / "build"

SYSTEMS: Final = ("relay", "forwarder", "ejabberd", "prosody")

SECTIONS: Final = ("online", "stored", "shipped", "idle", "sign-in")


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """How much is measured; less only while working on it.

    Attributes:
        load: Of each system.
        idle: Idle connections.
        sign_ins: Sign-ins with a password value.
        held: Idle connections of `hold`.
        hold_s: How long it lasts.
    """

    load: Load = field(default_factory=Load)
    idle: int = 2_000
    sign_ins: int = 200
    held: int = 10_000
    hold_s: float = 300.0


QUICK: Final = Amounts(
    load=Load(pairs=10, times=1, each=60, warm_up=10, paced_each=50, stored_each=50),
    idle=200,
    sign_ins=20,
    held=200,
    hold_s=5.0,
)


class Measurement:
    """One run; what was measured so far stands in its report."""

    def __init__(self, amounts: Amounts, folder: Path, systems: Sequence[str] = ()) -> None:
        """Prepare; without names, every system is measured."""
        self._amounts = amounts
        self._folder = folder
        self._homes = 0
        self._storing: list[StoringSystem] = [
            one
            for one in (RelaySystem(), ejabberd_system(), prosody_system())
            if not systems or one.name in systems
        ]
        self._systems: list[System] = [*self._storing]
        if not systems or "forwarder" in systems:
            self._systems.append(ForwarderSystem())
        self._figures: dict[str, dict[str, float]] = {name: {} for name in SYSTEMS}
        self._singles: dict[str, float | None] = dict.fromkeys(
            (
                "idle_kib_per_connection",
                "idle_kib_per_connection_tls",
                "sign_in_cpu_ms",
                "sign_in_tls_cpu_ms",
                "password_sign_in_cpu_ms",
                "argon2id_cpu_ms",
            )
        )
        self._shipped: dict[str, dict[str, float]] = {}
        self._held: Figures = {}

    async def run(self, sections: Sequence[str]) -> None:
        """Measure sections.

        Raises:
            MeasurementFailed: a server is missing, or something did not go as it must.
        """
        steps = {
            "online": self._online,
            "stored": self._stored,
            "shipped": self._shipped_row,
            "idle": self._idle,
            "sign-in": self._sign_in,
            "hold": self._hold,
        }
        for section in sections:
            await steps[section]()

    def report(self) -> dict[str, Any]:
        """Return everything as it is printed with --json."""
        load = self._amounts.load
        return {
            **self._figures,
            **self._singles,
            "ratios": relay_report.ratios(self._figures),
            "envelope_bytes": load.envelope_bytes,
            "changed_limits": changed_limits(load.envelope_bytes),
            "shipped": {"envelope_bytes": limits.MIN_ENVELOPE_BYTES, **self._shipped},
            "hold": self._held,
        }

    def table(self) -> str:
        """Return everything for reading."""
        load = self._amounts.load
        rows: dict[str, Figures] = {name: one for name, one in self._figures.items() if one}
        rows |= {f"{name}, as shipped": one for name, one in self._shipped.items()}
        singles = self._singles | {f"hold {name}": one for name, one in self._held.items()}
        changed = "; ".join(changed_limits(load.envelope_bytes)) or "none"
        return f"""{relay_report.systems_table(rows)}
limits of the relay that were changed: {changed}
as shipped: none of them, and envelopes of {limits.MIN_ENVELOPE_BYTES} bytes

{relay_report.ratios_table(relay_report.ratios(self._figures))}

{relay_report.single_table(singles)}"""

    # --- sections --------------------------------------------------------------------------------

    async def _online(self) -> None:
        for system in self._systems:
            found = await self._measure_online(system, self._amounts.load)
            self._figures[system.name] |= found

    async def _measure_online(self, system: System, load: Load) -> dict[str, float]:
        rounds: list[Figures] = []
        with self._home() as home:
            async with system.standing(Path(home), load) as standing:
                await relay_rounds.warm_up(standing, load)
                for number in range(load.times):
                    one = {
                        **await relay_rounds.online(standing, load),
                        **await relay_rounds.paced(standing, load),
                    }
                    _say(system, number, one)
                    rounds.append(one)
        return relay_rounds.medians(rounds)

    async def _stored(self) -> None:
        load = self._amounts.load
        for system in self._storing:
            rounds: list[Figures] = []
            with self._home() as home:
                async with system.absent(Path(home), load) as standing:
                    for number in range(load.times):
                        stored = await relay_rounds.stored(standing, load)
                        with self._home() as other:
                            result = await system.drain(Path(other), standing, load)
                        one = {**stored, **relay_rounds.drained(result)}
                        _say(system, number, one)
                        rounds.append(one)
            self._figures[system.name] |= relay_rounds.medians(rounds)

    async def _shipped_row(self) -> None:
        load = replace(self._amounts.load, envelope_bytes=limits.MIN_ENVELOPE_BYTES)
        for system in (RelaySystem(), ForwarderSystem()):
            self._shipped[system.name] = await self._measure_online(system, load)

    async def _idle(self) -> None:
        for ending, has_tls in (("", False), ("_tls", True)):
            with self._home() as home:
                found = await relay_idle.idle(Path(home), self._amounts.idle, has_tls=has_tls)
            self._singles[f"idle_kib_per_connection{ending}"] = found["idle_kib"]
            self._singles[f"sign_in{ending}_cpu_ms"] = found["sign_in_cpu_ms"]

    async def _sign_in(self) -> None:
        with self._home() as home:
            self._singles |= await relay_idle.password_sign_ins(Path(home), self._amounts.sign_ins)

    async def _hold(self) -> None:
        with self._home() as home:
            self._held = await relay_hold.hold(
                Path(home),
                self._amounts.load,
                idle=self._amounts.held,
                seconds=self._amounts.hold_s,
            )

    def _home(self) -> AbstractContextManager[str]:
        return tempfile.TemporaryDirectory(dir=self._folder)


def _say(system: System, number: int, figures: Figures) -> None:
    text = "  ".join(f"{name} {value:,.2f}" for name, value in figures.items())
    print(f"{system.name} {number + 1}: {text}", file=sys.stderr, flush=True)


def _prepare_process() -> None:
    """Keep to the load's processor, take as many files as may be, and leave garbage lying.

    Raises:
        MeasurementFailed: there is only one processor.
    """
    servers, load = two_processors()
    if servers == load:
        raise MeasurementFailed("This measurement needs two processors, one for each side.")
    os.sched_setaffinity(0, {load})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    gc.disable()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with --json one object on the last line.

    Returns:
        0; 1 if a server is missing, or a step failed or had no end in time.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relay", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    parser.add_argument("--quick", action="store_true", help="little of everything, to try it out")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="a section; repeatable")
    parser.add_argument("--times", type=int, help="repetitions instead of 5, to try it out")
    parser.add_argument("--system", action="append", choices=SYSTEMS, help="one; repeatable")
    parser.add_argument(
        "--hold", action="store_true", help="only: 10,000 idle connections and 500 msg/s, 5 minutes"
    )
    options = parser.parse_args(arguments)
    sections = ["hold"] if options.hold else options.only or SECTIONS
    # Not in /tmp, which may be memory: durable is what reached a disk.
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-relay-", dir=BUILD) as folder:
        amounts = QUICK if options.quick else Amounts()
        if options.times:
            amounts = replace(amounts, load=replace(amounts.load, times=options.times))
        measurement = Measurement(amounts, Path(folder), options.system or ())
        try:
            _prepare_process()
            uvloop.run(measurement.run(sections))
        except MeasurementFailed as error:
            print(error, file=sys.stderr)
            return 1
    print(measurement.table(), file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(measurement.report()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

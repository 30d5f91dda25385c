"""The command line of tools/dev.py: one subcommand a Makefile target, and nothing but dispatch."""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from tools.devkit import (
    benchmark_runs,
    checks,
    fresh,
    frozen,
    lock_files,
    mutants,
    ops_check,
    private_relay,
    runs,
    screenshots,
    translations,
)
from tools.devkit.child_processes import INTERRUPTED_EXIT_CODE
from tools.devkit.places import Places, this_checkout
from tools.devkit.speech import Stop


def run_command(arguments: Sequence[str]) -> int:
    """Carry one command out.

    Args:
        arguments: The command line without the program's name.

    Returns:
        The command's exit code; 1 after a sentence on stderr when it could not be carried out, 130
        after Ctrl+C.
    """
    options = build_parser().parse_args(arguments)
    # Ends like Ctrl+C: every `finally` runs, so mounts and child processes are undone.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return dispatch(options, this_checkout())
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED_EXIT_CODE


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of all commands with their help texts."""
    parser = argparse.ArgumentParser(
        prog="python tools/dev.py", description="Every command of SecureChat's developers."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="set up, start a private relay and open the app")
    run.add_argument("--profile", default="", help="whose window: a second person beside the first")
    run.add_argument("--relay", default="", help="address of another relay, as ws://HOST:PORT")
    commands.add_parser("test", help="set up and check everything: style, types, arrows, tests")
    demo = commands.add_parser("demo", help="two people chat in two real windows")
    demo.add_argument("--frozen", action="store_true", help="play it on the frozen programs")
    commands.add_parser("e2e", help="play every story on real windows and print a table")
    monkey = commands.add_parser("monkey", help="click and type at random in the window")
    monkey.add_argument("--minutes", type=float, default=20.0, help="for how long (default: 20)")
    monkey.add_argument("--seed", type=int, default=0, help="0 takes a new one and prints it")
    commands.add_parser("fresh", help="prove demo and test on a bare Debian in a folder (root)")
    inside = commands.add_parser("fresh-inside")  # by `fresh`, for its part in namespaces
    inside.add_argument("folder", type=Path)
    commands.add_parser("ops-check", help="type docs/operations.md into a bare Debian (root)")
    inside = commands.add_parser("ops-check-inside")  # by `ops-check`, as above
    inside.add_argument("folder", type=Path)
    commands.add_parser("lint", help="check style and formatting")
    commands.add_parser("types", help="check types")
    commands.add_parser("arch", help="check which module imports which")
    lock = commands.add_parser("lock", help="write requirements/ from pyproject.toml")
    lock.add_argument("--upgrade", action="store_true", help="move to the newest versions allowed")
    relay = commands.add_parser("relay", help="run a relay in this terminal")
    relay.add_argument("--listen", default="", metavar="HOST:PORT")
    relay.add_argument("--database", default="", metavar="FILE")
    relay.add_argument("--realm", default="", metavar="NAME")
    commands.add_parser("package", help="build both frozen programs and try them")
    commands.add_parser("long", help="run the tests that take minutes")
    fuzz = commands.add_parser("fuzz", help="send mutated frames to a relay while others chat")
    fuzz.add_argument("--frames", type=int, default=1_000_000, help="how many (default: 10^6)")
    fuzz.add_argument("--seed", type=int, default=0, help="0 takes a new one and prints it")
    faults = commands.add_parser("faults", help="kill, fill, lock and cut off the relay under load")
    faults.add_argument("--kills", type=int, default=500, help="of the relay (default: 500)")
    commands.add_parser("mutants", help="count the changes of the code that no test sees")
    commands.add_parser("bench-crypto", help="measure what one message costs in time and bytes")
    commands.add_parser("bench-desktop", help="measure what the window costs, beside Gajim's")
    bench_relay = commands.add_parser(
        "bench-relay", help="measure what the relay costs, beside ejabberd and Prosody"
    )
    bench_relay.add_argument(
        "--hold", action="store_true", help="hold 10,000 connections under load for 5 minutes"
    )
    soak = commands.add_parser("soak", help="let people come, go and write at a relay for an hour")
    soak.add_argument("--minutes", type=float, default=60.0, help="for how long (default: 60)")
    soak.add_argument("--seed", type=int, default=1, help="what the order of things is drawn from")
    commands.add_parser("translations", help="bring the languages up to the texts of the code")
    commands.add_parser("screenshots", help="draw every view and state into docs/images/scenes")
    commands.add_parser("clean", help="remove what can be made again; your data stays")
    commands.add_parser("forget", help="remove .local, the data of `run`, with its keyring entries")
    commands.add_parser("keep-relay")  # by `run`, for the process beside it
    return parser


def dispatch(options: argparse.Namespace, places: Places) -> int:
    """Call what the parsed command names and return its exit code."""
    match options.command:
        case "run":
            return runs.run_app(places, profile=options.profile, relay_address=options.relay)
        case "demo":
            return runs.run_demo(places, is_frozen=options.frozen)
        case "relay":
            return runs.run_relay(
                places, listen=options.listen, database=options.database, realm=options.realm
            )
        case "fresh-inside" | "ops-check-inside":
            inside = {"fresh": fresh.fresh_inside, "ops-check": ops_check.ops_check_inside}
            return inside[options.command.removesuffix("-inside")](places, options.folder)
        case "lock":
            return lock_files.lock(places, is_upgrade=options.upgrade)
    simple = {
        "test": checks.test,
        "e2e": runs.run_stories,
        "monkey": lambda places: runs.run_monkey(
            places, minutes=options.minutes, seed=options.seed
        ),
        "fresh": fresh.fresh,
        "ops-check": ops_check.ops_check,
        "lint": checks.lint,
        "types": checks.types,
        "arch": checks.arrows,
        "package": frozen.package,
        "long": checks.long_tests,
        "fuzz": lambda places: runs.run_fuzz(places, frames=options.frames, seed=options.seed),
        "faults": lambda places: checks.faults(places, kills=options.kills),
        "mutants": mutants.mutants,
        "bench-crypto": benchmark_runs.bench_crypto,
        "bench-desktop": benchmark_runs.bench_desktop,
        "bench-relay": lambda places: benchmark_runs.bench_relay(places, is_hold=options.hold),
        "soak": lambda places: benchmark_runs.soak(
            places, minutes=options.minutes, seed=options.seed
        ),
        "translations": translations.translations,
        "screenshots": screenshots.screenshots,
        "clean": runs.clean,
        "forget": runs.forget,
        "keep-relay": private_relay.keep_relay,
    }
    return simple[options.command](places)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

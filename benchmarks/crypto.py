"""What one message costs in time and bytes: `python -m benchmarks.crypto [--json]`.

The yardstick is one bare RSA-3072 decryption on the same machine in the same run, since every
message holds one; so the limits are ratios and hold on a slow machine too.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TypeVar

from benchmarks.two_people import Person, StoredSession, make_person, make_rsa_keys
from desktop.crypto.primitives import find_oaep_secret, oaep_encrypt
from desktop.crypto.rsa_keys import generate_primes, load_primes
from protocol.proofs.chain import _verified_chain
from protocol.transcript import Label

MAX_RECEIVE_OVER_RSA = 1.5
MAX_SEND_OVER_RSA = 0.35
MAX_SHORT_TEXT_BYTES = 2_600

TURNS = 60
STRANGERS = 40
_TURN = 10
"""Messages that one writes before the other answers; the first of them turns the ratchet.

The caches of the processor are cold for the first of each kind, so that few in a row would measure
those, and what else the machine does, instead of the work.
"""

_WARM_UP = 2 * _TURN
_Result = TypeVar("_Result")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured; times are medians.

    Attributes:
        send_ms: Encrypting and sealing a short text in a conversation that goes on.
        receive_ms: Opening one, down to its text.
        first_receive_ms: Opening the first message of a stranger, with a chain never seen.
        rsa_decrypt_ms: One RSA-3072 decryption and nothing else.
        receive_over_rsa: The ratio of the two.
        bytes_short_text: Envelope of a short text.
        bytes_first_text: Envelope of a first short text, with the sender's chain.
    """

    send_ms: float
    receive_ms: float
    first_receive_ms: float
    rsa_decrypt_ms: float
    receive_over_rsa: float
    bytes_short_text: int
    bytes_first_text: int


class Stopwatch:
    """Collects how long calls take.

    Attributes:
        times_ns: One entry a call.
    """

    def __init__(self) -> None:
        self.times_ns: list[int] = []

    def run(self, call: Callable[[], _Result]) -> _Result:
        """Call, measure and return what it returned."""
        started = time.perf_counter_ns()
        result = call()
        self.times_ns.append(time.perf_counter_ns() - started)
        return result

    def median_ms(self, *, warm_up: int = 0) -> float:
        """Return the median without the first calls."""
        return statistics.median(self.times_ns[warm_up:]) / 1e6


def measure(*, turns: int = TURNS, strangers: int = STRANGERS) -> Figures:
    """Let two people write to each other in turns and measure every step.

    Args:
        turns: Turns of the conversation, more than the two that warm up.
        strangers: First messages, each of somebody else.
    """
    alice, bob = make_person("alice", make_rsa_keys()), make_person("bob", make_rsa_keys())
    first, first_envelope = _measure_first(bob, strangers)
    send, receive, rsa = Stopwatch(), Stopwatch(), Stopwatch()
    decrypt = _bare_decryption()
    ours, theirs = _answered_pair(alice, bob)
    sides = ((alice, ours), (bob, theirs))
    envelope = b""
    for turn in range(turns):
        (sender, sending), (receiver, receiving) = sides if turn % 2 else sides[::-1]
        send_one = partial(sender.send, receiver, sending, is_answered=True)
        envelopes = [send.run(send_one) for _ in range(_TURN)]
        for envelope in envelopes:
            received = receive.run(partial(receiver.receive, sender, receiving, envelope))
            receiving.pickle = received.pickle
        # Side by side with the others, so that a slow moment of the machine meets all three.
        for _ in range(_TURN):
            rsa.run(decrypt)
    receive_ms, rsa_ms = (one.median_ms(warm_up=_WARM_UP) for one in (receive, rsa))
    return Figures(
        send_ms=round(send.median_ms(warm_up=_WARM_UP), 4),
        receive_ms=round(receive_ms, 4),
        first_receive_ms=round(first.median_ms(), 4),
        rsa_decrypt_ms=round(rsa_ms, 4),
        receive_over_rsa=round(receive_ms / rsa_ms, 3),
        bytes_short_text=len(envelope),
        bytes_first_text=len(first_envelope),
    )


def table(figures: Figures) -> str:
    """Return the figures for reading, each with its limit where it has one."""
    send_over_rsa = figures.send_ms / figures.rsa_decrypt_ms
    rows: list[tuple[str, str, str]] = [
        ("bare RSA-3072 decryption", f"{figures.rsa_decrypt_ms:.3f} ms", ""),
        ("send", f"{figures.send_ms:.3f} ms", ""),
        ("send / RSA", f"{send_over_rsa:.2f}", f"at most {MAX_SEND_OVER_RSA}"),
        ("receive", f"{figures.receive_ms:.3f} ms", ""),
        ("receive / RSA", f"{figures.receive_over_rsa:.2f}", f"at most {MAX_RECEIVE_OVER_RSA}"),
        ("receive a first message", f"{figures.first_receive_ms:.3f} ms", ""),
        ("short text", f"{figures.bytes_short_text} bytes", f"at most {MAX_SHORT_TEXT_BYTES}"),
        ("first text", f"{figures.bytes_first_text} bytes", ""),
    ]
    return "\n".join(f"{name:<26} {value:>12}   {limit}".rstrip() for name, value, limit in rows)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; with --json one object on the last line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crypto", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    parser.add_argument("--turns", type=int, default=TURNS, help="how long they write")
    options = parser.parse_args(arguments)
    figures = measure(turns=options.turns)
    print(json.dumps(asdict(figures)) if options.json else table(figures))
    return 0


def _measure_first(receiver: Person, strangers: int) -> tuple[Stopwatch, bytes]:
    watch, envelope = Stopwatch(), b""
    rsa_keys = make_rsa_keys()
    for key in receiver.take_one_time_keys(strangers):
        sender = make_person("stranger", rsa_keys)
        stored = sender.begin_session(receiver, key)
        envelope = sender.send(receiver, stored, is_answered=False)
        _verified_chain.cache_clear()  # in the app nobody has seen a stranger's chain
        watch.run(partial(receiver.receive, sender, None, envelope))
    return watch, envelope


def _answered_pair(alice: Person, bob: Person) -> tuple[StoredSession, StoredSession]:
    """Return both ends of a session on which each has heard from the other."""
    (key,) = bob.take_one_time_keys(1)
    ours = alice.begin_session(bob, key)
    theirs = bob.receive(alice, None, alice.send(bob, ours, is_answered=False))
    answer = bob.send(alice, theirs, is_answered=True)
    return alice.receive(bob, ours, answer), theirs


def _bare_decryption() -> Callable[[], object]:
    key = load_primes(generate_primes())
    ciphertext = oaep_encrypt(key.public_key(), bytes(32), Label.SEAL_OAEP)
    return lambda: find_oaep_secret(key, ciphertext, Label.SEAL_OAEP)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

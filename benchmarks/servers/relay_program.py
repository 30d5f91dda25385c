"""The relay's own command, for envelopes that may be smaller than the wire's smallest.

`python -m benchmarks.servers.relay_program MIN_ENVELOPE_BYTES serve …`: everything but that one
bound is the relay that people run, with its command line and its environment.
"""

import runpy
import sys

from protocol import limits


def main(arguments: list[str]) -> None:
    """Lower the bound before anything reads it, then run the relay's command."""
    limits.MIN_ENVELOPE_BYTES = min(limits.MIN_ENVELOPE_BYTES, int(arguments[0]))
    sys.argv = ["server", *arguments[1:]]
    runpy.run_module("server", run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])

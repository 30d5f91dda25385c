"""A relay whose budgets do not hold a measurement up; otherwise the one that people run."""

import asyncio
import sys
from pathlib import Path
from typing import Final

from protocol.ids import parse_realm
from server.__main__ import loop_factory
from server.app import run_relay
from server.config import Budget, Budgets, Config

REALM: Final = "chat.example"
UNLIMITED: Final = Budget(burst=1_000_000, per_s=1_000_000)


def main(database: Path) -> None:
    """Run it until it is ended; its first line says where it listens."""
    config = Config(
        host="127.0.0.1",
        port=0,
        database=database,
        realm=parse_realm(REALM),
        budgets=Budgets(
            lookups=UNLIMITED,
            claims=UNLIMITED,
            sends=UNLIMITED,
            mailbox=UNLIMITED,
            changes=UNLIMITED,
        ),
    )

    def on_listening(port: int) -> None:
        print(f"listening on ws://127.0.0.1:{port}", flush=True)

    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(run_relay(config, stop=asyncio.Event(), on_listening=on_listening))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What a messenger is given by the program around it, the same for every profile that it opens."""

from dataclasses import dataclass

from desktop.core.account_maker import AccountMaker
from desktop.core.ports.relay import RelayFactory
from desktop.core.ports.runtime import Clock, Spawn
from desktop.crypto.random_source import Random


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """Time, chance, tasks, and the way to a relay.

    Attributes:
        relay_factory: Makes the relay for an address.
        clock: Unix milliseconds.
        random: Source of our own randomness.
        spawn: Starts a named task of the program's task group.
        relay_address: Where the relay is now, instead of the address that the profile keeps; the
            realm stays the profile's.
        connect_after_s: Pause between opening a profile and its first connection.
        maker_class: Makes the keys of accounts.
    """

    relay_factory: RelayFactory
    clock: Clock
    random: Random
    spawn: Spawn
    relay_address: str | None = None
    connect_after_s: float = 0.0
    maker_class: type[AccountMaker] = AccountMaker

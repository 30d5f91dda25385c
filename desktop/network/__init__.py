"""The connections to the relay, behind the ports of `desktop.core.ports`."""

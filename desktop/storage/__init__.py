"""The profile on disk: encrypted database, keyring and vault, behind the ports of `desktop.core.ports`."""

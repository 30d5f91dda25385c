"""The profile on disk: database, keyring and vault, behind the ports of `desktop.core`."""

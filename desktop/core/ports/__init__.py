"""What the messenger needs from the outside: clock, profile, stores and relay.

`desktop.storage` and `desktop.network` implement these; `desktop.app` connects them. One call of
a store is one named transaction: it happens whole or not at all, and raises `StorageError` if not.
Bytes and frozen rows cross, open sessions and key objects do not.
"""

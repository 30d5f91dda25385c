"""The frozen rows that cross the ports: bytes and numbers, no open session, key or connection."""

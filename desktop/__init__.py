"""The SecureChat desktop app: window, engine, encryption, encrypted store and the link to the relay."""

"""The SecureChat desktop app: window, engine, encryption, encrypted store, link to the relay."""

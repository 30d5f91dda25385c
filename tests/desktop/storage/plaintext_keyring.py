"""A back-end that keeps everything in clear: it must never be called."""

from keyring.backend import KeyringBackend


class PlaintextKeyring(KeyringBackend):
    """Claims to be the best there is."""

    priority = 1000

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("an unsafe keyring was used")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("an unsafe keyring was used")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("an unsafe keyring was used")

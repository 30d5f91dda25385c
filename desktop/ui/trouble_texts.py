"""What a person is told about the connection while it does not stand."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from desktop.core.records import ConnectionTrouble

translate = QCoreApplication.translate


def describe_trouble(trouble: ConnectionTrouble) -> str:
    """Return the sentence of the bar under the header."""
    return _BY_TROUBLE[trouble]()


_BY_TROUBLE: Mapping[ConnectionTrouble, Callable[[], str]] = {
    ConnectionTrouble.NONE: lambda: translate("Errors", "Offline. Messages will be sent later."),
    ConnectionTrouble.UNREACHABLE: lambda: translate(
        "Errors", "Offline. Messages will be sent later."
    ),
    ConnectionTrouble.SIGN_IN_FAILED: lambda: translate(
        "Errors", "The server does not accept this account any more. You can still read your chats."
    ),
    ConnectionTrouble.UNTRUSTED: lambda: translate(
        "Errors", "The server cannot prove who it is, so nothing is sent to it for now."
    ),
    ConnectionTrouble.ACCOUNT_LOST: lambda: translate(
        "Errors", "The server no longer knows this account. You can still read your chats."
    ),
    ConnectionTrouble.KEY_CHANGED: lambda: translate(
        "Errors", "The server shows another identity than before. Nothing is sent to it yet."
    ),
    ConnectionTrouble.SIGNED_IN_ELSEWHERE: lambda: translate(
        "Errors", "You signed in on another computer. You can still read your chats here."
    ),
    ConnectionTrouble.APP_TOO_OLD: lambda: translate(
        "Errors", "This SecureChat is too old for the server. Update it to send and receive."
    ),
    ConnectionTrouble.RELAY_TOO_OLD: lambda: translate(
        "Errors",
        "The server is too old for this SecureChat. Messages will be sent after its update.",
    ),
    ConnectionTrouble.OTHER_REALM: lambda: translate(
        "Errors", "Another server answers at this address. Nothing is sent to it."
    ),
    ConnectionTrouble.STORAGE_FAILED: lambda: translate(
        "Errors",
        "Messages cannot be saved on this computer, so none are fetched. Is the disk full?",
    ),
}

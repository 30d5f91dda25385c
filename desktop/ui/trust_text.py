"""What is known of a contact's keys, in words and signs that need no knowledge of keys."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.core.records import Trust
from desktop.ui.counted_text import CountedText

translate = QCoreApplication.translate


@dataclass(frozen=True, kw_only=True, slots=True)
class TrustSign:
    """How trust is shown beside a name.

    Attributes:
        icon: Name of the icon.
        role: Colour role of icon and word.
        word: Beside the icon in the head of a conversation.
    """

    icon: str
    role: str
    word: str


PAUSED = frozenset({Trust.CHANGED, Trust.VERIFIED_CHANGED, Trust.WITHHELD, Trust.VERIFIED_WITHHELD})
"""Nothing is sent until the person decides."""

STOPPED = frozenset({Trust.VERIFIED_CHANGED, Trust.VERIFIED_WITHHELD})
"""Of these, those where only comparing numbers again goes on."""

WITHHELD = frozenset({Trust.WITHHELD, Trust.VERIFIED_WITHHELD})
"""Of these, those where the server hides something."""


def trust_sign(trust: Trust) -> TrustSign:
    """Return the sign of a state of trust."""
    if trust is Trust.VERIFIED:
        return TrustSign(icon="shield-check", role="good", word=translate("Trust", "Verified"))
    if trust is Trust.CHANGED:
        word = translate("Trust", "Key changed")
        return TrustSign(icon="triangle-alert", role="warning", word=word)
    if trust is Trust.VERIFIED_CHANGED:
        word = translate("Trust", "No longer verified")
        return TrustSign(icon="shield-alert", role="danger", word=word)
    if trust is Trust.WITHHELD:
        word = translate("Trust", "Keys hidden")
        return TrustSign(icon="eye-off", role="warning", word=word)
    if trust is Trust.VERIFIED_WITHHELD:
        word = translate("Trust", "Keys in doubt")
        return TrustSign(icon="circle-alert", role="danger", word=word)
    return TrustSign(icon="shield", role="secondary", word=translate("Trust", "Not verified"))


def spoken_trust(trust: Trust) -> str:
    """Return the word for the row of the list; a contact never verified has none."""
    return "" if trust is Trust.UNVERIFIED else trust_sign(trust).word.lower()


def pause_text(trust: Trust, waiting: int) -> str:
    """Return what stands in place of the composer while keys wait for the person."""
    head = (
        translate("Trust", "Sending is stopped.")
        if trust in STOPPED
        else translate("Trust", "Sending is paused.")
    )
    if waiting:
        return f"{head} {CountedText().messages_waiting(waiting)}"
    return head


def explain_change(name: str) -> tuple[str, ...]:
    """Return the paragraphs behind "Why?" in the red banner."""
    return tuple(
        text.format(name=name)
        for text in (
            translate(
                "Trust",
                "You once compared numbers with {name}, so you could be sure who reads your "
                "messages. Now another key answers under this name.",
            ),
            translate(
                "Trust",
                "Most often the reason is harmless: {name} has a new computer or set up SecureChat "
                "again. But it looks exactly the same when somebody else has taken the name.",
            ),
            translate(
                "Trust",
                "So nothing is sent until you know. Meet or call {name}, ask about it, and compare "
                "the numbers again. Do not ask by message.",
            ),
        )
    )


def explain_withheld(name: str) -> tuple[str, ...]:
    """Return the paragraphs behind "Why?" while the server hides a change of somebody's keys."""
    return tuple(
        text.format(name=name)
        for text in (
            translate(
                "Trust",
                "A message that {name} wrote speaks of newer keys. The server was asked for them "
                "and showed only the older ones.",
            ),
            translate(
                "Trust",
                "It may be a fault of the server that passes by itself. But hiding new keys is "
                "also how somebody would keep you writing to keys that were stolen from {name}.",
            ),
            translate(
                "Trust",
                "So nothing is sent until the server shows them, or until you met or called {name} "
                "and compared the numbers again. Do not ask by message.",
            ),
        )
    )


def explain_mismatch(name: str) -> tuple[str, ...]:
    """Return the paragraphs shown when the numbers are different."""
    return tuple(
        text.format(name=name)
        for text in (
            translate(
                "Trust",
                "Then somebody may stand between you and {name} and read along. Write nothing here "
                "that only {name} may know.",
            ),
            translate(
                "Trust",
                "First make sure that both of you look at the right chat: {name} must have yours "
                "open, on the computer that is in use now.",
            ),
            translate(
                "Trust",
                "If the numbers still differ, talk to {name} in another way and tell whoever runs "
                "your server. The contact stays unverified.",
            ),
        )
    )

"""Trust in words that need no knowledge of keys."""

import pytest

from desktop import resources
from desktop.core.records import Trust
from desktop.ui.tokens import LIGHT
from desktop.ui.trust_text import (
    explain_change,
    explain_mismatch,
    explain_withheld,
    pause_text,
    spoken_trust,
    trust_sign,
)

JARGON = ("fingerprint", "cryptograph", "identity key", "session", "relay", "protocol")


@pytest.mark.usefixtures("qapp")
def test_every_state_has_a_sign_of_its_own() -> None:
    signs = [trust_sign(trust) for trust in Trust]

    assert len({sign.icon for sign in signs}) == len(signs)
    assert len({sign.word for sign in signs}) == len(signs)
    assert all(sign.icon in resources.icon_names() for sign in signs)
    assert all(hasattr(LIGHT, sign.role) for sign in signs)


def test_list_speaks_only_of_what_is_special() -> None:
    assert [spoken_trust(trust) for trust in Trust] == [
        "",
        "verified",
        "key changed",
        "no longer verified",
        "keys hidden",
        "keys in doubt",
    ]


@pytest.mark.parametrize(
    ("trust", "waiting", "expected"),
    [
        (Trust.CHANGED, 0, "Sending is paused."),
        (Trust.CHANGED, 1, "Sending is paused. 1 message waits here."),
        (Trust.VERIFIED_CHANGED, 3, "Sending is stopped. 3 messages wait here."),
    ],
)
def test_pause_counts_what_waits(trust: Trust, waiting: int, expected: str) -> None:
    assert pause_text(trust, waiting) == expected


@pytest.mark.parametrize("explain", [explain_change, explain_mismatch, explain_withheld])
def test_explanations_name_the_person_and_no_jargon(explain: object) -> None:
    assert callable(explain)
    text = " ".join(explain("Mira"))

    assert "Mira" in text
    assert "{" not in text
    assert not any(word in text.lower() for word in JARGON)

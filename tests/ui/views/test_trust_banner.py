"""The banner about a changed key."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.records import Trust
from desktop.ui.theme import Theme
from desktop.ui.views.trust_banner import TrustBanner
from tests.ui.conftest import show_active


@pytest.fixture
def banner(theme: Theme, qtbot: QtBot) -> TrustBanner:
    banner = TrustBanner(theme)
    qtbot.addWidget(banner)
    banner.resize(804, 60)
    return banner


@pytest.mark.parametrize("trust", [Trust.UNVERIFIED, Trust.VERIFIED])
def test_nothing_is_said_while_all_is_well(banner: TrustBanner, trust: Trust) -> None:
    banner.show_trust(trust, "Theo")

    assert banner.isHidden()


def test_amber_offers_to_accept_or_to_verify(banner: TrustBanner, qtbot: QtBot) -> None:
    banner.show_trust(Trust.CHANGED, "Theo")
    show_active(banner)

    assert banner.accessibleName() == "Theo’s security key has changed"
    assert banner._accept.isVisible()
    assert not banner._why.isVisible()
    assert banner._verify.accessibleName() == "Verify"
    with qtbot.waitSignal(banner.accept_requested):
        banner._accept.click()
    with qtbot.waitSignal(banner.verify_requested):
        banner._verify.click()
    assert not banner.grab().isNull()


def test_red_has_no_way_around_verifying(banner: TrustBanner, qtbot: QtBot) -> None:
    banner.show_trust(Trust.VERIFIED_CHANGED, "Mira")
    show_active(banner)

    assert banner.accessibleName().startswith("This may not be Mira")
    assert not banner._accept.isVisible()
    assert banner._verify.accessibleName() == "Verify again"
    with qtbot.waitSignal(banner.why_requested):
        banner._why.click()
    assert not banner.grab().isNull()


def test_banner_grows_where_it_is_narrow(banner: TrustBanner) -> None:
    banner.show_trust(Trust.CHANGED, "Theo Lindqvist")
    banner.set_narrow(is_narrow=True)

    assert banner.heightForWidth(480) > banner.heightForWidth(1000)


def test_hidden_keys_pause_an_unverified_contact_and_stop_a_verified_one(
    banner: TrustBanner, qtbot: QtBot
) -> None:
    """P5: an answer without the head that a message named."""
    banner.show_trust(Trust.WITHHELD, "Theo")
    show_active(banner)

    assert banner.accessibleName() == "The server does not show Theo’s newest keys"
    assert banner._accept.accessibleName() == "Send anyway"
    with qtbot.waitSignal(banner.accept_requested):
        banner._accept.click()
    assert banner._why.isVisible()
    assert not banner.grab().isNull()

    banner.show_trust(Trust.VERIFIED_WITHHELD, "Theo")

    assert not banner._accept.isVisible()
    assert "Until then nothing is sent" in banner.accessibleDescription()
    banner.show_trust(Trust.CHANGED, "Theo")
    assert banner._accept.accessibleName() == "Accept new key"

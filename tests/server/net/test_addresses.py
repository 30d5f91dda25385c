"""Which address counts in budgets, and whose word on it."""

import ipaddress

import pytest

from server.net.addresses import budget_address, forwarded_address, is_in


@pytest.mark.parametrize(
    ("host", "forwarded", "client"),
    [
        ("10.0.0.1", ["192.0.2.1"], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.7, 192.0.2.1"], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.7", "192.0.2.1, 10.0.0.2"], "192.0.2.1"),
        ("::ffff:10.0.0.1", ["2001:db8::7"], "2001:db8::7"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["", "10.0.0.3"], "10.0.0.3"),
        ("10.0.0.1", ["192.0.2.1, unknown"], "10.0.0.1"),
        ("192.0.2.99", ["192.0.2.1"], "192.0.2.99"),
    ],
)
def test_only_trusted_proxies_are_believed(host: str, forwarded: list[str], client: str) -> None:
    trusted = [ipaddress.ip_network("10.0.0.0/8")]

    assert forwarded_address(host, forwarded, trusted=trusted) == client


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_budgets_go_by_the_network_of_an_ipv6_address(host: str, address: str) -> None:
    assert budget_address(host) == address


@pytest.mark.parametrize(
    ("host", "is_trusted"),
    [("10.2.3.4", True), ("::ffff:10.2.3.4", True), ("11.2.3.4", False), ("fd00::1%eth0", True)],
)
def test_ipv4_counts_also_inside_ipv6(host: str, is_trusted: bool) -> None:
    trusted = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")]

    assert is_in(trusted, host) is is_trusted

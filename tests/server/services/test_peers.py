"""What services know of the other end."""

from server.services.peers import ConnectionNumber, Visitor


def test_address_and_nonce_stay_out_of_logs() -> None:
    visitor = Visitor(number=ConnectionNumber(7), address="192.0.2.1", nonce=b"n" * 32, channels=())

    assert repr(visitor) == "Visitor(number=7)"

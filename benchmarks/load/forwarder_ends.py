"""Both ends of a pair at the bare forwarder, whose frames `servers/forwarder_program.py` tells.

It acknowledges nothing: a message that came counts as acknowledged, too.
"""

from collections.abc import Sequence

from benchmarks.load.pairs import Crowd, Pair
from benchmarks.load.websocket_link import WebSocketLink, client_frame, connect


def _number(connection: int) -> bytes:
    return connection.to_bytes(4, "big")


def forwarder_frames(pair: int, envelopes: Sequence[bytes]) -> list[bytes]:
    """Return the frames in which a pair's sender hands envelopes over."""
    recipient = _number(2 * pair + 1)
    return [client_frame(recipient + envelope) for envelope in envelopes]


async def connect_forwarder(port: int, pairs: int) -> Crowd:
    """Connect the senders and recipients of so many pairs.

    Raises:
        MeasurementFailed: the forwarder does not listen there.
    """
    crowd = Crowd()
    for number in range(pairs):
        crowd.pairs.append(await _connect_pair(crowd, port, number))
    return crowd


async def _connect_pair(crowd: Crowd, port: int, number: int) -> Pair:
    def on_delivered(payloads: list[bytes]) -> None:
        pair.on_stored(len(payloads))

    def on_answered(_payloads: list[bytes]) -> None:
        raise AssertionError("the forwarder answers nothing")

    sender = WebSocketLink("/", on_payloads=on_answered, on_broken=crowd.fail)
    recipient = WebSocketLink("/", on_payloads=on_delivered, on_broken=crowd.fail)
    pair = Pair(sender.write)
    for offset, link in enumerate((sender, recipient)):
        await connect(link, port, number=2 * number + offset)
        link.write(client_frame(_number(2 * number + offset)))
    return pair

"""Mutations do what their names say, reach every request, and come again with their seed."""

from random import Random

import pytest
from websockets.frames import Frame
from websockets.protocol import OPEN, Protocol
from websockets.protocol import Side as SocketSide

from protocol import codec, messages
from protocol.errors import RemoteProtocolError
from tests.fuzz.frames import encode
from tests.fuzz.mutations import MUTATIONS, Mutation, mutated
from tests.fuzz.raw_socket import build_frame
from tests.fuzz.socket_tricks import BORNE, ENDING, Trick
from tests.helpers.hostile_frames import sample_messages

FRAMES = [encode(one) for one in sample_messages() if isinstance(one, messages.ClientMessage)]


def is_valid(frame: bytes) -> bool:
    try:
        codec.decode_client_frame(frame)
    except RemoteProtocolError:
        return False
    return True


def test_seed_gives_the_same_frames_again() -> None:
    def series() -> list[tuple[str, bytes]]:
        random = Random(5)
        return [mutated(frame, FRAMES, random) for frame in FRAMES * 20]

    assert series() == series()


def test_mutated_frame_is_another_one_and_every_mutation_occurs() -> None:
    random = Random(6)
    names = set()
    for frame in FRAMES * 200:
        name, changed = mutated(frame, FRAMES, random)
        names.add(name)
        assert changed != frame

    assert names == {mutation.__name__ for mutation in MUTATIONS}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_mutation_bears_every_frame(mutation: Mutation) -> None:
    random = Random(7)

    assert all(isinstance(mutation(frame, FRAMES, random), bytes) for frame in FRAMES * 20)


def test_most_frames_are_valid_still_and_many_are_not() -> None:
    """The first go deep into the relay, the others end their session."""
    random = Random(8)
    valid = [is_valid(mutated(frame, FRAMES, random)[1]) for frame in FRAMES * 100]

    assert 0.6 < sum(valid) / len(valid) < 0.95


def received(data: bytes) -> tuple[list[bytes], Exception | None]:
    """Return the messages that a WebSocket server reads, and the fault it finds."""
    reader = Protocol(SocketSide.SERVER, state=OPEN, max_size=1 << 20)
    reader.receive_data(data)
    parts: list[bytes] = []
    for event in reader.events_received():
        assert isinstance(event, Frame)
        if event.opcode.name in ("BINARY", "TEXT"):
            parts.append(bytes(event.data))
        elif event.opcode.name == "CONT":
            parts[-1] += bytes(event.data)
    return parts, reader.parser_exc


@pytest.mark.parametrize("trick", BORNE, ids=lambda trick: trick.__name__)
def test_borne_trick_brings_the_payload(trick: Trick) -> None:
    random = Random(9)
    for frame in FRAMES:
        assert received(trick(frame, random)) == ([frame], None)


@pytest.mark.parametrize("trick", ENDING, ids=lambda trick: trick.__name__)
def test_ending_trick_brings_no_binary_message_of_the_wire(trick: Trick) -> None:
    """Another WebSocket implementation finds the fault, or what arrives is text or a close."""
    random = Random(10)
    for frame in FRAMES:
        data = trick(frame, random)
        found, fault = received(data)
        is_text = data[0] & 0x0F == 1
        is_close = data[0] & 0x0F == 8
        assert fault is not None or is_text or is_close or found == []


def test_plain_frame_brings_the_payload() -> None:
    for frame in FRAMES:
        assert received(build_frame(frame)) == ([frame], None)

"""More messages than fit into any queue wait at a real relay for somebody who was away."""

from pathlib import Path

from desktop.core.records import DeliveryState
from desktop.network.link import PUSH_QUEUE
from tests.helpers.messengers import run
from tests.helpers.relay_process import RelayProcess
from tests.integration.test_relay_lost import Client

HELD = PUSH_QUEUE + 44


def test_more_held_messages_than_the_connection_queues_let_the_app_sign_in(
    tmp_path: Path,
) -> None:
    """The relay pushes while the app still signs in; all of it arrives, in order, once."""
    folder = tmp_path / "relay"
    folder.mkdir()
    texts = [f"held {number}" for number in range(HELD)]

    async def story(relay: RelayProcess) -> None:
        alice, bob = (Client(name, tmp_path, relay.url) for name in ("alice", "bob"))
        async with alice:
            async with bob:
                await alice.create_account()
                await bob.create_account()
                to_bob = await alice.meet(bob)
            sent = [await alice.engine.send_text(to_bob, text) for text in texts]

            async def are_sent() -> bool:
                newest = await alice.engine.load_messages(to_bob)
                return all(message.state is not DeliveryState.WAITING for message in newest)

            await alice.until(are_sent)
            async with bob:
                await bob.engine.open_profile()
                await bob.online()
                assert await bob.received(HELD) == texts
                await alice.delivered(sent[-1])

    with RelayProcess(folder) as relay:
        run(story(relay))

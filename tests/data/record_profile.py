"""Records a small profile of this version for the tests of later migrations.

`python -m tests.data.record_profile 0.1.0` makes `tests/data/profiles/0.1.0/`, once per release and
never again: what a version wrote is what later versions must read.
"""

import asyncio
import hashlib
import sys
from pathlib import Path

from desktop.core.records import FailureReason, MessageKind
from desktop.storage.profile_folder import DATABASE_FILE, SLOTS_FILE, LocalProfileFolder
from protocol.ids import EnvelopeId
from tests.desktop.storage.sample_rows import (
    BOB,
    CAROL,
    NOW_MS,
    Stores,
    content_id,
    received,
)
from tests.helpers.seeded_random import SeededRandom

PROFILES = Path(__file__).parent / "profiles"
PASSPHRASE = "the passphrase of old profiles"


async def record(folder: Path) -> None:
    """Make a profile in the vault that has something in every table."""
    profiles = LocalProfileFolder(folder, random=SeededRandom("old profile"))
    profile = await profiles.create(vault_passphrase=PASSPHRASE)
    await profile.secrets.save("identity", hashlib.sha512(b"identity").hexdigest())
    await profile.secrets.save("seal-7365616c2d6f6e65", hashlib.sha512(b"seal").hexdigest())
    stores = Stores(profile._database)
    await stores.add_account()
    await stores.keys.finish_registration()
    await profile.upkeep.note_signed_in(
        epoch=b"e" * 16,
        newest_issued=90,
        newest_acknowledged=80,
        relay_is_old=False,
        restored_floor=None,
        seq_jump=0,
        duties=[],
        greetings={},
        now_ms=NOW_MS,
    )
    bob = (await stores.add_contact(BOB)).record.id
    carol = (await stores.add_contact(CAROL)).record.id
    for number in range(1, 6):
        await stores.queue(bob, number, f"own {number}")
    ids = await stores.encrypt(bob, 1, 2, 3, 4)
    for at, outbox_id in enumerate(ids[:2]):
        await stores.outbox.commit_accepted(outbox_id, EnvelopeId(10 + at), now_ms=NOW_MS)
    await stores.outbox.commit_failed(ids[2], FailureReason.MAILBOX_FULL)
    for seq in (1, 3, 2):
        await stores.history.commit_received(
            received(
                bob,
                seq=seq,
                envelope_id=20 + seq,
                wants_receipt=True,
                delivery_key=b"D" * 32,
                delivered_ids=(content_id(1),),
            )
        )
    await stores.history.mark_read(bob)
    await stores.history.commit_received(
        received(
            carol,
            seq=1,
            envelope_id=30,
            sender=CAROL,
            kind=MessageKind.NEEDS_NEWER,
            text="",
            raw=(200, 9, b"future"),
        )
    )
    await stores.history.commit_received(
        received(carol, seq=2, envelope_id=31, sender=CAROL, text="שלום 👋")
    )
    await stores.history.forget_acknowledged([EnvelopeId(21)])
    await profiles.release()


def main() -> None:
    """Record the profile of the version named on the command line."""
    (version,) = sys.argv[1:]
    folder = PROFILES / version
    if folder.exists():
        sys.exit(f"{folder} is there: a released profile is never made again")
    asyncio.run(record(folder))
    for file in folder.iterdir():
        if file.name not in (DATABASE_FILE, SLOTS_FILE):
            file.unlink()


if __name__ == "__main__":
    main()

"""What rows tell by themselves."""

from dataclasses import replace
from pathlib import Path

from desktop.core.rows.peers import ContactRow
from tests.helpers.parties import Party, play


def test_contact_tells_whether_something_may_be_sent(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        contact = await alice.meet(bob)
        row: ContactRow = await alice.contacts.get(contact)
        assert row.is_accepted
        assert row.may_send
        assert not replace(row, changed_to=bob.account.address.account).may_send

    play(tmp_path, story, "alice", "bob")

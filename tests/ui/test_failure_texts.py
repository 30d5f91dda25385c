"""Every reason why a message was not sent has words."""

import pytest

from desktop.core.records import FailureReason
from desktop.ui.failure_texts import describe_failure


@pytest.mark.parametrize("reason", FailureReason)
def test_every_failure_names_the_person_and_a_way_on(reason: FailureReason) -> None:
    text = describe_failure(reason, "Bob")

    assert text.title
    assert text.help.endswith(".")
    assert "{" not in text.sentence
    assert reason is FailureReason.NONE or "Bob" in text.title

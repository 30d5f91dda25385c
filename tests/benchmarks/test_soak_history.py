"""The history of a mailbox finds what is lost, doubled or swapped; a repeat is no double."""

from benchmarks.soak_history import MailboxHistory


def history_of(sent: int, *came: int) -> MailboxHistory:
    history = MailboxHistory("mailbox")
    for _ in range(sent):
        history.next_number()
    for number in came:
        history.on_delivered(1_000 + number, number)
    return history


def faults_of(history: MailboxHistory) -> str:
    history.finish()
    return " ".join(history.faults)


def test_everything_in_order_has_no_fault() -> None:
    history = history_of(3, 0, 1, 2)
    assert faults_of(history) == ""
    assert (history.received, history.repeats) == (3, 0)


def test_repeat_after_a_sign_in_is_no_fault() -> None:
    history = history_of(4, 0, 1, 2)
    history.on_signing_in()
    for number in (1, 2, 3):
        history.on_delivered(1_000 + number, number)
    assert faults_of(history) == ""
    assert (history.received, history.repeats) == (4, 2)


def test_planted_loss_in_the_middle_and_at_the_end_is_found() -> None:
    assert "got 2 before 1" in faults_of(history_of(3, 0, 2))
    assert "never got 1 messages from 2 on" in faults_of(history_of(3, 0, 1))


def test_planted_double_is_found_on_one_connection_and_under_another_id() -> None:
    assert "got 1 after 1" in faults_of(history_of(2, 0, 1, 1))
    history = history_of(1, 0)
    history.on_signing_in()
    history.on_delivered(77, 0)
    assert "under another id" in faults_of(history)


def test_planted_swap_and_a_message_that_nobody_sent_are_found() -> None:
    assert "got 1 before 0" in faults_of(history_of(3, 1, 0, 2))
    assert "never sent" in faults_of(history_of(1, 0, 1))

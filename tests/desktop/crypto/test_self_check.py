"""The self-check passes on a sound build and names the part of one that is not."""

import pytest

from desktop.crypto import self_check, self_check_vectors
from desktop.errors import SelfCheckFailed
from protocol.ids import AccountId, DeviceAddress
from protocol.proofs import verify_chain

# Altered, these are refused for another reason, which is all that is asked of them.
_REFUSED_ANYWAY = {"LOW_BASE_KEY_MESSAGE", "LOW_RATCHET_KEY_MESSAGE", "LOW_LATER_KEY_MESSAGE"}
_VECTORS = sorted(name for name in vars(self_check_vectors) if name.isupper())


def test_a_sound_build_passes() -> None:
    """CR-07: the refusals of low-order keys are among what start-up proves."""
    self_check.run()
    assert "keys of low order" in self_check.CHECKS


def test_a_failing_part_is_named_and_ends_the_run() -> None:
    def fails() -> None:
        raise OSError

    def never() -> None:
        pytest.fail("went on after a failure")

    with pytest.raises(SelfCheckFailed) as caught:
        self_check.run({"good": lambda: None, "bad": fails, "later": never})
    assert caught.value.part == "bad"
    assert isinstance(caught.value.__cause__, OSError)


@pytest.mark.parametrize("name", [name for name in _VECTORS if name not in _REFUSED_ANYWAY])
def test_every_known_answer_counts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another value stands for a primitive that computes something else."""
    value = getattr(self_check_vectors, name)
    altered = bytes([value[0] ^ 0x40]) + value[1:-1] + bytes([value[-1] ^ 0x40])
    monkeypatch.setattr(self_check_vectors, name, altered)
    if name == "RECIPIENT_ACCOUNT":
        monkeypatch.setattr(
            self_check,
            "_RECIPIENT",
            DeviceAddress(account=AccountId(altered), device=1),
        )
    with pytest.raises(SelfCheckFailed):
        self_check.run()


def test_accepting_what_must_be_refused_fails() -> None:
    with pytest.raises(self_check._Wrong):
        self_check._must_refuse(lambda: None)
    self_check._must_refuse(lambda: verify_chain(b""))
    with pytest.raises(ZeroDivisionError):
        self_check._must_refuse(lambda: 1 // 0)


def test_a_build_that_takes_low_order_keys_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """CR-07: honest messages in the place of the lying ones stand for such a build."""
    for low, good in (
        ("LOW_BASE_KEY_MESSAGE", "GOOD_RATCHET_KEY_MESSAGE"),
        ("LOW_RATCHET_KEY_MESSAGE", "GOOD_RATCHET_KEY_MESSAGE"),
        ("LOW_LATER_KEY_MESSAGE", "GOOD_LATER_KEY_MESSAGE"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(self_check_vectors, low, getattr(self_check_vectors, good))
            with pytest.raises(SelfCheckFailed) as caught:
                self_check.run()
            assert caught.value.part == "keys of low order"

"""How a command speaks: one line at a time, and one sentence when it cannot go on."""


class Stop(Exception):
    """A command cannot go on; the user is told why in one sentence.

    Attributes:
        exit_code: What the command returns.
    """

    def __init__(self, sentence: str, *, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def say(line: str) -> None:
    """Print one line at once, in its place among the output of child processes."""
    print(line, flush=True)

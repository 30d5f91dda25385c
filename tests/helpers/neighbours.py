"""Other profiles of a played computer, for windows that may be asked about them."""

from desktop.core.records import ProfileLabel


class PlayedNeighbours:
    """Implements `core.ports.NeighbourProfiles`; by default there are none.

    Attributes:
        labels: What each says, by the name of its folder; None for one without a label.
    """

    def __init__(self, labels: dict[str, ProfileLabel | None] | None = None) -> None:
        self.labels = labels or {}

    def names(self) -> list[str]:
        return sorted(self.labels)

    async def find_labels(self) -> dict[str, ProfileLabel]:
        return {name: label for name, label in self.labels.items() if label is not None}

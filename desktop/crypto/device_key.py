"""DEV, a device's Ed25519 key: it signs logins and prekeys and nothing else."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.crypto.opaque import Opaque
from desktop.crypto.random_source import Random
from protocol.errors import InvalidForm
from protocol.transcript import Label, signed_bytes

SEED_BYTES = 32


class DeviceKey(Opaque):
    """The private signing key of a device.

    Attributes:
        public: The public half, 32 bytes.
    """

    __slots__ = ("_key", "_seed", "public")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise InvalidForm("device key")
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls, random: Random) -> "DeviceKey":
        """Make a new key.

        Source: docs/protocol/keys.md, section 3.
        """
        return cls(random(SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> "DeviceKey":
        """Load our own key.

        Raises:
            InvalidForm: not 32 bytes.

        Source: docs/protocol/keys.md, section 3.
        """
        return cls(seed)

    def to_seed(self) -> bytes:
        """Return the 32 secret bytes that the key is made of."""
        return self._seed

    def sign(self, label: Label, message: bytes) -> bytes:
        """Sign a message for one use.

        Args:
            label: Label.LOGIN or Label.PREKEY.
            message: What that use covers.

        Returns:
            64 bytes.

        Source: docs/protocol/keys.md, section 4.
        """
        return self._key.sign(signed_bytes(label, message))

"""Settings of the live stream."""

from dataclasses import dataclass, replace
from typing import Self

_OTHER_FILES = 256  # the stores' connections, and reads that are no streams


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """Bounds and rhythms. Sizes in bytes, times in seconds unless the name says otherwise.

    A slow reader costs at most `send_buffer` in the kernel (which doubles it) and one `piece` in the process.
    """

    ring_events: int = 4096
    ring_bytes: int = 16 * 2**20
    filters: int = 5000
    connections: int = 20_000

    heartbeat: float = 15.0
    tick: float = 1.0
    retry_ms: int = 2000

    slice_size: int = 384  # about two milliseconds of writing, after which others have their turn
    piece: int = 128 * 2**10
    send_buffer: int = 64 * 2**10
    stall: float = 30.0  # a reader that takes nothing for so long, while there is something, is cut off
    grace: float = 1.0  # for the last bytes of a connection that is being ended

    replay_page: int = 32  # decoded at once, which takes about two milliseconds
    replay_reads: int = 8  # pages read at once: a crowd that comes back waits its turn
    replay_reads_of_address: int = 2
    replay_rate: float = 32 * 2**20  # bytes of the log a second that are read for one address
    replay_burst: int = 64 * 2**20
    connections_of_address: int = 200  # 0 is no bound
    reconnect: float = 0.25
    reconnect_highest: float = 2.0

    takeover: bool = True

    @classmethod
    def within(cls, open_files: int) -> Self:
        """The defaults, with no more connections than there may be open files: more are refused in words."""
        defaults = cls()
        return replace(defaults, connections=max(1, min(defaults.connections, open_files - _OTHER_FILES)))

"""Retry schedule of a delivery, with jitter. Pure."""

from dataclasses import dataclass

_MINUTE, _HOUR = 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Seconds before each retry, those of Standard Webhooks; the last one repeats.

    `probe_longest` bounds the wait of an endpoint that fails altogether, so that its recovery shows soon.
    `handshake` is for the verification of a new address, whose owner is just setting it up.
    """

    delays: tuple[float, ...] = (
        *(5.0, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR),
        *(10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR),
    )
    handshake: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0, 15.0, _MINUTE, 5 * _MINUTE, 30 * _MINUTE)
    probe_longest: float = 5 * _MINUTE
    slow_down: float = 5.0
    longest_retry_after: float = 24 * _HOUR
    pause_after: float = 72 * _HOUR
    jitter: float = 0.2

    def delay(self, failures: int, chance: float) -> float:
        """The wait after this many failed attempts, up to a fifth longer; `chance` is 0 to 1."""
        return self._jittered(self.delays, failures, chance)

    def handshake_delay(self, failures: int, chance: float) -> float:
        return self._jittered(self.handshake, failures, chance)

    def slowed(self, retry_after: float | None, failures: int, chance: float) -> float:
        """The wait that a receiver asked for; where it said nothing, one that doubles."""
        if retry_after is not None:
            # Never before the instant asked for; spread out a little after it.
            return min(retry_after, self.longest_retry_after) + self.jitter * chance
        doubled = self.slow_down * 2.0 ** min(max(failures - 1, 0), 10)
        return min(doubled, self.probe_longest) * (1 + self.jitter * chance)

    def _jittered(self, delays: tuple[float, ...], failures: int, chance: float) -> float:
        return delays[min(max(failures, 1), len(delays)) - 1] * (1 + self.jitter * chance)

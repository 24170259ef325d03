"""Pace of verifications by host: one that does not confirm is asked ever less often. Pure."""

from collections import OrderedDict

_LONGEST = 10.0  # seconds
_HOSTS = 2_000


class HostPace:
    """Pauses of hosts, doubling with each failure in a row. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def may_ask(self, host: str, now: float) -> bool:
        return now >= self._hosts.get(host, (0, 0.0))[1]

    def resting(self, now: float) -> list[str]:
        """The hosts that may not be asked now."""
        return [host for host, (_, until) in self._hosts.items() if now < until]

    def succeeded(self, host: str) -> None:
        self._hosts.pop(host, None)

    def failed(self, host: str, now: float) -> None:
        failures = self._hosts.pop(host, (0, 0.0))[0] + 1
        pause = min(0.5 * 2.0 ** min(failures, 10), _LONGEST)
        self._hosts[host] = (failures, now + pause)
        if len(self._hosts) > _HOSTS:
            self._hosts.popitem(last=False)

"""Pace of verifications by host: one that does not confirm is asked ever less often. Pure."""

from collections import OrderedDict

_LONGEST = 10.0  # seconds
_HOSTS = 10_000


class HostPace:
    """Pauses of hosts, doubling with each failure in a row. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def may_ask(self, host: str, now: float) -> bool:
        return now >= self._hosts.get(host, (0, 0.0))[1]

    def succeeded(self, host: str) -> None:
        self._hosts.pop(host, None)

    def failed(self, host: str, now: float) -> None:
        failures = self._hosts.pop(host, (0, 0.0))[0] + 1
        pause = min(0.5 * 2.0 ** min(failures, 10), _LONGEST)
        self._hosts[host] = (failures, now + pause)
        if len(self._hosts) > _HOSTS:
            self._hosts.popitem(last=False)

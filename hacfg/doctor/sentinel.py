"""Sentinels: each is asked for the primary, and whether enough of them agree."""

from __future__ import annotations

from ..diagnostic import Fault
from ..suggest import closest
from .conversation import Refusal, pairs
from .redis_server import service_names
from .redis_visit import RedisVisit
from .refusals import meaning
from .step import Finding, failed, fine, skipped, warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .course import Probe
    from .endpoint import Access
    from .network import Line

_NAME_AT = ("sentinel", "service_name")


class SentinelVisit(RedisVisit):
    """One Sentinel; ``primary`` is where it says that the primary is, once it was asked."""

    def __init__(self, line: Line, access: Access, service: str, others: int) -> None:
        super().__init__(line, access)
        self.service, self.others = service, others
        self.primary: tuple[str, int] | None = None

    def plan(self) -> list[tuple[str, Probe]]:
        """All steps."""
        return [
            *super().plan(),
            ("mode", self.compare),
            ("primary", self.find),
            ("quorum", self.count),
        ]

    def compare(self) -> Finding:
        """The step mode: a Sentinel."""
        mode = str(self.server.get("mode", ""))
        if mode == "sentinel":
            return fine("sentinel")
        if not mode and not isinstance(self.ask("SENTINEL", "MYID"), Refusal):
            return skipped("the server does not say")
        return failed(
            f"{mode or 'a server'}, not a Sentinel",
            Fault(
                "HC615",
                f"{self.name} is a Redis server, and the config takes it for a Sentinel",
                self.line.endpoint.host_at,
                help=(
                    (
                        "write the port of the Sentinel, 26379 unless it was changed; without any,"
                        " write host and port in place of sentinel"
                    ),
                ),
            ),
        )

    def find(self) -> Finding:
        """The step primary: the address that goes with the service's name."""
        reply = self.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self.service)
        if isinstance(reply, Finding):
            return reply
        if isinstance(reply, Refusal):
            return failed(*meaning(reply.text, self.name, self.line.endpoint.host_at, self.scrub))
        if isinstance(reply, list) and len(reply) == 2:
            self.primary = (str(reply[0]), int(reply[1]))
            return self._state(f"{reply[0]}:{reply[1]}")
        names = service_names(self)
        near = closest(self.service, names)
        known = f"it knows {', '.join(names)}" if names else "it knows no service"
        return failed(
            f"no {self.service}",
            Fault(
                "HC620",
                f"Sentinel {self.name} knows no service {self.service}",
                _NAME_AT,
                notes=(known,),
                help=(f"did you mean {near}?" if near else "write what sentinel monitor calls it",),
            ),
        )

    def _state(self, address: str) -> Finding:
        entry = pairs(self.ask("SENTINEL", "MASTER", self.service))
        flags = str(entry.get("flags", ""))
        if "o_down" not in flags and "s_down" not in flags:
            return fine(address)
        return warned(
            f"{address}, held to be down",
            Fault(
                "HC620",
                f"Sentinel {self.name} holds the primary of {self.service}, {address}, to be down",
                _NAME_AT,
                help=("a failover may be going on: --wait 60 tries again for a minute",),
            ),
        )

    def count(self) -> Finding:
        """The step quorum: whether enough Sentinels see each other to name a new primary."""
        reply = self.ask("SENTINEL", "CKQUORUM", self.service)
        entry = pairs(self.ask("SENTINEL", "MASTER", self.service))
        known = int(entry.get("num-other-sentinels", 0) or 0)
        if known < self.others:
            return failed(
                f"{known} other Sentinels, {self.others} wanted",
                Fault(
                    "HC620",
                    f"Sentinel {self.name} knows {known} others, and the config wants"
                    f" {self.others}: it is not believed",
                    ("sentinel", "min_other_sentinels"),
                    help=("start the other Sentinels, or lower min_other_sentinels",),
                ),
            )
        if not isinstance(reply, Refusal):
            quorum = entry.get("quorum")
            return fine(f"{known + 1} Sentinels, quorum {quorum}" if quorum else f"{reply}")
        if not reply.text.startswith("NOQUORUM"):
            return skipped("the Sentinel does not say")
        return warned(
            "no quorum",
            Fault(
                "HC620",
                f"the Sentinels around {self.name} are too few to name a new primary",
                _NAME_AT,
                notes=(self.scrub(reply.text.partition(" ")[2]),),
                help=("start the missing Sentinels: until then a lost primary stays lost",),
            ),
        )


def disagreement(visits: list[SentinelVisit]) -> Fault | None:
    """The fault where Sentinels name different primaries."""
    named = {visit.name: visit.primary for visit in visits if visit.primary is not None}
    if len(set(named.values())) < 2:
        return None
    said = "; ".join(f"{name} says {host}:{port}" for name, (host, port) in named.items())
    return Fault(
        "HC620",
        "the Sentinels disagree about which server is the primary",
        _NAME_AT,
        notes=(said,),
        help=("a failover may be going on: --wait 60 tries again for a minute",),
    )

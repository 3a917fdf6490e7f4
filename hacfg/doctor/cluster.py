"""A cluster: each start node, whether the whole is well, and whether its nodes can be reached."""

from __future__ import annotations

from contextlib import suppress

from ..diagnostic import Fault
from ..wording import count, enumeration
from .conversation import fields
from .endpoint import Endpoint
from .network import Line
from .redis_server import eviction
from .redis_visit import RedisVisit
from .step import Finding, failed, fine, skipped, warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .course import Probe
    from .endpoint import Access

_SLOTS = 16384
_NODES_AT = ("cluster", "nodes")


class NodeVisit(RedisVisit):
    """One node; ``primaries`` are those that it knows, by host and port, once it was asked."""

    def __init__(self, line: Line, access: Access, *, complete: bool) -> None:
        super().__init__(line, access)
        self._complete = complete
        self.primaries: list[tuple[str, int]] = []

    def plan(self) -> list[tuple[str, Probe]]:
        """All steps."""
        return [
            *super().plan(),
            ("mode", self.compare),
            ("cluster", self.assess),
            ("memory", lambda: eviction(self)),
        ]

    def compare(self) -> Finding:
        """The step mode: a node of a cluster."""
        mode = str(self.server.get("mode", ""))
        if mode == "cluster":
            return fine("cluster")
        if not mode:
            return skipped("the server does not say")
        instead = "sentinel" if mode == "sentinel" else "host and port"
        kind = "a Sentinel" if mode == "sentinel" else "a server of its own"
        return failed(
            f"{mode}, no node of a cluster",
            Fault(
                "HC615",
                f"{self.name} is {kind}, and the config takes it for a node of a cluster",
                self.line.endpoint.host_at,
                help=(f"write {instead} in place of cluster, or the address of a node",),
            ),
        )

    def assess(self) -> Finding:
        """The step cluster: its state, and whether every slot has a node."""
        about = fields(self.ask("CLUSTER", "INFO"))
        self.primaries = _primaries(self.ask("CLUSTER", "SLOTS"), self.line.endpoint.host)
        if not about:
            return skipped("the node does not say")
        assigned = int(about.get("cluster_slots_assigned", 0))
        lost = int(about.get("cluster_slots_fail", 0)) + _SLOTS - assigned
        shown = f"{count(len(self.primaries), 'primary')}".replace("primarys", "primaries")
        detail = f"{about.get('cluster_state', '?')}, {shown}, {_SLOTS - lost} of {_SLOTS} slots"
        if about.get("cluster_state") == "ok" and not lost:
            return fine(detail)
        fault = Fault(
            "HC621",
            f"the cluster of {self.name} is not whole: {lost} of {_SLOTS} slots have no node",
            self.line.endpoint.host_at,
            notes=(f"its state is {about.get('cluster_state', 'unknown')}",),
            help=("redis-cli --cluster check at the node says which; start what is down",),
        )
        works = about.get("cluster_state") == "ok" and not self._complete
        return warned(detail, fault) if works else failed(detail, fault)


def _primaries(slots: Any, asked: str) -> list[tuple[str, int]]:
    """The primaries in an answer of CLUSTER SLOTS; an empty host is the one that was asked."""
    found: dict[tuple[str, int], None] = {}
    with suppress(IndexError, TypeError, ValueError):
        for entry in slots:
            host, port = entry[2][:2]
            found[host or asked, int(port)] = None
    return list(found)


def reachable(primaries: list[tuple[str, int]], visit: NodeVisit) -> Finding:
    """The step nodes: whether the addresses that the cluster announces can be reached from here."""
    lost = []
    for host, port in primaries:
        line = Line(Endpoint(host, port), visit.line.limits)
        try:
            line.opened(visit.line.limits.connect / max(len(primaries), 1) + 0.2).close()
        except OSError:
            lost.append(line.endpoint.name)
    if not lost:
        return fine(f"{len(primaries)} of {len(primaries)} primaries reached")
    return failed(
        f"{len(lost)} of {len(primaries)} primaries not reached",
        Fault(
            "HC621",
            f"the cluster announces {enumeration(lost)}, which cannot be reached from here",
            _NODES_AT,
            help=(
                (
                    "let this machine reach every node, or have the nodes announce other addresses:"
                    " cluster-announce-ip or cluster-announce-hostname at each"
                ),
            ),
        ),
    )

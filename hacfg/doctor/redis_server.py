"""A Redis server as the config has it: one that stands alone, or the primary of a Sentinel."""

from __future__ import annotations

from ..diagnostic import Fault
from .conversation import fields, pairs
from .redis_visit import RedisVisit
from .step import Finding, failed, fine, skipped, warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .course import Probe
    from .endpoint import Access
    from .lease_trial import LeaseTrial
    from .network import Line


class ServerVisit(RedisVisit):
    """A server that is to be a primary on its own."""

    def __init__(self, line: Line, access: Access, trial: LeaseTrial) -> None:
        super().__init__(line, access)
        self.trial = trial

    def plan(self) -> list[tuple[str, Probe]]:
        """All steps."""
        return [
            *super().plan(),
            ("mode", self.compare),
            ("client", self.trial.connect),
            ("permission", self.trial.lease),
            ("memory", lambda: eviction(self)),
        ]

    def close(self) -> None:
        """Ends the conversation and the client."""
        super().close()
        self.trial.close()

    def compare(self) -> Finding:
        """The step mode: a primary, and neither a Sentinel, a node of a cluster nor a replica."""
        mode = str(self.server.get("mode", ""))
        if mode == "sentinel":
            return failed("a Sentinel, not a server", self._is_sentinel())
        if mode == "cluster":
            return failed("a node of a cluster", self._is_node())
        role = self.ask("ROLE")
        if isinstance(role, list) and role and role[0] in ("slave", "replica"):
            return self._of_replica(role)
        about = fields(self.ask("INFO", "replication"))
        if not mode and not isinstance(role, list):
            return skipped("the server does not say")
        count = about.get("connected_slaves", "")
        followers = f", {count} connected replica{'' if count == '1' else 's'}" if count else ""
        return fine(f"{mode or 'standalone'}, primary{followers}")

    def _is_sentinel(self) -> Fault:
        names = service_names(self)
        service = names[0] if names else "mymaster"
        known = f"it watches over {', '.join(names)}" if names else "it watches over no server"
        return Fault(
            "HC615",
            f"{self.name} is a Sentinel, and the config takes it for a Redis server",
            self.line.endpoint.port_at,
            notes=(known,),
            help=(
                (
                    f'write "sentinel": {{"nodes": ["{self.name}"], "service_name": "{service}"}}'
                    " in place of host and port, or the port of the server itself"
                ),
            ),
        )

    def _is_node(self) -> Fault:
        return Fault(
            "HC615",
            f"{self.name} is a node of a cluster, and the config takes it for a server of its own",
            self.line.endpoint.host_at,
            notes=("it sends away whoever asks for a key of another node (MOVED)",),
            help=(f'write "cluster": {{"nodes": ["{self.name}"]}} in place of host and port',),
        )

    def _of_replica(self, role: list[object]) -> Finding:
        primary = f"{role[1]}:{role[2]}" if len(role) > 2 else "another server"
        about = fields(self.ask("INFO", "replication"))
        detail = f"replica of {primary}"
        down = about.get("master_link_status") == "down"
        notes = ("its link to the primary is down",) if down else ()
        writable = about.get("slave_read_only") == "0"
        fault = Fault(
            "HC616",
            f"{self.name} is a {'writable' if writable else 'read-only'} replica of {primary}",
            self.line.endpoint.host_at,
            notes=(*notes, *(("what is written there is lost at the next sync",) * writable)),
            help=(f"write the primary, {primary}, or use sentinel to have it found",),
        )
        return warned(detail, fault) if writable else failed(detail, fault)


def eviction(visit: RedisVisit) -> Finding:
    """The step memory: whether the server may evict a lease before its time."""
    memory = fields(visit.ask("INFO", "memory"))
    policy = memory.get("maxmemory_policy")
    if policy is None:
        return skipped("the server does not say")
    limit = int(memory.get("maxmemory", "0") or "0")
    kept = fields(visit.ask("INFO", "persistence"))
    saved = {"1": ", append-only file on", "0": ", append-only file off"}.get(
        kept.get("aof_enabled", ""), ""
    )
    if not limit:
        return fine(f"{policy}, without a limit nothing is evicted{saved}")
    size = f"{policy} at {limit / 2**20:.0f} MiB"
    if policy == "noeviction":
        return fine(f"{size}{saved}")
    return warned(
        f"{size}{saved}",
        Fault(
            "HC619",
            f"{visit.name} may evict leases: its maxmemory-policy is {policy}",
            visit.line.endpoint.host_at,
            notes=("an evicted lease is one that two instances can hold",),
            help=("at the server: CONFIG SET maxmemory-policy noeviction; or use one of its own",),
        ),
    )


def service_names(visit: RedisVisit) -> list[str]:
    """The names of the primaries that a Sentinel watches over."""
    found = visit.ask("SENTINEL", "MASTERS")
    if not isinstance(found, list):
        return []
    entries = map(pairs, found)
    return [str(entry["name"]) for entry in entries if "name" in entry]

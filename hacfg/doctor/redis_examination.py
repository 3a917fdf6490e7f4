"""The examination of a Redis config, by the mode that it names."""

from __future__ import annotations

import ssl

from .cluster import NodeVisit, reachable
from .course import carried_out
from .endpoint import Access, Credentials, Endpoint, Limits
from .lease_trial import LeaseTrial
from .network import Line
from .redis_server import ServerVisit
from .scrub import Scrubber
from .security import Security
from .sentinel import SentinelVisit, disagreement
from .step import Outcome, Step, failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..compiled.redis_config import RedisConfig
    from .redis_visit import RedisVisit

_VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}


class RedisExamination:
    """All that is tried with one config; ``seconds`` is the most that one wait may take."""

    def __init__(self, config: RedisConfig, seconds: float) -> None:
        self.config = config
        self.limits = Limits.of(
            seconds,
            ("socket_connect_timeout", config.socket_connect_timeout),
            ("socket_timeout", config.socket_timeout),
        )
        self.wait = max(self.limits.connect, self.limits.answer)
        self.access = Access(
            security_of(config) if config.ssl else None,
            Credentials(config.username, config.password),
            Scrubber(config),
        )

    def steps(self) -> list[Step]:
        """The steps in the order they were tried; none where Redis is off."""
        config = self.config
        if not config.enable_redis:
            return []
        if config.sentinel is not None:
            return list(self._sentinel())
        if config.cluster is not None:
            return list(self._cluster())
        if config.unix_socket_path is not None:
            at = ("unix_socket_path",)
            endpoint = Endpoint(socket=config.unix_socket_path, host_at=at, port_at=at)
        else:
            endpoint = Endpoint(config.host or "", config.port or 0, "", ("host",), ("port",))
        return self._visited(self._server(endpoint))

    def _server(self, endpoint: Endpoint) -> ServerVisit:
        trial = LeaseTrial(self.config, endpoint.name, self.wait, self.access.scrub)
        return ServerVisit(Line(endpoint, self.limits), self.access, trial)

    def _visited(self, visit: RedisVisit) -> list[Step]:
        try:
            return list(carried_out(visit.name, visit.plan(), self.wait))
        finally:
            visit.close()

    def _nodes(self, section: str) -> Iterator[Endpoint]:
        for index, (host, port) in enumerate(self.config.addresses()):
            at = (section, "nodes", index)
            yield Endpoint(host, port, "", at, at)

    def _sentinel(self) -> Iterator[Step]:
        sentinel = self.config.sentinel
        assert sentinel is not None  # noqa: S101 - for type checkers
        paths = ("sentinel", "username"), ("sentinel", "password")
        given = Credentials(sentinel.username, sentinel.password, *paths)
        access = self.access.replace(given=given)
        name, others = sentinel.service_name, sentinel.min_other_sentinels
        visits, taken = [], []
        for endpoint in self._nodes("sentinel"):
            line = Line(endpoint, self.limits)
            visit = SentinelVisit(line, access, name, others)
            visits.append(visit)
            taken.append(self._visited(visit))
        yield from _lenient(taken)
        sound = [visit for visit, steps in zip(visits, taken, strict=True) if _sound(steps)]
        found = next((visit.primary for visit in sound if visit.primary), None)
        if found is None:
            return
        fault = disagreement(sound)
        if fault is not None:
            said = failed("the Sentinels disagree", fault)
            yield Step(name, "primary", said.outcome, said.detail, 0.0, said.faults)
        at = ("sentinel", "service_name")
        yield from self._visited(self._server(Endpoint(*found, "", at, at)))

    def _cluster(self) -> Iterator[Step]:
        cluster = self.config.cluster
        assert cluster is not None  # noqa: S101 - for type checkers
        visits, taken = [], []
        for endpoint in self._nodes("cluster"):
            line = Line(endpoint, self.limits)
            visit = NodeVisit(line, self.access, complete=cluster.require_full_coverage)
            visits.append(visit)
            taken.append(self._visited(visit))
        yield from _lenient(taken)
        whole = [visit for visit, steps in zip(visits, taken, strict=True) if _sound(steps)]
        if not whole:
            return
        trial = LeaseTrial(self.config, "the cluster", self.wait, self.access.scrub)
        plan = [
            ("nodes", lambda: reachable(whole[0].primaries, whole[0])),
            ("client", trial.connect),
            ("permission", trial.lease),
        ]
        try:
            yield from carried_out("the cluster", plan, self.wait)
        finally:
            trial.close()


def _sound(steps: Sequence[Step]) -> bool:
    return all(step.outcome is not Outcome.FAILED for step in steps)


def _lenient(taken: Sequence[list[Step]]) -> Iterator[Step]:
    """The steps at all nodes; what fails at some is a warning while another node serves."""
    serves = any(map(_sound, taken))
    for steps in taken:
        for step in steps:
            bad = serves and step.outcome is Outcome.FAILED
            yield step.replace(outcome=Outcome.WARNING) if bad else step


def security_of(config: RedisConfig) -> Security:
    """How the config wants TLS."""
    checks = config.ssl_cert_reqs != "none"
    authority = next(
        (name for name in ("ssl_ca_certs", "ssl_ca_path", "ssl_ca_data") if getattr(config, name)),
        "ssl_ca_certs",
    )
    return Security(
        checks,
        checks and config.ssl_check_hostname,
        config.ssl_ca_certs or "",
        config.ssl_ca_path or "",
        config.ssl_ca_data or "",
        config.ssl_certfile or "",
        config.ssl_keyfile or "",
        config.ssl_password,
        _VERSIONS[config.ssl_min_version],
        config.ssl_ciphers or "",
        ca_at=(authority,),
    )

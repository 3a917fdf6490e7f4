"""The connections: clients of redis-py by a config, what their errors mean, and how flows use them.

A flow is a coroutine that awaits nothing but its driver. The methods of ``Driver`` block and never
suspend, so that one step runs a flow to its end; those of ``AsyncDriver`` suspend the task.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
import time
from concurrent.futures import Future
from inspect import signature
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import redis.asyncio
from redis import exceptions

from .scripts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ..compiled.redis_config import RedisConfig
    from ..secret import Secret

    Given = ParamSpec("Given")
    Owner = TypeVar("Owner")
    Result = TypeVar("Result")

PROBE = 0.5
# The oldest redis-py wants to be told a command, and newer ones warn of it.
_COMMAND = ("PING",) if tuple(map(int, redis.__version__.split(".")[:2])) < (5, 3) else ()
_LEAN: dict[str, Any] = {}
if "driver_info" in signature(redis.Redis.__init__).parameters:
    _maintenance = redis.maint_notifications.MaintNotificationsConfig(enabled=False)
    _LEAN = {"driver_info": None, "maint_notifications_config": _maintenance}
# What an error says about Redis. Lost: no connection, no answer in time, demoted, loading; another
# try may help. Denied: the credentials are wrong, and none does. Answer: it answered, or the pool
# is full, so that it is no outage at all. A bug is none of them.
LOST, DENIED, ANSWER, BUG = "lost", "denied", "answer", "bug"

_LOST: Any = (exceptions.ConnectionError, exceptions.TimeoutError, OSError)
# A replica, one without its primary, and a cluster without a quorum serve nobody for now.
_LOST += (exceptions.ReadOnlyError, exceptions.ClusterError, exceptions.RedisClusterException)


def fault_of(error: Exception) -> tuple[str, str]:
    """What an error means, and its text."""
    text = f"{type(error).__name__}: {error}"
    # BlockingConnectionPool has no error of its own for a full pool.
    full = isinstance(error, exceptions.MaxConnectionsError) or "No connection available" in text
    if isinstance(error, (exceptions.AuthenticationError, exceptions.AuthorizationError)):
        return DENIED, f"Redis refuses the credentials ({text})"
    # Redis 6 wraps READONLY where it comes from Lua.
    if not full and (isinstance(error, _LOST) or "READONLY" in text):
        return LOST, text
    return ANSWER if isinstance(error, exceptions.RedisError) else BUG, text


class _Credentials(redis.CredentialProvider):
    """Asks for the password at each connect, so that a rotated secret file is read again."""

    def __init__(self, username: str | None, secret: Callable[[], Secret | None]) -> None:
        self._username, self._secret = username, secret

    def get_credentials(self) -> tuple[str] | tuple[str, str]:
        secret = self._secret()
        password = secret.get_secret_value() if secret else ""
        return (self._username, password) if self._username else (password,)

    async def get_credentials_async(self) -> tuple[str] | tuple[str, str]:
        return self.get_credentials()


def open_client(config: RedisConfig, library: Any, most: int) -> Any:
    """A client by the config, of ``redis`` or ``redis.asyncio``, with at most ``most`` connections.

    It never tries again by itself: redis-py would do so after a wrong password too, and what is
    sent in vain is the flows' to judge.
    """
    arguments = _prepared(config, config.redis_kwargs(), "", library) | {"max_connections": most}
    if config.cluster is not None:
        if "dynamic_startup_nodes" not in signature(library.RedisCluster.__init__).parameters:
            del arguments["dynamic_startup_nodes"]  # asyncio in redis-py 5.0 has no such choice
        nodes = [library.cluster.ClusterNode(*address) for address in config.addresses()]
        return library.RedisCluster(**arguments | {"startup_nodes": nodes})
    if config.sentinel is None:
        client = library.Redis(**arguments)
        pool = client.connection_pool
        given = pool.connection_kwargs | _LEAN | {"connection_class": pool.connection_class}
        client.connection_pool = library.BlockingConnectionPool(most, config.pool_timeout, **given)
        return client
    own = _prepared(config, arguments.pop("sentinel_kwargs"), "sentinel.", library)
    addresses, others = arguments.pop("sentinels"), arguments.pop("min_other_sentinels")
    pools = (library.sentinel.SentinelConnectionPool, library.BlockingConnectionPool)
    # In redis-py 5.0 a pool that waits cannot spare the connections in use.
    added = {"disconnect": lambda pool, **_: library.BlockingConnectionPool.disconnect(pool)}
    arguments |= {"connection_pool_class": type("WaitingSentinelPool", pools, added)}
    arguments |= {"timeout": config.pool_timeout}
    sentinel = library.sentinel.Sentinel(addresses, others, own)
    return sentinel.master_for(config.sentinel.service_name, **arguments)


def _prepared(config: RedisConfig, given: dict[str, Any], section: str, library: Any) -> Any:
    """One try only, fresh credentials, and nothing that costs each connection a round trip."""
    given |= _LEAN | {"retry": library.retry.Retry(redis.backoff.NoBackoff(), 0)}
    if given.pop("password") is not None:
        secret = config.secret_source(f"{section}password")
        given["credential_provider"] = _Credentials(given.pop("username"), secret)
    return given


def finished(flow: Coroutine[Any, Any, Result]) -> Result:
    """The result of a flow over a ``Driver``."""
    try:
        flow.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise RuntimeError("a flow was suspended in a thread")


def blocking(
    flow: Callable[Concatenate[Owner, Given], Coroutine[Any, Any, Result]],
) -> Callable[Concatenate[Owner, Given], Result]:
    """The method that runs a flow over a ``Driver`` to its end."""

    @functools.wraps(flow)
    def method(owner: Owner, /, *args: Given.args, **named: Given.kwargs) -> Result:
        return finished(flow(owner, *args, **named))

    return method


class Driver:
    """Blocks the calling thread. At most ``most`` connections, opened when they are needed."""

    _library: Any = redis
    _sleep: Any = staticmethod(time.sleep)

    def __init__(self, config: RedisConfig, most: int, sleep: Any = None) -> None:
        self.config, self._most, self._sleep = config, most, sleep or self._sleep
        self._client: Any = None
        self._opening = threading.Lock()
        self._own: list[Any] = []

    async def call(self, *command: str | int, seconds: float) -> Any:
        """The reply to a command, waited for no longer than ``seconds``."""
        config, flow = self.config, self._send(command)
        usual = max(PROBE, config.socket_connect_timeout + config.socket_timeout)
        return await (flow if seconds > usual else self._within(seconds, flow))

    async def probe(self) -> None:
        """Sends PING on a connection of its own, and waits for half a second at most."""
        fresh = type(self)(self.config, 1)
        try:
            await fresh.call("PING", seconds=PROBE)
        finally:
            await fresh.close()

    async def close(self) -> None:
        """Closes the connections, and those to the Sentinels."""
        if self._client is not None:
            pool = getattr(self._client, "connection_pool", None)
            sentinels = getattr(getattr(pool, "sentinel_manager", None), "sentinels", ())
            for client in (self._client, *sentinels):
                await self._result(getattr(client, "aclose", client.close)())
            for connection in self._own:
                await self._result(connection.disconnect())

    async def pause(self, seconds: float) -> bool:
        """Waits; whether it was told to stop."""
        return bool(await self._result(self._sleep(seconds)))

    async def _result(self, returned: Any) -> Any:
        return returned

    async def _within(self, seconds: float, flow: Coroutine[Any, Any, Any]) -> Any:
        """In a thread that may be left behind: a name server or a handshake may hang for long."""
        outcome: Future[Any] = Future()

        def run() -> None:
            try:
                outcome.set_result(finished(flow))
            except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                outcome.set_exception(error)

        thread = threading.Thread(target=run, name="hacfg-call", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # at the end of the interpreter no thread can be started
            return finished(flow)
        thread.join(seconds)
        if not outcome.done():
            raise redis.TimeoutError(f"no answer within {seconds:.3f} s")
        return outcome.result()

    async def _send(self, command: tuple[Any, ...]) -> Any:
        client, own = self._client or self._open(), None
        pool = getattr(client, "connection_pool", None)
        if pool is None:  # the client of a cluster finds the node, which may not know the script
            return await self._result(client.execute_command(*_whole(command)))
        if command[0] != "PING":
            # Whether it is alive is not looked at: a lease is tried again at once, PING is late.
            with contextlib.suppress(IndexError):
                own = self._own.pop()
        connection = own or await self._result(pool.get_connection(*_COMMAND))
        try:
            return await self._exchange(connection, command)
        except BaseException as error:
            answered = isinstance(error, exceptions.ResponseError) and fault_of(error)[0]
            if answered != ANSWER:
                # Interrupted before a reply was read, the next command would take it for its own.
                await self._result(connection.disconnect())
            if answered == LOST:  # demoted: all others of the pool lead to the same replica
                await self._result(pool.disconnect())
            raise
        finally:
            if own is None:
                await self._result(pool.release(connection))
            else:
                self._own.append(own)

    async def _exchange(self, connection: Any, command: tuple[Any, ...]) -> Any:
        await self._result(connection.connect())
        await self._result(connection.send_command(*command))
        try:
            return await self._result(connection.read_response())
        except exceptions.NoScriptError:
            return await self._exchange(connection, _whole(command))

    def _open(self) -> Any:
        # To make the client of a cluster is to ask for its nodes: one caller does.
        with self._opening:
            if self._client is None:
                client = open_client(self.config, self._library, max(1, self._most - 1))
                if self._most > 1 and self.config.cluster is None:
                    self._own.append(client.connection_pool.make_connection())
                self._client = client
            return self._client


class AsyncDriver(Driver):
    """Suspends the running task."""

    _library, _sleep = redis.asyncio, staticmethod(asyncio.sleep)

    async def _result(self, returned: Any) -> Any:
        return await returned

    async def _within(self, seconds: float, flow: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await asyncio.wait_for(flow, seconds)
        except asyncio.TimeoutError:
            raise redis.TimeoutError(f"no answer within {seconds:.3f} s") from None


def _whole(command: tuple[Any, ...]) -> tuple[Any, ...]:
    """With the script in place of its digest."""
    return command if command[0] == "PING" else ("EVAL", TEXTS[command[1]], *command[2:])

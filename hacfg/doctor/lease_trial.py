"""The trial of a lease: whether the config's own client may do what the coordinator does.

It writes one key of ours, ``<key_prefix>doctor:<random>``, which lives for two seconds and is
deleted at once. No command that only asks (ACL DRYRUN) would do: ordinary users may not run it,
and it knows nothing of full memory, failed disks and replicas.
"""

from __future__ import annotations

import secrets
import time
from hashlib import sha1

from ..coordinator.connections import open_client
from ..diagnostic import Fault
from ..wording import enumeration
from .course import within
from .refusals import is_permission, meaning
from .step import Finding, failed, fine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..compiled.redis_config import RedisConfig
    from ..keypath import KeyPath
    from .scrub import Scrubber

SCRIPT = """
local refused = {}
local function try(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    refused[#refused + 1] = select(1, ...) .. ' ' .. reply.err
  end
end
try('TIME')
try('SET', KEYS[1], ARGV[1], 'PX', 2000)
try('GET', KEYS[1])
try('GETSET', KEYS[1], ARGV[1])
try('PEXPIRE', KEYS[1], 2000)
try('PTTL', KEYS[1])
try('DEL', KEYS[1])
return refused
"""
_DIGEST = sha1(SCRIPT.encode(), usedforsecurity=False).hexdigest()
_HANDSHAKES = ("'hello'", "'select'", "'client")


class LeaseTrial:
    """The client as the coordinator makes it, and what it may do."""

    def __init__(self, config: RedisConfig, name: str, seconds: float, scrub: Scrubber) -> None:
        self.config, self.name, self.seconds, self.scrub = config, name, seconds, scrub
        self._client: Any = None

    def close(self) -> None:
        """Closes the client's connections."""
        if self._client is not None:
            within(self.seconds, self._client.close)

    def connect(self) -> Finding:
        """The step client: PING by redis-py with every setting of the config."""
        import redis

        def pinged() -> Any:
            self._client = open_client(self.config, redis, 2)
            return self._client.execute_command("PING")

        problem = self._tried(pinged)
        if problem is not None:
            return failed(*self._unfit(problem))
        db = "" if self.config.cluster is not None else f", db {self.config.db}"
        return fine(f"redis-py {redis.__version__}{db}")

    def _tried(self, function: Callable[[], Any]) -> Exception | None:
        """What went wrong, if anything; no answer at all is a timeout."""

        def run() -> tuple[Exception | None]:
            try:
                function()
            except Exception as error:  # noqa: BLE001 - judged by the caller
                return (error,)
            return (None,)

        done = within(2 * self.seconds, run)
        return TimeoutError() if done is None else done[0]

    def _unfit(self, error: Exception) -> tuple[str, Fault]:
        """A few words and the fault where the client that the config makes does not work."""
        text = str(error)
        if "DB index is out of range" in text:
            return f"no db {self.config.db}", Fault(
                "HC617",
                f"{self.name} has no database {self.config.db}",
                ("db",),
                help=("write a lower db, or raise databases at the server (16 unless changed)",),
            )
        if "NOPROTO" in text or ("unknown command" in text and "HELLO" in text.upper()):
            return "protocol 3 is not known", Fault(
                "HC623",
                f"{self.name} does not speak protocol 3, which came with Redis 6",
                ("protocol",) if self.config.protocol else self._at,
                help=('write "protocol": 2, or update the server',),
            )
        if "without any password" in text:
            return "the password is refused", Fault(
                "HC612",
                f"redis-py is refused at {self.name}: the config has a password, the server none",
                ("password",),
                help=("set the password at the server, or leave it out here",),
            )
        if "certificate verify failed" in text.lower():
            return "the certificate is not trusted", Fault(
                "HC607",
                f"redis-py does not trust the certificate of {self.name}: {self.scrub(text)}",
                ("ssl",),
                help=("the certificate of every server that the config leads to must be sound",),
            )
        if isinstance(error, TimeoutError):
            return f"no answer within {2 * self.seconds:g} s", Fault(
                "HC603", f"redis-py gets no answer from {self.name}", self._at
            )
        return self._of_handshake(text) or meaning(text, self.name, self._at, self.scrub)

    def _of_handshake(self, text: str) -> tuple[str, Fault] | None:
        lower = text.lower()
        found = [word for word in _HANDSHAKES if word in lower]
        if not (is_permission(text) and found):
            return None
        command = found[0].strip("'").upper()
        setting = {"CLIENT": "client_name", "SELECT": "db", "HELLO": "protocol"}[command]
        return f"may not run {command}", Fault(
            "HC618",
            f"the user may not run {command} at {self.name}, which {setting} needs",
            (setting,),
            help=(f"allow the user {command} at the server, or leave {setting} out",),
        )

    @property
    def _at(self) -> KeyPath:
        at = {"sentinel": self.config.sentinel, "cluster": self.config.cluster}
        named = [name for name, value in at.items() if value is not None]
        return (named[0] if named else "host",)

    def lease(self) -> Finding:
        """The step permission: every command of a lease, on a key of our own."""
        from redis.exceptions import NoScriptError

        key = f"{self.config.key_prefix}doctor:{secrets.token_hex(8)}"
        replies: list[Any] = []
        start = time.monotonic()

        def run() -> None:
            client = self._client
            try:
                replies.append(client.execute_command("EVALSHA", _DIGEST, 1, key, "doctor"))
            except NoScriptError:
                replies.append(client.execute_command("EVAL", SCRIPT, 1, key, "doctor"))

        problem = self._tried(run)
        if problem is not None:
            return failed(*self._denied([f"EVAL {problem}"]))
        refused = [_text(each) for each in replies[0]]
        if refused:
            return failed(*self._denied(refused))
        taken = (time.monotonic() - start) * 1000
        return fine(f"a lease under {self.config.key_prefix} takes {taken:.1f} ms")

    def _denied(self, refused: list[str]) -> tuple[str, Fault]:
        """A few words and the fault, from lines that begin with the command."""
        name, _, text = refused[0].partition(" ")
        of_keys = [each for each in refused if "key" in each.partition(" ")[2].lower()]
        if not is_permission(text):
            return meaning(text, self.name, self._at, self.scrub)
        prefix = self.config.key_prefix
        user = self.config.username or "default"
        commands = list(dict.fromkeys(each.partition(" ")[0] for each in refused))
        if of_keys:
            return f"may not use keys under {prefix}", Fault(
                "HC618",
                f"user {user} may not use keys under {prefix} at {self.name}",
                ("key_prefix",),
                help=(f"at the server: ACL SETUSER {user} ~{prefix}*",),
            )
        if name == "EVAL":
            commands = ["EVAL", "EVALSHA"]
        said = enumeration(commands)
        rights = " ".join(f"+{command.lower()}" for command in commands)
        return f"may not run {said}", Fault(
            "HC618",
            f"user {user} may not run {said} at {self.name}, which leases need",
            ("username",),
            help=(f"at the server: ACL SETUSER {user} {rights}",),
        )


def _text(reply: Any) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)

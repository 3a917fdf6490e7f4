"""Refusals: what an error of a Redis server means, and what to do."""

from __future__ import annotations

import re

from ..diagnostic import Fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..keypath import KeyPath
    from .endpoint import Credentials
    from .scrub import Scrubber

# First word of an error: what the server is about, and what helps.
_FOR_NOW = {
    "LOADING": ("is loading its data", "wait until it has: --wait 60 tries again for a minute"),
    "BUSY": ("is busy with a script that does not end", "SCRIPT KILL at the server ends it"),
    "MASTERDOWN": (
        "is a replica that has lost its primary",
        "mend the replication, or write the host of the primary",
    ),
    "OOM": (
        "has no memory left for writes",
        "raise maxmemory at the server, or remove what is not needed",
    ),
    "MISCONF": (
        "refuses writes since it cannot save to its disk",
        "see the server's log: its disk is full, or its directory not writable",
    ),
    "CLUSTERDOWN": (
        "belongs to a cluster that is down",
        "CLUSTER INFO at a node says more: a primary without a replica may be gone",
    ),
    "NOREPLICAS": (
        "refuses writes since it has too few replicas",
        "start them, or lower min-replicas-to-write",
    ),
}
_command_in = re.compile(r"'([a-z|]+)'", re.IGNORECASE).search


def meaning(text: str, name: str, at: KeyPath, scrub: Scrubber) -> tuple[str, Fault]:
    """A few words and the fault for an error that any command may get; ``at`` is the server."""
    first = text.partition(" ")[0]
    if first in _FOR_NOW:
        state, advice = _FOR_NOW[first]
        return state, Fault("HC622", f"{name} {state}", at, help=(advice,))
    if "max number of clients" in text:
        return "too many clients", Fault(
            "HC622",
            f"{name} has as many clients as it takes",
            at,
            help=("raise maxclients at the server, or find out who keeps connections open",),
        )
    if first == "DENIED" or "protected mode" in text:
        return "protected mode", Fault(
            "HC605",
            f"{name} is in protected mode: it takes connections from its own machine only",
            at,
            help=("set a password at the server (requirepass or an ACL user), then write it here",),
        )
    if first == "READONLY":
        return "a read-only replica", Fault(
            "HC616",
            f"{name} is a read-only replica",
            at,
            help=("write the host of the primary, or use sentinel to have it found",),
        )
    if first == "MOVED":
        return "a node of a cluster", Fault(
            "HC615",
            f"{name} is a node of a cluster, and the config takes it for a server of its own",
            at,
            help=(f'write "cluster": {{"nodes": ["{name}"]}} in place of host and port',),
        )
    if is_permission(text):
        command = _command_in(text)
        what = f"may not run {command[1].upper()}" if command else "may not do this"
        return what, Fault(
            "HC618",
            f"the user {what} at {name}",
            at,
            help=("give the user that permission at the server, with ACL SETUSER",),
        )
    return "refused", Fault(
        "HC699",
        f"{name} refuses: {scrub(text)}",
        at,
        help=("the server's log may say more",),
    )


def is_permission(text: str) -> bool:
    """Whether an error says that the user's ACL forbids something, in any version."""
    words = ("NOPERM", "ACL failure", "can't run this command", "no permissions to")
    return any(word in text for word in words)


def of_credentials(text: str, name: str, given: Credentials, scrub: Scrubber) -> tuple[str, Fault]:
    """A few words and the fault for an error that AUTH or a first command got."""
    if text.startswith("NOAUTH"):
        return "a password is asked for", Fault(
            "HC613",
            f"{name} asks for a password, and the config has none",
            given.password_at,
            help=(f'write "{given.password_at[-1]}": "${{{_variable(given)}}}" and set that',),
        )
    if text.startswith("WRONGPASS") or "invalid password" in text:
        return _wrong(name, given)
    if "wrong number of arguments" in text:
        return "users are not known", Fault(
            "HC612",
            f"{name} is older than Redis 6 and knows no users: the config names one",
            given.username_at,
            help=("leave the user out, or update the server",),
        )
    return meaning(text, name, given.password_at, scrub)


def _wrong(name: str, given: Credentials) -> tuple[str, Fault]:
    advice = "compare it with the server's requirepass: a changed one must be set here too"
    if given.username is None:
        return "the password is wrong", Fault(
            "HC612", f"{name} refuses the password", given.password_at, help=(advice,)
        )
    user = given.username
    return "user or password is wrong", Fault(
        "HC612",
        f"{name} refuses the password of user {user}",
        given.password_at,
        notes=("Redis says the same where there is no such user, and where the user is off",),
        help=(f"look the user up at the server: ACL GETUSER {user}",),
    )


def unasked(name: str, given: Credentials) -> Fault:
    """The warning for a password that an open server does not want."""
    return Fault(
        "HC614",
        f"the config has a password, and {name} asks for none",
        given.password_at,
        notes=("anybody who reaches the server can read and write there",),
        help=("set the password at the server (requirepass), or leave it out here",),
    )


def _variable(given: Credentials) -> str:
    return "REDIS_" + "_".join(map(str, given.password_at)).upper()

"""The judgement: which rules an environment breaks; the words are read only where it does.

=======  ================================================  ==========================
code     in a protected environment                        where nothing is written
=======  ================================================  ==========================
HC401    a secret that is text, or a default that is       fine
HC402    TLS that is off, or may be                        the default counts
HC403    a host that is this machine, or may be            fine
HC404    host, port and database of another environment    the defaults count
=======  ================================================  ==========================

In every environment: HC207 for settings that must rise and do not, defaults counting beside what
is written; HC212 for deprecated settings; HC406 for blanks around a secret; HC407 for a name that
just misses to protect it. A default counts
only where nobody can state the setting after all: not in a template, and not beside an unknown
name, which may be a misspelt one.
"""

from __future__ import annotations

from ..environments import nearly_protected
from ..keypath import at
from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from ..diagnostic import Fault
    from ..environments import Environment
    from ..keypath import KeyPath
    from ..setting import Setting

POLICY = frozenset({"HC401", "HC402", "HC403", "HC404", "HC406", "HC407"})
"""The codes of what is allowed by the schema and still wrong to ship."""

LOCAL_HOSTS = frozenset({"localhost", "localhost.localdomain", "::1", "0.0.0.0", "::"})  # noqa: S104 - compared, never bound
NODES: tuple[KeyPath, ...] = (("sentinel", "nodes"), ("cluster", "nodes"))
TLS_OFF: Mapping[KeyPath, tuple[Any, ...]] = {
    ("ssl",): (False,),
    ("ssl_mode",): ("disable", "allow", "prefer"),
}
TLS_ON = (True, "require", "verify-ca", "verify-full")
ASCENDING: tuple[tuple[KeyPath, KeyPath], ...] = (
    (("leases", "renew_deadline"), ("leases", "ttl")),
    (("leases", "retry_period"), ("leases", "renew_deadline")),
)
NOT_ABOVE: tuple[tuple[KeyPath, KeyPath], ...] = (
    (("retry", "base_delay"), ("retry", "max_delay")),
    (("fallback", "probe_interval"), ("fallback", "max_probe_interval")),
)


_NUMBERS = (int, float)
_ABSENT = object()


class Rules(Value):
    """The settings of a schema as the rules need them.

    ``tls`` are the settings that can turn TLS off, with the values that do; ``orders`` the pairs
    that must rise, and ``names`` the keys that an object may hold, both by the object's path.
    """

    settings: Mapping[KeyPath, Setting]
    secrets: tuple[KeyPath, ...]
    deprecated: tuple[KeyPath, ...]
    tls: tuple[tuple[Setting, tuple[Any, ...]], ...]
    orders: Mapping[KeyPath, tuple[tuple[KeyPath, KeyPath, bool], ...]]
    names: Mapping[KeyPath, frozenset[str]]

    @property
    def known(self) -> frozenset[str]:
        """The keys that an environment may hold."""
        return self.names.get((), frozenset())


_made: dict[int, Rules] = {}
_MOST_MADE = 8


def rules_for(settings: Mapping[KeyPath, Setting]) -> Rules:
    """Picks what the rules look at, once for a schema."""
    rules = _made.get(id(settings))
    if rules is None or rules.settings is not settings:
        if len(_made) >= _MOST_MADE:
            _made.clear()
        rules = _made[id(settings)] = _rules_for(settings)
    return rules


def _rules_for(settings: Mapping[KeyPath, Setting]) -> Rules:
    pairs = [(low, high, True) for low, high in ASCENDING if low in settings]
    pairs += [(low, high, False) for low, high in NOT_ABOVE if low in settings]
    objects = dict.fromkeys(low[:-1] for low, _, _ in pairs)
    names: dict[KeyPath, set[str]] = {}
    for path in settings:
        for length, name in enumerate(path):
            names.setdefault(path[:length], set()).add(str(name))
    return Rules(
        settings,
        tuple(path for path, setting in settings.items() if setting.secret),
        tuple(path for path, setting in settings.items() if setting.deprecated),
        tuple((settings[path], off) for path, off in TLS_OFF.items() if path in settings),
        {path: tuple(pair for pair in pairs if pair[0][:-1] == path) for path in objects},
        {path: frozenset(found) for path, found in names.items()},
    )


def orders(
    values: Mapping[str, Any], rules: Rules, environment: Environment | None = None
) -> list[Fault]:
    """Settings that must rise and do not; without an environment the values are all there is."""
    faults = []
    for path, pairs in rules.orders.items():
        around = at(values, path)
        if type(around) is not dict:
            continue
        whole = environment is None or not environment.incomplete
        settled = whole and around.keys() <= rules.names[path]
        for low, high, strictly in pairs:
            fault = _disorder(around, (low, high), rules, settled=settled, strictly=strictly)
            faults += [fault] if fault else []
    return faults


def _disorder(
    around: Mapping[str, Any],
    pair: tuple[KeyPath, KeyPath],
    rules: Rules,
    *,
    settled: bool,
    strictly: bool,
) -> Fault | None:
    """What is wrong with one pair; a default counts where it is ``settled`` that it applies."""
    low, high = pair
    if low[-1] not in around and high[-1] not in around:
        return None
    stated: list[Any] = [
        around.get(str(path[-1]), rules.settings[path].default if settled else None)
        for path in pair
    ]
    lower, upper = stated
    if type(lower) not in _NUMBERS or type(upper) not in _NUMBERS:
        return None
    if lower < upper or (not strictly and lower == upper):
        return None
    from .words import disorder

    return disorder((low, lower), (high, upper), around, strictly=strictly)


def policy(environment: Environment, values: Mapping[str, Any], rules: Rules) -> list[Fault]:
    """What is allowed by the schema and still wrong to ship, in one environment."""
    return [
        *policy_of_name(environment),
        *policy_of_text(environment, lambda path, absent: at(values, path, absent), rules),
        *policy_of_connection(environment, values, rules),
    ]


def policy_of_name(environment: Environment) -> list[Fault]:
    """A name that seems to be that of a protected environment, and protects nothing."""
    quiet = environment.protected or environment.stated or environment.flat
    if quiet or environment.template or not (word := nearly_protected(environment.name)):
        return []
    from .words import unprotected

    return [unprotected(environment, word)]


def policy_of_connection(
    environment: Environment, values: Mapping[str, Any], rules: Rules
) -> list[Fault]:
    """What is wrong with where a protected environment connects to, and how."""
    if not environment.protected or environment.template:
        return []
    if values.get("enable_redis") is False or values.get("engine") == "sqlite":
        return []
    faults = []
    if "socket" not in values and "unix_socket_path" not in values:
        faults += _without_tls(environment, values, rules)
    return faults + _local(environment, values, rules)


def states_tls(value: Any) -> bool:
    """Whether the value of a setting of TLS asks for it, whatever the server offers."""
    return type(value) in (bool, str) and value in TLS_ON


def turns_off(value: Any) -> bool:
    """Whether the value of a setting of TLS does without it for certain."""
    return value is False or value == "disable"


def in_scope(
    path: KeyPath,
    values: Mapping[str, Any],
    settings: Mapping[KeyPath, Setting],
    judge: Callable[[Mapping[str, Any], Rules], Iterable[Fault]],
) -> list[Fault]:
    """What the rules say of an object that is a connection of its own, such as ``redis``.

    ``settings`` are those of the object, by their paths in it; the faults have the whole paths.
    """
    inner = at(values, path)
    if type(inner) is not dict:
        return []
    return [
        fault.replace(
            path=(*path, *fault.path),
            mentions=tuple(each.replace(path=(*path, *each.path)) for each in fault.mentions),
        )
        for fault in judge(inner, rules_for(settings))
    ]


def shared(
    found: Iterable[tuple[Environment, Mapping[str, Any]]], rules: Rules, path: KeyPath = ()
) -> list[Fault]:
    """Protected environments that use the same database as another one, at document paths.

    ``path`` is where the connection stands in an environment.
    """
    connections = [(environment, at(values, path)) for environment, values in found]
    hosts = [inner.get("host") for _, inner in connections if type(inner) is dict]
    hosts = [host.lower() for host in hosts if type(host) is str]
    if len(set(hosts)) == len(hosts):
        return []
    seen: dict[tuple[Any, ...], list[Environment]] = {}
    for environment, inner in connections:
        known = type(inner) is dict and not environment.incomplete
        target = _target(inner, rules) if known else None
        if target:
            seen.setdefault(target, []).append(environment)
    faults = []
    for group in seen.values():
        guarded = next((environment for environment in group if environment.protected), None)
        if guarded and len(group) > 1:
            from .words import sharing

            others = [each for each in group if each is not guarded]
            faults.append(sharing(guarded, others, (*path, "host")))
    return faults


def policy_of_text(
    environment: Environment, written: Callable[[KeyPath, object], Any], rules: Rules
) -> list[Fault]:
    """What is wrong with what somebody wrote: deprecated settings, literal secrets, blanks.

    ``written`` gives what the file says at a path, or its second argument where that is nothing.
    """
    faults = []
    for path in rules.deprecated:
        if written(path, _ABSENT) is not _ABSENT:
            from .words import deprecated

            faults.append(deprecated(path, rules.settings[path]))
    for path in rules.secrets:
        text = written(path, None)
        if type(text) is not str or not text:
            continue
        literal = environment.protected and not environment.template
        if literal and (found := _literal(text)):
            from .words import literal_secret

            faults.append(literal_secret(environment, path, rules.settings[path], found))
        elif text != text.strip():
            from .words import blank

            faults.append(blank(path))
    return faults


def _literal(text: str) -> str:
    """How a text gives a secret away: ``text`` or ``default``; empty where it does not."""
    if "${" not in text:
        return "text"
    from ..placeholders import alternatives, known, parse, plain_variable

    if plain_variable(text):
        return ""
    template, _ = parse(text)
    if template is None:
        return ""
    if known(template) is not None:
        return "text"
    return "default" if any(alternatives(template)) else ""


def _without_tls(environment: Environment, values: Mapping[str, Any], rules: Rules) -> list[Fault]:
    faults = []
    for setting, off in rules.tls:
        name = str(setting.path[0])
        written = name in values
        value = values[name] if written else _default(setting, values, rules, environment)
        for found in _possible(value, setting):
            # By type, too: False equals 0, which is no setting of TLS.
            if type(found) is type(off[0]) and found in off:
                from .words import without_tls

                stated = value if written else None
                faults.append(without_tls(environment, setting.path, found, stated))
                break
    return faults


def _local(environment: Environment, values: Mapping[str, Any], rules: Rules) -> list[Fault]:
    for path, written in _servers(values):
        setting = rules.settings.get(path[:2])
        if setting is None:
            continue
        for host in _possible(written, setting):
            if _is_local(host):
                from .words import local

                return [local(environment, path, setting, (host, written))]
    return []


def _servers(values: Mapping[str, Any]) -> list[tuple[KeyPath, Any]]:
    found: list[tuple[KeyPath, Any]] = [(("host",), values["host"])] if "host" in values else []
    for path in NODES:
        nodes = at(values, path) if path[0] in values else None
        if type(nodes) is list:
            found += [((*path, number), node) for number, node in enumerate(nodes)]
    return found


def _possible(value: Any, setting: Setting) -> tuple[Any, ...]:
    """What a value can be for all that is known: of a placeholder its defaults."""
    if type(value) is not str or "${" not in value:
        return (value,)
    from ..placeholders import alternatives, parse

    template, _ = parse(value)
    texts = alternatives(template) if template else ()
    if not texts:
        return ()
    from ..coerce import coerce

    return tuple(found for text in texts for found, misfit in [coerce(text, setting)] if not misfit)


def _is_local(host: Any) -> bool:
    if type(host) is not str:
        return False
    name = host.lower()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    return name in LOCAL_HOSTS or (name.startswith("127.") and name.count(".") == 3)


def _target(values: Mapping[str, Any], rules: Rules) -> tuple[Any, ...] | None:
    """Host, port and database where all are known."""
    host = values.get("host")
    if type(host) is not str or "${" in host:
        return None
    target: list[Any] = [host.lower()]
    for name in ("port", "db", "database"):
        setting = rules.settings.get((name,))
        if setting is None:
            continue
        value = values[name] if name in values else _default(setting, values, rules)
        if type(value) in (dict, list) or (type(value) is str and "${" in value):
            return None
        target.append(value)
    return tuple(target)


def _default(
    setting: Setting,
    values: Mapping[str, Any],
    rules: Rules,
    environment: Environment | None = None,
) -> Any:
    """The default that counts, if any does: beside an unknown name it may be stated after all."""
    if (environment and environment.incomplete) or not values.keys() <= rules.known:
        return None
    if setting.default_by:
        by, table = setting.default_by
        stated = values.get(by)
        return next((each for value, each in table if value == stated), setting.default)
    return setting.default

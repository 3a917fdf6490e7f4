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
is written; HC212 for deprecated settings; HC406 for blanks around a secret. A default counts
only where nobody can state the setting after all: not in a template, and not beside an unknown
name, which may be a misspelt one.
"""

from __future__ import annotations

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from ..diagnostic import Fault
    from ..environments import Environment
    from ..keypath import KeyPath
    from ..setting import Setting

POLICY = frozenset({"HC401", "HC402", "HC403", "HC404", "HC406"})
"""The codes of what is allowed by the schema and still wrong to ship."""

LOCAL_HOSTS = frozenset({"localhost", "localhost.localdomain", "::1", "0.0.0.0", "::"})  # noqa: S104 - compared, never bound
NODES: tuple[KeyPath, ...] = (("sentinel", "nodes"), ("cluster", "nodes"))
TLS_OFF: Mapping[KeyPath, tuple[Any, ...]] = {
    ("ssl",): (False,),
    ("ssl_mode",): ("disable", "allow", "prefer"),
}
ASCENDING: tuple[tuple[KeyPath, KeyPath], ...] = (
    (("leases", "renew_deadline"), ("leases", "ttl")),
    (("leases", "retry_period"), ("leases", "renew_deadline")),
)
NOT_ABOVE: tuple[tuple[KeyPath, KeyPath], ...] = (
    (("retry", "base_delay"), ("retry", "max_delay")),
    (("fallback", "probe_interval"), ("fallback", "max_probe_interval")),
)


_NUMBERS = (int, float)


class Rules(Value):
    """The settings of a schema as the rules need them.

    ``names`` are the keys that an object may hold, by the path of the object.
    """

    settings: Mapping[KeyPath, Setting]
    secrets: tuple[KeyPath, ...]
    deprecated: tuple[KeyPath, ...]
    orders: tuple[tuple[KeyPath, KeyPath, bool], ...]
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
    orders = [(low, high, True) for low, high in ASCENDING if low in settings]
    orders += [(low, high, False) for low, high in NOT_ABOVE if low in settings]
    names: dict[KeyPath, set[str]] = {}
    for path in settings:
        for length, name in enumerate(path):
            names.setdefault(path[:length], set()).add(str(name))
    return Rules(
        settings,
        tuple(path for path, setting in settings.items() if setting.secret),
        tuple(path for path, setting in settings.items() if setting.deprecated),
        tuple(orders),
        {path: frozenset(found) for path, found in names.items()},
    )


def orders(
    values: Mapping[str, Any], rules: Rules, environment: Environment | None = None
) -> list[Fault]:
    """Settings that must rise and do not; without an environment the values are all there is."""
    faults = []
    for low, high, strictly in rules.orders:
        around = _at(values, low[:-1])
        if type(around) is not dict or (low[-1] not in around and high[-1] not in around):
            continue
        whole = environment is None or not environment.incomplete
        settled = whole and around.keys() <= rules.names[low[:-1]]
        pair: list[Any] = [
            around.get(path[-1], rules.settings[path].default if settled else None)
            for path in (low, high)
        ]
        lower, upper = pair
        if type(lower) not in _NUMBERS or type(upper) not in _NUMBERS:
            continue
        if lower < upper or (not strictly and lower == upper):
            continue
        from .words import disorder

        faults.append(disorder((low, lower), (high, upper), around, strictly=strictly))
    return faults


def policy(environment: Environment, values: Mapping[str, Any], rules: Rules) -> list[Fault]:
    """What is allowed by the schema and still wrong to ship, in one environment."""
    return [
        *policy_of_text(environment, values, rules),
        *policy_of_connection(environment, values, rules),
    ]


def policy_of_connection(
    environment: Environment, values: Mapping[str, Any], rules: Rules
) -> list[Fault]:
    """What is wrong with where a protected environment connects to, and how."""
    if not environment.protected or environment.template:
        return []
    if values.get("enable_redis") is False or values.get("engine") == "sqlite":
        return []
    return [*_without_tls(environment, values, rules), *_local(environment, values, rules)]


def in_scope(
    path: KeyPath,
    values: Mapping[str, Any],
    settings: Mapping[KeyPath, Setting],
    judge: Callable[[Mapping[str, Any], Rules], Iterable[Fault]],
) -> list[Fault]:
    """What the rules say of an object that is a connection of its own, such as ``redis``.

    ``settings`` are those of the object, by their paths in it; the faults have the whole paths.
    """
    inner = _at(values, path)
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
    seen: dict[tuple[Any, ...], list[Environment]] = {}
    for environment, values in found:
        inner = _at(values, path)
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
    environment: Environment, values: Mapping[str, Any], rules: Rules
) -> Iterator[Fault]:
    """What is wrong with what somebody wrote: deprecated settings, literal secrets, blanks."""
    for path in rules.deprecated:
        around = _at(values, path[:-1])
        if type(around) is dict and path[-1] in around:
            from .words import deprecated

            yield deprecated(path, rules.settings[path])
    for path in rules.secrets:
        text = values.get(str(path[0])) if len(path) == 1 else _at(values, path)
        if type(text) is not str or not text:
            continue
        literal = environment.protected and not environment.template
        if literal and (found := _literal(text)):
            from .words import literal_secret

            yield literal_secret(environment, path, rules.settings[path], found)
        elif text != text.strip():
            from .words import blank

            yield blank(path)


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


def _without_tls(
    environment: Environment, values: Mapping[str, Any], rules: Rules
) -> Iterator[Fault]:
    if "socket" in values or "unix_socket_path" in values:
        return
    for path, off in TLS_OFF.items():
        setting = rules.settings.get(path)
        if setting is None:
            continue
        written = path[0] in values
        value = _at(values, path) if written else _default(setting, values, rules, environment)
        fitting = (each for each in _possible(value, setting) if type(each) is type(off[0]))
        found = next((each for each in fitting if each in off), None)
        if found is not None:
            from .words import without_tls

            yield without_tls(environment, path, found, value if written else None)


def _local(environment: Environment, values: Mapping[str, Any], rules: Rules) -> Iterator[Fault]:
    places: list[tuple[KeyPath, Any]] = [(("host",), values.get("host"))]
    for path in NODES:
        nodes = _at(values, path)
        places += [
            ((*path, n), node) for n, node in enumerate(nodes if type(nodes) is list else ())
        ]
    for path, written in places:
        setting = rules.settings.get(path[:2])
        hosts = _possible(written, setting) if setting else ()
        host = next((host for host in hosts if _is_local(host)), None)
        if host is not None:
            from .words import local

            yield local(environment, path, rules.settings[path[:2]], (host, written))
            return


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


def _at(values: Any, path: KeyPath) -> Any:
    for part in path:
        if type(values) is not dict:
            return None
        values = values.get(part)
    return values

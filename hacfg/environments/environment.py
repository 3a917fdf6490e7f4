"""An environment: its own settings, those of its parents, and whether it is protected."""

from __future__ import annotations

from ..value import Value
from .naming import is_protected_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any, TypeAlias

    from ..diagnostic import Fault
    from ..keypath import KeyPath

    Bodies: TypeAlias = Mapping[str, dict[str, Any]]

RESERVED = frozenset({"$schema"})
"""Keys at the top of a file that are no environments."""

DIRECTIVES = frozenset({"extends", "protected"})
"""Keys of an environment that are no settings."""


class Environment(Value):
    """One environment of a document.

    ``chain`` names what it is made of, itself first and then its parents; ``bodies`` are their
    settings in the same order, without directives; ``flat`` says that the document is one config
    without environments; ``cut`` that the chain ends where a parent was named that is not there;
    ``stated`` that it speaks of its protection itself.
    """

    name: str
    chain: tuple[str, ...]
    bodies: tuple[Mapping[str, Any], ...]
    protected: bool
    flat: bool = False
    cut: bool = False
    stated: bool = False

    @property
    def template(self) -> bool:
        """Whether it is only there to be extended."""
        return not self.flat and self.name.startswith("_")

    @property
    def incomplete(self) -> bool:
        """Whether more settings may belong to it than are known."""
        return self.cut or (not self.flat and self.name.startswith("_"))

    def written(self, path: KeyPath) -> KeyPath:
        """The document path of a setting: in itself, or in the nearest parent that has it."""
        if self.flat:
            return path
        for name, body in zip(self.chain, self.bodies, strict=True):
            if path and _has(body, path):
                return (name, *path)
        return (self.name, *path)


def environments(
    tree: Mapping[str, Any], known: Collection[str]
) -> tuple[tuple[Environment, ...], tuple[Fault, ...]]:
    """Every environment of a document, in its order, with the faults of the frame around them.

    ``known`` are the names of settings, to tell a file that forgot its environments.
    """
    bodies = good = {name: body for name, body in tree.items() if name not in RESERVED}
    faults: list[Fault] = []
    if not bodies or any(map(_is_stray, bodies.values())):
        from .frame import strays

        faults, astray = strays(bodies, known)
        good = {n: body for n, body in bodies.items() if type(body) is dict and n not in astray}
    found = []
    for name, body in good.items():
        if _is_blank(name):
            from .frame import blank_name

            faults.append(blank_name(name))
        chain, cut = _chain(name, good)
        if cut or type(body.get("protected", False)) is not bool:
            from .frame import directive_faults

            faults += directive_faults(name, chain, bodies)
        found.append(_environment(name, chain, good, cut=cut))
    return tuple(found), tuple(faults)


def environment_of(tree: Mapping[str, Any], name: str) -> Environment | None:
    """One environment by its name, where nothing is wrong with it or its parents."""
    body = tree.get(name)
    if type(body) is not dict or name in RESERVED or _is_blank(name):
        return None
    if body.keys().isdisjoint(DIRECTIVES):
        return _plain(name, body)
    good = {key: each for key, each in tree.items() if type(each) is dict}
    chain, cut = _chain(name, good)
    if cut or any(type(good[link].get("protected", False)) is not bool for link in chain):
        return None
    return _environment(name, chain, good, cut=False)


def flat(tree: Mapping[str, Any]) -> Environment:
    """A document without environments, as the one environment that it is."""
    body = {key: value for key, value in tree.items() if key not in RESERVED}
    return Environment("", ("",), (body,), protected=False, flat=True)


def _environment(name: str, chain: tuple[str, ...], bodies: Bodies, *, cut: bool) -> Environment:
    if bodies[name].keys().isdisjoint(DIRECTIVES):
        return _plain(name, bodies[name])
    stated = [bodies[link].get("protected") for link in chain]
    if type(stated[0]) is bool:
        protected = stated[0]
    else:
        # An inherited statement only adds protection, so that `_base` cannot unguard production.
        protected = is_protected_name(name) or next((s for s in stated if type(s) is bool), False)
    own = tuple(_settings(bodies[link]) for link in chain)
    return Environment(name, chain, own, protected, cut=cut, stated="protected" in bodies[name])


def _plain(name: str, body: dict[str, Any]) -> Environment:
    """One without directives, and so without parents."""
    return Environment(name, (name,), (body,), is_protected_name(name))


def _settings(body: dict[str, Any]) -> dict[str, Any]:
    if body.keys().isdisjoint(DIRECTIVES):
        return body
    return {key: value for key, value in body.items() if key not in DIRECTIVES}


def _chain(name: str, bodies: Bodies) -> tuple[tuple[str, ...], bool]:
    """An environment and its parents, and whether the last of them extends what cannot be."""
    if "extends" not in bodies[name]:
        return (name,), False
    chain = [name]
    while "extends" in bodies[chain[-1]]:
        parent = bodies[chain[-1]]["extends"]
        if type(parent) is not str or parent not in bodies or parent in chain:
            return tuple(chain), True
        chain.append(parent)
    return tuple(chain), False


def _is_blank(name: str) -> bool:
    return not name or name != name.strip()


def _is_stray(body: Any) -> bool:
    """Whether it is no environment, or one that holds nothing but objects: perhaps others."""
    if type(body) is not dict:
        return True
    for value in body.values():
        if type(value) is not dict:
            return False
    return bool(body)


def _has(tree: Any, path: KeyPath) -> bool:
    for part in path:
        if type(tree) is dict:
            if part not in tree:
                return False
            tree = tree[part]
        elif type(tree) is list and type(part) is int and part < len(tree):
            tree = tree[part]
        else:
            return False
    return True

"""The words for each broken rule."""

from __future__ import annotations

from ..diagnostic import Fault, Mention, Part
from ..keypath import dotted
from ..wording import enumeration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..environments import Environment
    from ..keypath import KeyPath
    from ..setting import Setting


def disorder(
    low: tuple[KeyPath, float],
    high: tuple[KeyPath, float],
    around: Mapping[str, Any],
    *,
    strictly: bool,
) -> Fault:
    """Two settings of one object that must rise and do not: the written one is to blame."""
    (low_path, lower), (high_path, upper) = low, high
    if low_path[-1] in around:
        blamed, other, amount = low_path, high_path, upper
        relation = "less than" if strictly else "at most"
    else:
        blamed, other, amount = high_path, low_path, lower
        relation = "more than" if strictly else "at least"
    both = other[-1] in around
    default = "" if both else ", its default"
    return Fault(
        "HC207",
        f"{dotted(blamed)} must be {relation} {dotted(other)}, {amount:g}{default}",
        blamed,
        label=f"{relation} {amount:g}",
        mentions=(Mention(other, f"{amount:g}"),) if both else (),
        help=() if both else (f"set {dotted(other)} too, or leave both to their defaults",),
    )


def deprecated(path: KeyPath, setting: Setting) -> Fault:
    """A setting that another one has replaced."""
    headline = f"{dotted(path)} is deprecated"
    return Fault("HC212", headline, path, Part.KEY, "deprecated", help=(setting.deprecated,))


def literal_secret(environment: Environment, path: KeyPath, setting: Setting, how: str) -> Fault:
    """A secret that stands in the file, as ``text`` or in a placeholder as ``default``."""
    what, label = "is written into the file", "a literal secret"
    if how == "default":
        what = "has a literal secret inside its placeholder"
        label = "a literal secret inside"
    variable = setting.variables[0] if setting.variables else "NAME"
    return Fault(
        "HC401",
        f"{dotted(path)} of {_guarded(environment)} {what}",
        path,
        label=label,
        help=(f'write "${{{variable}}}" and supply it by a variable',),
    )


def blank(path: KeyPath) -> Fault:
    """A secret with a blank at an end, which is mostly a slip of the clipboard."""
    return Fault(
        "HC406",
        f"{dotted(path)} begins or ends with a blank",
        path,
        label="a blank at an end",
        help=("remove the blank, unless the secret really has it",),
    )


def unprotected(environment: Environment, word: str) -> Fault:
    """An environment that is not protected, though its name seems to say so."""
    return Fault(
        "HC407",
        f"{dotted((environment.name,))} is not protected, though its name is nearly {word}",
        part=Part.KEY,
        label="not protected",
        help=(f'name it by the whole word {word}, or write "protected": true or false into it',),
    )


def without_tls(environment: Environment, path: KeyPath, state: Any, written: Any) -> Fault:
    """A setting of TLS in a ``state`` that turns it off or leaves it to the server."""
    name = dotted(path)
    mode = str(state).lower()
    certain = mode in ("false", "disable")
    label = "no TLS" if certain else "TLS only where the server offers it"
    if written is None:
        label = f"{name} is {mode} by default"
    elif written != state:
        certain, label = False, f"{mode} by default"
    return Fault(
        "HC402",
        f"{_guarded(environment)} {'connects' if certain else 'may connect'} without TLS",
        () if written is None else path,
        label=label,
        help=("set ssl to true" if name == "ssl" else f'set {name} to "verify-full"',),
    )


def turned_off(environment: Environment, path: KeyPath, name: str, *, by_url: bool) -> Fault:
    """A source above the file, called ``name``, that turns off the TLS that the file asks for."""
    setting = dotted(path)
    if by_url and path[-1] == "ssl":
        advice = "write rediss:// in place of redis://"
    elif by_url:
        advice = f"leave the TLS parameter out of {name}, and the file decides"
    elif name == "overrides":
        name, advice = f"{setting} of the overrides", f"leave {setting} to the file"
    elif name.startswith("--"):
        advice = f"leave out {name}, and the file decides"
    else:
        advice = f"unset {name}, and the file decides"
    return Fault(
        "HC405",
        f"{name} turns TLS off in {_guarded(environment)}",
        path,
        label="no TLS",
        help=(advice,),
    )


def local(
    environment: Environment, path: KeyPath, setting: Setting, found: tuple[str, str]
) -> Fault:
    """A host that is this machine, for certain or in what is ``found`` to be written there."""
    host, written = found
    certain = host == written
    placeholder = f'"${{{setting.variables[0]}}}"' if setting.variables else "a placeholder"
    advice = f"name the real host, or write {placeholder} without a default"
    return Fault(
        "HC403",
        f"{_guarded(environment)} {'connects' if certain else 'may connect'} to {host}",
        path,
        label="this machine" if certain else "this machine by default",
        help=(advice,),
    )


def sharing(environment: Environment, others: Sequence[Environment], host: KeyPath) -> Fault:
    """A protected environment whose database, told by its ``host``, is that of others."""
    also = enumeration(dotted((other.name,)) for other in others)
    home = environment.written(host)
    mentions = []
    for other in others:
        place = other.written(host)
        # An heir has no host of its own to point at, only the line that makes it one.
        place = (other.name, "extends") if place == home else place
        mentions.append(Mention(place, f"{dotted((other.name,))} connects here too", Part.VALUE))
    own = "its own" if len(others) == 1 else "their own"
    return Fault(
        "HC404",
        f"{_guarded(environment)} shares its host, port and database with {also}",
        home,
        label="one database for all of them",
        mentions=tuple(mentions),
        help=(f"give {also} a server or a database of {own}",),
    )


def _guarded(environment: Environment) -> str:
    return f"protected environment {dotted((environment.name,))}"

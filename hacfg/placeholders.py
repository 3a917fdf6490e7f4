"""Placeholders: ``${...}`` inside the strings of a document.

The grammar is that of the braced forms of Compose interpolation, and of nothing more::

    ${NAME}                                  the value; unset is an error
    ${NAME:-other}        ${NAME-other}      other where NAME is unset
    ${NAME:?message}      ${NAME?message}    an error with the message where NAME is unset
    ${NAME:+other}        ${NAME+other}      other where NAME is set, else empty text
    ${provider:argument}                     what a provider finds: ${file:/run/secrets/redis}

A colon before the operator takes empty for unset. A name is ``[A-Za-z_][A-Za-z0-9_]*``. The first
operator wins: ``${X-a?b}`` has the default ``a?b``. What follows an operator may hold placeholders
and is evaluated only where it is needed; its braces balance. A message is shown as written.

``$${`` is the text ``${``, and any other ``$`` is itself: ``$NAME``, ``$$`` and ``pa$$word`` stay.
So each run of dollars before a brace loses one if it is longer than one, and ``escape`` adds one.
(Compose reads ``$$`` as ``$`` everywhere.) A dollar before a value is ``${NAME:+$}${NAME}``.

A provider's argument may hold placeholders too. It ends where one of ``:- :? :+`` follows, since
``${file:/run/secrets/redis:-none}`` asks for a default and hardly for a file of that name; "unset"
then means that there is no such file. A path that does hold ``:-`` can come from a variable. An
argument cannot begin with ``-``, ``?`` or ``+``: ``${file:-x}`` is the variable ``file``.
"""

from __future__ import annotations

import os
import re
import stat

from .diagnostic import Fault
from .keypath import dotted, quoted
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from .keypath import KeyPath

    Provider: TypeAlias = "Callable[[str], str | Unread]"
    Key: TypeAlias = tuple[str, str]

DEEPEST = 20  # placeholders inside each other
LARGEST = 1024 * 1024  # bytes of a file that a placeholder names

# Patterns are compiled where they are used: most files need one or two of them.
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_HEAD = r"\$\{([A-Za-z_][A-Za-z0-9_]*)(\}|:?[-?+]|:(?![:=}]))"
_BRACE = r"[{}]"
_TEXT = r"\$?\$\{"
_OPERAND = r"\$?\$\{|[{}]"
_ARGUMENT = r"\$?\$\{|[{}]|:[-?+]"
_CHECK = "check that it is there and that this process may read it"
_MOST = 6  # sources whose presence is tried in every combination: 64 texts


class Template(Value):
    """A parsed string: texts, unescaped, and placeholders in turn; no two texts side by side."""

    parts: tuple[str | Placeholder, ...]


class Placeholder(Value):
    """One ``${...}``.

    ``provider`` is empty for a variable. ``name`` is the variable, or the provider's argument as
    it may be shown. ``operator`` is one of ``:- - :? ? :+ +`` or empty. ``start`` and ``end`` are
    offsets into the decoded text.
    """

    provider: str
    name: str
    operator: str
    operand: Template | None
    start: int
    end: int
    argument: Template | None = None


class Flaw(Value):
    """What is wrong with a placeholder, without any value; the offsets say where it stands."""

    message: str
    offset: int
    help: str = ""
    code: str = "HC304"
    end: int = 0


class Unread(Value):
    """What a provider returns in place of a text: ``reason`` follows the argument.

    ``missing`` is for what does not exist, so that a default may stand in.
    """

    reason: str
    missing: bool = False


def flawed(path: KeyPath, flaw: Flaw) -> Fault:
    """A flaw in the string at a key path, as a fault that underlines it there."""
    return Fault(
        flaw.code,
        f"{dotted(path)}: {flaw.message}",
        path,
        label="here",
        help=(flaw.help,) if flaw.help else (),
        within=(flaw.offset, flaw.end or flaw.offset + 2),
    )


def has_placeholder(text: str) -> bool:
    """Whether a text must be parsed; one without ``${`` means itself."""
    return "${" in text


def escape(text: str) -> str:
    """The text that, parsed and expanded, gives ``text`` back."""
    return text.replace("${", "$${")


def plain_variable(text: str) -> str:
    """The variable of a text that is ``${NAME}`` and nothing else; else an empty text."""
    if not (text.startswith("${") and text.endswith("}")):
        return ""
    name = text[2:-1]
    return name if name.isidentifier() and name.isascii() else ""


def parse(text: str) -> tuple[Template | None, tuple[Flaw, ...]]:
    """The template of a text, or all its malformed placeholders."""
    name = plain_variable(text)
    if name:
        # Most are of this form, and the patterns for the others take a while to compile.
        return Template((Placeholder("", name, "", None, 0, len(text)),)), ()
    flaws: list[Flaw] = []
    template, _ = _template(text, 0, _TEXT, 0, flaws)
    return (None, tuple(flaws)) if flaws else (template, ())


def whole(template: Template) -> Placeholder | None:
    """The placeholder that a template wholly is: one, and no text around it."""
    if len(template.parts) == 1 and isinstance(template.parts[0], Placeholder):
        return template.parts[0]
    return None


def known(template: Template) -> str | None:
    """The text of a template without placeholders: ``$${X}`` is the text ``${X}``."""
    return _taken(template, frozenset()) if not any(walk(template)) else None


def alternatives(template: Template) -> tuple[str, ...]:
    """Texts that the template takes, whatever the values are; found without reading anything.

    ``${PORT:-abc}`` takes ``abc`` where PORT is unset, ``${TLS:+yes}`` takes ``yes`` or empty text,
    ``redis-${ENV:-dev}`` takes ``redis-dev``. Two placeholders of one variable agree on whether it
    is set. Beyond six variables only none and all of them set are tried.
    """
    sources = list(dict.fromkeys(map(_key, walk(template))))
    given: list[frozenset[Key]] = [frozenset(), frozenset(sources)]
    if len(sources) <= _MOST:
        given = [
            frozenset(key for bit, key in enumerate(sources) if chosen >> bit & 1)
            for chosen in range(1 << len(sources))
        ]
    taken = (_taken(template, keys) for keys in given)
    return tuple(dict.fromkeys(text for text in taken if text is not None))


def _taken(template: Template, given: frozenset[Key]) -> str | None:
    """The text if just the ``given`` sources have a value; nothing where it depends on a value."""
    texts: list[str] = []
    for part in template.parts:
        text: str | None = None
        if isinstance(part, str):
            text = part
        elif part.operator.endswith("+") and _key(part) not in given:
            text = ""
        elif part.operand and part.operator[-1] == ("+" if _key(part) in given else "-"):
            text = _taken(part.operand, given)
        if text is None:
            return None
        texts.append(text)
    return "".join(texts)


def walk(template: Template) -> Iterator[Placeholder]:
    """Every placeholder that an expansion may evaluate, outer ones first."""
    for part in template.parts:
        if isinstance(part, str):
            continue
        yield part
        if part.argument:
            yield from walk(part.argument)
        if part.operand and not part.operator.endswith("?"):
            yield from walk(part.operand)


def names(template: Template) -> tuple[str, ...]:
    """All variables that an expansion may read, in the order in which they stand."""
    return tuple(dict.fromkeys(found.name for found in walk(template) if not found.provider))


def providers(template: Template) -> tuple[str, ...]:
    """All providers that an expansion may call, in the order in which they stand."""
    return tuple(dict.fromkeys(found.provider for found in walk(template) if found.provider))


def unknown(template: Template, providers: Mapping[str, Provider]) -> tuple[Flaw, ...]:
    """The placeholders whose provider is not in the table."""
    found = (part for part in walk(template) if part.provider and part.provider not in providers)
    return tuple(_no_provider(part, providers) for part in found)


def read_file(path: str, directory: str = "") -> str | Unread:
    """The text of a file in UTF-8 without its last line end; at most 1 MiB.

    A relative path starts at ``directory``, or where the process runs.
    """
    try:
        path = os.path.join(directory, path)
        if not stat.S_ISREG(os.stat(path).st_mode):
            return Unread("is no regular file")
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Unread("does not exist", missing=True)
    except PermissionError:
        return Unread("may not be read by this user")
    except (OSError, ValueError) as error:
        return Unread(f"cannot be read ({type(error).__name__})")
    if len(data) > LARGEST:
        return Unread("is larger than 1 MiB")
    return _decoded(data)


def _decoded(data: bytes) -> str | Unread:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Unread("is not text in UTF-8")
    return text.removesuffix("\r\n") if text.endswith("\r\n") else text.removesuffix("\n")


PROVIDERS: Mapping[str, Provider] = {"file": read_file}


def expand(
    template: Template,
    lookup: Mapping[str, str],
    providers: Mapping[str, Provider] = PROVIDERS,
) -> tuple[str | None, tuple[Flaw, ...]]:
    """The text with every placeholder replaced, or why that cannot be.

    ``lookup`` holds the variables. Only what is needed is read, and no substituted text is
    scanned for placeholders. A provider may raise anything; only the type is reported.
    """
    texts: list[str] = []
    flaws: list[Flaw] = []
    for part in template.parts:
        text, found = (part, ()) if isinstance(part, str) else _value(part, lookup, providers)
        texts.append(text or "")
        flaws += found
    return (None, tuple(flaws)) if flaws else ("".join(texts), ())


def _value(
    part: Placeholder, lookup: Mapping[str, str], providers: Mapping[str, Provider]
) -> tuple[str | None, tuple[Flaw, ...]]:
    if part.provider:
        text, flaws = _provided(part, lookup, providers)
        if flaws:
            return None, flaws
    else:
        text = lookup.get(part.name)
    present = text is not None and (text != "" or ":" not in part.operator)
    kind = part.operator[-1:]
    if part.operand and kind == ("+" if present else "-"):
        return expand(part.operand, lookup, providers)
    if kind == "+":
        return "", ()
    return (text, ()) if present else (None, (_unset(part, text, lookup),))


def _provided(
    part: Placeholder, lookup: Mapping[str, str], providers: Mapping[str, Provider]
) -> tuple[str | None, tuple[Flaw, ...]]:
    """What the provider finds; no text and no flaw where there is nothing to find."""
    if part.provider not in providers:
        return None, (_no_provider(part, providers),)
    argument, flaws = expand(part.argument or Template(()), lookup, providers)
    if argument is None:
        return None, flaws
    try:
        found = providers[part.provider](argument)
    except Exception as error:  # noqa: BLE001 - a plug-in's message may quote what it read
        found = Unread(f"cannot be read ({type(error).__name__})")
    if isinstance(found, str):
        return found, ()
    if found.missing and part.operator:
        return None, ()
    message = f"the {part.provider} {quoted(part.name)} {found.reason}"
    return None, (Flaw(message, part.start, _CHECK, "HC308", part.end),)


def _unset(part: Placeholder, text: str | None, lookup: Mapping[str, str]) -> Flaw:
    """The flaw of a source without value, in the words of ``:?message`` where there are some."""
    state = "is empty" if text is not None else "does not exist" if part.provider else "is not set"
    code = "HC308" if part.provider else "HC305"
    if part.provider:
        message, advice = f"the {part.provider} {quoted(part.name)} {state}", _CHECK
    else:
        from .suggest import closest

        message, advice = f"the variable {part.name} {state}", f"set {part.name}"
        near = closest(part.name, (name for name in lookup if name != part.name))
        advice += f"; or is {near} meant, which is set?" if near and text is None else ""
    words = _shown(part.operand) if part.operand else ""
    words = "".join(c if c.isprintable() else " " for c in words)
    return Flaw(f"{message}: {words}" if words else message, part.start, advice, code, part.end)


def _no_provider(part: Placeholder, providers: Mapping[str, Provider]) -> Flaw:
    from .suggest import closest

    near = closest(part.provider, providers)
    advice = f"for a default write ${{{part.provider}:-…}}"
    if part.provider.lower() == "env":
        advice = "for a variable write its name alone, as in ${REDIS_HOST}"
    elif near:
        advice = f"did you mean {near}?"
    message = f"no placeholder provider is called {part.provider}"
    return Flaw(message, part.start, advice, "HC311", part.end)


def _shown(template: Template) -> str:
    """The template for a reader: its own texts, and of its placeholders the names."""
    return "".join(p if isinstance(p, str) else _headed(p) for p in template.parts)


def _headed(part: Placeholder) -> str:
    return f"${{{part.provider}:{part.name}}}" if part.provider else f"${{{part.name}}}"


def _key(part: Placeholder) -> Key:
    return part.provider, part.name


def _template(
    text: str, at: int, stops: str, depth: int, flaws: list[Flaw]
) -> tuple[Template, int]:
    """The template from ``at`` on, and where it ends: at an unbalanced brace or operator."""
    parts: list[str | Placeholder] = []
    literal: list[str] = []
    braces = 0
    search = re.compile(stops).search
    while found := search(text, at):
        mark = found[0]
        if braces == 0 and mark[0] in "}:":
            break
        literal.append(text[at : found.start()])
        if mark == "${":
            placeholder, at = _placeholder(text, found.start(), depth + 1, flaws)
            if placeholder:
                parts += _joined(literal)
                parts.append(placeholder)
                literal = []
            continue
        literal.append("${" if mark == "$${" else mark)
        braces += (mark[-1] == "{") - (mark == "}")
        at = found.end()
    end = found.start() if found else len(text)
    literal.append(text[at:end])
    return Template((*parts, *_joined(literal))), end


def _joined(literal: list[str]) -> list[str]:
    text = "".join(literal)
    return [text] if text else []


def _placeholder(
    text: str, start: int, depth: int, flaws: list[Flaw]
) -> tuple[Placeholder | None, int]:
    """The placeholder at ``start``, unless it is malformed, and where the text goes on."""
    head = re.compile(_HEAD).match(text, start)
    if not head or depth > DEEPEST:
        end = _close(text, start)
        flaws.append(_malformed(text, start, end, depth))
        return None, end or len(text)
    provider, name, operator = "", head[1], head[2]
    at = head.end()
    if operator == "}":
        return Placeholder(provider, name, "", None, start, at), at
    earlier = len(flaws)
    argument = operand = None
    if operator == ":":
        argument, at = _template(text, at, _ARGUMENT, depth, flaws)
        provider, name = name, _shown(argument)
        operator = text[at : at + 2] if text.startswith(":", at) else ""
        at += len(operator)
    if operator:
        operand, at = _template(text, at, _OPERAND, depth, flaws)
    if at == len(text):
        # What is wrong further in has swallowed the end, and one flaw says enough.
        if len(flaws) == earlier:
            flaws.append(_malformed(text, start, 0, depth))
        return None, at
    return Placeholder(provider, name, operator, operand, start, at + 1, argument), at + 1


def _close(text: str, start: int) -> int:
    """The end of the placeholder at ``start`` by its braces alone; 0 where they do not balance."""
    braces = 0
    for found in re.compile(_BRACE).finditer(text, start):
        braces += 1 if found[0] == "{" else -1
        if braces == 0:
            return found.end()
    return 0


def _malformed(text: str, start: int, end: int, depth: int) -> Flaw:
    """The flaw of a placeholder; it quotes nothing, since a password may look like one."""
    name = re.compile(_NAME).match(text, start + 2)
    advice = "write ${NAME} or ${NAME:-default}, or $${ for the text ${"
    if depth > DEEPEST:
        message, advice = f"placeholders are nested more than {DEEPEST} deep", "nest them less"
    elif not end:
        message = "a placeholder is not closed"
        advice = "close it with }, or write $${ for the text ${"
    elif not name:
        message = "a placeholder does not begin with the name of a variable"
    elif text.startswith(":", name.end()):
        message = "a placeholder has nothing that it knows after the colon"
    else:
        message = "a placeholder has something after the name that is no operator"
    return Flaw(message, start, advice, "HC304", end or start + 2)

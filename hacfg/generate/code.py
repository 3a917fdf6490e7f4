"""A piece of code: a Python expression of type bool, kept as a tree until it is written down."""

from __future__ import annotations

from ..value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WIDTH = 100


class Code(Value):
    """An expression, or a loop: statements that return False, or else fall through.

    ``kind`` is ``text``, ``not``, ``and``, ``or``, ``if`` (condition, then, else), ``one`` (exactly
    one of the parts) or ``loop``. ``opposite`` is how a text is best negated; a ``safe`` text may
    be asked of values of any type, and is False for those of another type.
    """

    kind: str
    text: str = ""
    parts: tuple[Code, ...] = ()
    opposite: str = ""
    safe: bool = False


TRUE = Code("text", "True", opposite="False")
FALSE = Code("text", "False", opposite="True")


def text(expression: str, opposite: str = "", *, safe: bool = False) -> Code:
    """An expression as it stands, that binds tighter than ``not``."""
    return Code("text", expression, opposite=opposite, safe=safe)


def loop(statements: list[str]) -> Code:
    """Statements that go over ``value`` and return False where something in it is wrong."""
    return Code("loop", "\n".join(statements))


def both(*parts: Code) -> Code:
    """All of the parts, asked in turn."""
    return _chain("and", parts, neutral=TRUE, final=FALSE)


def either(*parts: Code) -> Code:
    """Any of the parts, asked in turn."""
    return _chain("or", parts, neutral=FALSE, final=TRUE)


def negation(code: Code) -> Code:
    """The contrary."""
    if code.kind == "not":
        return code.parts[0]
    if code.opposite:
        return text(code.opposite, code.text)
    return Code("not", parts=(code,))


def conditional(condition: Code, then: Code, otherwise: Code) -> Code:
    """``then`` where the condition holds, else ``otherwise``."""
    if condition in (TRUE, FALSE):
        return then if condition == TRUE else otherwise
    if then == otherwise:
        return then
    if otherwise in (TRUE, FALSE):
        wanted = negation(condition) if otherwise == TRUE else condition
        return either(wanted, then) if otherwise == TRUE else both(wanted, then)
    if then in (TRUE, FALSE):
        wanted = condition if then == TRUE else negation(condition)
        return either(wanted, otherwise) if then == TRUE else both(wanted, otherwise)
    return Code("if", parts=(condition, then, otherwise))


def exactly_one(*parts: Code) -> Code:
    """One of the parts and no other."""
    possible = [part for part in parts if part != FALSE]
    certain = [part for part in possible if part == TRUE]
    if len(certain) > 1:
        return FALSE
    if certain:
        return negation(either(*(part for part in possible if part != TRUE)))
    if len(possible) > 1:
        return Code("one", parts=tuple(possible))
    return possible[0] if possible else FALSE


def mapped(code: Code, change: Callable[[Code], Code]) -> Code:
    """The code with its texts and loops changed."""
    if code.parts:
        return code.replace(parts=tuple(mapped(part, change) for part in code.parts))
    return change(code)


def leaves(code: Code) -> Iterator[Code]:
    """The texts and loops that the code consists of."""
    for part in code.parts:
        yield from leaves(part)
    if not code.parts:
        yield code


def inline(code: Code) -> str:
    """The expression on one line."""
    if code.kind == "text":
        return code.text
    if code.kind == "not":
        return f"not {_wrapped(code.parts[0])}"
    if code.kind == "one":
        return " + ".join(f"({inline(part)})" for part in code.parts) + " == 1"
    if code.kind == "if":
        condition, then, otherwise = map(_wrapped, code.parts)
        return f"{then} if {condition} else {otherwise}"
    return f" {code.kind} ".join(map(_wrapped, code.parts))


def lines(code: Code, indent: int, before: str = "") -> list[str]:
    """The expression on as many lines as it needs; brackets around all of it are the caller's."""
    whole = " " * indent + before + inline(code)
    if len(whole) <= WIDTH or code.kind == "text":
        return [whole]
    if code.kind == "if":
        condition, then, otherwise = code.parts
        leads = [(before, then), ("if ", condition), ("else ", otherwise)]
    elif code.kind == "not":
        leads = [(f"{before}not ", code.parts[0])]
    else:
        link = "+ " if code.kind == "one" else f"{code.kind} "
        leads = [(link if n else before, part) for n, part in enumerate(code.parts)]
    if code.kind == "one":
        summands = [line for lead, part in leads for line in _in_brackets(part, indent, lead)]
        return [*summands, " " * indent + "== 1"]
    return [line for lead, part in leads for line in _operand(part, indent, lead)]


def _operand(code: Code, indent: int, before: str) -> list[str]:
    return _in_brackets(code, indent, before) if _loose(code) else lines(code, indent, before)


def _in_brackets(code: Code, indent: int, before: str) -> list[str]:
    whole = f"{' ' * indent}{before}({inline(code)})"
    if len(whole) <= WIDTH:
        return [whole]
    return [f"{' ' * indent}{before}(", *lines(code, indent + 4), " " * indent + ")"]


def _wrapped(code: Code) -> str:
    return f"({inline(code)})" if _loose(code) else inline(code)


def _loose(code: Code) -> bool:
    return code.kind in ("and", "or", "if", "one")


def _chain(kind: str, parts: tuple[Code, ...], neutral: Code, final: Code) -> Code:
    found: list[Code] = []
    for part in parts:
        for each in part.parts if part.kind == kind else (part,):
            if each == final:
                return final
            if each != neutral and each not in found:
                found.append(each)
    if len(found) == 1:
        return found[0]
    return Code(kind, parts=tuple(found)) if found else neutral

"""A request: what the caller of a load asks for."""

from __future__ import annotations

from .placeholders import PROVIDERS
from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .contract import Contract
    from .placeholders import Provider
    from .shelf import Shelf


class Request(Value):
    """The file and the sources of one load.

    ``schema`` is a contract, the name or path of a schema, or None to find it, by a shelf if there
    is one; ``variables`` are the process's; ``assignments`` those of ``--set``; ``fallback`` the
    environment to fall back to, None to forbid it.
    """

    path: str
    schema: str | Contract | Shelf | None = None
    env: str | None = None
    variables: Mapping[str, str] = {}
    dotenv: str | None = None
    prefix: str | None = None
    overrides: Mapping[str, Any] = {}
    assignments: tuple[str, ...] = ()
    fallback: str | None = "local"
    providers: Mapping[str, Provider] = PROVIDERS

    def __repr__(self) -> str:
        return f"Request({self.path!r}, env={self.env!r})"

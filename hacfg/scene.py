"""A scene: where the faults of a load may lie."""

from __future__ import annotations

from .value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contract import Contract
    from .document import Document
    from .environments import Environment
    from .layer import Layer
    from .variables import Names


class Scene(Value):
    """The documents of a load, the layers it is made of, and its environment."""

    contract: Contract
    document: Document
    environment: Environment | None = None
    layers: tuple[Layer, ...] = ()
    dotenv: Document | None = None
    names: tuple[Names, ...] = ()

    def __repr__(self) -> str:
        return f"Scene({self.document.name!r})"

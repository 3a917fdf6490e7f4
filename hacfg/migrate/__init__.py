"""The conversion of other tools' files into configs of hacfg."""

from __future__ import annotations

from .conversion import Conversion, Loss
from .database_json import from_json
from .variables import from_variables

__all__ = ["Conversion", "Loss", "from_json", "from_variables"]

"""The command ``python -m hacfg``, the same as ``hacfg``."""

from __future__ import annotations

import sys

from hacfg.cli import main

sys.exit(main())

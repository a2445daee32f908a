"""Where the package and the program under test are."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
BINARY = Path(os.environ.get("RINGBACK_BINARY") or ROOT / ".build/release/ringback").resolve()

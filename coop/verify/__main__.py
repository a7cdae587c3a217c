"""`python -m coop.verify WHAT`: exit code 0 all right, 1 something wrong, 2 nothing that can be checked."""

from __future__ import annotations

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())

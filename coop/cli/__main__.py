"""`python -m coop.cli`."""

from coop.cli import main

main()

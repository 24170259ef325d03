"""`python -m newsroom` is the command `newsroom`."""

from newsroom.cli import main

main()

"""`python -m issuer` is the console script."""

from issuer.cli import main

main()

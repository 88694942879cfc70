"""`python -m pipeline` is `attract`."""

from pipeline.cli import main

main()

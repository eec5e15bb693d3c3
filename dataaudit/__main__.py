"""``python -m dataaudit``."""

from dataaudit.cli.main import main

main()

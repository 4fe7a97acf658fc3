"""The `newsclaims` command: one module a subcommand, imported only when it is used."""


def main() -> None:
    """Entry point of the console script."""
    raise SystemExit("not built yet")

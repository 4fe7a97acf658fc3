"""`newsclaims show`: one stored article."""

from contextlib import closing
from pathlib import Path

import click

from pipeline.cli.options import read_settings, settings_options
from pipeline.cli.terminal import binary_output


@click.command("show")
@click.argument("name", metavar="ID or PATH")
@click.option("--json", "form", flag_value="json", help="The record as JSON.")
@click.option("--table", "form", flag_value="table", help="Only the table of its claims.")
@settings_options
def command(name: str, form: str | None, config: Path | None, outputs: str | None) -> None:
    """Show one stored article with its claims.

    On a terminal the text has its claims, qualifiers, times and names in colour and a table of the claims
    below it; in a pipe it is the record as JSON, unless --table is given. NAME is an id, the beginning of
    one, a path or a file name.

    \b
    Examples:
      newsclaims show results.txt
      newsclaims show --table results.txt
      newsclaims show --json results.txt
    """
    import sys

    from pipeline.config import resolve
    from pipeline.records import to_json
    from pipeline.store.database import open_reader
    from pipeline.store.query import record

    settings = read_settings(config, outputs)
    with closing(open_reader(resolve(settings, settings.outputs))) as connection:
        found = record(connection, name)
    form = form or ("article" if sys.stdout.isatty() else "json")
    if form == "json":
        binary_output().write(to_json(found, pretty=True) + b"\n")
        return
    from pipeline.cli.highlight import print_article
    from pipeline.cli.tables import print_claims

    if form == "article":
        print_article(found)
    print_claims(found)

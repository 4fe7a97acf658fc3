"""`newsclaims claims`: query the stored claims."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from pipeline.cli.filters import chosen_filter, filter_options
from pipeline.cli.options import read_settings, settings_options
from pipeline.cli.terminal import binary_output

_TABLE_LIMIT = 200


@click.command("claims")
@filter_options
@click.option("--json", "form", flag_value="json", help="One claim a line, JSON.")
@click.option("--csv", "form", flag_value="csv", help="CSV.")
@click.option("--count", "form", flag_value="count", help="Only how many.")
@click.option("--group-by", metavar="COLUMNS", help="Count by columns, e.g. subject,metric.")
@click.option(
    "--limit", type=click.IntRange(0), help=f"At most so many; a table shows {_TABLE_LIMIT} by itself."
)
@settings_options
def command(
    form: str | None,
    group_by: str | None,
    limit: int | None,
    config: Path | None,
    outputs: str | None,
    **given: Any,
) -> None:
    """Query the stored claims.

    \b
    Examples:
      newsclaims claims
      newsclaims claims --metric 营收 --kind money --min 1e8
      newsclaims claims --modality forecast --from 2025 --json
      newsclaims claims --group-by subject,metric
    """
    from pipeline.config import resolve
    from pipeline.store.database import open_reader
    from pipeline.store.query import claims, count_claims, group_claims

    settings = read_settings(config, outputs)
    chosen = chosen_filter(given)
    shown = _TABLE_LIMIT if limit is None else limit
    with closing(open_reader(resolve(settings, settings.outputs))) as connection:
        if group_by:
            from pipeline.cli.tables import print_groups

            columns = tuple(name.strip() for name in group_by.split(","))
            rows = list(group_claims(connection, chosen, columns))
            if form in ("json", "csv"):
                _print_rows(rows[:limit], form, (*columns, "claims", "articles"))
            elif form == "count":
                click.echo(len(rows))
            else:
                print_groups(rows, shown)
            return
        if form == "count":
            click.echo(count_claims(connection, chosen))
        elif form in ("json", "csv"):
            from pipeline.store.rows import CLAIM_COLUMNS

            _print_rows(
                claims(connection, chosen, limit=limit), form, (*CLAIM_COLUMNS, "title", "published", "path")
            )
        else:
            from pipeline.cli.tables import print_rows

            total = count_claims(connection, chosen)
            print_rows(claims(connection, chosen, limit=shown), total)


def _print_rows(rows: Any, form: str, columns: tuple[str, ...]) -> None:
    from pipeline.store.export import csv_chunks
    from pipeline.store.query import json_line

    out = binary_output()
    chunks = map(json_line, rows) if form == "json" else csv_chunks(rows, columns)
    for chunk in chunks:
        out.write(chunk)
    out.flush()

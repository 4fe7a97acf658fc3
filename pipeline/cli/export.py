"""`newsclaims export`."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from pipeline.cli.filters import chosen_filter, filter_options
from pipeline.cli.options import read_settings, settings_options
from pipeline.cli.terminal import binary_output


@click.command("export")
@click.argument("table", type=click.Choice(["claims", "articles", "entities"]), default="claims")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "json", "csv", "parquet"]),
    help="Otherwise from the ending of --output, else jsonl.",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="File; else standard output."
)
@click.option("--bom", is_flag=True, help="CSV with a byte-order mark, for Excel.")
@filter_options
@settings_options
def command(
    table: Any,
    form: Any,
    output: Path | None,
    bom: bool,
    config: Path | None,
    outputs: str | None,
    **given: Any,
) -> None:
    """Write articles, claims or entities as JSONL, JSON, CSV or Parquet.

    The query options choose claims; of articles and entities, those with such claims. A file is written whole
    or not at all.

    \b
    Examples:
      newsclaims export --format csv
      newsclaims export claims --output claims.parquet
      newsclaims export articles --metric 营收 --output articles.jsonl
      newsclaims export claims --bom --output claims.csv
    """
    from pipeline.config import resolve
    from pipeline.store.database import open_reader, store_errors
    from pipeline.store.export import write
    from pipeline.store.files import atomic

    settings = read_settings(config, outputs)
    chosen = chosen_filter(given)
    if form is None:
        ending = output.suffix.lstrip(".").lower() if output else ""
        form = ending if ending in ("jsonl", "json", "csv", "parquet") else "jsonl"
    with closing(open_reader(resolve(settings, settings.outputs))) as connection:
        if output is None:
            out = binary_output()
            write(connection, table, form, out, chosen, bom=bom)
            out.flush()
            return
        with store_errors(output), atomic(output) as file:
            total = write(connection, table, form, file, chosen, bom=bom)
        click.echo(f"{output}: {total:,} {table}", err=True)

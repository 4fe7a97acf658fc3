"""`newsclaims view`: the results as a page for the browser."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from pipeline.cli.filters import chosen_filter, filter_options
from pipeline.cli.options import read_settings, settings_options


@click.command("view")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The page; else OUTPUTS/view.html.",
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@click.option("--no-sources", is_flag=True, help="Without the raw text of the files.")
@filter_options
@settings_options
def command(
    output: Path | None,
    show: bool,
    no_sources: bool,
    config: Path | None,
    outputs: str | None,
    **given: Any,
) -> None:
    """Write the results as a page for the browser.

    One file with everything in it: no network, no server. With tens of thousands of claims it becomes an
    index with a folder of pages. The query options choose articles: those with such claims.

    \b
    Examples:
      newsclaims view
      newsclaims view --metric 净利润 --output profits.html
    """
    from pipeline.config import resolve
    from pipeline.records import from_json
    from pipeline.store import status
    from pipeline.store.conflicts import conflicts
    from pipeline.store.database import open_reader
    from pipeline.store.query import records
    from pipeline.view import Row, write_view
    from pipeline.view.sources import with_sources

    settings = read_settings(config, outputs)
    folder = resolve(settings, settings.outputs)
    chosen = chosen_filter(given)
    target = output or folder / "view.html"
    with closing(open_reader(folder)) as connection:
        stored = map(from_json, records(connection, chosen))
        rows = (Row(record=record) for record in stored) if no_sources else with_sources(stored, settings)
        try:
            written = write_view(
                rows,
                target,
                failures=[(path, reason) for path, _, _, reason in status.failures(connection)],
                conflicts=[
                    [(claim["article_id"], claim["id"]) for claim in conflict.claims]
                    for conflict in conflicts(connection, chosen)
                ],
            )
        except OSError as error:
            raise click.ClickException(f"{target} cannot be written: {error.strerror}") from error
    more = f" and {len(written) - 1:,} pages beside it" if len(written) > 1 else ""
    click.echo(f"{written[0]}{more}")
    if show:
        import webbrowser

        if not webbrowser.open(written[0].absolute().as_uri()):
            click.echo("no browser was found to open it with; open the file yourself", err=True)

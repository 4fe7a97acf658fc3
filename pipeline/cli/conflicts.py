"""`newsclaims conflicts`: contradictions between articles."""

from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.filters import chosen_filter, filter_options
from pipeline.cli.options import read_settings, settings_options
from pipeline.cli.terminal import binary_output

if TYPE_CHECKING:
    from pipeline.store.conflicts import Conflict


@click.command("conflicts")
@filter_options
@click.option("--json", "as_json", is_flag=True, help="One contradiction a line, JSON.")
@click.option("--limit", type=click.IntRange(0), help="At most so many.")
@settings_options
def command(as_json: bool, limit: int | None, config: Path | None, outputs: str | None, **given: Any) -> None:
    """List claims of different articles that contradict each other.

    Compared are actual claims with the same subject, metric, kind, unit, period and basis; a difference
    within the rounding or the bound (超过, 约) of either is none.

    \b
    Examples:
      newsclaims conflicts
      newsclaims conflicts --metric 营收 --json
    """
    from pipeline.config import resolve
    from pipeline.store.conflicts import conflicts
    from pipeline.store.database import open_reader

    settings = read_settings(config, outputs)
    with closing(open_reader(resolve(settings, settings.outputs))) as connection:
        found = 0
        for conflict in islice(conflicts(connection, chosen_filter(given)), limit):
            found += 1
            if as_json:
                import msgspec

                binary_output().write(msgspec.json.encode(conflict) + b"\n")
            else:
                _print(conflict)
    if not as_json:
        click.echo(f"{found:,} contradictions")


def _print(conflict: "Conflict") -> None:
    from pipeline.cli.tables import bounded, print_table

    period = " – ".join(filter(None, (conflict.time_from, conflict.time_to)))
    title = " · ".join(filter(None, (conflict.subject, conflict.metric, period, conflict.basis)))
    rows = [
        (
            bounded(claim["text"], claim["bound"]),
            claim["direction"],
            f"{claim['article_id']} {claim['id']}",
            claim["published"],
            claim["sentence"],
        )
        for claim in conflict.claims
    ]
    print_table(("says", "change", "article", "published", "sentence"), rows, title=title)

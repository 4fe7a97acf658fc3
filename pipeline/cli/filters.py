"""The query options that `claims` and `export` share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipeline.store.query import Filter

_KINDS = (
    "money",
    "percent",
    "point",
    "count",
    "measure",
    "duration",
    "multiple",
    "fraction",
    "rank",
    "ordinal",
    "number",
)
_MODALITIES = ("actual", "forecast", "target", "hypothetical", "denied")

_OPTIONS = (
    click.option("--subject", multiple=True, help="Part of the subject's name. Repeat for several."),
    click.option("--metric", multiple=True, help="Part of the metric, e.g. 净利润."),
    click.option("--kind", multiple=True, type=click.Choice(_KINDS), help="Kind of quantity."),
    click.option("--unit", multiple=True, help="Unit, e.g. CNY, %, 台."),
    click.option("--modality", multiple=True, type=click.Choice(_MODALITIES), help="How it is asserted."),
    click.option(
        "--from",
        "start",
        metavar="DATE",
        help="The claim's period ends on or after: 2025, 2025-08, 2025-08-31.",
    ),
    click.option("--to", "end", metavar="DATE", help="The claim's period begins on or before."),
    click.option("--min", "least", type=float, help="The value (of a range the upper end) is at least."),
    click.option("--max", "most", type=float, help="The value (of a range the lower end) is at most."),
    click.option("--article", multiple=True, help="Article id or path."),
    click.option("--text", multiple=True, help="Words in the claim's sentence."),
    click.option("--no-duplicates", is_flag=True, help="Without copies of earlier articles."),
    click.option("--no-gone", is_flag=True, help="Without articles whose files are gone."),
)


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def chosen_filter(given: dict[str, Any]) -> "Filter":
    """The filter that the options ask for."""
    from pipeline.store.query import Filter

    duplicates, gone = not given.pop("no_duplicates"), not given.pop("no_gone")
    return Filter(**given, duplicates=duplicates, gone=gone)

"""Claims as tables for the terminal."""

from typing import TYPE_CHECKING

from pipeline.cli.terminal import console, printable

if TYPE_CHECKING:
    from pipeline.records import ArticleRecord


def print_claims(record: "ArticleRecord") -> None:
    """One article's claims, one a row."""
    from rich.table import Table

    table = Table(title=printable(record.article.title or record.article.id))
    for column in ("subject", "metric", "text", "kind", "time", "modality"):
        table.add_column(column, overflow="fold")
    for claim in record.claims:
        cells = (claim.subject, claim.metric, claim.text, claim.kind, claim.time and claim.time.text, claim.modality)
        table.add_row(*(printable(cell or "") for cell in cells))
    console().print(table)

"""Claims as tables for the terminal, fitted to its width; Chinese characters count two cells."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pipeline.cli.terminal import console, printable

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.records import ArticleRecord

_MARKS = {"up": "↑", "down": "↓", "flat": "→"}


def _table(title: str | None = None) -> "Table":
    from rich import box
    from rich.table import Table

    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, expand=False)


def _cell(value: Any) -> str:
    return "" if value is None else printable(str(value)).replace("\n", " ")


def print_claims(record: "ArticleRecord") -> None:
    """One article's claims and qualifiers, one a row."""
    title = record.article.title or record.article.id
    table = _table(_cell(title))
    _columns(table, {"id": 1, "subject": 3, "metric": 3, "quantity": 2, "time": 2, "how": 2, "says": 2})
    for claim in (*record.claims, *record.qualifiers):
        change = " ".join(filter(None, (_MARKS.get(claim.direction or ""), claim.basis)))
        bound = "" if claim.bound == "exact" else claim.bound
        how = claim.role if claim.role != "claim" else "" if claim.modality == "actual" else claim.modality
        table.add_row(
            claim.id,
            _cell(claim.subject),
            _cell(claim.metric),
            _cell(f"{claim.text} {bound}".strip()),
            _cell(claim.time and claim.time.text),
            _cell(f"{how} {change}".strip()),
            _cell(claim.source),
        )
    console().print(table)


def print_rows(rows: Iterable[dict[str, Any]], total: int) -> None:
    """Claims of the store, one a row, and how many there are."""
    table = _table()
    _columns(table, {"subject": 3, "metric": 3, "quantity": 2, "time": 2, "how": 2, "article": 3})
    shown = 0
    for row in rows:
        shown += 1
        change = " ".join(filter(None, (_MARKS.get(row["direction"] or ""), row["basis"])))
        bound = "" if row["bound"] == "exact" else row["bound"]
        modality = "" if row["modality"] == "actual" else row["modality"]
        table.add_row(
            _cell(row["subject"]),
            _cell(row["metric"]),
            _cell(f"{row['text']} {bound}".strip()),
            _cell(row["time"]),
            _cell(f"{modality} {change}".strip()),
            _cell(f"{row['article_id']} {row['id']}"),
        )
    out = console()
    if shown:
        out.print(table)
    out.print(f"{total:,} claims" if shown >= total else f"{shown:,} of {total:,} claims; --limit shows more")


def print_groups(rows: list[dict[str, Any]], limit: int) -> None:
    """Counts by columns."""
    table = _table()
    if rows:
        _columns(table, {name: 2 for name in rows[0] if name not in ("claims", "articles")})
        table.add_column("claims", justify="right")
        table.add_column("articles", justify="right")
    for row in rows[:limit]:
        table.add_row(*(_cell(value) for value in row.values()))
    out = console()
    out.print(table)
    if len(rows) > limit:
        out.print(f"{limit:,} of {len(rows):,} groups; --limit shows more")


def print_pairs(pairs: Iterable[tuple[str, Any]]) -> None:
    """Names and values in two columns."""
    table = _table()
    table.show_header = False
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for name, value in pairs:
        table.add_row(name, f"{value:,}" if isinstance(value, int) else _cell(value))
    console().print(table)


def _columns(table: "Table", shares: dict[str, int]) -> None:
    for name, share in shares.items():
        table.add_column(name, ratio=None, overflow="fold", min_width=4 if share > 1 else 2)

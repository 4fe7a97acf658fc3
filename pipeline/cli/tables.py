"""Claims as tables for the terminal, fitted to its width; Chinese characters count two cells.

A window too narrow for a table gets the same cells one after the other.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.cli.terminal import console, printable

if TYPE_CHECKING:
    from pipeline.records import ArticleRecord

_MARKS = {"up": "↑", "down": "↓", "flat": "→"}
_BOUNDS = {"approx": "≈ ", "more_than": "> ", "at_least": "≥ ", "less_than": "< ", "at_most": "≤ "}
_CELLS_A_COLUMN = 11  # a window with less than that for each column gets no table
_ROOM_FOR_IDS = 100  # in a narrower window an article's id stands only in the first of its rows


def print_claims(record: "ArticleRecord") -> None:
    """One article's claims and qualifiers, one a row."""
    rows = []
    for claim in (*record.claims, *record.qualifiers):
        how = claim.modality if claim.role == "claim" else claim.role
        rows.append(
            (
                claim.id,
                claim.subject,
                claim.metric,
                bounded(claim.text, claim.bound),
                claim.time and claim.time.text,
                _how(how, claim.direction, claim.basis),
                claim.source,
            )
        )
    title = record.article.title or record.article.id
    print_table(("id", "subject", "metric", "quantity", "time", "how", "says"), rows, title=title)


def print_rows(rows: Iterable[dict[str, Any]], total: int) -> None:
    """Claims of the store, one a row, and how many there are."""
    cells = []
    above = None
    narrow = console().width < _ROOM_FOR_IDS
    for row in rows:
        article = row["article_id"]
        cells.append(
            (
                row["subject"],
                row["metric"],
                bounded(row["text"], row["bound"]),
                row["time"],
                _how(row["modality"], row["direction"], row["basis"]),
                row["id"],
                None if narrow and article == above else article,
            )
        )
        above = article
    if cells:
        print_table(("subject", "metric", "quantity", "time", "how", "id", "article"), cells)
    shown = len(cells)
    console().print(
        f"{total:,} claims" if shown >= total else f"{shown:,} of {total:,} claims; --limit shows more"
    )


def print_groups(rows: Sequence[dict[str, Any]], limit: int) -> None:
    """Counts by columns."""
    if rows:
        print_table(tuple(rows[0]), [tuple(row.values()) for row in rows[:limit]])
    if len(rows) > limit:
        console().print(f"{limit:,} of {len(rows):,} groups; --limit shows more")


def print_pairs(pairs: Iterable[tuple[str, Any]]) -> None:
    """Names and values in two columns."""
    print_table((), [(name, f"{value:,}" if isinstance(value, int) else value) for name, value in pairs])


def print_table(
    columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]], *, title: str | None = None
) -> None:
    """A table of text; numbers stand to the right. Without names of columns it has no head."""
    from rich import box
    from rich.table import Table

    out = console()
    if out.width < _CELLS_A_COLUMN * len(columns):
        if title:
            out.print(_cell(title))
        listed = Table.grid(padding=(0, 1))
        listed.add_column(width=1)
        listed.add_column(overflow="fold")
        for row in rows:
            listed.add_row("•", " · ".join(filter(None, map(_cell, row))))
        out.print(listed)
        out.print()
        return
    table = Table(
        title=_cell(title) if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_header=bool(columns),
    )
    for index in range(max(len(columns), max(map(len, rows), default=0))):
        numbers = bool(rows) and all(isinstance(row[index], int) for row in rows)
        name = columns[index] if columns else ""
        table.add_column(name, overflow="fold", justify="right" if numbers else "left")
    for row in rows:
        table.add_row(*map(_cell, row))
    out.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else printable(str(value)).replace("\n", " ")


def bounded(text: str, bound: str) -> str:
    """The quantity as written after the sign of its bound: > 百亿元."""
    return _BOUNDS.get(bound, "") + text


def _how(how: str, direction: str | None, basis: str | None) -> str:
    said = (None if how == "actual" else how, _MARKS.get(direction or ""), basis)
    return " ".join(filter(None, said))

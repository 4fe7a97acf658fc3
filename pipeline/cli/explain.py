"""`newsclaims explain`: how a sentence is read."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import config_option, read_settings

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.spans import Claim


@click.command("explain")
@click.argument("sentence", nargs=-1, required=True)
@click.option("--published", help="ISO date that relative times count from, e.g. 2025-09-25.")
@config_option
def command(sentence: tuple[str, ...], published: str | None, config: Path | None) -> None:
    """Show how a sentence is read: words, entities, quantities, links.

    Every quantity is given with the rule that found it, every link of a claim with the reason for it.
    SENTENCE is the text itself; - reads it from standard input.

    \b
    Example:
      newsclaims explain --published 2025-09-25 天宏科技上半年营收达12亿元，同比增长8%。
    """
    from pipeline.cli.terminal import console, printable
    from pipeline.extractor import Extractor
    from pipeline.read import read_text

    text = " ".join(sentence)
    if text == "-":
        text = sys.stdin.read()
    doc = Extractor(read_settings(config)).document(read_text(text, published=published))
    out = console()
    out.print(printable(" │ ".join(token.text for token in doc if token.text.strip())))
    table = _table("entities", "text", "label", "full name", "found by")
    for mention in doc._.mentions or ():
        table.add_row(*map(printable, (mention.text, mention.label, mention.canonical, mention.by)))
    _print(table)
    table = _table("times", "text", "from", "to", "rule")
    for time in doc._.times or ():
        table.add_row(*map(printable, (time.text, str(time.first or ""), str(time.last or ""), time.rule)))
    _print(table)
    table = _table("quantities", "text", "kind", "value", "unit", "bound", "per", "rule")
    for q in doc._.quantities or ():
        value = f"{q.low:f}–{q.high:f}" if q.low is not None and q.high is not None else _number(q.value)
        table.add_row(*map(printable, (q.text, q.kind, value, q.unit or "", q.bound, q.per or "", q.rule)))
    _print(table)
    for claim in doc._.claims or ():
        _print(_links(claim))


def _number(value: object) -> str:
    return "" if value is None else format(value, "f")


def _links(claim: "Claim") -> "Table":
    from pipeline.cli.terminal import printable

    table = _table(
        f"{claim.quantity.text} ({claim.role}, confidence {claim.confidence:.2f})", "field", "is", "because"
    )
    fields = {
        "role": claim.role,
        "subject": claim.subject and claim.subject.text,
        "metric": claim.metric and claim.metric.text,
        "time": claim.time and claim.time.text,
        "direction": claim.direction,
        "basis": claim.basis,
        "versus": claim.versus and claim.versus.text,
        "modality": claim.modality,
        "source": claim.source and claim.source.text,
    }
    for name in (*fields, *(reason for reason in claim.reasons if reason not in fields)):
        value, reason = str(fields.get(name) or ""), claim.reasons.get(name, "")
        if value or reason:
            table.add_row(*map(printable, (name, value, reason)))
    return table


def _table(title: str, *columns: str) -> "Table":
    from rich import box
    from rich.table import Table

    from pipeline.cli.terminal import printable

    table = Table(title=printable(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(table: "Table") -> None:
    from pipeline.cli.terminal import console

    if table.row_count:
        console().print(table)

"""`newsclaims explain`: how a sentence is read."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import config_option, read_settings

if TYPE_CHECKING:
    from pipeline.spans import Claim, Quantity


# Fields that most claims lack; why they are empty is told of the others only.
_SELDOM = ("direction", "basis", "versus", "source")


@click.command("explain")
@click.argument("sentence", nargs=-1, required=True)
@click.option("--published", help="ISO date that relative times count from, e.g. 2025-09-25.")
@config_option
def command(sentence: tuple[str, ...], published: str | None, config: Path | None) -> None:
    """Show how a sentence is read: words, entities, quantities, links.

    Every quantity is given with the rule that found it, every link of a claim with the reason for it: the
    rule that made it, or the three features that spoke most for it, with their weights.
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
    mentions = [(m.text, m.label, m.canonical, m.by) for m in doc._.mentions or ()]
    _print("entities", ("text", "label", "full name", "found by"), mentions)
    times = [(t.text, t.first, t.last, t.rule) for t in doc._.times or ()]
    _print("times", ("text", "from", "to", "rule"), times)
    quantities = [(q.text, q.kind, _value(q), q.unit, q.bound, q.per, q.rule) for q in doc._.quantities or ()]
    _print("quantities", ("text", "kind", "value", "unit", "bound", "per", "rule"), quantities)
    for claim in doc._.claims or ():
        sure = f", confidence {claim.confidence:.2f}" if claim.role == "claim" else ""
        title = f"{claim.quantity.text} ({claim.role}{sure})"
        _print(title, ("field", "is", "because"), _links(claim))


def _print(title: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    from pipeline.cli.tables import print_table

    if rows:
        print_table(columns, rows, title=title)


def _value(quantity: "Quantity") -> str:
    if quantity.low is not None and quantity.high is not None:
        return f"{quantity.low:f}–{quantity.high:f}"
    return "" if quantity.value is None else f"{quantity.value:f}"


def _links(claim: "Claim") -> list[tuple[str, str, str]]:
    """Name, value and reason of the fields."""
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
    names = [*fields, *(reason for reason in claim.reasons if reason not in fields)]
    return [
        (name, str(fields.get(name) or ""), claim.reasons.get(name, ""))
        for name in names
        if fields.get(name) or (name in claim.reasons and name not in _SELDOM)
    ]

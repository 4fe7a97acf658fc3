"""An article with its spans in colour, for the terminal."""

from typing import TYPE_CHECKING

from pipeline.cli.terminal import console, printable
from pipeline.records import ArticleRecord

if TYPE_CHECKING:
    from rich.text import Text

STYLES = {
    "claim": "bold green",
    "qualifier": "yellow",
    "time": "magenta",
    "date": "cyan",
    "entity": "underline",
}


def print_article(record: ArticleRecord) -> None:
    """The head of the article, its text with coloured spans, and what the colours mean."""
    from rich.text import Text

    out = console()
    article = record.article
    if article.title:
        out.print(Text(printable(article.title), style="bold"))
    facts = (
        article.id,
        article.path,
        article.published,
        article.duplicate_of and f"copy of {article.duplicate_of}",
    )
    out.print(Text(" · ".join(printable(fact) for fact in facts if fact), style="dim"))
    out.print()
    out.print(highlighted(record))
    out.print()
    legend = Text()
    for name, style in STYLES.items():
        legend.append(name, style=style)
        legend.append("  ")
    out.print(legend)


def highlighted(record: ArticleRecord) -> "Text":
    """The text with its spans styled; control characters are shown as one character each, so offsets hold."""
    from rich.text import Text

    text = Text(printable(record.text).replace("\t", " "))
    for entity in record.entities:
        text.stylize(STYLES["entity"], entity.start, entity.end)
    for time in record.times:
        text.stylize(STYLES["date"], time.start, time.end)
    for claim in (*record.qualifiers, *record.claims):
        text.stylize(STYLES[claim.role], claim.start, claim.end)
    return text

"""A web page → the text of its article.

The lines that a browser would show are told from navigation, advertisements and comments by trafilatura,
set to precision; a fragment without page structure (a feed's `<p>` elements) is all article. Lines keep
their place in the file; a headline that stands above the article is kept.
"""

import logging
import re
from typing import Any

from pipeline.clean.draft import INVISIBLE, Draft, offsets_of, reorder
from pipeline.clean.markup import visible_text

_PAGE = re.compile(r"<(?:html|body|main|article|nav|header|footer|aside|form)[\s>]", re.I)
_HEADLINE = re.compile(r"<h1[\s>]", re.I)
_SQUEEZED = re.compile(f"[{INVISIBLE}|]+")
_SHORT = 8  # characters; a shorter line must stand where the article's text goes on
_NEAR = 80


def article_text(text: str) -> Draft:
    """The draft of the article's lines in a page or a fragment."""
    shown = visible_text(text)
    if not _PAGE.search(text):
        return shown
    main = _squeeze(_main_text(text))
    if not main:
        return shown
    kept = _lines_in(shown.text, main)
    if sum(len(_squeeze(shown.text[a:b])) for a, b in kept) * 2 < len(main):
        return shown
    headline = _headline(text, shown, kept[0][0])
    return reorder(shown, _with_line_ends(headline + kept, shown.text))


def _main_text(text: str) -> str:
    """What trafilatura takes for the article; nothing where it fails."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found: Any = trafilatura.extract(
            text, favor_precision=True, include_comments=False, include_tables=True, include_formatting=False
        )
    except Exception:  # whatever a parser does on broken markup, the visible text remains
        return ""
    return str(found or "")


def _squeeze(text: str) -> str:
    return _SQUEEZED.sub("", text)


def _lines_in(shown: str, main: str) -> list[tuple[int, int]]:
    """The lines of the page that stand in the article's text, in order."""
    kept = []
    begin = position = 0
    for line in shown.split("\n"):
        wanted = _squeeze(line)
        if wanted:
            at = main.find(wanted, position)
            if at < 0 and len(wanted) >= _SHORT:
                at = main.find(wanted)
            if at >= 0 and (len(wanted) >= _SHORT or at - position <= _NEAR):
                kept.append((begin, begin + len(line)))
                position = max(position, at + len(wanted))
        begin += len(line) + 1
    return kept


def _headline(text: str, shown: Draft, before: int) -> list[tuple[int, int]]:
    """The line of the page's `<h1>`, where it stands above the article and not in it."""
    match = _HEADLINE.search(text)
    if not match:
        return []
    offsets = offsets_of(shown)
    begin = 0
    for line in shown.text[:before].split("\n"):
        stripped = line.strip()
        if stripped:
            start = begin + line.index(stripped)
            span = offsets.source_span(start, start + 1)
            if span and span[0] > match.start():
                close = text.find("</h1", match.start())
                return [(begin, begin + len(line))] if close < 0 or span[0] < close else []
        begin += len(line) + 1
    return []


def _with_line_ends(lines: list[tuple[int, int]], shown: str) -> list[tuple[int, int]]:
    """The lines with the line end behind each; neighbours as one stretch."""
    stretches: list[tuple[int, int]] = []
    for start, end in lines:
        end = min(end + 1, len(shown))
        if stretches and stretches[-1][1] == start:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches

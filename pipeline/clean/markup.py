"""HTML → the text that a browser shows, one block a line, with the map back to the file.

Tags, comments, scripts, styles and forms are dropped, character references read, white space collapsed as a
browser does; `<br>` and the ends of blocks become line ends, the ends of table cells tabs. It is a scanner,
not a parser: it takes broken and deeply nested markup in linear time, and every character of its text knows
its place in the file.
"""

import html
import re
from collections.abc import Iterator

from pipeline.clean.draft import Draft, Edit, apply_edits, draft_of

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})|<!--|<[!?]")
# &#65; &#x4e00; &hellip; and without a semicolon the few that browsers read so: &nbsp
_REFERENCE = re.compile(
    r"&(?:#\d{1,20}(?!\d);?|#[xX][0-9a-fA-F]{1,16}(?![0-9a-fA-F]);?|[a-zA-Z][a-zA-Z0-9]{1,30};"
    r"|(?:amp|lt|gt|quot|nbsp)(?![a-zA-Z0-9=]))"
)
# HTTP/1.1 200 OK, Content-Type: text/html: what the server wrote above a page that was saved with it
_RESPONSE = re.compile(
    r"\ufeff?(?:HTTP/[\d.]{1,3} [^\r\n]{0,200}\r?\n)?"
    r"(?:[A-Za-z][A-Za-z-]{1,40}:[^\r\n]{0,4000}\r?\n){1,60}\r?\n(?=\s{0,9}<)"
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# a line of the file that ends inside Chinese: no browser would show the space, had the writer no tool
_WRAP = re.compile(r"[\u3400-\u9fff，。；：、”」』）][ \t]*\r?\n\s*(?=[\u3400-\u9fff“「『（])")
# fmt: off
_HIDDEN = frozenset({
    "script", "style", "noscript", "template", "svg", "textarea", "select", "iframe", "object", "head",
})
_LINES = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody",
    "tfoot", "thead", "title", "tr", "ul",
})
# fmt: on
_CELLS = frozenset({"td", "th"})
_MARKUP = re.compile(
    r"</(?:p|div|span|a|article|section|strong|b|em|h[1-6]|li|td|tr|html)\s{0,9}>|<br\s{0,9}/?>", re.I
)


def looks_like_html(text: str) -> bool:
    """Whether a text has the tags of a web page's text, at least two of them."""
    return "<" in text and len(_MARKUP.findall(text, 0, 200_000)) >= 2


def visible_text(text: str) -> Draft:
    """The draft of what a browser shows of `text`."""
    return apply_edits(draft_of(text), _edits(text))


def _edits(text: str) -> Iterator[Edit]:
    position = _response_end(text)
    if position:
        yield Edit(0, position)
    for start, end, shown in _tags(text, position):
        yield from _text_edits(text, position, start)
        yield Edit(start, end, shown)
        position = end
    yield from _text_edits(text, position, len(text))


def _response_end(text: str) -> int:
    """Where the page begins behind its server's header; 0 where there is none."""
    header = _RESPONSE.match(text)
    return header.end() if header and "content-type:" in header.group().lower() else 0


def _tags(text: str, position: int) -> Iterator[tuple[int, int, str]]:
    """Start and end of each tag (with all of a hidden element), and what stands for it in the text."""
    lower = text.lower()
    if len(lower) != len(text):  # İ grows in lower case
        lower = text.translate({c: c + 32 for c in range(65, 91)})
    never_closed: set[str] = set()
    while match := _TAG.search(text, position):
        start = match.start()
        if match.group() == "<!--":
            close = text.find("-->", start + 4)
            position = len(text) if close < 0 else close + 3
            yield start, position, ""
            continue
        end = _tag_end(text, match.end())
        if end < 0:  # a "<" that opens nothing
            return
        name = (match.group(2) or "").lower()
        if name in _HIDDEN and not match.group(1) and text[end - 2] != "/":
            close = -1 if name in never_closed else lower.find(f"</{name}", end)
            if close >= 0:
                end = max(_tag_end(text, close + 2 + len(name)), close + 2 + len(name))
            elif name in ("script", "style"):
                end = len(text)
            else:
                never_closed.add(name)
        shown = "\n" if name in _LINES else "\t" if name in _CELLS and match.group(1) else ""
        yield start, end, shown
        position = end


def _tag_end(text: str, position: int) -> int:
    """The offset behind the `>` that closes a tag, outside of quoted values; -1 where none does."""
    end = text.find(">", position)
    for _ in range(8):
        if end < 0:
            return -1
        tag = text[position:end]
        if tag.count('"') % 2 == 0 and tag.count("'") % 2 == 0:
            return end + 1
        following = text.find(">", end + 1)
        if following < 0 or following - position > 5000:
            return end + 1
        end = following
    return text.find(">", position) + 1


def read_references(text: str, *, closed: bool = False) -> str:
    """The text with its character references read; `closed`: only those that a semicolon ends."""

    def shown(match: re.Match[str]) -> str:
        reference = match.group()
        return _read(reference) if reference.endswith(";") or not closed else reference

    return _REFERENCE.sub(shown, text)


def without_references(draft: Draft) -> Draft:
    """The draft of a plain text with the references read that a page left in it: &nbsp; &amp; &#37;"""
    text = draft.text
    if "&" not in text or ";" not in text:
        return draft
    found = [m for m in _REFERENCE.finditer(text) if m.group().endswith(";")]
    edits = [Edit(m.start(), m.end(), _read(m.group()).replace("\xa0", " ")) for m in found]
    return apply_edits(draft, [e for e in edits if e.text != text[e.start : e.end]])


def _read(reference: str) -> str:
    """What a reference stands for; itself where it names nothing."""
    read = html.unescape(reference)
    return reference if len(read) > 1 and read.endswith(";") else read


def _text_edits(text: str, start: int, end: int) -> Iterator[Edit]:
    """White space collapsed and character references read between two tags."""
    if start >= end:
        return
    edits = [
        Edit(m.start(), m.end(), "" if _WRAP.match(text, m.start() - 1) else " ")
        for m in _BLANKS.finditer(text, start, end)
        if m.group() != " "
    ]
    if text.find("&", start, end) >= 0:
        for match in _REFERENCE.finditer(text, start, end):
            read = _read(match.group())
            if read != match.group():
                edits.append(Edit(match.start(), match.end(), " " if read == "\xa0" else read))
        edits.sort()
    yield from edits

"""Source text → clean text with its offset map."""

import msgspec

from pipeline.clean.boilerplate import drop_boilerplate
from pipeline.clean.characters import fold_characters
from pipeline.clean.draft import Edit, apply_edits, draft_of, offsets_of
from pipeline.clean.fragments import move_fragments
from pipeline.clean.inserts import drop_inserts
from pipeline.clean.lines import join_lines
from pipeline.clean.markup import looks_like_html, without_references
from pipeline.clean.offsets import OffsetMap
from pipeline.clean.spaces import close_spaces
from pipeline.clean.webpage import article_text
from pipeline.read.front import front_matter


class Cleaned(msgspec.Struct, frozen=True, kw_only=True):
    """The clean text, one paragraph or heading a line; `repairs` says what was moved or mended."""

    text: str
    offsets: OffsetMap
    repairs: tuple[str, ...] = ()


def clean(text: str, *, format: str = "txt") -> Cleaned:
    """Joins hard-wrapped lines, drops dirt, folds other forms; never changes what a reader would read.

    `format` is the source's; markup in a row or a text file is read as a web page as well.
    """
    page = format == "html" or (format != "pdf" and looks_like_html(text))
    draft = article_text(text) if page else draft_of(text)
    if format in ("txt", "md") and not page:
        draft = apply_edits(draft, [Edit(0, front_matter(text).end)])
    if not page:
        draft = without_references(draft)
    draft = fold_characters(draft)
    draft = drop_inserts(draft, markdown=format == "md")
    draft = close_spaces(draft)
    joined = join_lines(draft, laid_out=format == "pdf")
    draft, repairs = joined.draft, joined.repairs
    if joined.columns:
        draft, moved = move_fragments(draft)
        repairs += moved
    draft = drop_boilerplate(draft)
    return Cleaned(text=draft.text, offsets=offsets_of(draft), repairs=repairs)

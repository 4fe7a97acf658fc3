"""Source text → clean text with its offset map."""

import msgspec

from pipeline.clean.characters import fold_characters
from pipeline.clean.draft import Edit, apply_edits, draft_of, offsets_of
from pipeline.clean.inserts import drop_inserts
from pipeline.clean.lines import join_lines
from pipeline.clean.offsets import OffsetMap
from pipeline.clean.spaces import close_spaces
from pipeline.read.front import front_matter


class Cleaned(msgspec.Struct, frozen=True, kw_only=True):
    """The clean text, one paragraph or heading a line; `repairs` says what was moved or mended."""

    text: str
    offsets: OffsetMap
    repairs: tuple[str, ...] = ()


def clean(text: str, *, format: str = "txt") -> Cleaned:
    """Joins hard-wrapped lines, drops dirt, folds other forms; never changes what a reader would read."""
    draft = draft_of(text)
    if format in ("txt", "md"):
        draft = apply_edits(draft, [Edit(0, front_matter(text).end)])
    draft = fold_characters(draft)
    draft = drop_inserts(draft)
    draft = close_spaces(draft)
    draft, repairs = join_lines(draft)
    return Cleaned(text=draft.text, offsets=offsets_of(draft), repairs=repairs)

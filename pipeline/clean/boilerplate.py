"""Lines that are no part of the article they stand in: bylines of editors, sources, disclaimers, share bars.

The cues are the words of boilerplate.toml. Whole lines are dropped, and only lines that are as short as such
lines are; behind a line that calls itself a divider nothing of the article follows. Of a line, only what a
portal sets around a headline is dropped: 原标题：某公司营收增长8% 来源：某网.
"""

import re
from functools import cache
from typing import NamedTuple

from pipeline.clean.draft import Draft, Edit, apply_edits
from pipeline.tables import load_table

# what stands before a cue at the start of a line, and around one that is the whole line
_BEFORE = re.compile(r"[（(【\[\s>*·•※註注：:]*")
# ~~~~~~ | -------- | https://example.com/page | 2025-10-28 09:30 来源：某报
_RULE = re.compile(
    r"[-~=*_—－·. ]{4,}|https?://\S+"
    r"|\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日? ?\d{1,2}:\d\d(?::\d\d)?(?: ?[来來]源[:：].{1,20})?"
)
# -------- 我是……的分割线 -------- | ==== 分隔线 ====: advertisements follow; a run of strokes is read once
_DIVIDER = re.compile(r"(?<![-—=~ ])[-—=~ ]{4,}+[^-—=~\n]{0,40}?分[割隔界][线線][^-—=~\n]{0,4}[-—=~ ]{2,}")
# 原标题：某公司营收增长8% 来源：某网 ｜ （原标题：某公司营收增长8%）
_ORIGINAL = re.compile(
    r"([ \u3000]{0,9}([（(]?)原[标標][题題][:：][ \u3000]{0,9})(.{2,200}?)"
    r"((?:[ \u3000]{1,20}[来來]源[:：][^\s，。；]{2,20})?[ \u3000]{0,20}([）)]?)[ \u3000]{0,20})"
)
_LATE = 0.5  # share of the text behind which a divider ends the article
_AROUND = "（）()【】[]：: >*·•\t"


class _Cue(NamedTuple):
    word: str
    at: str
    limit: int


@cache
def _cues() -> tuple[_Cue, ...]:
    words = load_table("pipeline.clean", "boilerplate").words()
    return tuple(_Cue(word, p["at"], p.get("limit", 80)) for word, p in words.items())


@cache
def _any_cue() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(cue.word) for cue in _cues()))


def is_boilerplate(line: str) -> bool:
    """Whether a line is none of the article's."""
    if _RULE.fullmatch(line):
        return True
    if not _any_cue().search(line[:500]):
        return False
    for word, at, limit in _cues():
        if len(line) > limit or word not in line:
            continue
        if at == "any" or (at == "whole" and line.strip(_AROUND) == word):
            return True
        if at == "start" and line.startswith(word, _BEFORE.match(line).end()):  # type: ignore[union-attr]
            return True
    return False


def drop_boilerplate(draft: Draft) -> Draft:
    """The draft without such lines; a draft with one paragraph a line."""
    edits = []
    begin = 0
    for line in draft.text.split("\n"):
        if begin >= _LATE * len(draft.text) and _DIVIDER.fullmatch(line):
            edits.append(Edit(max(begin - 1, 0), len(draft.text)))
            break
        if is_boilerplate(line):
            edits.append(Edit(max(begin - 1, 0), begin + len(line)))
        else:
            edits += [Edit(begin + start, begin + end) for start, end in _around_headline(line)]
        begin += len(line) + 1
    if edits and edits[0].start == 0 and draft.text[edits[0].end : edits[0].end + 1] == "\n":
        edits[0] = Edit(0, edits[0].end + 1)  # no line end before the first line: the one behind it goes
    return apply_edits(draft, _merged(edits))


def _around_headline(line: str) -> list[tuple[int, int]]:
    """What stands before and behind a headline; a bracket behind it only where it was opened before."""
    found = _ORIGINAL.fullmatch(line) if "原标题" in line[:12] or "原標題" in line[:12] else None
    if found is None:
        return []
    bracketed, closed = bool(found.group(2)), bool(found.group(5))
    if bracketed and not closed:
        return []
    tail = found.span(4) if bracketed or not closed else (found.start(4), found.start(5))
    return [found.span(1), tail]


def _merged(edits: list[Edit]) -> list[Edit]:
    merged: list[Edit] = []
    for edit in edits:
        if merged and edit.start < merged[-1].end:
            merged[-1] = Edit(merged[-1].start, max(edit.end, merged[-1].end))
        else:
            merged.append(edit)
    return merged

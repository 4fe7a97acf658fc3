"""Paragraphs of a page set in columns that break off and go on elsewhere: put together again.

A column that ends in mid-sentence goes on at the top of the next one, which the text of the page may have
far below. A paragraph is moved behind another only where both sides say so: the one ends without a stop
inside a word or before a mark, the other begins with the rest of that word (概 … 括) or with that mark
(、，。), each for the other is the only one, and nothing else claims either. Everything else stays where it
is; each move is a repair that the record lists, and a span across the seam has no source span.
"""

from collections.abc import Iterator

from pipeline.clean.draft import Draft, reorder

_STOPS = "。！？!?；;…：:"
_CLOSERS = "”’」』》）)】〉\"'"
_MARKS = "、，。；）》】"
_LEAST = 12  # characters of a paragraph that is more than a heading or a caption
_COMMON_WORD = 40  # occurrences of a word in jieba's dictionary, below which it is no evidence
_FREE_STARTS = frozenset(
    "在从从對对这那他她它我你其该该本此当當而但并也都还又再就以为為由于於与與和或及把被让讓给給向自"
)


def move_fragments(draft: Draft) -> tuple[Draft, tuple[str, ...]]:
    """The draft, one paragraph a line, with fragments behind what they continue; and what was moved."""
    lines = draft.text.split("\n")
    pairs = _pairs(lines)
    if not pairs:
        return draft, ()
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    moved = {tail for _, tail in pairs}
    follow = dict(pairs)
    ranges: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if i in moved:
            continue
        ranges.append((starts[i], starts[i] + len(line)))
        at = i
        while at in follow:
            at = follow[at]
            ranges.append((starts[at], starts[at] + len(lines[at])))
        if i + 1 < len(lines):
            end = at + 1 if at + 1 < len(lines) else 1  # the last line has no line end of its own
            ranges.append((starts[end] - 1, starts[end]))
    while ranges and draft.text[ranges[-1][0] : ranges[-1][1]] == "\n":
        ranges.pop()
    repairs = tuple(f"moved up: …{lines[a][-6:]} + {lines[b][:6]}…" for a, b in pairs)
    return reorder(draft, ranges), repairs


def _pairs(lines: list[str]) -> list[tuple[int, int]]:
    """Paragraphs that break off, each with the one further down that is its rest."""
    open_ends = [i for i, line in enumerate(lines) if _breaks_off(line)]
    found = []
    for tail, line in enumerate(lines):
        if tail == 0 or len(line) < 4 or not _ends_well(lines[tail - 1]):
            continue
        heads = [i for i in open_ends if i < tail - 1 and _continues(lines[i], line)]
        if len(heads) == 1:
            found.append((heads[0], tail))
    claimed = [head for head, _ in found]
    return [pair for pair in found if claimed.count(pair[0]) == 1]


def _breaks_off(line: str) -> bool:
    return len(line) >= _LEAST and not _ends_well(line) and any(mark in line for mark in "，。；")


def _ends_well(line: str) -> bool:
    bare = line.rstrip(_CLOSERS)
    return not bare or bare[-1] in _STOPS


def _continues(head: str, tail: str) -> bool:
    """Whether `tail` can only be the rest of `head`."""
    if tail[0] in _MARKS:
        return True
    if tail[0] in _FREE_STARTS or not "\u4e00" <= tail[0] <= "\u9fff":
        return False
    return any(_cut_word(head, tail))


def _cut_word(head: str, tail: str) -> Iterator[bool]:
    """Whether a common word runs across the two whose parts are no words of their own there."""
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    frequency = jieba.dt.FREQ
    last = list(jieba.cut(head[-8:], HMM=False))[-1]
    first = next(iter(jieba.cut(tail[:8], HMM=False)))
    if len(first) == 1 and len(last) == 1:
        yield frequency.get(last + first, 0) >= _COMMON_WORD

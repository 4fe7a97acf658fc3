"""What the fields' rules and models know of a quantity: the words and cues around it, as named features.

`gather` reads a context once: cues, and the stretch of text that belongs to each quantity. A quantity's
`gap` runs from the quantity before it (or the clause's start) to it, its `tail` to the next quantity (or the
clause's end). Words of bound and filling words (超, 近, 了, 约 …) are skipped where the leading word is asked
for: 跌超5% and 跌5% have the lead 跌.

Feature names: `k` kind, `u` unit, `b` bound, `p` per; `l1`, `l2` … words before, `r1` … words after, `l12`
pairs; `f` fillers skipped; `g.`, `c.`, `s.`, `x.` groups of cues in the gap, in the clause, in the sentence
before the gap, in the sentence before; `t.` groups in the tail; `gl` the last group of a field in the gap.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.claims.context import Context
from pipeline.claims.cues import Cue, Cues, find_cues

# between the cue and its number: 涨超5%, 下降了约3%, 增长将近一倍
FILLERS = frozenset(
    (
        "超",
        "超过",
        "近",
        "约",
        "逾",
        "不超过",
        "不超",
        "至少",
        "大约",
        "将近",
        "了",
        "约为",
        "仅",
        "只",
        "左右",
        "高达",
        "接近",
        "不低于",
        "不少于",
        "低于",
        "不到",
        "不足",
        "突破",
        "过",
        "多",
        "共",
        "共计",
        "合计",
        "总计",
        "累计",
        "均",
        "也",
        "又",
        "再",
        ":",
        "：",
        "（",
        "(",
        "“",
        "+",
        "＋",
        "-",
        "的",
        "最多",
        "达",
        "达到",
        "逼近",
        "上",
        "大概",
        "几乎",
        "以",
        "为",
    )
)
_ATOM = {"Q": "<Q>", "T": "<T>"}


class Evidence(NamedTuple):
    """A document's cues, and for every quantity the bounds of its gap and tail."""

    context: Context
    cues: Cues
    gaps: list[tuple[int, int]]
    tails: list[tuple[int, int]]


def gather(context: Context) -> Evidence:
    """The evidence of a document; made once, read by every field."""
    gaps, tails = [], []
    quantities = context.quantities
    for i, quantity in enumerate(quantities):
        first, last = context.clause_span(i)
        before = context.previous_in_clause(i)
        after = context.next_in_clause(i)
        gaps.append((quantities[before].end if before is not None else first, quantity.start))
        tails.append((quantity.end, quantities[after].start if after is not None else last))
    return Evidence(context, find_cues(context), gaps, tails)


def piece_name(context: Context, piece: int) -> str:
    """A word, or the class of an atom: <Q> quantity, <T> calendar expression, <ORG> and the like."""
    kind = context.kinds[piece]
    if kind in ("W", "P"):
        return context.pieces[piece]
    return _ATOM.get(kind) or f"<{context.tags[piece]}>"


def leading(context: Context, i: int, count: int = 4) -> tuple[list[str], list[str]]:
    """The nearest words before quantity `i` in its sentence, fillers skipped, and the fillers."""
    piece = context.quantity_piece[i] - 1
    first = context.sentence_span(i)[0]
    words: list[str] = []
    fillers: list[str] = []
    while piece >= 0 and context.piece_starts[piece] >= first and len(words) < count:
        name = piece_name(context, piece)
        piece -= 1
        if not words and name in FILLERS:
            fillers.append(name)
        elif not name.isspace():
            words.append(name)
    return words, fillers


def following(context: Context, i: int, count: int = 3) -> list[str]:
    """The nearest words after quantity `i` in its sentence."""
    piece = context.quantity_piece[i] + 1
    last = context.sentence_span(i)[1]
    words: list[str] = []
    while piece < len(context.pieces) and context.piece_starts[piece] < last and len(words) < count:
        name = piece_name(context, piece)
        if not name.isspace():
            words.append(name)
        piece += 1
    return words


def base_features(evidence: Evidence, i: int) -> list[str]:
    """The features of quantity `i` itself and of the words next to it: what every field reads."""
    context = evidence.context
    quantity = context.quantities[i]
    kind = quantity.kind
    before, fillers = leading(context, i)
    after = following(context, i)
    found = [f"k={kind}", f"u={quantity.unit}", f"b={quantity.bound}"]
    if quantity.per:
        found.append("p")
    before += ["^"] * (4 - len(before))
    after += ["$"] * (3 - len(after))
    one, two, three, four = before
    found += [
        f"l1={one}",
        f"l2={two}",
        f"l3={three}",
        f"l4={four}",
        f"l12={two}|{one}",
        f"kl1={kind}|{one}",
        f"r1={after[0]}",
        f"r2={after[1]}",
        f"r3={after[2]}",
        f"r12={after[0]}|{after[1]}",
        f"kr1={kind}|{after[0]}",
        f"lr={one}|{after[0]}",
        f"lc={one[-1]}",
    ]
    found += [f"f={filler}" for filler in fillers]
    left = context.previous_in_clause(i)
    if left is not None:
        other = context.quantities[left]
        between = context.matching[other.end : quantity.start]
        found.append(f"pk={other.kind}")
        if len(between) <= 3:
            found.append(f"pj={between}")
            found.append(f"pjk={between}|{other.kind}|{kind}")
    right = context.next_in_clause(i)
    if right is not None:
        other = context.quantities[right]
        found.append(f"nk={other.kind}")
        between = context.matching[quantity.end : other.start]
        if len(between) <= 3:
            found.append(f"nj={between}")
    return found


def groups_in(cues: Sequence[Cue], prefix: str) -> list[str]:
    """One feature for every group among some cues."""
    return [prefix + group for group in {cue.group: None for cue in cues}]


def words_in(context: Context, start: int, end: int, prefix: str) -> list[str]:
    """One feature for every word that begins in a span, atoms by their class."""
    names = {piece_name(context, piece): None for piece in context.pieces_in(start, end)}
    return [prefix + name for name in names if not name.isspace()]


def last_of(cues: Sequence[Cue], groups: frozenset[str]) -> Cue | None:
    """The last cue of some groups."""
    return next((cue for cue in reversed(cues) if cue.group in groups), None)


def first_of(cues: Sequence[Cue], groups: frozenset[str]) -> Cue | None:
    """The first cue of some groups."""
    return next((cue for cue in cues if cue.group in groups), None)

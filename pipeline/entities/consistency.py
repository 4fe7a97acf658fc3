"""One article, one reading: a name found once is a name at all its places, and one text has one label.

The statistical model reads sentence by sentence; this step looks across them.
"""

from collections import Counter
from collections.abc import Iterable

from pipeline.entities.candidate import LEXICON, Candidate
from pipeline.entities.features import is_ordinary
from pipeline.entities.lexicon import Lexicon, Name


def everywhere(text: str, folded: str, found: list[Candidate], starts: set[int]) -> list[Candidate]:
    """The candidates, and the free places of the text where one of their names stands again."""
    names = {
        name: c
        for c in found
        if len(name := text[c.start : c.end]) >= 2
        and not (len(name) == 2 and is_ordinary(folded[c.start : c.end]))
    }
    again = Lexicon(Name(name=name, label=c.label) for name, c in names.items())
    taken = bytearray(len(text))
    for c in found:
        taken[c.start : c.end] = b"\1" * (c.end - c.start)
    more = []
    for f in again.find(folded, starts):
        if not any(taken[f.start : f.end]):
            first = names[f.name.name]
            by = first.by if first.by.startswith(("lexicon", "user")) else "pattern:repeated"
            more.append(
                Candidate(
                    start=f.start,
                    end=f.end,
                    label=first.label,
                    by=by,
                    rank=first.rank,
                    canonical=first.canonical,
                    code=first.code,
                )
            )
    return sorted([*found, *more], key=lambda c: c.start)


def one_label(text: str, found: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with one label for every text: the lexicon's, else the most frequent, else the first."""
    found = list(found)
    votes: dict[str, Counter[str]] = {}
    fixed: dict[str, str] = {}
    for c in found:
        name = text[c.start : c.end]
        votes.setdefault(name, Counter())[c.label] += 1
        if c.rank > LEXICON or c.by == "lexicon":
            fixed.setdefault(name, c.label)
    winner = {name: fixed.get(name) or counter.most_common(1)[0][0] for name, counter in votes.items()}
    return [
        c if c.label == winner[text[c.start : c.end]] else _relabelled(c, winner[text[c.start : c.end]])
        for c in found
    ]


def _relabelled(c: Candidate, label: str) -> Candidate:
    return Candidate(
        start=c.start, end=c.end, label=label, by=c.by, rank=c.rank, canonical=c.canonical, code=c.code
    )

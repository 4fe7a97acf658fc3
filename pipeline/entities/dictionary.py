"""Names by jieba's dictionary alone, where no statistical model runs: its tags nr, nt, ns, nz.

A stopgap with low precision: short person names (nr of two characters) and all words shorter than two
characters are refused.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc

from pipeline.entities.candidate import DICTIONARY, Candidate
from pipeline.script import matching_text

_LABELS = {"nr": "PERSON", "nrt": "PERSON", "nt": "ORG", "ns": "GPE"}


@cache
def tags() -> dict[str, str]:
    """Word → part of speech of jieba's dictionary."""
    parts = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").split()
    return dict(zip(parts[0::3], parts[2::3], strict=True))


def find(doc: Doc) -> Iterator[Candidate]:
    """Tokens that the dictionary tags as names."""
    known = tags()
    for token in doc:
        if len(token) < 2:
            continue
        label = _LABELS.get(known.get(matching_text(token.text), ""))
        if label and (label != "PERSON" or len(token) == 3):
            yield Candidate(
                start=token.idx, end=token.idx + len(token), label=label, by="dictionary", rank=DICTIONARY
            )

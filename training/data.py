"""Entity data → features and, for every character, the tags that its annotation allows.

A tag is O or B, I, E, S of one of the five labels. Fully labelled sets allow one tag a character. Partial
sets allow every tag outside their labelled names; sets that know neither products nor the difference of GPE
and LOC allow both there. The loss sums over all allowed paths, so that nothing unlabelled is learnt as
"outside".
"""

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import opencc

from pipeline.entities.features import Features, encode
from pipeline.entities.network import LABELS, TAGS
from pipeline.script import matching_text
from pipeline.segment import words_of

ALL = (1 << len(TAGS)) - 1
_FAMILY = {label: sum(1 << TAGS.index(f"{p}-{label}") for p in "BIES") for label in LABELS}


class Row(NamedTuple):
    """One sentence: its text, names as (start, end, label), and how far the labelling goes."""

    text: str
    names: tuple[tuple[int, int, str], ...]
    scheme: str = "full"  # full, partial or coarse (no PRODUCT, LOC holds GPE)


class Example(NamedTuple):
    """Features of a sentence and the bit mask of allowed tags for every character."""

    features: Features
    allowed: np.ndarray


def read(path: Path) -> list[Row]:
    """The rows of a data set; its scheme follows from `partial` and from the set's name."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        scheme = (
            "partial" if raw.get("partial") else "full" if raw["source"] in ("biz", "silver") else "coarse"
        )
        rows.append(Row(raw["text"], tuple((s, e, label) for s, e, label in raw["entities"]), scheme))
    return rows


def allowed(row: Row) -> np.ndarray:
    """Bit masks of the tags that the annotation allows."""
    outside = {"full": 1, "partial": ALL, "coarse": 1 | _FAMILY["PRODUCT"]}[row.scheme]
    masks = np.full(len(row.text), outside, dtype=np.int64)
    for start, end, label in row.names:
        for i in range(start, end):
            place = "S" if end - start == 1 else "B" if i == start else "E" if i == end - 1 else "I"
            masks[i] = 1 << TAGS.index(f"{place}-{label}")
            if row.scheme == "coarse" and label == "LOC":
                masks[i] |= 1 << TAGS.index(f"{place}-GPE")
    return masks


def example(row: Row, alphabet: np.ndarray) -> Example:
    """Features and masks of one row."""
    lengths = [len(w) for w in words_of(row.text)]
    return Example(encode(matching_text(row.text), lengths, alphabet), allowed(row))


def traditional(rows: Iterable[Row], share: float, seed: int) -> list[Row]:
    """A share of the rows in Traditional characters, where conversion keeps the length."""
    converter = opencc.OpenCC("s2twp")
    plain = opencc.OpenCC("s2t")
    rng = random.Random(seed)
    out = []
    for row in rows:
        if rng.random() < share:
            for c in (converter, plain):
                text = c.convert(row.text)
                if len(text) == len(row.text):
                    out.append(row._replace(text=text))
                    break
    return out


def dirty(rows: Iterable[Row], share: float, seed: int) -> list[Row]:
    """A share of the rows with what pages do to text: quote inserts and codes after names, English commas,
    spaces between sentences, no final stop, two rows run together."""
    rng = random.Random(seed)
    rows = list(rows)
    out = []
    for row in rows:
        if rng.random() >= share:
            continue
        kind = rng.randrange(4)
        if kind == 0:
            text = row.text.translate(str.maketrans("，。：；（）", ",.:;()"))
            out.append(row._replace(text=text))
        elif kind == 1 and row.text[-1:] in "。！？":
            last = max((e for _, e, _ in row.names), default=0)
            if last < len(row.text):
                out.append(row._replace(text=row.text[:-1]))
        elif kind == 2:
            other = rng.choice(rows)
            shift = len(row.text) + 1
            names = row.names + tuple((s + shift, e + shift, label) for s, e, label in other.names)
            if other.scheme == row.scheme and shift + len(other.text) < 250:
                out.append(Row(f"{row.text}{rng.choice(' 　')}{other.text}", names, row.scheme))
        elif row.names:
            at = rng.choice([e for _, e, label in row.names if label == "ORG"] or [0])
            if at and row.text[at : at + 1] not in ("(", "（"):
                insert = rng.choice(
                    (
                        f"({rng.randrange(600000, 605000)})",
                        f"（{rng.randrange(0, 3000):06d}.SZ）",
                        f"({rng.randrange(200, 9000) / 100:.2f},{rng.randrange(-99, 99) / 100:.2f},"
                        f"{rng.randrange(-900, 900) / 100:.2f}%)",
                        f"[{rng.randrange(200, 9000) / 100:.2f} {rng.randrange(-900, 900) / 100:.2f}%]",
                    )
                )
                size = len(insert)
                names = tuple(
                    (s + size, e + size, label) if s >= at else (s, e, label) for s, e, label in row.names
                )
                out.append(row._replace(text=row.text[:at] + insert + row.text[at:], names=names))
    return out

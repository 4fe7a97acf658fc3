"""Names that are known beforehand: the project's lexicon (`lexicon.toml`, with the listed companies of
`listed.csv`, which `training/listed.py` made) and the user's own.

Takes: names with label, aliases, stock code, kind. Finds every place of the text where one of them stands as
a word. Refuses: a place where jieba's words run across the name's edges (高通 in 最高通过), a Latin name
inside a longer Latin word, and names marked `common` (苹果, 小米), which are ordinary words too and are left
to whoever decides with more evidence (`Found.common`). The user's lexicon is CSV (columns
name,label,aliases,code,kind; aliases separated by `|`) or TOML like ours, and wins over everything else.
"""

import csv
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from pipeline.errors import ConfigError
from pipeline.script import matching_text
from pipeline.tables import load_table

# 标普500指数 · 茅台1935: a number that names, not one that counts (华为2025年, 阿里3000亿元)
_NAMED_NUMBER = re.compile(r"\d{3,4}(?![\d.,%年月日亿万元名人家股吨万余多])")
_FEW = 50  # prefixes of a lexicon that are looked for one by one: the names of an article
LABELS = ("ORG", "PERSON", "GPE", "LOC", "PRODUCT")


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: the full name and what it is. `aliases` are other names of the same thing."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    code: str | None = None
    kind: str | None = None
    common: tuple[str, ...] = ()  # those of its names that are ordinary words as well


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A place where a name stands; `common` where the form is an ordinary word as well."""

    start: int
    end: int
    name: Name
    common: bool = False


class Lexicon:
    """Names by the first two characters of every form, in Simplified and lower-case characters."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = tuple(names)
        self._forms: dict[str, tuple[Name, bool]] = {}
        for name in self.names:
            for form in (name.name, *name.aliases):
                self._forms.setdefault(fold(form), (name, form in name.common))
        self._by_prefix: dict[str, list[str]] = {}
        for form in sorted(filter(lambda form: len(form) > 1, self._forms), key=len, reverse=True):
            self._by_prefix.setdefault(form[:2], []).append(form)

    def get(self, form: str) -> Name | None:
        """The entry that has this form as its name or alias."""
        entry = self._forms.get(fold(form))
        return entry[0] if entry else None

    def find(self, folded: str, starts: set[int]) -> Iterator[Found]:
        """Places of names, the longest at each place, none overlapping. `starts`: where words begin, and the
        end.
        """
        position = 0
        for i in _places(folded, self._by_prefix):
            if i < position:
                continue
            for form in self._by_prefix[folded[i : i + 2]]:
                end = i + len(form)
                if folded.startswith(form, i) and _stands_free(folded, i, end, starts):
                    name, common = self._forms[form]
                    yield Found(start=i, end=end, name=name, common=common)
                    position = end
                    break


def _places(folded: str, prefixes: Collection[str]) -> Iterable[int]:
    """Where one of the prefixes, of two characters, stands, in order of position."""
    if len(prefixes) > _FEW:
        return (i for i in range(len(folded) - 1) if folded[i : i + 2] in prefixes)
    found = []
    for prefix in prefixes:
        at = folded.find(prefix)
        while at >= 0:
            found.append(at)
            at = folded.find(prefix, at + 1)
    return sorted(found)


def _stands_free(folded: str, start: int, end: int, starts: set[int]) -> bool:
    """Whether a name's edges are edges of words.

    Both must be for two characters, one for three (the segmenter's dictionary holds 媒体报道 and would hide
    钛媒体); four hardly ever meet by chance. A name inside one longer word is none (公安部 in 公安部门), nor
    is a number after it a quantity's: 标普500 and 茅台1935 are other names.
    """
    if (folded[start].isascii() and _joined(folded, start)) or (
        folded[end - 1].isascii() and _joined(folded, end)
    ):
        return False
    if folded[start:end].isascii():
        return True
    edges = (start in starts) + (end in starts)
    if edges < 4 - (end - start) or (edges < 2 and starts.isdisjoint(range(start + 1, end))):
        return False
    return _NAMED_NUMBER.match(folded, end) is None


def _joined(folded: str, at: int) -> bool:
    """Whether a Latin word or a number runs across this offset."""
    return 0 < at < len(folded) and all(c.isascii() and c.isalnum() for c in folded[at - 1 : at + 1])


def fold(text: str) -> str:
    """Simplified, lower-case characters, one for one."""
    text = matching_text(text)
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[:1] for c in text)


@cache
def written_lexicon() -> Lexicon:
    """The names of `lexicon.toml`."""
    table = load_table("pipeline.entities", "lexicon")
    return Lexicon(
        _name(word, entry, "pipeline/entities/lexicon.toml") for word, entry in table.words().items()
    )


@cache
def project_lexicon() -> Lexicon:
    """The names of `lexicon.toml`, then those of `listed.csv`."""
    listed = files("pipeline.entities").joinpath("listed.csv").read_text(encoding="utf-8")
    return Lexicon([*written_lexicon().names, *_rows(listed, "pipeline/entities/listed.csv")])


@cache
def user_lexicon(path: Path) -> Lexicon:
    """The names of the user's file. Raises ConfigError where it is missing or an entry is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"lexicon {path}: cannot be read as UTF-8 text: {error}") from error
    if path.suffix.lower() == ".toml":
        try:
            words = tomllib.loads(text).get("words", {})
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"lexicon {path}: not valid TOML: {error}") from error
        return Lexicon(_name(word, entry, str(path)) for word, entry in words.items())
    return Lexicon(_rows(text, str(path)))


def _rows(text: str, where: str) -> Iterator[Name]:
    """The names of a CSV file."""
    rows = csv.DictReader(text.splitlines())
    if not {"name", "label"} <= set(rows.fieldnames or ()):
        raise ConfigError(
            f"lexicon {where}: the first line must name the columns name,label[,aliases,code,kind]"
        )
    for row in rows:
        entry: dict[str, Any] = {k: v for k, v in row.items() if k in ("label", "code", "kind") and v}
        entry["aliases"] = [a.strip() for a in (row.get("aliases") or "").split("|") if a.strip()]
        yield _name((row["name"] or "").strip(), entry, f"{where}:{rows.line_num}")


def _name(word: str, entry: dict[str, Any], where: str) -> Name:
    known = {k: v for k, v in entry.items() if k != "eg"}
    try:
        name = msgspec.convert({"name": word, **known}, Name)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {word}: {error}") from error
    if len(word) < 2 or name.label not in LABELS:
        raise ConfigError(
            f"{where}: {word!r}: a name has two characters or more and a label of {', '.join(LABELS)}"
        )
    return name

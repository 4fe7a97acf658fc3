"""Marks made by reading → gold records.

    python tests/gold/compile.py           writes tests/gold/corpus.jsonl
    python tests/gold/compile.py --check   exit 1 where the file is not what the marks say

A file under `marks/` annotates one article of `corpus/` (or, with `row:`, the rows of a JSONL file):

    file: 2025-10-28-results.txt           encoding: gbk (UTF-8 where absent), published: the article's date
    ORG: 远航动力; 江海财经                 the distinct entities by label
    @q3 = 第三季度 2025-07-01 2025-09-30   a time that claims below refer to, `-` for an open or unknown end
    subject: 远航动力                      what `.` stands for below; time: @q3 what holds where a line names none
    营收⟦142.6亿元⟧ | money 142.6e8 | . | 营收;收入 | @q3 up yoy src=陆文涛

A claim's line: context with the span marked (white space aside it stands in the article once) | kind value unit
bound per=… | acceptable subjects | acceptable metrics | time, direction, basis, modality, vs=…, src=…, optional (`_` is a space there).
The other roles: context | role kind value unit bound. A range is low..high. Unit and bound may be left out where
they are the kind's own (CNY, %, x, null) and exact.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from pipeline.spans import Basis, Bound, Direction, Kind, Modality, Role

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
GOLD = HERE / "corpus.jsonl"
OWN_UNIT = {"money": "CNY", "percent": "%", "multiple": "x", "fraction": None, "rank": None, "number": None}
LABELS = ("ORG", "PERSON", "GPE", "LOC", "PRODUCT")


def number(text: str) -> int | float:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def locate(text: str, marked: str) -> tuple[int, int]:
    """Offsets of the marked span; white space does not count in finding its context."""
    kept = [(index, char) for index, char in enumerate(text) if not char.isspace()]
    squeezed = "".join(char for _, char in kept)
    wanted = "".join(marked.split())
    before, rest = wanted.split("⟦")
    span, after = rest.split("⟧")
    context = before + span + after
    if squeezed.count(context) != 1:
        raise ValueError(f"{context!r} stands in the article {squeezed.count(context)} times")
    first = squeezed.index(context) + len(before)
    return kept[first][0], kept[first + len(span) - 1][0] + 1


def measured(words: list[str]) -> dict[str, Any]:
    """kind, value or low and high, unit, bound, per and optional from the words of a field."""
    kind, value, *rest = words
    if kind not in get_args(Kind):
        raise ValueError(f"no such kind: {kind}")
    found: dict[str, Any] = {"kind": kind, "unit": OWN_UNIT.get(kind), "bound": "exact"}
    if ".." in value:
        low, high = value.split("..")
        found |= {"low": number(low), "high": number(high), "bound": "range"}
    else:
        found["value"] = number(value)
    for word in rest:
        if word.startswith("per="):
            found["per"] = word[4:]
        elif word == "optional":
            found["optional"] = True
        elif word in get_args(Bound):
            found["bound"] = word
        else:
            found["unit"] = None if word == "null" else word
    if found["unit"] is None and kind in ("measure", "point", "duration", "ordinal"):
        raise ValueError(f"a {kind} needs its unit")
    return found


class Article:
    """The marks of one article while they are read."""

    def __init__(self, id: str, text: str, published: str | None) -> None:
        self.id, self.text, self.published = id, text, published
        self.entities: list[list[str]] = []
        self.quantities: list[dict[str, Any]] = []
        self.times: dict[str, dict[str, Any] | None] = {"@-": None}
        self.subject: list[str] = []
        self.time: str = "@-"

    def name(self, label: str, names: str) -> None:
        squeezed = "".join(self.text.split())
        for name in filter(None, map(str.strip, names.split(";"))):
            if "".join(name.split()) not in squeezed:
                raise ValueError(f"entity {name!r} is not in the article")
            self.entities.append([name, label])

    def period(self, line: str) -> None:
        alias, rest = line.split(" = ")
        text, first, last = rest.split()
        self.times[alias] = {"text": text, "from": None if first == "-" else first, "to": None if last == "-" else last}

    def quantity(self, line: str) -> None:
        context, *fields = line.split(" | ")
        start, end = locate(self.text, context)
        words = fields[0].split()
        role = words.pop(0) if words[0] in get_args(Role) else "claim"
        record = {"text": self.text[start:end], "start": start, "end": end, **measured(words), "role": role}
        if role == "claim":
            record |= self.links(*fields[1:])
        elif len(fields) > 1:
            raise ValueError(f"a {role} has no links: {line}")
        self.quantities.append(record)

    def links(self, subject: str, metric: str, attributes: str = "") -> dict[str, Any]:
        subjects = [name for part in subject.split(";") for name in (self.subject if part == "." else [part])]
        found: dict[str, Any] = {
            "subject": list(dict.fromkeys(subjects)), "metric": metric.split(";"), "time": self.times[self.time],
            "direction": None, "basis": None, "versus": None, "modality": "actual", "source": None,
        }  # fmt: skip
        for word in attributes.split():
            for field, values in (("direction", Direction), ("basis", Basis), ("modality", Modality)):
                if word in get_args(values):
                    found[field] = word
                    break
            else:
                if word.startswith("@"):
                    found["time"] = self.times[word]
                elif word == "optional":
                    found["optional"] = True
                elif word.startswith(("vs=", "src=")):
                    found["versus" if word.startswith("vs=") else "source"] = word.split("=")[1].replace("_", " ")
                else:
                    raise ValueError(f"not an attribute: {word}")
        return found

    def record(self) -> dict[str, Any]:
        self.quantities.sort(key=lambda q: q["start"])
        for one, two in zip(self.quantities, self.quantities[1:], strict=False):
            if two["start"] < one["end"]:
                raise ValueError(f"{one['text']!r} overlaps {two['text']!r}")
        return {
            "id": self.id, "published": self.published, "text": self.text, "quantities": self.quantities,
            "entities": self.entities,
        }  # fmt: skip


def read_marks(path: Path) -> list[Article]:
    """The articles that a file of marks annotates. Raises ValueError naming file and line for what is wrong."""
    head: dict[str, str] = {}
    articles: list[Article] = []
    for count, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        key, _, value = (part.strip() for part in line.partition(":"))
        try:
            if key in ("file", "encoding", "published") and "⟦" not in line:
                head[key] = value
            elif key == "row":
                rows = map(json.loads, (CORPUS / head["file"]).read_text(encoding="utf-8").splitlines())
                row = next(row for row in rows if row["id"] == value)
                articles.append(Article(value, row["text"], row["published"][:10]))
            else:
                if not articles:
                    data = (CORPUS / head["file"]).read_bytes().decode(head.get("encoding", "utf-8"))
                    articles.append(Article(Path(head["file"]).stem, data, head["published"]))
                article = articles[-1]
                if key in LABELS:
                    article.name(key, value)
                elif key == "subject":
                    article.subject = value.split(";")
                elif key == "time":
                    article.time = value
                elif line.startswith("@"):
                    article.period(line)
                else:
                    article.quantity(line)
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise ValueError(f"{path.name}:{count}: {error}") from error
    return articles


def compile_gold() -> str:
    """The gold file, one article a line."""
    articles = [article for path in sorted((HERE / "marks").glob("*.txt")) for article in read_marks(path)]
    return "".join(json.dumps(article.record(), ensure_ascii=False) + "\n" for article in articles)


def main() -> int:
    gold = compile_gold()
    if "--check" in sys.argv:
        return int(GOLD.read_text(encoding="utf-8") != gold)
    GOLD.write_text(gold, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

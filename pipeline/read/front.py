"""What a file says of itself: front matter, its name, dates in the forms that people write.

Front matter is a block between `---` lines at the very start with `key: value` lines, as static site tools
write it; title, published (date) and whatever else stands there. It is no part of the text; the text keeps
its offsets, so the block stays in the source and its span is returned.
"""

import re
from datetime import date
from typing import NamedTuple

# ---\ntitle: …\n---\n
_BLOCK = re.compile(r"\A\ufeff?---[ \t]*\r?\n((?:[^\n]{0,2000}\n){0,40}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_ENTRY = re.compile(r"([\w\u4e00-\u9fff -]{1,40}?)[ \t]*[:：][ \t]*(.*?)[ \t]*\Z")
# 2025-10-15 | 2025/10/15 | 2025.10.15 | 2025年10月15日 | 20251015, a time may follow
_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:(?P<sep>[-/._])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
    r"|\s{0,2}年\s{0,2}(?P<m2>\d{1,2})\s{0,2}月\s{0,2}(?P<d2>\d{1,2})\s{0,2}日?|(?P<m3>\d\d)(?P<d3>\d\d))(?!\d)"
)
# 2025-10-15 08:30 | 2025年10月15日 08:30
_DATELINE = re.compile(r"(?<!\d)20\d\d\s?[-/年.]\s?\d{1,2}\s?[-/月.]\s?\d{1,2}\s?日?\s{1,3}\d{1,2}:\d\d")
DATELINE_REACH = 300  # characters from the start of a text in which its dateline stands
TITLE_KEYS = ("title", "标题", "標題")
DATE_KEYS = ("published", "date", "发布时间", "日期", "pubdate")


class FrontMatter(NamedTuple):
    """The entries of a front matter block and where the text begins behind it."""

    entries: dict[str, str]
    end: int

    def first(self, keys: tuple[str, ...]) -> str | None:
        """The first entry that one of the keys names."""
        return next((self.entries[k] for k in keys if self.entries.get(k)), None)


def front_matter(text: str) -> FrontMatter:
    """The block at the start of a text; no entries and 0 where there is none."""
    match = _BLOCK.match(text)
    if not match:
        return FrontMatter({}, 0)
    entries = {}
    for line in match.group(1).splitlines():
        if entry := _ENTRY.match(line.strip()):
            entries[entry.group(1).strip().lower()] = entry.group(2).strip("\"'")
    return FrontMatter(entries, match.end()) if entries else FrontMatter({}, 0)


def iso_date(value: object) -> str | None:
    """The ISO date in a value such as `2025年10月15日 08:30`; None where there is none that exists."""
    for match in _DATE.finditer(str(value)[:200]):
        year, month, day = (
            int(match["y"]),
            int(match["m"] or match["m2"] or match["m3"]),
            int(match["d"] or match["d2"] or match["d3"]),
        )
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            continue
    return None


def dateline_date(text: str) -> str | None:
    """The ISO date that is printed with the time of day, as news sites print it; None where none is."""
    printed = _DATELINE.search(text)
    return iso_date(printed.group()) if printed else None

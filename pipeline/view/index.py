"""The page in front of a folder of pages: how much each holds, contradictions, and where each company is.

Contradictions between articles of different pages can be seen only here, so both evidences stand here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from pipeline.view.data import Row, Totals, heading, subject_name

_COMPANIES = 3000  # the most named ones; more would make the index itself a slow page

_BOUNDS = {"approx": "≈ ", "more_than": "> ", "at_least": "≥ ", "less_than": "< ", "at_most": "≤ "}

# Characters that reorder text; they must not change how evidence reads.
_VISIBLE = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "⌖")


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What the index shows. Companies are (name, claims, [(page number, link)]), the most claims first."""

    pages: list[tuple[str, Totals]]
    totals: Totals
    companies: list[tuple[str, int, list[tuple[int, str]]]]
    more_companies: int
    conflicts: list[dict[str, Any]]


class Index:
    """Gathers the summary while the pages are written, so that their records need not be kept."""

    def __init__(self, conflicts: Iterable[Sequence[tuple[str, str]]]) -> None:
        """`conflicts`: groups of (article id, claim id)."""
        self._groups = [tuple(group) for group in conflicts]
        self._wanted = {member for group in self._groups for member in group}
        self._evidence: dict[tuple[str, str], dict[str, Any]] = {}
        self._claims: Counter[str] = Counter()
        self._on: defaultdict[str, list[int]] = defaultdict(list)
        self._pages: list[tuple[str, Totals]] = []

    def add(self, link: str, rows: Iterable[Row], totals: Totals) -> None:
        """The next page, the link that leads to it from the index, and what is on it."""
        self._pages.append((link, totals))
        number = len(self._pages)
        for row in rows:
            record = row.record
            for claim in record.claims:
                name = subject_name(record, claim)
                if name:
                    self._claims[name] += 1
                    if self._on[name][-1:] != [number]:
                        self._on[name].append(number)
                key = (record.article.id, claim.id)
                if key in self._wanted:
                    time = claim.time
                    period = " – ".join(filter(None, (time.first, time.last))) if time else ""
                    about = (name, claim.metric, period)
                    self._evidence[key] = {
                        "about": " · ".join(filter(None, about)).translate(_VISIBLE),
                        "text": (_BOUNDS.get(claim.bound, "") + claim.text).translate(_VISIBLE),
                        "sentence": claim.sentence.translate(_VISIBLE),
                        "heading": heading(record).translate(_VISIBLE),
                        "published": record.article.published or "",
                        "link": f"{link}#claim={quote(f'{key[0]}/{key[1]}', safe='')}",
                    }

    def summary(self) -> Summary:
        """Everything gathered."""
        companies = [
            (
                name.translate(_VISIBLE),
                count,
                [(n, f"{self._pages[n - 1][0]}#company={quote(name, safe='')}") for n in self._on[name]],
            )
            for name, count in self._claims.most_common(_COMPANIES)
        ]
        found = [[self._evidence[key] for key in group if key in self._evidence] for group in self._groups]
        days = [totals for _, totals in self._pages]
        return Summary(
            pages=self._pages,
            totals=Totals(
                articles=sum(t.articles for t in days),
                claims=sum(t.claims for t in days),
                first=min((t.first for t in days if t.first), default=None),
                last=max((t.last for t in days if t.last), default=None),
            ),
            companies=companies,
            more_companies=max(0, len(self._claims) - _COMPANIES),
            conflicts=[{"about": group[0]["about"], "claims": group} for group in found if len(group) > 1],
        )

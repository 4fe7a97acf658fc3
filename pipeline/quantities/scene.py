"""What a rule may look at: the text in its matching form, the numbers in it, and what is blocked."""

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.quantities.cells import Cells
from pipeline.quantities.numeral import Numeral

SENTENCE_END = frozenset("。！？；!?;\n")
CLAUSE_END = frozenset("，,。！？；!?;\n、：:（）()")


_TAIWAN = ("新台币", "台币", "台股", "台湾", "柜买", "上柜", "台积", "加权指数")
_HONG_KONG = ("港元", "港币", "港股", "港交所", "香港")


def _home(text: str) -> str:
    """What a bare 元 is in a text in Traditional characters."""
    if any(word in text for word in _HONG_KONG) and not any(word in text for word in _TAIWAN):
        return "HKD"
    return "TWD"


class Scene:
    """The text that is read. `matching` has the same length as the text and is what rules match against."""

    __slots__ = (
        "_blocked_ends",
        "_blocked_starts",
        "_cells",
        "home",
        "matching",
        "numerals",
        "stripped",
        "text",
        "traditional",
    )

    def __init__(
        self,
        text: str,
        matching: str,
        numerals: Sequence[Numeral],
        blocked: Sequence[tuple[int, int]],
        *,
        traditional: bool,
    ) -> None:
        self.text = text
        self.matching = matching
        self.numerals = numerals
        self.traditional = traditional
        self.home = _home(matching) if traditional else "CNY"
        self.stripped = matching.strip(" \n\t\u3000。")
        self._cells: Cells | None = None
        self._blocked_starts = [s for s, _ in blocked]
        self._blocked_ends = [e for _, e in blocked]

    @property
    def cells(self) -> Cells:
        """The units that reach the cells of tables."""
        if self._cells is None:
            self._cells = Cells(self.matching)
        return self._cells

    def blocked(self, start: int, end: int) -> bool:
        """Whether a calendar expression overlaps the span."""
        index = bisect_right(self._blocked_starts, end - 1) - 1
        return index >= 0 and self._blocked_ends[index] > start

    def clause_start(self, position: int, *, reach: int = 60, stops: frozenset[str] = CLAUSE_END) -> int:
        """Where the clause that holds `position` begins, looking back at most `reach` characters."""
        text = self.matching
        low = position - reach if position > reach else 0
        for index in range(position - 1, low - 1, -1):
            if text[index] in stops:
                return index + 1
        return low

    def clause_end(self, position: int, *, reach: int = 40, stops: frozenset[str] = CLAUSE_END) -> int:
        """Where the clause that holds `position` ends, looking at most `reach` characters ahead."""
        text = self.matching
        high = min(len(text), position + reach)
        for index in range(position, high):
            if text[index] in stops:
                return index
        return high

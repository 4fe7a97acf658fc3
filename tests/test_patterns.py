"""Every regular expression of the package takes time in proportion to the text: growth is measured.

Each pattern is run over texts made to be hard for it: its own characters, repeated. Twice the text may take twice
the time; a pattern that backtracks takes four times, or never ends.
"""

import importlib
import inspect
import math
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

import pipeline

# What patterns of Chinese business text are tempted by, beside their own characters.
BAIT = (
    "1",
    "12,",
    "1.",
    "一",
    "三百",
    "亿",
    "年",
    "月",
    " ",
    "\n",
    "a",
    "A1",
    "（",
    "）",
    "，",
    "的",
    "每",
    "<",
    '"',
    "同比",
    "从1到",
)
SMALL, LARGE = 1_000, 4_000
# A pattern that backtracks without end is stopped. Seconds.
PATIENCE = 3.0
# Below this the clock says nothing. Seconds.
NOTICED = 0.02
# log2 of the time ratio over log2 of the length ratio: 1 is linear, 2 quadratic.
STEEP = 1.6


# Patterns that only ever see a short stretch: what that stretch is.
SHORT = {
    "pipeline.quantities.bound._BETWEEN": "the few characters before a number",
    "pipeline.quantities.period_values._LENGTH": "one calendar expression",
    "pipeline.read.front._ENTRY": "one line of front matter, matched at its start",
    "pipeline.read.pdf._NO_TITLE": "the title that a PDF gives itself",
    "pipeline.read.page._ATTRIBUTE": "one tag, at most 2,000 characters",
    "pipeline.read.page._SITE_SUFFIX": "a title",
}


def modules() -> Iterator[str]:
    for info in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not info.name.endswith("__main__"):
            yield info.name


def compiled(value: Any) -> Iterator[re.Pattern[str]]:
    """The patterns in a module's value: itself, in a collection, or what a cached function makes of a table."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        yield from compiled(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from compiled(one)
    elif makes_patterns(value):
        yield from compiled(value())


def makes_patterns(value: Any) -> bool:
    returned = getattr(value, "__annotations__", {}).get("return") if hasattr(value, "cache_info") else None
    return "Pattern" in str(returned) and not inspect.signature(value).parameters


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of the package by name; the same one only once."""
    found: dict[re.Pattern[str], str] = {}
    for name in modules():
        for attribute, value in vars(importlib.import_module(name)).items():
            for number, pattern in enumerate(compiled(value)):
                found.setdefault(pattern, f"{name}.{attribute}" + (f"[{number}]" if number else ""))
    return {name: pattern for pattern, name in found.items()}


PATTERNS = patterns()


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """CPU seconds of a search through the text; infinite where patience ends."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        for _ in pattern.finditer(text):
            pass
    except _Endless:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - started


class _Endless(Exception):
    pass


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise _Endless

    before = signal.signal(signal.SIGALRM, stop)
    yield
    signal.signal(signal.SIGALRM, before)


def growth(pattern: re.Pattern[str], bait: str) -> float:
    """The exponent of the growth of time with length; 0 where both are too fast to tell."""
    texts = [(bait * (size // len(bait) + 1))[:size] for size in (SMALL, LARGE)]
    slow = seconds(pattern, texts[1])
    if slow < NOTICED:
        return 0.0
    if math.isinf(slow):
        return slow
    fast = min(seconds(pattern, texts[0]) for _ in range(3))
    return math.log2(min(slow, seconds(pattern, texts[1])) / max(fast, 1e-9)) / math.log2(LARGE / SMALL)


def baits(pattern: re.Pattern[str]) -> list[str]:
    own = re.findall(r"[\u4e00-\u9fff]", pattern.pattern)
    return [*BAIT, *dict.fromkeys(own[:12]), "".join(own[:6]) or "x"]


def test_patterns_are_found() -> None:
    assert len(PATTERNS) > 30
    assert set(SHORT) <= set(PATTERNS)


@pytest.mark.parametrize("name", [name for name in PATTERNS if name not in SHORT])
def test_time_grows_with_the_length(name: str) -> None:
    pattern = PATTERNS[name]
    steep = {
        bait: round(exponent, 2) for bait in baits(pattern) if (exponent := growth(pattern, bait)) > STEEP
    }
    assert steep == {}

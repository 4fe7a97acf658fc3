"""Hostile inputs end in an article or in one clear line that names the file, and the rest of the batch goes on."""

import importlib.util
import os
import random
from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.clean.verify import broken_spans
from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.quantities import find
from pipeline.read import Source, find_files, read_path
from pipeline.segment import sentence_bounds

_FILE = Path(__file__).parent / "data/hostile/make.py"
_SPEC = importlib.util.spec_from_file_location("hostile_make", _FILE)
assert _SPEC and _SPEC.loader
make = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make)

BIG = make.BIG if os.environ.get("NEWSCLAIMS_BIG") else make.BIG[1:2]


def outcome_of(path: Path) -> tuple[list[Source], list[str], bool]:
    """Articles, messages of broken rows, and whether the file as a whole was refused."""
    sources: list[Source] = []
    messages: list[str] = []
    try:
        for found in read_path(path, Settings()):
            if isinstance(found, ReadError):
                messages.append(str(found))
            else:
                sources.append(found)
    except ReadError as error:
        return sources, [*messages, str(error)], True
    return sources, messages, False


@pytest.mark.parametrize("case", make.CASES + BIG, ids=lambda case: ascii(case.name)[:50])
def test_case(case, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.make())
    sources, messages, refused = outcome_of(path)
    shown = str(path).replace("\n", "␊")
    for message in messages:
        assert message.startswith(shown.removesuffix(".gz")) and "\n" not in message and case.says in message
    if case.outcome == "article":
        assert sources and not messages
    elif case.outcome == "error":
        assert refused and not sources
    elif case.outcome == "rows":
        assert messages and not refused
    for source in sources[:20]:
        cleaned = clean(source.text, format=source.format)
        size = len(cleaned.text)
        assert cleaned.offsets.length == size
        rng = random.Random(size)
        starts = [rng.randrange(size) for _ in range(40 if size else 0)]
        spans = [(start, min(size, start + rng.randrange(1, 30))) for start in starts]
        assert list(broken_spans(source.text, cleaned.text, cleaned.offsets, spans)) == []


@pytest.mark.parametrize("piece", ["营收增长", "营收1亿元、", "a b ", "9", "，"])
def test_endless_sentences_are_cut(piece: str) -> None:
    """Stages take time for every number in a sentence, so that none may be as long as the text."""
    text = f"前言。{piece * 3000}\n结语增长8%。"
    bounds = sentence_bounds(text)
    assert max(end - start for start, end in bounds) <= 2000
    kept = "".join(text[start:end] for start, end in bounds)
    assert kept.replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert text[bounds[-1][0] :] == "结语增长8%。"


def test_at_least_sixty() -> None:
    assert len(make.CASES) + len(make.BIG) >= 60
    assert len({case.name for case in make.CASES + make.BIG}) == len(make.CASES) + len(make.BIG)


def test_the_rest_of_the_batch_goes_on(tmp_path: Path) -> None:
    small = [case for case in make.CASES if len(case.name) < 60 and "million" not in case.name]
    make.make(tmp_path, tuple(small))
    found = {path.name: outcome_of(path) for path in find_files([tmp_path])}
    named = {case.name for case in small if not case.name.startswith(".")}
    assert found.keys() == named
    articles = [name for name, (sources, _, _) in found.items() if sources]
    assert {case.name for case in small if case.outcome == "article"} <= set(articles)
    ids = [source.id for sources, _, _ in found.values() for source in sources]
    assert len(ids) == len(set(ids))
    assert all("/" not in id and "\n" not in id and len(id) < 200 for id in ids)


def test_an_endless_number_is_none() -> None:
    """Its value could not be read back: Python's json takes integers of up to 4,300 digits."""
    assert find("9" * 5000 + "元").quantities == []
    assert [q.text for q in find("营收1,234,567,890.12元").quantities] == ["1,234,567,890.12元"]

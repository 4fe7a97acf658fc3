"""Fixtures that several tests share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import Settings
from pipeline.run import Event, Failed, Options, Summary, run
from tests.run_fakes import load


class Desk:
    """A folder of articles with its outputs, and runs over it with an extractor that needs no model."""

    def __init__(self, folder: Path) -> None:
        self.articles = folder / "articles"
        self.articles.mkdir()
        self.outputs = folder / "outputs"
        self.settings = Settings(base=str(folder), paths=("articles",), outputs="outputs", jobs=1)
        self.events: list[Event] = []

    def write(self, name: str, text: str) -> Path:
        path = self.articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *paths: Path, options: Options | None = None, **changes: Any) -> Summary:
        self.events = []
        settings = changes.pop("settings", self.settings)
        changes.setdefault("load", load)
        return run(settings, paths, options=options, listen=self.events.append, **changes)

    def failures(self) -> list[Failed]:
        return [event for event in self.events if isinstance(event, Failed)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """A file of the data beside the repository; the test is skipped where it is not there."""

    def find(name: str) -> Path:
        path = Path(__file__).parents[2] / "shared" / name
        if not path.exists():
            pytest.skip(f"{path} is not there")
        return path

    return find

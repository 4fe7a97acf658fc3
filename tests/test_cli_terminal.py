"""What reaches a terminal: widths, colours, and nothing that the text of an article could do to it."""

import io
import re
import sys

import pytest
from click.shell_completion import BashComplete
from rich.cells import cell_len
from rich.console import Console

from pipeline.cli import command, tables, terminal
from pipeline.cli.highlight import highlighted, print_article
from pipeline.cli.terminal import console, printable
from tests.run_fakes import record_of

EVIL = "涨\x1b[31m5\x07辆\x9b2J，\u202e倒\u2066着\x00\x7f\r北辰集团销量12辆。"


def test_control_characters_are_shown_and_offsets_hold() -> None:
    safe = printable(EVIL)
    assert len(safe) == len(EVIL)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", safe)
    assert "北辰集团销量12辆。" in safe


def test_tabs_and_lines_stay() -> None:
    assert printable("a\tb\nc") == "a\tb\nc"


def shown(monkeypatch: pytest.MonkeyPatch, width: int, *, tty: bool = True) -> io.StringIO:
    out = io.StringIO()
    out.isatty = lambda: tty  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return out


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
def test_tables_fit_the_window(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    out = shown(monkeypatch, width, tty=False)
    record = record_of(
        "北辰集团销量12000辆，南辰集团第二季度销量345678901234567辆。" * 3, title="很长的标题" * 10
    )
    tables.print_claims(record)
    rows = [
        {"subject": "很长的公司名称" * 5, "metric": "归属于上市公司股东的净利润", "text": "12亿元", "bound": "exact",
         "time": "2025年上半年", "modality": "forecast", "direction": "up", "basis": "yoy", "article_id": "x" * 30,
         "id": "c1"}
    ]  # fmt: skip
    tables.print_rows(rows, 1)
    tables.print_groups([{"subject": "公司" * 20, "claims": 5, "articles": 1}], 10)
    lines = out.getvalue().splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert "12000" in "".join(lines).replace(" ", "")


def rows_of(*articles: str) -> list[dict[str, str | None]]:
    """One claim an article."""
    return [
        {"subject": "公司", "metric": "营收", "text": "12亿元", "bound": "more_than", "time": "2025年", "modality": "actual",
         "direction": None, "basis": None, "article_id": article, "id": f"c{number}"}
        for number, article in enumerate(articles)
    ]  # fmt: skip


@pytest.mark.parametrize("width, times", [(60, 1), (90, 1), (120, 2)])
def test_in_a_narrow_window_an_article_is_named_once(
    monkeypatch: pytest.MonkeyPatch, width: int, times: int
) -> None:
    out = shown(monkeypatch, width, tty=False)
    tables.print_rows(rows_of("a-first", "a-first", "b-next"), 3)
    assert out.getvalue().count("a-first") == times
    assert out.getvalue().count("> 12亿元") == 3


def test_completion_of_commands_and_values() -> None:
    completion = BashComplete(command, {}, "newsclaims", "_NEWSCLAIMS_COMPLETE")
    assert [item.value for item in completion.get_completions([], "cl")] == ["claims"]
    kinds = [item.value for item in completion.get_completions(["claims", "--kind"], "m")]
    assert kinds == ["money", "measure", "multiple"]
    assert "--group-by" in [item.value for item in completion.get_completions(["claims"], "--g")]


def test_columns_of_chinese_stand_straight(monkeypatch: pytest.MonkeyPatch) -> None:
    out = shown(monkeypatch, 80, tty=False)
    tables.print_groups(
        [{"subject": "中文", "claims": 1, "articles": 1}, {"subject": "ab", "claims": 2, "articles": 1}], 10
    )
    rows = [line for line in out.getvalue().splitlines() if "中文" in line or "ab" in line]
    assert len({cell_len(line[: line.index(digit)]) for line, digit in zip(rows, "12", strict=True)}) == 1


def test_colour_on_a_terminal_none_in_a_pipe_or_under_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    record = record_of("北辰集团销量12辆。")
    coloured = shown(monkeypatch, 80)
    print_article(record)
    assert "\x1b[" in coloured.getvalue()
    plain = shown(monkeypatch, 80, tty=False)
    print_article(record)
    assert "\x1b" not in plain.getvalue()
    quiet = shown(monkeypatch, 80)
    monkeypatch.setenv("NO_COLOR", "1")
    print_article(record)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", quiet.getvalue())


def test_escape_sequences_of_an_article_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    out = shown(monkeypatch, 80, tty=False)
    record = record_of(EVIL, title="\x1b]0;owned\x07")
    print_article(record)
    tables.print_claims(record)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", out.getvalue())


def test_markup_of_an_article_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    out = shown(monkeypatch, 80, tty=False)
    print_article(record_of("[bold red]北辰集团[/] :smile: 销量12辆。"))
    assert "[bold red]北辰集团[/] :smile: 销量12辆。" in out.getvalue()


def test_highlights_stand_on_their_spans() -> None:
    record = record_of(EVIL)
    text = highlighted(record)
    styled = {text.plain[span.start : span.end] for span in text.spans}
    assert {"12", "北辰集团"} <= styled


def test_console_takes_its_width_from_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    shown(monkeypatch, 44)
    assert isinstance(console(), Console)
    assert console().width == 44
    assert terminal.console(width=20).width == 20

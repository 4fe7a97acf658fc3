"""The command line: every help has an example that runs, statuses, pipes, start-up."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import COMMANDS, command
from pipeline.cli.progress import Report
from pipeline.run import Failed, Found, Progress, Summary

ROOT = Path(__file__).parents[1]
AVAILABLE = command.list_commands(None)  # type: ignore[arg-type]
# They have tests of their own beside what they are about.
ELSEWHERE = {"view", "model", "evaluate"}
ARTICLE = "天宏科技今日公布业绩：2025年上半年公司实现营收12亿元，同比增长8.5%；净利润1.3亿元。公司预计全年营收超过25亿元。\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a corpus that was run over once, with the real extractor."""
    folder = tmp_path_factory.mktemp("cli")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "results.txt").write_text(ARTICLE, encoding="utf-8")
    rows = [{"id": "a1", "text": "星澜汽车8月交付2.87万辆，同比增长46%。", "published": "2025-09-01", "title": "快讯"},
            {"id": "a2", "text": "星澜汽车8月交付3.1万辆。", "published": "2025-09-02"}]  # fmt: skip
    (corpus / "flashes.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(command, ["run", "--jobs", "1"])
    assert result.exit_code == 0, result.output
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def call(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Calls `newsclaims` in that folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")

    def invoke(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(command, list(arguments), input=stdin)

    return invoke


def examples() -> list[tuple[str, str]]:
    found = []
    for name in AVAILABLE:
        help_text = command.get_command(None, name).help or ""  # type: ignore[arg-type, union-attr]
        lines = [
            line.strip() for line in help_text.splitlines() if re.match(r"\s+(echo .*\| )?newsclaims ", line)
        ]
        assert lines, f"{name} has no example"
        found += [(name, line) for line in lines]
    return found


@pytest.mark.parametrize(
    "name, line", [e for e in examples() if e[0] not in ELSEWHERE], ids=lambda value: value[:60]
)
def test_examples_of_the_help_run(call: Callable[..., Result], name: str, line: str) -> None:
    before, _, after = line.rpartition("| ")
    echoed = shlex.split(before)[1] + "\n" if before else None
    arguments = shlex.split(after)[1:]
    result = call(*arguments, stdin=echoed)
    assert result.exit_code == 0, result.output
    assert result.output or result.stderr or name == "conflicts"  # which may find none


def test_summaries_are_those_of_the_commands() -> None:
    for name in AVAILABLE:
        first = (command.get_command(None, name).help or "").strip().split("\n\n")[0]  # type: ignore[arg-type, union-attr]
        if name not in ELSEWHERE:
            assert " ".join(first.split()) == COMMANDS[name][1]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from pipeline.cli import command\n"
        "try: command(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'jieba', 'pandas', 'numpy', 'pyarrow', 'rich', 'msgspec', 'sqlite3'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "claims" in done.stdout


def test_unknown_command_and_version(call: Callable[..., Result]) -> None:
    assert call("nonsense").exit_code == 2
    assert re.match(r"newsclaims \d", call("--version").output)


def test_extract_gives_each_row_its_id(call: Callable[..., Result]) -> None:
    rows = [
        {"id": f"数 {i}/x", "text": f"天宏科技营收达{i}亿元。", "published": "2025-09-01", "more": [1]}
        for i in (3, 4)
    ]
    result = call("extract", "--format", "jsonl", "-", stdin="".join(json.dumps(row) + "\n" for row in rows))
    assert result.exit_code == 0, result.output
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["article"]["id"] for r in records] == ["数 3/x", "数 4/x"]
    assert [r["claims"][0]["value"] for r in records] == [300000000, 400000000]
    assert records[0]["article"]["published"] == "2025-09-01"


def test_extract_of_text_and_of_broken_rows(call: Callable[..., Result]) -> None:
    result = call(
        "extract", "--published", "2025-09-25", "--title", "题", "-", stdin="天宏科技今年营收达12亿元。"
    )
    record = json.loads(result.stdout)
    assert record["article"]["title"] == "题"
    assert record["claims"][0]["time"]["from"] == "2025-01-01"
    result = call(
        "extract", "--format", "jsonl", "-", stdin='{"id": 1, "text": "营收12亿元。"}\n{"id": 2}\nnonsense\n'
    )
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.count("failed:") == 2
    assert call("extract", "no-such-file.txt").exit_code == 1
    assert call("extract", "-", stdin="").exit_code == 1


def test_run_again_has_nothing_to_do(call: Callable[..., Result]) -> None:
    result = call("run")
    assert result.exit_code == 0
    assert "2 unchanged files" in result.stderr
    assert result.stdout == ""


def test_run_names_what_failed_and_exits_with_1(call: Callable[..., Result], tmp_path: Path) -> None:
    bad = tmp_path / "empty.txt"
    bad.touch()
    result = call("run", "--outputs", str(tmp_path / "out"), str(bad), "not-there")
    assert result.exit_code == 1
    assert str(bad) in result.stderr and "not-there" in result.stderr
    result = call("run", "--quiet", "--outputs", str(tmp_path / "out"), str(bad))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_log_json_is_json(call: Callable[..., Result]) -> None:
    result = call("run", "--log-json")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert [event["event"] for event in events][-1] == "summary"
    assert events[-1]["unchanged"] == 2


def test_errors_are_one_line_and_status_2(call: Callable[..., Result], tmp_path: Path) -> None:
    for arguments in (
        ["claims", "--outputs", str(tmp_path / "none")],
        ["run", "--config", str(tmp_path / "none.toml")],
        ["show", "nothing-like-it"],
        ["claims", "--from", "soon"],
        ["claims", "--group-by", "colour"],
    ):
        result = call(*arguments)
        assert result.exit_code == 2, arguments
        assert result.output.startswith("Error: ") and "Traceback" not in result.output


def test_claims_in_every_form(call: Callable[..., Result]) -> None:
    total = int(call("claims", "--count").output)
    assert total >= 4
    lines = call("claims", "--json").output.splitlines()
    assert len(lines) == total and {"subject", "metric", "article_id", "title"} <= json.loads(lines[0]).keys()
    assert len(call("claims", "--csv").output.splitlines()) == total + 1
    table = call("claims").output
    assert "天宏科技" in table and f"{total} claims" in table
    assert call("claims", "--limit", "1").output.count("\n") < table.count("\n")
    assert call("claims", "--limit", "0").output == f"0 of {total} claims; --limit shows more\n"
    assert (
        json.loads(call("claims", "--text", "2.87万辆", "--min", "1000", "--json").output.splitlines()[0])[
            "value"
        ]
        == 28700
    )
    groups = [
        json.loads(line) for line in call("claims", "--group-by", "kind,unit", "--json").output.splitlines()
    ]
    assert sum(group["claims"] for group in groups) == total
    assert int(call("claims", "--count", "--subject", "nobody").output) == 0


def test_show_in_a_pipe_is_json(call: Callable[..., Result]) -> None:
    record = json.loads(call("show", "results.txt").output)
    assert record["schema"] == "newsclaims/1"
    table = call("show", "--table", "results.txt").output
    assert "12亿元" in table and "{" not in table


def test_explain_names_rules_and_reasons(call: Callable[..., Result]) -> None:
    output = call("explain", "--published", "2025-09-25", "天宏科技上半年营收达12亿元，同比增长8%。").output
    for word in (
        "12亿",
        "天宏科技",
        "营收",
        "2025-01-01",
        "2025-06-30",
        "1200000000",
        "because",
        "subject",
        "modality",
    ):
        assert word in output


def test_status_says_what_is_stored_and_waiting(call: Callable[..., Result]) -> None:
    report = json.loads(call("status", "--json").output)
    assert report["stored"]["articles"] == 3
    assert report["waiting"]["unchanged"] == 2
    assert report["runs"][-1]["state"] == "done"
    assert "as stored" in call("status").output


def test_export_to_a_file_is_whole(call: Callable[..., Result], tmp_path: Path) -> None:
    target = tmp_path / "claims.csv"
    result = call("export", "claims", "--bom", "--output", str(target))
    assert result.exit_code == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert call("export", "--output", str(tmp_path / "no" / "such" / "x.parquet")).exit_code == 0
    assert call("export", "--output", "/proc/nothing/x.csv").exit_code == 2


def test_schema_describes_the_record(call: Callable[..., Result]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(call("schema").output)
    record = json.loads(call("show", "results.txt").output)
    jsonschema.validate(record, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**record, "claims": [{}]}, schema)


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    script = f"{shlex.quote(sys.executable)} -m pipeline.cli schema | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "{"
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


def test_progress_on_a_terminal_and_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(articles=50, claims=100, failed=1, rate=12.3, share=0.5, left=83.0)
    plain = Report(quiet=False, as_json=False, dry_run=False)
    plain.said = -100.0
    for event in (Found(new=3), progress, progress, Failed("a\x1b.txt", "", "a\x1b.txt: broken")):
        plain.event(event)
    plain.summary(Summary(extracted=5, seconds=61.0))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4  # the second progress came too soon
    assert lines[1].split() == [
        "50%",
        "50",
        "articles,",
        "100",
        "claims,",
        "12",
        "articles/s,",
        "1",
        "min",
        "23",
        "s",
        "left,",
        "1",
        "failed",
    ]
    assert lines[2] == "failed: a␛.txt: broken"
    assert lines[3] == "done in 1 min 01 s: 5 extracted"
    live = Report(quiet=False, as_json=False, dry_run=False)
    live.live = True
    live.event(progress)
    live.event(progress)
    live.summary(Summary())
    assert capsys.readouterr().err.count("\n") == 1
    quiet = Report(quiet=True, as_json=False, dry_run=False)
    for event in (Found(new=3), progress):
        quiet.event(event)
    quiet.summary(Summary())
    assert capsys.readouterr().err == ""

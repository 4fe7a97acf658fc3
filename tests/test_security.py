"""Article text is data, whatever is in it: for spreadsheets, pages, terminals, SQL, file systems and loaders.

One folder of articles does in its names, titles and texts what an attacker would try; it is run once, with an
extractor that needs no model, and every command that shows something of it is looked at.
"""

import ast
import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import pipeline
import pipeline.segment
from pipeline.cli import command, terminal
from pipeline.config import Settings
from pipeline.entities.tagger import Tagger
from pipeline.errors import ConfigError, ReadError
from pipeline.models import load as load_model
from pipeline.read.archive import members
from pipeline.run import run
from pipeline.store.query import GROUPS
from pipeline.view import write_view
from tests.run_fakes import load

PACKAGE = Path(pipeline.__file__).parent
# What a terminal obeys or what turns text about: all control characters but tab and line ends.
OBEYED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ESCAPE = "\x1b[31m\x1b]0;owned\x07\x9b2J\u202e\u200f"
FORMULA = '=HYPERLINK("http://x","y")'
SCRIPT = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
SQL = "'; DROP TABLE claims; --"
TITLES = [
    FORMULA,
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "＝1",
    SCRIPT,
    SQL,
    ESCAPE,
    "{{7*7}}",
    "../../up",
]
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a run over the hostile articles; beside them stands nothing that was not there before."""
    folder = tmp_path_factory.mktemp("hostile")
    articles = folder / "articles"
    articles.mkdir()
    rows = [{"id": t, "title": t, "text": f"{t}北辰集团销量{n}辆。"} for n, t in enumerate(TITLES)]
    lines = [json.dumps(row) for row in rows]
    (articles / "rows.jsonl").write_text("\n".join([*lines, f'{{"id": "{ESCAPE[:2]}']), encoding="utf-8")
    (articles / f"{ESCAPE}.txt").write_text("南辰集团销量1辆。", encoding="utf-8")
    (articles / "=1+1.txt").write_text("东辰集团销量2辆。", encoding="utf-8")
    (articles / "raise\x1b\x9b2J.txt").write_text("RAISE", encoding="utf-8")
    with zipfile.ZipFile(articles / "all.zip", "w") as archive:
        for name in ("../../up.txt", "/absolute.txt", "C:\\drive.txt", "a\\..\\..\\b.txt", "\x1b[31m\n.txt"):
            archive.writestr(name, "西辰集团销量3辆。")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    outside = folder / "secret"
    outside.mkdir()
    (outside / "passwd.txt").write_text("中辰集团销量4辆。", encoding="utf-8")
    (articles / "link.txt").symlink_to(outside / "passwd.txt")
    (articles / "folder").symlink_to(outside)
    before = {path for path in folder.rglob("*") if path.is_file()}
    settings = Settings(base=str(folder), paths=("articles",), outputs="outputs", jobs=1)
    summary = run(settings, (), load=load)
    assert (summary.extracted + summary.copied, summary.failed) == (len(TITLES) + 8, 2)
    written = {path for path in folder.rglob("*") if path.is_file()} - before
    assert all(path.is_relative_to(folder / "outputs") for path in written)
    return folder / "outputs"


def said(outputs: Path, *arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(command, [*arguments, "--outputs", str(outputs)])
    assert result.exit_code == status, result.output
    return result.output


def test_links_that_lead_out_are_not_followed(outputs: Path) -> None:
    assert "中辰集团" not in said(outputs, "export", "articles")


def test_names_of_articles_are_safe_file_names(outputs: Path) -> None:
    names = [path.name for path in (outputs / "articles").iterdir()]
    assert len(names) >= len(TITLES)
    assert all(re.fullmatch(r"[\w.%~-]+\.json", name) and not name.startswith(".") for name in names)


@pytest.mark.parametrize(
    "arguments, status",
    [
        (["claims"], 0),
        (["claims", "--group-by", "title,article_id"], 0),
        (["conflicts"], 0),
        (["status"], 0),
        (["show", "--table", "=1+1.txt"], 0),
        (["show", "--table", f"{ESCAPE}.txt"], 0),
        (["show", "all"], 2),
        (["show", "raise\x1b\x9b2J.txt"], 2),
        (["show", f"nothing{ESCAPE}"], 2),
        (["claims", "--group-by", ESCAPE], 2),
        (["claims", "--config", f"{ESCAPE}.toml"], 2),
        (["status", f"nowhere{ESCAPE}"], 0),
    ],
    ids=lambda value: ascii(" ".join(value))[:40] if isinstance(value, list) else None,
)
def test_what_is_printed_commands_no_terminal(outputs: Path, arguments: list[str], status: int) -> None:
    output = said(outputs, *arguments, status=status)
    assert output.strip()
    assert OBEYED.findall(output) == []


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "arguments",
    [["claims", "--csv"], ["claims", "--json"], ["export", "--format", "csv"], ["status", "--json"],
     ["show", "--json", f"{ESCAPE}.txt"]],
    ids=lambda value: " ".join(value[:2]),
)  # fmt: skip
def test_data_is_exact_in_a_pipe_and_shown_on_a_terminal(
    outputs: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(kind: type[io.TextIOWrapper]) -> str:
        raw = io.BytesIO()
        stream = kind(raw, encoding="utf-8", newline="")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            command([*arguments, "--outputs", str(outputs)], standalone_mode=False)
        stream.flush()
        return raw.getvalue().decode("utf-8")

    exact, shown = written(io.TextIOWrapper), written(Terminal)
    assert "\x9b2J" in exact
    assert OBEYED.findall(shown) == []
    assert shown == terminal.printable(exact.replace("\r\n", "\n"))
    if "--json" in arguments:
        assert (
            [json.loads(line) for line in exact.splitlines()]
            if arguments[0] == "claims"
            else json.loads(exact)
        )


@pytest.mark.parametrize(
    "arguments",
    [
        ["claims", "--csv"],
        ["claims", "--csv", "--group-by", "title,subject"],
        *(["export", table, "--format", "csv"] for table in ("claims", "articles", "entities")),
    ],
)
def test_no_cell_is_a_formula(outputs: Path, arguments: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(said(outputs, *arguments), newline="")))
    cells = [cell for row in rows for cell in row]
    assert len(rows) > 1
    assert [c for c in cells if c.startswith(tuple("=+-@＝＋－＠\t\r")) and not NUMBER.fullmatch(c)] == []
    if "title" in rows[0]:
        assert f"'{FORMULA}" in cells


@pytest.mark.parametrize("many", [False, True], ids=["one page", "many pages"])
def test_a_page_holds_text_not_elements(outputs: Path, tmp_path: Path, many: bool, monkeypatch: Any) -> None:
    if many:
        monkeypatch.setitem(write_view.__kwdefaults__, "claims_per_page", 4)
    said(outputs, "view", "--output", str(tmp_path / "view.html"))
    pages = list(tmp_path.rglob("*.html"))
    assert (len(pages) > 2) is many
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert "<script>window.hacked" not in html and "<img" not in html
        assert len(re.findall("</script>", html)) == len(re.findall("<script", html))


def test_members_of_an_archive_share_its_limit() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in "abc":
            archive.writestr(f"{name}.txt", "营收" * 100)
    contents = [content for _, content in members(buffer.getvalue(), name="x.zip", max_bytes=1500)]
    assert [isinstance(content, ReadError) for content in contents] == [False, False, True]


@pytest.mark.skipif(sys.platform != "linux", reason="permissions and the place of the cache are Linux's")
def test_a_cache_that_others_may_write_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """jieba reads its cache with marshal."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = pipeline.segment._cache_folder()
    assert folder is not None and folder.is_relative_to(tmp_path)
    for mode in (0o770, 0o707):
        folder.chmod(mode)
        assert pipeline.segment._cache_folder() is None
    folder.chmod(0o755)
    assert pipeline.segment._cache_folder() == folder


def test_words_of_a_query_are_values(outputs: Path) -> None:
    total = int(said(outputs, "claims", "--count"))
    for option in ("--subject", "--metric", "--unit", "--article", "--text"):
        said(outputs, "claims", "--count", option, SQL)
    for wild in ("%", "_", "\\"):
        assert said(outputs, "claims", "--count", "--subject", wild).strip() == "0"
    said(outputs, "claims", "--group-by", f"title{SQL}", status=2)
    said(outputs, "show", "' OR 1=1 --", status=2)
    assert int(said(outputs, "claims", "--count")) == total > len(TITLES)
    assert all(name.isidentifier() for name in GROUPS)


def test_a_model_comes_from_where_the_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the name of the shipped model, where the command is run, is not taken for it."""
    for name in ("newsclaims_zh", "zh_core_web_sm"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.cfg").write_text("[nlp]\nlang = 'xx'\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_model("newsclaims_zh").lang == "zh"
    with pytest.raises(ConfigError, match="not installed"):
        load_model("zh_core_web_sm", base=PACKAGE)


def sources() -> Iterator[tuple[str, ast.AST]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(PACKAGE).as_posix(), node


def test_nothing_is_unpickled_but_what_a_run_tells_its_own_workers() -> None:
    loaders = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml"}
    found = set()
    for name, node in sources():
        if isinstance(node, ast.Import):
            found |= {name for alias in node.names if alias.name.partition(".")[0] in loaders}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in loaders:
            found.add(name)
        elif isinstance(node, ast.keyword):
            assert node.arg not in ("allow_pickle", "shell"), name
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec"), name
    assert found == {"run/workers.py"}


def test_weights_with_objects_are_refused() -> None:
    """numpy reads arrays of objects by unpickling them; the weights are read without that."""
    bad = io.BytesIO()
    np.savez(bad, alphabet=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        Tagger().from_bytes(bad.getvalue())

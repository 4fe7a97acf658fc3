"""The store by itself: opening, migrating, what is said when something is wrong, queries, status."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store import database
from pipeline.store.database import DATABASE_NAME, check, open_reader, open_writer, store_errors, transaction
from pipeline.store.files import atomic, record_name
from pipeline.store.prepared import Key, prepare
from pipeline.store.query import Filter, claims, count_claims, entities, group_claims, record, records
from pipeline.store.status import counts
from pipeline.store.writer import Writer
from tests.conftest import Desk
from tests.run_fakes import record_of


def put(writer: Writer, name: str, text: str, **about: str) -> None:
    made = record_of(text, id=name, **about)
    writer.put(prepare(made, Key(name, f"{name}.txt", name, name)))


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    connection = open_writer(tmp_path)
    yield Writer(connection, tmp_path, write_json=True)
    connection.close()


def test_schema_is_sound_and_opened_again(tmp_path: Path) -> None:
    for _ in range(2):
        connection = open_writer(tmp_path)
        assert check(connection) == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA user_version").fetchone() == (database.VERSION,)
        connection.close()


def test_older_schema_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = open_writer(tmp_path)
    Writer(connection, tmp_path, write_json=False).set_meta("kept", "yes")
    connection.close()
    monkeypatch.setattr(database, "VERSION", database.VERSION + 1)
    steps = {
        database.VERSION - 1: "ALTER TABLE runs ADD COLUMN note TEXT;\nUPDATE meta SET value = value || '!';"
    }
    monkeypatch.setattr(database, "MIGRATIONS", steps)
    with pytest.raises(StoreError, match="brings it up to date"):
        open_reader(tmp_path)
    connection = open_writer(tmp_path)
    assert connection.execute("SELECT value FROM meta WHERE key = 'kept'").fetchone() == ("yes!",)
    assert connection.execute("SELECT note FROM runs").fetchall() == []
    connection.close()
    open_reader(tmp_path).close()


def test_failed_migration_leaves_the_old_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_writer(tmp_path).close()
    old = database.VERSION
    with monkeypatch.context() as patch:
        patch.setattr(database, "VERSION", old + 1)
        patch.setattr(
            database, "MIGRATIONS", {old: "ALTER TABLE runs ADD COLUMN note TEXT;\nDROP TABLE missing_one;"}
        )
        with pytest.raises(StoreError, match="no such table"):
            open_writer(tmp_path)
    connection = open_writer(tmp_path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(runs)")]
    connection.close()
    assert "note" not in columns


def test_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    connection = open_writer(tmp_path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    for opens in (open_writer, open_reader):
        with pytest.raises(StoreError, match="newer newsclaims"):
            opens(tmp_path)


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        open_writer(tmp_path)


def test_no_store_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="newsclaims run"):
        open_reader(tmp_path)


def test_damaged_store_is_told_and_rebuilt(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    file = desk.outputs / DATABASE_NAME
    file.write_bytes(b"this is no database at all" * 500)
    with pytest.raises(StoreError, match=r"damaged .*--rebuild"):
        desk.run()
    assert desk.run(rebuild=True).extracted == 1
    assert len(list(desk.outputs.glob(f"{DATABASE_NAME}.before-*"))) == 1


def test_damage_inside_is_found_by_verify(desk: Desk) -> None:
    from pipeline.errors import NewsclaimsError
    from pipeline.run import Options

    for i in range(60):
        desk.write(f"a{i}.txt", f"北辰集团销量{i}辆。" * 30)
    desk.run()
    file = desk.outputs / DATABASE_NAME
    data = bytearray(file.read_bytes())
    for page in range(6, len(data) // 4096, 3):
        data[page * 4096 : page * 4096 + 64] = os.urandom(64)
    file.write_bytes(data)
    with pytest.raises(NewsclaimsError, match="damaged"):
        desk.run(options=Options(verify=True))


def test_full_disk_is_told_and_the_store_stays_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    for i in range(200):
        desk.write(f"b{i}.txt", f"南辰集团第{i}批销量{i}辆。" * 20)

    def small(outputs: Path) -> sqlite3.Connection:
        connection = open_writer(outputs)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 40}")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.run.open_writer", small)
        with pytest.raises(StoreError, match="no space left on the disk"):
            desk.run()
    connection = open_reader(desk.outputs)
    assert check(connection) == []
    stored = counts(connection)["articles"]
    connection.close()
    assert 1 < stored < 201
    desk.run()
    connection = open_reader(desk.outputs)
    assert counts(connection)["articles"] == 201
    connection.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_what_the_file_system_says_is_told(tmp_path: Path, number: int) -> None:
    file = tmp_path / "x"
    with (
        pytest.raises(StoreError, match="no space" if number == errno.ENOSPC else "cannot be written"),
        store_errors(file),
    ):
        raise OSError(number, os.strerror(number), str(file))


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_outputs_that_cannot_be_written(desk: Desk) -> None:
    desk.outputs.mkdir()
    desk.outputs.chmod(0o500)
    desk.write("a.txt", "北辰集团销量1辆。")
    with pytest.raises(StoreError, match="cannot be written"):
        desk.run()


def test_outputs_where_a_file_stands(desk: Desk) -> None:
    desk.outputs.write_text("a file")
    with pytest.raises(StoreError, match=str(desk.outputs)):
        desk.run()


def test_transaction_keeps_all_or_nothing(writer: Writer) -> None:
    with pytest.raises(ZeroDivisionError), transaction(writer.connection):
        writer.set_meta("a", "1")
        raise ZeroDivisionError
    assert writer.meta("a") is None


def test_article_that_cannot_be_stored_leaves_the_old_one(writer: Writer) -> None:
    put(writer, "a", "北辰集团销量1辆。")
    broken = prepare(record_of("北辰集团销量2辆。", id="a"), Key("a", "a.txt", "a", "a"))
    broken.claims.append(broken.claims[0])  # the same position twice
    with pytest.raises(sqlite3.IntegrityError):
        writer.put(broken)
    assert [row["value"] for row in claims(writer.connection, Filter())] == ["1"]


def test_record_comes_back_as_it_was(writer: Writer) -> None:
    put(writer, "a", "北辰集团销量1234567890123456789辆。", title="标题", published="2025-09-01")
    back = record(writer.connection, "a.txt")
    made = record_of("北辰集团销量1234567890123456789辆。", id="a", title="标题", published="2025-09-01")
    assert back.claims == made.claims and back.entities == made.entities and back.text == made.text


def test_a_record_is_found_by_what_people_type(writer: Writer) -> None:
    put(writer, "alpha-1", "北辰集团销量1辆。")
    put(writer, "alpha-2", "南辰集团销量2辆。")
    assert record(writer.connection, "alpha-1.txt").article.id == "alpha-1"
    assert record(writer.connection, "alpha-2").article.id == "alpha-2"
    with pytest.raises(StoreError, match="alpha-1, alpha-2"):
        record(writer.connection, "alpha")
    with pytest.raises(StoreError, match="no such article"):
        record(writer.connection, "beta")


@pytest.fixture
def filled(writer: Writer) -> sqlite3.Connection:
    put(writer, "a", "北辰集团销量100辆，又2500辆。", published="2025-09-01")
    put(writer, "b", "南辰集团销量30辆。", published="2025-09-02")
    put(writer, "c", "没有名字的销量7辆。100%_")
    return writer.connection


@pytest.mark.parametrize(
    "chosen, values",
    [
        (Filter(), ["100", "2500", "30", "7", "100"]),
        (Filter(subject=("北辰",)), ["100", "2500"]),
        (Filter(subject=("有限公司",)), ["100", "2500", "30"]),
        (Filter(subject=("北辰", "南辰")), ["100", "2500", "30"]),
        (Filter(metric=("销",), least=50), ["100", "2500", "100"]),
        (Filter(most=30), ["30", "7"]),
        (Filter(kind=("money",)), []),
        (Filter(kind=("count",), unit=("辆",), article=("b.txt",)), ["30"]),
        (Filter(modality=("forecast",)), []),
        (Filter(start="2025-09"), []),
        (Filter(start="2025-08-31", end="2025-08-31"), ["100", "2500", "30", "7", "100"]),
        (Filter(end="2024"), []),
        (Filter(text=("又",)), ["100", "2500"]),
        (Filter(text=("%_",)), ["7", "100"]),
        (Filter(subject=("' OR 1=1 --",)), []),
    ],
)
def test_query(filled: sqlite3.Connection, chosen: Filter, values: list[str]) -> None:
    assert [row["value"] for row in claims(filled, chosen)] == values
    assert count_claims(filled, chosen) == len(values)


@pytest.mark.parametrize("date", ["2025-13", "2025-02-30", "soon", "2025-1-1-1", ""])
def test_what_is_no_date_is_refused(filled: sqlite3.Connection, date: str) -> None:
    with pytest.raises(StoreError, match="2025-08-31"):
        count_claims(filled, Filter(start=date))


def test_groups(filled: sqlite3.Connection) -> None:
    groups = list(group_claims(filled, Filter(), ("subject", "unit")))
    assert groups[0] == {"subject": None, "unit": "辆", "claims": 2, "articles": 1}
    assert sum(group["claims"] for group in groups) == 5
    with pytest.raises(StoreError, match="cannot group by"):
        list(group_claims(filled, Filter(), ("rowid; DROP TABLE claims",)))


def test_articles_and_entities_follow_the_claims_that_are_asked_for(filled: sqlite3.Connection) -> None:
    assert len(list(records(filled, Filter()))) == 3
    assert len(list(records(filled, Filter(least=1000)))) == 1
    assert [row["text"] for row in entities(filled, Filter(subject=("南辰",)))] == ["南辰集团"]


def test_readers_need_no_right_to_write(filled: sqlite3.Connection, tmp_path: Path) -> None:
    connection = open_reader(tmp_path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM claims")
    assert count_claims(connection, Filter()) == 5
    connection.close()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b", ".", "..", "新闻 一", "x" * 400, "长" * 200, "a%b", "\x00"]
)
def test_ids_make_safe_file_names(name: str) -> None:
    made = record_name(name)
    assert "/" not in made and "\x00" not in made and not made.startswith(".")
    assert len(made.encode()) < 250
    assert made.endswith(".json")


def test_different_ids_make_different_names() -> None:
    names = ["a/b", "a%2Fb", "a b", "a%20b", "x" * 300, "x" * 301, ".a", "%2Ea"]
    assert len({record_name(name) for name in names}) == len(names)


def test_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "x.json"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), atomic(target) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]

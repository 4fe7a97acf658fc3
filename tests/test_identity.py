"""What makes a run extract everything again is seen without loading a model."""

from pathlib import Path

import msgspec

from pipeline.config import Settings
from pipeline.run.identity import identity
from tests.conftest import Desk


def test_names_added_to_the_lexicon_extract_all_again(desk: Desk, tmp_path: Path) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    lexicon = tmp_path / "names.csv"
    lexicon.write_text("name,label\n北辰集团,ORG\n", encoding="utf-8")
    settings = msgspec.structs.replace(desk.settings, lexicon="names.csv")
    assert desk.run(settings=settings).extracted == 1
    assert desk.run(settings=settings).extracted == 0
    lexicon.write_text("name,label\n北辰集团,ORG\n南辰集团,ORG\n", encoding="utf-8")
    assert desk.run(settings=settings).extracted == 1


def test_files_of_a_model_in_a_folder_count(tmp_path: Path) -> None:
    settings = Settings(base=str(tmp_path), model="mine")
    nowhere = identity(settings)
    (tmp_path / "mine").mkdir()
    meta, weights = tmp_path / "mine/meta.json", tmp_path / "mine/weights.npz"
    meta.write_text("{}", encoding="utf-8")
    weights.write_bytes(b"1")
    first = identity(settings)
    meta.write_text("[]", encoding="utf-8")
    second = identity(settings)
    weights.write_bytes(b"22")
    assert len({nowhere, first, second, identity(settings)}) == 4


def test_where_results_go_does_not_count(tmp_path: Path) -> None:
    settings = Settings(base=str(tmp_path))
    assert identity(settings) == identity(Settings(base=str(tmp_path)))
    assert identity(settings) != identity(msgspec.structs.replace(settings, max_characters=5000))

"""What makes a run extract everything again is seen without loading a model."""

import subprocess
import sys
from pathlib import Path

import msgspec

from pipeline.config import Settings
from pipeline.extractor import CODE
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


def test_the_fingerprint_covers_every_module_that_makes_records() -> None:
    """What extraction imports lies in the folder of a stage, is named, or changes nothing in a record."""
    script = (
        "import sys, pipeline; from pipeline.batch import extract_batch; from pipeline.config import Settings;"
        "from pipeline.read import read_text;"
        "print(len(list(extract_batch([read_text('营收达5亿元。')], Settings()))));"
        "print(*(n for n in sys.modules if n.startswith('pipeline.')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    count, modules = done.stdout.splitlines()
    assert count == "1"
    parts = {name.split(".")[1] for name in modules.split()}
    stages = {"read", "clean", "entities", "quantities", "claims"}
    named = {name.removesuffix(".py") for name in CODE}
    assert stages | named <= parts
    # the model counts with its version, the settings by their values; the others carry records about
    assert parts - stages - named == {"batch", "config", "errors", "models", "serial"}

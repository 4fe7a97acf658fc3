"""Models: the shipped one, another spaCy package under zh_core_web_sm's name, and what is said where one is missing."""

import base64
import hashlib
import shutil
import sys
import zipfile
from collections.abc import Iterator
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
import spacy
from click.testing import CliRunner
from spacy.cli.package import package
from spacy.tokens import Doc
from spacy.training import Example

import pipeline.models
from pipeline.cli.model import command
from pipeline.config import Settings
from pipeline.entities.network import TAGS, possible
from pipeline.entities.tagger import make_tagger
from pipeline.errors import ConfigError
from pipeline.extractor import Extractor, load_language
from pipeline.models import installed_version, known, labels
from pipeline.read import read_text
from pipeline.segment import JiebaTokenizer, words_of

ONTONOTES = list(known()["zh_core_web_sm"].labels)
# Words and labels of a few sentences, in OntoNotes' labels.
SENTENCES = [
    (
        "雷军|在|北京|表示|小米|集团|去年|盈利",
        {"PERSON": ["雷军"], "GPE": ["北京"], "ORG": ["小米集团"], "DATE": ["去年"]},
    ),
    (
        "王传福|在|深圳|介绍|比亚迪|公司|去年|扩产",
        {"PERSON": ["王传福"], "GPE": ["深圳"], "ORG": ["比亚迪公司"], "DATE": ["去年"]},
    ),
    ("中国人|在|首都机场|等候", {"NORP": ["中国人"], "FAC": ["首都机场"]}),
    ("美国人|在|浦东机场|等候", {"NORP": ["美国人"], "FAC": ["浦东机场"]}),
]


def _example(nlp: spacy.language.Language, marked: str, names: dict[str, list[str]]) -> Example:
    text = marked.replace("|", "")
    words = list(words_of(text))
    spans = [
        (text.index(n), text.index(n) + len(n), label) for label, listed in names.items() for n in listed
    ]
    doc = Doc(nlp.vocab, words=words, spaces=[False] * len(words))
    gold = {
        "entities": spans,
        "tags": ["NN"] * len(words),
        "heads": [0] * len(words),
        "deps": ["ROOT"] + ["dep"] * (len(words) - 1),
    }
    return Example.from_dict(doc, gold)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel `zh_core_web_sm` with that pipeline's components and labels, trained on the sentences above."""
    folder = tmp_path_factory.mktemp("package")
    nlp = spacy.blank("zh")
    original, nlp.tokenizer = nlp.tokenizer, JiebaTokenizer(nlp.vocab)
    for component in ("tok2vec", "tagger", "parser", "attribute_ruler"):
        nlp.add_pipe(component)
    ner = nlp.add_pipe("ner")
    for label in ONTONOTES:
        ner.add_label(label)
    examples = [_example(nlp, marked, names) for marked, names in SENTENCES]
    optimizer = nlp.initialize(lambda: examples)
    with nlp.select_pipes(enable="ner"):
        for _ in range(40):
            nlp.update(examples, sgd=optimizer, drop=0.0)
    nlp.tokenizer = original
    nlp.meta.update(name="core_web_sm", version="3.8.0", license="MIT")
    nlp.to_disk(folder / "trained")
    package(folder / "trained", folder, create_sdist=False, create_wheel=False, silent=True)
    made = folder / "zh_core_web_sm-3.8.0" / "zh_core_web_sm"
    shutil.copy(made.parent / "meta.json", made)  # what its setup.py does
    config = made / "zh_core_web_sm-3.8.0" / "config.cfg"
    text = config.read_text(encoding="utf-8")
    assert 'segmenter = "char"' in text
    config.write_text(text.replace('segmenter = "char"', 'segmenter = "pkuseg"'), encoding="utf-8")
    return _zip(made, folder)


def _zip(source: Path, folder: Path) -> Path:
    """A wheel of a package's folder: the files, their metadata and hashes."""
    info = "zh_core_web_sm-3.8.0.dist-info"
    contents = {
        f"zh_core_web_sm/{f.relative_to(source).as_posix()}": f.read_bytes()
        for f in source.rglob("*")
        if f.is_file()
    }
    contents[f"{info}/METADATA"] = b"Metadata-Version: 2.1\nName: zh_core_web_sm\nVersion: 3.8.0\n"
    contents[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = []
    for name, data in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record.append(f"{name},sha256={digest},{len(data)}\n")
    contents[f"{info}/RECORD"] = "".join([*record, f"{info}/RECORD,,\n"]).encode()
    file = folder / "zh_core_web_sm-3.8.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return file


@pytest.fixture
def installed(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site directory with the wheel unpacked, on the path."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    monkeypatch.syspath_prepend(str(site))
    invalidate_caches()
    yield site
    for name in [m for m in sys.modules if m.split(".")[0] == "zh_core_web_sm"]:
        del sys.modules[name]


@pytest.fixture
def without_it() -> None:
    if find_spec("zh_core_web_sm"):
        pytest.skip("zh_core_web_sm is installed here")


def test_the_shipped_model_is_there() -> None:
    assert installed_version("newsclaims_zh")
    assert load_language(Settings()).pipe_names[:3] == [
        "newsclaims_sentences",
        "newsclaims_tagger",
        "newsclaims_entities",
    ]


def test_the_tagger_survives_bytes() -> None:
    tagger = load_language(Settings()).get_pipe("newsclaims_tagger")
    again = make_tagger(spacy.blank("zh"), "again").from_bytes(tagger.to_bytes())
    assert again.to_bytes() == tagger.to_bytes()


def test_a_tagger_without_weights_says_so() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("newsclaims_tagger")
    with pytest.raises(ValueError, match="no weights"):
        nlp("小米")


def test_tags_that_may_follow() -> None:
    valid, first, last = possible()
    at = {tag: i for i, tag in enumerate(TAGS)}
    assert valid[at["B-ORG"], at["E-ORG"]]
    assert valid[at["E-ORG"], at["B-GPE"]]
    assert not valid[at["B-ORG"], at["E-GPE"]]
    assert not valid[at["O"], at["I-ORG"]]
    assert not first[at["E-ORG"]]
    assert not last[at["B-ORG"]]


def test_another_package_is_used_with_jiebas_words_and_mapped_labels(installed: Path) -> None:
    nlp = load_language(Settings(model="zh_core_web_sm"))
    assert isinstance(nlp.tokenizer, JiebaTokenizer)
    assert nlp.has_pipe("ner")
    assert not nlp.has_pipe("parser")
    extractor = Extractor(Settings(model="zh_core_web_sm"))
    record = extractor.extract(read_text("雷军在北京表示小米集团去年盈利。中国人在首都机场等候。"))
    found = {(e.text, e.label) for e in record.entities if e.by == "model:zh_core_web_sm"}
    assert ("雷军", "PERSON") in found
    assert ("首都机场", "LOC") in found
    assert {label for _, label in found} <= {"PERSON", "ORG", "GPE", "LOC"}
    assert record.provenance.model == "zh_core_web_sm"
    assert record.provenance.model_version == "3.8.0"


def test_the_label_table_knows_every_label_of_the_package(installed: Path) -> None:
    nlp = load_language(Settings(model="zh_core_web_sm"))
    mapping = labels("zh_core_web_sm")
    assert mapping is not None
    assert set(nlp.get_pipe("ner").labels) <= set(mapping)
    assert mapping["FAC"] == "LOC"
    assert mapping["NORP"] == ""


@pytest.mark.usefixtures("without_it")
def test_a_missing_model_says_how_to_get_it() -> None:
    with pytest.raises(ConfigError, match="newsclaims model install zh_core_web_sm"):
        load_language(Settings(model="zh_core_web_sm"))
    with pytest.raises(ConfigError, match="Known models: newsclaims_zh"):
        load_language(Settings(model="no_such_model"))


def test_a_folder_is_a_model_too(tmp_path: Path) -> None:
    load_language(Settings())  # registers the tagger
    nlp = spacy.load(pipeline.models.shipped_path("newsclaims_zh"))
    nlp.to_disk(tmp_path / "mine")
    own = load_language(Settings(model="mine", base=str(tmp_path)))
    assert "雷军" in [e.text for e in own("雷军在北京表示。").ents]


def _pip() -> bool:
    return find_spec("pip") is not None


@pytest.mark.skipif(not _pip(), reason="this environment has no pip")
def test_install_from_a_file_checks_its_hash(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target"
    monkeypatch.setenv("PIP_TARGET", str(target))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    result = CliRunner().invoke(command, ["install", "zh_core_web_sm", "--from", str(wheel)])
    assert isinstance(result.exception, ConfigError)  # the table's hash is of the publisher's wheel
    assert "hash" in str(result.exception).lower()
    assert not (target / "zh_core_web_sm").exists()

    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    pinned = {"zh_core_web_sm": msgspec.structs.replace(known()["zh_core_web_sm"], sha256=digest)}
    monkeypatch.setattr(pipeline.models, "known", lambda: pinned)
    result = CliRunner().invoke(command, ["install", "zh_core_web_sm", "--from", str(wheel)])
    assert result.exception is None, result.output
    assert (target / "zh_core_web_sm" / "__init__.py").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["install", "newsclaims_zh"], "nothing to install"),
        (["install", "no_such_model"], "no known model"),
        (["install", "zh_core_web_sm", "--from", "no_such_file.whl"], "no such file"),
    ],
)
def test_install_refuses(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(command, arguments)
    assert isinstance(result.exception, ConfigError)
    assert message in str(result.exception)


@pytest.mark.usefixtures("without_it")
def test_the_list_says_what_is_there(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('model = "zh_core_web_sm"\n', encoding="utf-8")
    result = CliRunner().invoke(command, ["--config", str(config)])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert any(line.startswith("  newsclaims_zh") and "shipped" in line for line in lines)
    assert any(line.startswith("* zh_core_web_sm 3.8.0") and "not installed" in line for line in lines)
    assert "7de3bd267176b9b2a8defb6997c1cd296da16c57b5e712f72ea44a51755421c8" in result.output
    assert "not checked here" in result.output


def test_the_list_knows_an_installed_package(installed: Path) -> None:
    result = CliRunner().invoke(command, [])
    assert any("zh_core_web_sm 3.8.0  installed" in line for line in result.output.splitlines())


def test_the_pinned_wheel_is_of_the_publisher() -> None:
    model = known()["zh_core_web_sm"]
    assert str(model.url).startswith("https://github.com/explosion/spacy-models/releases/download/")
    assert str(model.url).endswith(f"zh_core_web_sm-{model.version}-py3-none-any.whl")
    assert len(str(model.sha256)) == 64

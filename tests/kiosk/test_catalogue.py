"""The catalogues that come with us: all that the code says to residents, in every language we offer."""

import ast
import re
import shutil
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import CommandLineInterface, parse_keywords
from babel.messages.pofile import read_po

from kiosk.assets import assets_dir
from kiosk.journeys.answers import COMMON, AnswerType, Asking, Refusal
from kiosk.journeys.types import TYPES
from kiosk.language import NAMES, Words, words_for
from kiosk.receipt import State, state_text

HOUSE = Path(__file__).parents[2]
LOCALE = assets_dir() / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/kiosk.po"))
LANGUAGES = [path.parts[-3] for path in CATALOGUES]
MAKE_TEXTS = "run `make texts`, then translate what is new in assets/locale"

KEYS = {"Shift", "Enter"}
"""The names of keys as they are printed on most keyboards."""
SAME = {
    "cy": {*KEYS, "Colon", "Tilde", "Dot co dot uk", "Dot com", "Help"},
    "pl": {*KEYS, "Plus", "Sort code"},
    "ro": {*KEYS, "Plus", "Contrast"},
    "uk": {"Shift"},
    "ar": {"Shift"},
}
"""Texts that are right to be the same in a language as in English."""

NAMED = frozenset(
    saying[0] for kind in (COMMON, *(one.says for one in TYPES.values())) for saying in kind.values()
)
"""Messages about one answer. Its label is given in two forms, and each language takes the one it needs."""


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3] if path.suffix == ".po" else None)


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def english(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def texts(message: Message) -> list[str]:
    """A message's translations: one, or one for each plural form; '' where it is missing."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def places(text: str) -> set[str]:
    """Names of a text's placeholders."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def make_variable(pattern: str) -> list[str]:
    """What the Makefile says, so that we look at the same files for the same calls."""
    return re.findall(pattern, (HOUSE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def sources() -> list[Path]:
    (folders,) = make_variable(r"^SOURCES := (.+)$")
    return [HOUSE / folder for folder in folders.split()]


@pytest.fixture(scope="module")
def said() -> set[str]:
    """The first form of every text that the code says now, extracted as `make texts` does."""
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(make_variable(r"-k (\S+)"))}
    found = [
        one[2]
        for folder in sources()
        for one in extract_from_dir(folder, [("**.py", "python")], keywords=keywords)
    ]
    return {one if isinstance(one, str) else one[0] for one in found}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues, compiled as `make setup` does, in a folder of their own."""
    folder = tmp_path_factory.mktemp("locale")
    for path in CATALOGUES:
        (folder / path.relative_to(LOCALE)).parent.mkdir(parents=True)
        shutil.copy(path, folder / path.relative_to(LOCALE))
    CommandLineInterface().run(["pybabel", "-q", "compile", "-d", str(folder), "-D", "kiosk"])
    return folder


@pytest.fixture
def welsh(compiled: Path) -> Words:
    return words_for("cy", compiled)


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest, compiled: Path) -> Words:
    """Each language that has a catalogue."""
    return words_for(request.param, compiled)


# -- nothing is missing ----------------------------------------------------------------------------------


def test_every_language_offered_has_a_catalogue() -> None:
    assert {*LANGUAGES, "en"} == set(NAMES)


def test_the_template_has_what_the_code_says(said: set[str]) -> None:
    template = {english(message)[0] for message in messages(read(LOCALE / "kiosk.pot"))}
    assert (said - template, template - said) == (set(), set()), MAKE_TEXTS


@pytest.mark.parametrize("path", CATALOGUES, ids=LANGUAGES)
def test_a_catalogue_has_what_the_code_says_and_nothing_else(path: Path, said: set[str]) -> None:
    catalogue = read(path)
    known = {english(message)[0] for message in messages(catalogue)}
    assert (said - known, known - said) == (set(), set()), MAKE_TEXTS
    assert not catalogue.obsolete


@pytest.mark.parametrize("path", CATALOGUES, ids=LANGUAGES)
def test_every_text_is_translated_in_every_plural_form(path: Path) -> None:
    catalogue = read(path)
    short = [
        message.id
        for message in messages(catalogue)
        if not all(text.strip() for text in texts(message))
        or len(texts(message)) != (catalogue.num_plurals if message.pluralizable else 1)
    ]
    assert short == []
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=LANGUAGES)
def test_no_text_was_left_in_english(path: Path) -> None:
    language = path.parts[-3]
    same = {
        english(message)[0] for message in messages(read(path)) if set(texts(message)) & set(english(message))
    }
    assert same == SAME[language]


def test_the_english_is_plain_and_blames_nobody(said: set[str]) -> None:
    banned = re.compile(
        r"\b(please|sorry|valid|invalid|must not|forbidden|failed|illegal|oops)\b", re.IGNORECASE
    )
    assert [text for text in said if banned.search(text)] == []


# -- what is filled in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CATALOGUES, ids=LANGUAGES)
def test_a_translation_fills_in_what_the_english_does(path: Path) -> None:
    wrong = []
    for message in messages(read(path)):
        fold = {"Label": "label"} if message.id in NAMED else {}
        # A language may write `{n}` out as a word where a form is for one number only.
        spare = {"n"} if message.pluralizable else set()
        wanted = {fold.get(name, name) for name in places(english(message)[-1])} | spare
        for text in texts(message):
            if {fold.get(name, name) for name in places(text)} | spare != wanted:
                wrong.append(text)
    assert wrong == []


RULES = [(kind, rule) for kind in TYPES.values() for rule in {**COMMON, **kind.says}]


@pytest.mark.parametrize(("kind", "rule"), RULES, ids=lambda one: getattr(one, "name", one))
def test_a_message_about_an_answer_reads_with_and_without_its_label(
    kind: AnswerType, rule: str, words: Words
) -> None:
    """The label stands first and alone: inside a sentence it would need another ending or first letter."""
    saying = {**COMMON, **kind.says}[rule]
    values: dict[str, object] = dict.fromkeys(places("".join(saying)) - {"label", "Label"}, "30")
    name, dot, form = rule.partition(".")
    if dot:
        values["form"] = form
    refusal, label = Refusal(name, values=values), "Cyfeiriad e-bost"
    named = kind.message(refusal, Asking(words=words, today=date(2026, 11, 2), label=label))
    neutral = kind.message(refusal, Asking(words=words, today=date(2026, 11, 2)))
    if places(saying[0]) & {"label", "Label"}:
        assert named.startswith(f"{words.isolated(label)}: ")
    assert named.count(label) <= 1
    assert neutral[:1].isupper() or words.right_to_left, "Arabic has no capitals"
    assert not set("{}") & set(named + neutral)


# -- compiled --------------------------------------------------------------------------------------------


def test_a_compiled_catalogue_speaks(welsh: Words) -> None:
    assert welsh("Continue") == "Parhau"
    assert welsh("Change {label}", label="Enw llawn") == "Newid: Enw llawn"


def test_welsh_nouns_mutate_after_their_numbers(welsh: Words) -> None:
    found = [
        welsh.plural("{n} address found", "{n} addresses found", n).split()[-2:] for n in (0, 1, 2, 3, 6, 7)
    ]
    assert [" ".join(words) for words in found] == [
        "0 cyfeiriad",
        "1 cyfeiriad",
        "2 gyfeiriad",
        "3 chyfeiriad",
        "6 chyfeiriad",
        "7 cyfeiriad",
    ]


FOUND = {
    "pl": ["0 adresów", "1 adres", "2 adresy", "5 adresów", "12 adresów", "22 adresy"],
    "ro": ["0 adrese", "1 adresă", "2 adrese", "5 adrese", "12 adrese", "22 de adrese"],
    "uk": ["0 адрес", "1 адресу", "2 адреси", "5 адрес", "12 адрес", "22 адреси"],
}


@pytest.mark.parametrize("language", FOUND)
def test_nouns_take_the_form_that_their_number_asks_for(language: str, compiled: Path) -> None:
    words = words_for(language, compiled)
    said = [words.plural("{n} address found", "{n} addresses found", n) for n in (0, 1, 2, 5, 12, 22)]
    assert [one for one, wanted in zip(said, FOUND[language], strict=True) if wanted not in one] == []


def test_arabic_has_a_form_for_none_one_two_few_many_and_hundreds(compiled: Path) -> None:
    words = words_for("ar", compiled)
    said = [words.plural("{n} address found", "{n} addresses found", n) for n in (0, 1, 2, 5, 12, 100)]
    assert len({re.sub("[0-9]+", "#", one) for one in said}) >= 5


PROMISES = {
    "cy": ("gadw", "anfon"),
    "pl": ("apisan", "ysłan"),
    "ro": ("alvat", "rimis"),
    "uk": ("бережен", "адіслан"),
    "ar": ("حُفظ", "أُرسل"),
}
"""Parts of the words for saved and for sent."""


def test_saved_is_not_said_as_sent(words: Words) -> None:
    at = datetime(2026, 11, 2, 10, 42, tzinfo=UTC)
    saved, sent = state_text(State.SAVED, at, words), state_text(State.SENT, at, words)
    kept, gone = PROMISES[words.language]
    assert "10:42" in saved
    assert "10:42" in sent
    assert (kept in saved, gone in saved) == (True, False), saved
    assert (kept in sent, gone in sent) == (False, True), sent


def test_saved_says_that_the_council_has_not_received_it(welsh: Words) -> None:
    at = datetime(2026, 11, 2, 10, 42, tzinfo=UTC)
    assert state_text(State.SAVED, at, welsh).startswith("Wedi'i gadw ar y ciosg hwn")
    assert "Nid yw'r cyngor wedi ei dderbyn" in state_text(State.SAVED, at, welsh)
    assert state_text(State.SENT, at, welsh).startswith("Wedi'i anfon at y cyngor")


# -- nothing escapes the extraction ----------------------------------------------------------------------

SHOWN = {
    **dict.fromkeys(("label", "heading", "prose", "add_heading", "setText", "setPlaceholderText"), (0,)),
    **dict.fromkeys(("setAccessibleName", "setAccessibleDescription", "setToolTip"), (0,)),
    **dict.fromkeys(("LinkCard", "RadioCard", "TickCard"), (1, 2)),
    "Button": (1,),
    "Banner": (2, 3),
    "Dialog": (),
    "Controls": (),
}
"""What puts words on a screen, and which of its arguments are words."""
MARKUP = re.compile("<[^>]*>")
SHOWN_BY_NAME = frozenset({"title", "body", "caption", "stay", "go", "main", "second"})


def name_of(call: ast.Call) -> str:
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def bare_texts(tree: ast.AST) -> Iterator[str]:
    """Words that go to a widget as they stand in the source, and so stay English."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if name_of(call) not in SHOWN:
            continue
        given = [call.args[at] for at in SHOWN[name_of(call)] if at < len(call.args)]
        given += [keyword.value for keyword in call.keywords if keyword.arg in SHOWN_BY_NAME]
        for argument in given:
            yield from literals(argument)


def literals(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if any(char.isalpha() for char in MARKUP.sub("", text)):
            yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from literals(part)
        case ast.IfExp(body=body, orelse=orelse):
            yield from literals(body)
            yield from literals(orelse)
        case ast.BoolOp(values=values):
            for value in values:
                yield from literals(value)


def misnamed_words(tree: ast.AST) -> Iterator[str]:
    """Calls of `Words` under a name that the extraction does not know."""
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name, annotation=ast.Name(id="Words")) if name != "words":
                yield name
            case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str())]) if (
                name == "_words"
            ):
                yield name


def modules() -> list[Path]:
    return [path for folder in sources() for path in sorted(folder.rglob("*.py"))]


@pytest.mark.parametrize(
    "line", ["label('Hello')", "Button(look, f'{n} bins' if n else '', 'main', 'go')", "Controls(main='Go')"]
)
def test_a_text_that_is_not_marked_is_seen(line: str) -> None:
    assert len(list(bare_texts(ast.parse(line)))) == 1


def test_no_screen_shows_a_text_that_is_not_marked() -> None:
    found = {path.name: list(bare_texts(ast.parse(path.read_text(encoding="utf-8")))) for path in modules()}
    assert {name: texts for name, texts in found.items() if texts} == {}


def given_to_words(tree: ast.AST) -> Iterator[str]:
    """The texts that the code hands to `words`, wherever it does so."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if name_of(call) == "words" and call.args and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)


def test_no_text_hides_from_the_extraction_in_another_text(said: set[str]) -> None:
    """Older Pythons hand an f-string to the extraction in one piece, with the calls that are in it."""
    assert list(given_to_words(ast.parse("""f"{words('Now')} {n}" """.strip()))) == ["Now"]
    hidden = {
        path.name: found
        for path in modules()
        if (found := set(given_to_words(ast.parse(path.read_text(encoding="utf-8")))) - said)
    }
    assert hidden == {}


def test_the_extraction_sees_every_call_of_words() -> None:
    assert list(misnamed_words(ast.parse("def f(tr: Words): self._words('Top')"))) != []
    found = {
        path.name: list(misnamed_words(ast.parse(path.read_text(encoding="utf-8")))) for path in modules()
    }
    assert {name: texts for name, texts in found.items() if texts} == {}

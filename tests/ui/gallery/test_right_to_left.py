"""The kiosk in Arabic: what stands at the left in English stands at the right; nothing reads backwards."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontDatabase, QImage, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from kiosk.assets import assets_dir
from kiosk.visit import Stage
from ui.fields.text import LongField, TextField
from ui.pieces.banner import Banner
from ui.pieces.button import Button
from ui.pieces.card import RadioCard
from ui.pieces.text import label, plain, prose
from ui.theme.icons import POINTING, Icons

PAPER = "#ffffff"


@pytest.fixture(autouse=True)
def left_again(qapp: QApplication):
    """The direction is the application's: put it back for other tests."""
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def arabic(hang):
    gallery = hang("tablet")
    gallery.set("default", 0, "ar")
    yield gallery
    gallery.set("default", 0, "en")


def middle(widget: QWidget, window: QWidget) -> int:
    return widget.mapTo(window, widget.rect().center()).x()


def ink(widget: QWidget, width: int = 800) -> QRect:
    """Where something was painted: as far as the picture differs from its corner."""
    holder = QWidget()
    holder.setAutoFillBackground(True)
    column = QVBoxLayout(holder)
    column.addWidget(widget)
    holder.resize(width, max(60, column.totalHeightForWidth(width)))
    holder.ensurePolished()
    image = holder.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = image.pixel(0, 0)
    dark = [
        (x, y) for y in range(image.height()) for x in range(image.width()) if image.pixel(x, y) != ground
    ]
    xs, ys = [x for x, _ in dark], [y for _, y in dark]
    found = QRect(QPoint(min(xs), min(ys)), QPoint(max(xs), max(ys)))
    widget.setParent(None)
    return found


def edges(widget: QLabel, width: int) -> list[tuple[int, int]]:
    """For each line of words: where its ink begins and ends."""
    widget.resize(width, widget.heightForWidth(width))
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = image.pixel(0, image.height() - 1)
    found, line = [], []
    for y in range(image.height()):
        xs = [x for x in range(image.width()) if image.pixel(x, y) != ground]
        if xs:
            line += xs
        elif line:
            found.append((min(line), max(line)))
            line = []
    return [*found, (min(line), max(line))] if line else found


# -- places ----------------------------------------------------------------------------------------------


def test_the_bands_are_the_other_way_round(arabic) -> None:
    window, half = arabic.window, arabic.window.width() // 2
    arabic.show("check")
    back, main = (window.findChild(Button, name) for name in ("back", "main"))
    assert middle(back, window) > half > middle(main, window)
    assert middle(window.findChild(Button, "tool:language"), window) < half
    arabic.set("default", 0, "en")
    arabic.show("check")
    back, main = (window.findChild(Button, name) for name in ("back", "main"))
    assert middle(back, window) < half < middle(main, window)


def test_a_page_of_a_service_in_english_only_goes_as_english_does(arabic) -> None:
    arabic.show("exit")
    journey, page, told = arabic.pages()["exit"]
    for title, way in (("You cannot apply yet", "LeftToRight"), ("راجع إجاباتك", "RightToLeft")):
        scene = arabic._scene(Stage.ANSWERING, journey, replace(page, title=title), told)
        arabic.put(scene)
        assert arabic.window.screen_shown.layoutDirection() == Qt.LayoutDirection[way]
        assert arabic.window.bar.layoutDirection() == Qt.LayoutDirection.RightToLeft


def test_the_first_page_of_such_a_service_has_its_own_words_only_at_its_head(arabic) -> None:
    arabic.put(arabic._scene(Stage.STARTING, "noise-nuisance"))
    screen = arabic.window.screen_shown
    assert screen.title == "Report noise or trouble from people nearby"
    assert screen.above.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert screen.layoutDirection() == Qt.LayoutDirection.RightToLeft


def test_the_first_screen_goes_as_its_language_though_the_councils_name_does_not(arabic) -> None:
    arabic.place(Stage.ATTRACT)
    assert arabic.window.screen_shown.layoutDirection() == Qt.LayoutDirection.RightToLeft


# -- painted by hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["نعم", "ZZ9 1AA", "01632 960 100"])
def test_words_begin_at_the_right(arabic, text: str) -> None:
    assert ink(label(text, "body")).left() > 500


def test_the_mark_of_a_choice_stands_at_the_right_of_its_words(arabic) -> None:
    card = RadioCard(arabic.look, "نعم", "", "yes")
    card.resize(400, card.heightForWidth(400))
    assert card.face.left_rect(20).left() > 300


@pytest.mark.parametrize(("way", "side"), [("LeftToRight", "left"), ("RightToLeft", "right")])
def test_english_on_a_card_stands_at_the_side_where_the_card_begins(arabic, way: str, side: str) -> None:
    card = RadioCard(arabic.look, "Go", "", "go")
    card.setLayoutDirection(Qt.LayoutDirection[way])
    card.resize(600, card.heightForWidth(600))
    image = card.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    mark, ends = card.face.mark() + 40, 20
    row = range(image.height() // 4, 3 * image.height() // 4)
    beside = range(mark, 200) if side == "left" else range(400, 600 - mark)
    away = range(400, 600 - ends) if side == "left" else range(ends, 200)
    ground = image.pixel(300, image.height() // 2)
    assert any(image.pixel(x, y) != ground for x in beside for y in row)
    assert not any(image.pixel(x, y) != ground for x in away for y in row)


def test_the_keys_of_the_alphabet_stay_on_the_panel(hang) -> None:
    gallery = hang("portrait")
    for size in (1, 3):
        gallery.set("default", size, "ar")
        gallery.letters()
        page = gallery.window.area.widget()
        assert page.width() <= gallery.window.width()
    gallery.set("default", 0, "en")


def test_wrapped_lines_end_at_one_edge(arabic) -> None:
    made = label(arabic.words("We did not find that. Check it, or use the button below."), "body")
    rights = [right for _, right in edges(made, 300)]
    assert len(rights) > 1
    assert max(rights) - min(rights) <= 3


def test_a_message_has_its_bar_at_the_right(arabic) -> None:
    banner = Banner(arabic.look, "attention", arabic.words("There is a problem"))
    left, _, right, _ = banner.inset()
    assert right > left
    banner.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    left, _, right, _ = banner.inset()
    assert left > right
    margins = banner.row.contentsMargins()
    assert margins.left() > margins.right()


def test_a_button_is_wide_enough_for_its_words_on_one_line(arabic) -> None:
    for language in ("ar", "uk"):
        arabic.set("default", 0, language)
        for text in ("Stop and clear", "Print a receipt", "Confirm and send", "I need more time"):
            button = Button(arabic.look, arabic.words(text), "quiet", "b")
            width = button.sizeHint().width()
            one_line = button._letters.height("ا", 1000)
            room = width - 2 * button._padding()
            assert button._letters.height(button.text(), room) < 2 * one_line, (language, text)


@pytest.mark.parametrize("name", sorted(POINTING))
def test_what_points_is_turned_round(qapp, name: str) -> None:
    if not (assets_dir() / "icons" / f"{name}.svg").is_file():
        pytest.skip(f"{name} is not shipped")
    icons = Icons(assets_dir() / "icons")
    plain = icons.pixmap(name, 40, "#000000").toImage()
    turned = icons.pixmap(name, 40, "#000000", mirrored=True).toImage()
    assert turned == plain.flipped(Qt.Orientation.Horizontal)
    assert turned != plain


def test_what_does_not_point_stays(qapp) -> None:
    icons = Icons(assets_dir() / "icons")
    for name in ("check", "search", "printer"):
        assert icons.pixmap(name, 40, "#000000", mirrored=True) is icons.pixmap(name, 40, "#000000")


def test_a_paragraph_says_its_own_direction(arabic) -> None:
    found = prose("اتصل على \u206801632\u00a0960\u00a0100\u2069.\n\nPhone us.\n\n- مثلًا").text()
    assert re.findall(r"<(\w+)[^>]*dir=.rtl.", found) == ["p", "ul", "li"]


# -- letters ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", ["400Regular", "600SemiBold", "700Bold"])
@pytest.mark.parametrize(("language", "script"), [("uk", "Cyrillic"), ("ar", "Arabic")])
def test_our_fonts_have_every_letter_that_we_show(qapp, language: str, script: str, weight: str) -> None:
    fonts = [
        QRawFont(str(assets_dir() / "fonts" / name), 40)
        for name in (f"AtkinsonHyperlegibleNext_{weight}.ttf", f"Kiosk{script}_{weight}.ttf")
    ]
    texts = [*assets_dir().glob(f"journeys/*.{language}*.yaml"), assets_dir() / "services.yaml"]
    texts.append(assets_dir() / "locale" / language / "LC_MESSAGES" / "kiosk.po")
    shown = set("".join(read(path, language) for path in texts))
    missing = {
        char
        for char in shown
        if char.isprintable() and not any(f.supportsCharacter(ord(char)) for f in fonts)
    }
    assert missing == set()


def read(path: Path, language: str) -> str:
    text = path.read_text(encoding="utf-8")
    if path.name == "services.yaml":
        return "".join(re.findall(rf"^    {language}: (.+(?:\n      .+)*)", text, re.MULTILINE))
    return text


@pytest.mark.parametrize("language", ["uk", "ar"])
def test_every_weight_has_its_own_letters(hang, language: str) -> None:
    hang("tablet")
    family = {"uk": "Kiosk Cyrillic", "ar": "Kiosk Arabic"}[language]
    assert family in QFontDatabase.families()
    for weight in (QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold):
        font = QFont([family])
        font.setWeight(weight)
        assert QRawFont.fromFont(font).weight() == weight


def test_a_line_in_another_script_is_as_high_as_one_in_english(hang) -> None:
    gallery = hang("tablet")
    letters = gallery.look.letters(QFont.Weight.Normal)
    latin, cyrillic = letters.height("Back", 500), letters.height("Назад", 500)
    assert cyrillic == latin
    assert letters.height("رجوع", 500) <= latin * 1.1


# -- typing ----------------------------------------------------------------------------------------------


def typing(arabic, kind: str) -> TextField | LongField:
    page = next(one for name, (_, one, _) in arabic.pages().items() if name.startswith("ask-text"))
    field = replace(page.fields[0], type=kind, limit=300)
    return (LongField if kind == "long" else TextField)(arabic.look, arabic.words, field, False)


def test_the_pound_sign_stands_before_the_amount_as_on_a_bill(arabic) -> None:
    made = typing(arabic, "money")
    made.resize(900, 300)
    made.grab()
    (sign,) = (one for one in made.findChildren(QLabel) if one.text() == "£")
    assert sign.mapTo(made, QPoint(0, 0)).x() < made.line.mapTo(made, QPoint(0, 0)).x()


@pytest.mark.parametrize(
    ("text", "side"),
    [("", "AlignRight"), ("عند الباب", "AlignRight"), ("By the gate", "AlignLeft"), ("12", "AlignRight")],
)
def test_several_lines_begin_where_their_language_begins(arabic, text: str, side: str) -> None:
    made = typing(arabic, "long")
    made.set_value(text)
    assert made.box.document().defaultTextOption().alignment() == Qt.AlignmentFlag[side]


def test_what_is_spoken_of_a_text_has_no_marks(arabic) -> None:
    assert plain("اتصل على \u206801632\u00a0960\u00a0100\u2069.") == "اتصل على 01632\u00a0960\u00a0100."

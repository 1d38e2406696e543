"""Blocks become dots: what is drawn, where, and that nothing is missing."""

import threading

import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image
from PySide6.QtGui import QRawFont

from kiosk.assets import assets_dir
from kiosk.errors import PrinterError
from kiosk.language import Words, words_for
from kiosk.receipt import Line, Receipt
from printers.layout import Layout, Picture, Style, Text, lay_out
from printers.page import Page
from printers.profile import Profile, read_profile
from printers.qr import QUIET, encode
from printers.raster import FAMILY, Raster

LINK = "https://www.example.org/kiosk?ref=K7MF4T2Q9XWY"
WELSH = "ŵŷŴŶâêîôûáéíóúàèìòùäëïöüẁẃẅỳýÿ"


def draw(
    raster: Raster, *texts: str, style: Style = Style.BODY, rtl: bool = False, large: bool = False
) -> Page:
    return raster.draw(Layout(tuple(Text(text, style) for text in texts), large, rtl))


def image(page: Page) -> Image.Image:
    return Image.frombytes("1", (page.width, page.height), page.bits, "raw", "1;I")


def ink(page: Page) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is black."""
    box = Image.frombytes("1", (page.width, page.height), page.bits).getbbox()
    assert box
    return box


def test_a_page_is_exactly_as_wide_as_the_paper(raster: Raster, receipt: Receipt, words: Words) -> None:
    assert draw(raster, "word").width == 576
    assert raster.draw(lay_out(receipt, words)).width == 576


def test_ink_is_black_on_white(raster: Raster) -> None:
    page = draw(raster, "word")
    assert 0 < sum(byte.bit_count() for byte in page.bits) < page.width * page.height / 5


def test_letters_are_as_high_as_the_font_says(raster: Raster) -> None:
    """Capitals of 14 points at 203 dpi: 40 dots times the font's cap height."""
    font = QRawFont(str(assets_dir() / "fonts/AtkinsonHyperlegibleNext_400Regular.ttf"), 40)
    for large, size in ((False, 40), (True, 51)):
        _, top, _, bottom = ink(draw(raster, "H", large=large))
        assert bottom - top == pytest.approx(font.capHeight() / 40 * size, abs=1.5)


def test_a_long_text_wraps_and_loses_nothing(raster: Raster) -> None:
    one, many = draw(raster, "word"), draw(raster, "word " * 30)
    assert many.height > 4 * one.height
    unbroken = draw(raster, "w" * 120)
    left, _, right, _ = ink(unbroken)
    assert (left, right) <= (4, 576)
    assert unbroken.height > 3 * one.height


def test_short_paragraphs_leave_no_single_word_on_their_last_line(raster: Raster) -> None:
    page = draw(raster, "They have not checked your report yet.")
    half = page.height // 2
    lines = (
        Image.frombytes("1", (576, page.height), page.bits).crop((0, y, 576, y + half)) for y in (0, half)
    )
    widths = [box[2] - box[0] for line in lines if (box := line.getbbox())]
    assert len(widths) == 2
    assert min(widths) > 0.6 * max(widths)


@pytest.mark.parametrize("name", ["TM-T20II", "TM-T88V", "NT-5890K", "TM-T20II-42col"])
@pytest.mark.parametrize("large", [False, True])
def test_the_reference_fits_on_its_line_on_every_paper(
    name: str, large: bool, receipt: Receipt, qapp
) -> None:
    profile = read_profile(name)
    blocks = [
        block
        for block in lay_out(replace(receipt, reference="MWMWMWMWMWMW", large=large), words_for("en")).blocks
        if isinstance(block, Text) and block.style is Style.REFERENCE
    ]
    one = Raster(profile).draw(Layout((Text("M", Style.REFERENCE),), large))
    for block in blocks:
        page = Raster(profile).draw(Layout((block,), large))
        assert page.height <= one.height
        assert ink(page)[2] <= profile.dots


def test_right_to_left_is_mirrored(raster: Raster) -> None:
    left = ink(draw(raster, "word"))
    right = ink(draw(raster, "word", rtl=True))
    assert left[0] < 10
    assert right[2] > 566
    assert right[2] - right[0] == pytest.approx(left[2] - left[0], abs=1)


def test_a_whole_receipt_in_arabic_prints(raster: Raster, receipt: Receipt) -> None:
    page = raster.draw(lay_out(receipt, words_for("ar")))
    assert page.width == 576
    found = zxingcpp.read_barcodes(image(page))
    assert [code.text for code in found] == [receipt.link]


def test_bullets_hang(raster: Raster) -> None:
    text = "Leave the bin at the edge of your property before seven in the morning."
    plain, listed = (
        raster.draw(Layout((Text(text, Style.BODY, bullet=bullet),))) for bullet in (False, True)
    )
    picture = Image.frombytes("1", (576, listed.height), listed.bits)
    step = 50
    assert ink(plain)[0] < 10
    second = picture.crop((0, step, 576, 2 * step)).getbbox()
    assert second is not None
    assert second[0] >= 28
    first = picture.crop((0, 0, 20, step)).getbbox()
    assert first is not None


@pytest.mark.parametrize("weight", ["400Regular", "600SemiBold", "700Bold"])
def test_our_fonts_have_every_welsh_letter(weight: str, qapp) -> None:
    font = QRawFont(str(assets_dir() / f"fonts/AtkinsonHyperlegibleNext_{weight}.ttf"), 40)
    assert [letter for letter in WELSH + "£€•’–" if not font.supportsCharacter(ord(letter))] == []


def test_welsh_letters_are_drawn_and_not_the_box_for_missing_ones(raster: Raster) -> None:
    missing = draw(raster, "\u0378").bits
    for letter, without in zip("ŵŷŴŶ", "wyWY", strict=True):
        drawn = draw(raster, letter)
        plain = draw(raster, without)
        assert drawn.bits not in (missing, plain.bits)
        # the same letter below, an accent above it
        assert ink(drawn)[1] < ink(plain)[1]
        assert ink(drawn)[3] == ink(plain)[3]


def test_a_code_is_read_by_another_reader_and_holds_the_link(raster: Raster) -> None:
    page = raster.draw(Layout((Picture(LINK),)))
    (code,) = zxingcpp.read_barcodes(image(page))
    assert code.text == LINK
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    assert code.ec_level == "M"


@pytest.mark.parametrize("name", ["TM-T20II", "TM-T88V", "NT-5890K"])
def test_a_code_is_30_mm_wide_with_four_quiet_modules(name: str) -> None:
    profile = read_profile(name)
    code = encode(LINK, profile)
    inner = code.side - 2 * QUIET * code.module
    assert inner / profile.dpi * 25.4 >= 29.9
    assert not any(any(row) for row in (*code.rows[:QUIET], *code.rows[-QUIET:]))
    assert not any(any(row[:QUIET]) or any(row[-QUIET:]) for row in code.rows)
    assert code.rows[QUIET][QUIET]


def test_a_link_too_long_for_the_paper_is_refused(profile: Profile) -> None:
    with pytest.raises(PrinterError, match=r"council\.web: its QR code"):
        encode("https://www.example.org/" + "a" * 2000, replace(profile, dots=384))


def test_two_metres_of_paper_are_refused(raster: Raster) -> None:
    with pytest.raises(PrinterError, match="longer than 2000 mm"):
        draw(raster, *["word"] * 400)


def test_a_thread_draws_the_same_dots_while_the_window_thread_draws_too(
    raster: Raster, profile: Profile, receipt: Receipt, words: Words
) -> None:
    layout = lay_out(receipt, words)
    wanted = raster.draw(layout)
    found: list[Page] = []
    other = Raster(profile)
    worker = threading.Thread(target=lambda: found.extend(other.draw(layout) for _ in range(3)))
    worker.start()
    here = [raster.draw(layout) for _ in range(3)]
    worker.join()
    assert found == here == [wanted] * 3


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_letter_of_a_receipt_is_borrowed_from_another_font(
    raster: Raster, receipt: Receipt, language: str, large: bool
) -> None:
    """A kiosk has only the fonts that came with us."""
    welsh = replace(receipt, service=f"Tŷ gŵyl {WELSH}", phone="01632 960 100", large=large)
    pieces, _ = raster.measure(lay_out(welsh, words_for(language)))
    runs = [run for piece in pieces if piece.text for run in piece.text.glyphRuns()]
    assert {run.rawFont().familyName() for run in runs} == {FAMILY}
    assert not [run for run in runs if 0 in run.glyphIndexes()]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    ("language", "service"), [("uk", "Повідомити про сміття"), ("ar", "أبلغنا عن نفاياتك")]
)
def test_letters_that_our_typeface_lacks_come_from_our_other_fonts(
    raster: Raster, receipt: Receipt, language: str, service: str, large: bool
) -> None:
    told = replace(receipt, service=service, phone="01632 960 100", large=large)
    pieces, _ = raster.measure(lay_out(told, words_for(language)))
    runs = [run for piece in pieces if piece.text for run in piece.text.glyphRuns()]
    own = {"uk": "Kiosk Cyrillic", "ar": "Kiosk Arabic"}[language]
    assert {run.rawFont().familyName() for run in runs} == {FAMILY, own}
    assert not [run for run in runs if 0 in run.glyphIndexes()]


def test_an_address_in_an_arabic_receipt_reads_forwards_from_the_right_edge(
    raster: Raster, receipt: Receipt
) -> None:
    told = replace(receipt, lines=(Line("العنوان", "1 High Street"),))
    pieces, _ = raster.measure(lay_out(told, words_for("ar")))
    (text,) = (piece.text for piece in pieces if piece.text and "High" in piece.text.text())
    line, at = text.lineAt(0), text.text().index("1")
    assert line.cursorToX(at + 3)[0] < line.cursorToX(at + 9)[0]
    assert line.naturalTextRect().right() > raster._profile.dots - 2


@pytest.mark.parametrize("large", [False, True])
def test_lines_break_at_spaces_and_nowhere_else(raster: Raster, receipt: Receipt, large: bool) -> None:
    pieces, _ = raster.measure(lay_out(replace(receipt, large=large), words_for("en")))
    for text in (piece.text for piece in pieces if piece.text):
        starts = [text.lineAt(i).textStart() for i in range(1, text.lineCount())]
        assert [text.text()[start - 1] for start in starts] == [" "] * len(starts)


def test_both_lines_of_a_large_reference_have_one_size(raster: Raster, receipt: Receipt) -> None:
    wide = replace(receipt, large=True, reference="MWMWMWMWT2QK")
    pieces, _ = raster.measure(lay_out(wide, words_for("en")))
    texts = [p.text for p in pieces if isinstance(p.block, Text) and p.block.style is Style.REFERENCE]
    sizes = [text.font().pixelSize() for text in texts if text]
    assert len(sizes) == 2
    assert sizes[0] == sizes[1] > 51

"""The rule for what people type: names of all scripts stay whole, and what has no picture of its own goes."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.characters import JOINERS, MOST_GIVEN, MOST_MARKS, lines, one_line

WHOLE = [
    "Zoë O’Brien-Łukasz",
    "D'Arcy Ngô Thị Hồng-Nhung",
    "Siân Llŷr ap Gwynfor",
    "Łucja Żółć-Święcka",
    "Ștefan Țăranu",
    "Олександра Їжакевич-Ґудзь",
    "محمّد عبد الرّحمٰن",
    "\u0645\u06cc\u200c\u0631\u0648\u062f",  # Persian, with a non-joiner
    "\u0936\u094d\u200d\u0930\u0940",  # Hindi, with a joiner
    "\u1019\u103c\u1014\u103a\u1019\u102c",  # Burmese
    "\u0f67\u0f71\u0f74\u0f82\u0f7f",  # Tibetan, with a stack of marks
    "\u05d1\u05b0\u05bc\u05e8\u05b5\u05d0\u05e9\u05c1\u05b4\u0596\u05d9\u05ea",  # Hebrew, pointed
    "王\U00020089明 葛\U000e0100城",  # rare characters, and a way of writing one
    "\U00031350",  # of a Unicode that is newer than Python's
    "ไพฑูรย์ กิตติ์",
    "김수현 ᄒᆞᆫ글",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f 👍🏽 1\ufe0f\u20e3",
]
GONE = {
    "control": "a\x00b\x07c\x1b[2Jd\x7fe\x9bf",
    "escape to a printer": "a\x1b@b\x1dV\x00c\x10\x04\x01d",
    "turned round": "a\u202eb\u202dc\u202ad\u202be\u202cf\u2066g\u2067h\u2068i\u2069j\u200ek\u200fl\u061cm",
    "zero width": "a\u200bb\u2060c\ufeffd\u00ade\u180ef",
    "joiners at words' ends": "\u200da \u200cb\u200d c\u200c\u200cd",
    "letters that draw nothing": "a\u3164b\u115fc\u1160d\uffa0e\u034ff\u2800g",
    "private": "a\ue000b\uf8ffc\U000f0000d\U0010fffde",
    "half a character": "a\ud83db\udc00c",
    "no character": "a\ufffeb\uffffc\ufdd0d\U0001fffee",
    "tags": "a\U000e0001b\U000e0041c\U000e007fd",
    "marks on nothing": "\u0301\u0302a \u0336b",
}


def hidden(text: str) -> list[str]:
    """What of a text could do more than be seen."""
    return [
        hex(ord(one))
        for one in text
        if one not in JOINERS + "\n" and unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    ]


@pytest.mark.parametrize("name", WHOLE)
def test_a_name_stays_whole(name: str) -> None:
    assert one_line(name) == lines(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("what", sorted(GONE))
def test_what_is_not_seen_goes(what: str) -> None:
    kept = one_line(GONE[what])
    letters = [one for one in GONE[what] if one.isascii() and (one.isalnum() or one in " [@")]
    assert kept.replace("\u200c", "") == "".join(letters).strip()
    assert hidden(kept) == []
    assert (
        hidden(GONE[what])
        or what in {"letters that draw nothing", "no character", "marks on nothing"}
        or ("joiner" in what)
    )


@pytest.mark.parametrize(
    "empty", ["", " ", "\u3164", "\u200b\u200d", "\u0301", "\x00", "\u2800\u2800", "\ue000"]
)
def test_what_looks_empty_is_empty(empty: str) -> None:
    assert one_line(empty) == lines(empty) == ""


def test_a_storm_of_marks_is_calmed() -> None:
    kept = one_line("Z" + "\u0336\u0321\u0489\u030b" * 30 + "algo")
    assert (kept[0], kept[-4:]) == ("Z", "algo")
    assert sum(unicodedata.category(one) in ("Mn", "Me") for one in kept) == MOST_MARKS


def test_lines_end_in_one_way() -> None:
    assert (
        lines("one\r\ntwo\rthree\x0bfour\u2028five\u0085six\tseven \n\n")
        == "one\ntwo\nthree\nfour\nfive\nsix seven"
    )
    assert one_line("one\r\ntwo\u2029three\xa0four\u3000five") == "one two three four five"


@pytest.mark.parametrize("sign", ["a", "\u0301", "\u200d", "é", "\x00", "\n", "\ud800", "\U0001f468\u200d"])
def test_a_flood_costs_no_time(sign: str) -> None:
    flood = sign * 10_000_000
    began = time.process_time()
    assert len(one_line(flood)) <= MOST_GIVEN
    assert len(lines(flood)) <= MOST_GIVEN
    assert time.process_time() - began < 2


@given(
    st.text(st.characters() | st.sampled_from("\u200d\u200c\u0301\u0336\n\u202e\ud800 \u3164é"), max_size=60)
)
def test_whatever_is_typed_comes_out_safe_and_the_same_when_cleaned_again(text: str) -> None:
    for clean in (one_line, lines):
        kept = clean(text)
        assert hidden(kept) == []
        assert clean(kept) == kept
        kept.encode()

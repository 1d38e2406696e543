"""Pictures made anew: nothing is left of a photo but what one sees."""

import io
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from kiosk.camera import CameraProblem, ProgramCamera
from kiosk.journeys.filed import JPEG, bare
from kiosk.journeys.values import File
from ui.fields.picture import MOST_POINTS, image_of, made_anew, photograph

MARKS = (b"Zephyrine", b"Quillfeather", b"Exampleton camera", b"2026:11:23", b"Exif", b"ICC_PROFILE")
ROOM = 400_000


def photo(size: tuple[int, int] = (400, 300), *, turned: int = 1) -> bytes:
    """A photo as a camera makes one: red above, blue below, and where, when, with what and by whom."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    facts = Image.Exif()
    facts[0x0110] = "Exampleton camera"
    facts[0x0112] = turned
    facts[0x0132] = "2026:11:23 12:00:00"
    facts[0x013B] = "Zephyrine Quillfeather"
    place = facts.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (51.0, 47.0, 20.12), "E", (1.0, 9.0, 19.08)
    held = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.save(held, "JPEG", exif=facts, comment=b"by Zephyrine", icc_profile=profile, quality=95)
    return held.getvalue()


def opened(file: File | CameraProblem) -> Image.Image:
    assert isinstance(file, File)
    assert file.type == JPEG
    return Image.open(io.BytesIO(file.data))


def noise(size: tuple[int, int]) -> bytes:
    """The picture that packs worst."""
    held = io.BytesIO()
    Image.effect_noise(size, 120).convert("RGB").save(held, "JPEG", quality=95)
    return held.getvalue()


def test_nothing_of_a_real_program_s_photo_is_left_but_the_picture(qapp, tmp_path: Path) -> None:
    source = tmp_path / "taken.jpg"
    source.write_bytes(photo())
    before = source.read_bytes()
    assert all(mark in before for mark in MARKS), "the scan would have seen it"
    assert Image.open(io.BytesIO(before)).getexif().get_ifd(0x8825)[2] == (51.0, 47.0, 20.12)
    program = f"import sys; sys.stdout.buffer.write(open({str(source)!r}, 'rb').read())"
    file = photograph(ProgramCamera((sys.executable, "-c", program), 20), ROOM)
    assert isinstance(file, File)
    assert bare(file)
    assert not [mark for mark in MARKS if mark in file.data]
    after = opened(file)
    assert dict(after.getexif()) == {}
    assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert after.size == (400, 300)
    red, blue = after.getpixel((200, 40)), after.getpixel((200, 260))
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]


@pytest.mark.parametrize(
    ("turned", "size", "top"), [(1, (400, 300), "red"), (3, (400, 300), "blue"), (6, (300, 400), "both")]
)
def test_a_photo_stands_upright(qapp, turned: int, size: tuple[int, int], top: str) -> None:
    after = opened(made_anew(photo(turned=turned), ROOM))
    assert after.size == size
    left, right = after.getpixel((20, 20)), after.getpixel((size[0] - 20, 20))
    if top == "both":
        # A quarter turn to the right brings what was above to the right.
        assert right[0] > 200
        assert left[2] > 200
    else:
        assert left[{"red": 0, "blue": 2}[top]] > 200


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((4000, 3000), (1600, 1200)),
        ((3000, 4000), (1200, 1600)),
        ((1600, 20), (1600, 20)),
        ((40, 30), (40, 30)),
    ],
)
def test_a_large_photo_is_scaled_in_its_shape(qapp, size: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert opened(made_anew(photo(size), ROOM)).size == wanted
    assert max(wanted) <= MOST_POINTS


@pytest.mark.parametrize("room", [400_000, 210_000, 20_000])
def test_even_the_worst_picture_fits(qapp, room: int) -> None:
    file = made_anew(noise((2400, 1800)), room)
    assert isinstance(file, File)
    assert room / 4 < len(file.data) <= room


def test_a_scan_in_png_becomes_a_jpeg_on_white(qapp) -> None:
    held, facts = io.BytesIO(), PngImagePlugin.PngInfo()
    facts.add_text("Author", "Zephyrine Quillfeather")
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(held, "PNG", pnginfo=facts)
    file = made_anew(held.getvalue(), ROOM)
    assert min(opened(file).getpixel((30, 30))) > 250
    assert isinstance(file, File)
    assert b"Zephyrine" not in file.data


def gif() -> bytes:
    held = io.BytesIO()
    Image.new("L", (8, 8)).save(held, "GIF")
    return held.getvalue()


def bomb() -> bytes:
    """A small file of a picture that is far too large."""
    held = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(held, "PNG")
    return held.getvalue()


@pytest.mark.qt_log_ignore("JPEG datastream contains no image")
@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", photo()[:200], gif(), b"<svg xmlns='http://www.w3.org/2000/svg'/>", bomb()],
    ids=["nothing", "words", "half", "gif", "svg", "bomb"],
)
def test_what_is_no_photo_is_unreadable(qapp, data: bytes) -> None:
    assert made_anew(data, ROOM) is CameraProblem.UNREADABLE


def test_what_we_made_can_be_shown(qapp) -> None:
    file = made_anew(photo(), ROOM)
    assert isinstance(file, File)
    assert (image_of(file).width(), image_of(file).height()) == (400, 300)


def test_a_camera_s_own_problem_is_passed_on() -> None:
    class Broken:
        def take(self) -> bytes | CameraProblem:
            return CameraProblem.SLOW

    assert photograph(Broken(), ROOM) is CameraProblem.SLOW

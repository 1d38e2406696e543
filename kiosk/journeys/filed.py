"""Answer types that are pictures: photos from the kiosk's camera, and signatures.

Pictures come from the screen made anew, without any metadata; here they are held to that. Where a picture is
taken, drawn and scaled is `ui`'s business; that all pictures of one submission fit is `progress`'s.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, cast

from kiosk.characters import one_line
from kiosk.journeys.answers import AnswerType, Asking, Given, Refusal, nothing, whole
from kiosk.journeys.values import BLANK, File, Photos, Signature, Value
from kiosk.language import N_

MOST_PHOTOS = 3
"""Of one question."""
MOST_PHOTO_BYTES = 400_000
MOST_SIGNATURE_BYTES = 60_000
MOST_BYTES = 690_000
"""All pictures of a submission together. In base64 they grow by a third, and about 128 KB of the council's
1 MiB are left for all other answers (`envelope.MOST_ENVELOPE_BYTES`)."""
LONGEST_NAME = 200
JPEG, PNG = "image/jpeg", "image/png"
_PNG_BEGIN = b"\x89PNG\r\n\x1a\n"
_PNG_PICTURE = frozenset({b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"IDAT", b"IEND"})
"""The chunks of a PNG that are the picture itself, and how large its points are."""
_JPEG_PICTURE = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, 0xE0})
"""The segments of a JPEG that are the picture itself: frames, tables, the restart interval, JFIF's head."""

_IN_DATA = frozenset({b"\x00", *(bytes([one]) for one in range(0xD0, 0xD8))})


def photo_bytes(most: int) -> int:
    """Most bytes of one photo where a question takes `most`, so that they and a signature fit together."""
    return min(MOST_PHOTO_BYTES, (MOST_BYTES - MOST_SIGNATURE_BYTES) // max(1, most))


def bare(file: File) -> bool:
    """Whether a file is a whole JPEG or PNG that holds its picture and nothing else: no place, camera, date
    or words (ITU T.81 annex B and the PNG specification give the parts)."""
    segments = {JPEG: _jpeg_parts, PNG: _png_parts}.get(file.type)
    return segments is not None and all(segments(file.data))


def _jpeg_parts(data: bytes) -> Iterator[bool]:
    """For each segment before the picture's data, whether it belongs to a picture."""
    yield data.startswith(b"\xff\xd8") and data.endswith(b"\xff\xd9")
    at = 2
    while True:
        head = data[at : at + 4]
        if len(head) < 4 or head[0] != 0xFF:
            yield False
            return
        if head[1] == 0xDA:
            # What follows is the picture's data, in which only marks to begin again may stand.
            yield _undivided(data[at + 2 + int.from_bytes(head[2:], "big") : -2])
            return
        yield head[1] in _JPEG_PICTURE
        # JFIF may carry a small picture of the picture; ours has no room for one.
        yield head[1] != 0xE0 or int.from_bytes(head[2:], "big") == 16
        at += 2 + int.from_bytes(head[2:], "big")


def _undivided(body: bytes) -> bool:
    """Whether a JPEG's data is one scan: each FF in it is the colour's own, or a restart mark."""
    return all(part[:1] in _IN_DATA for part in body.split(b"\xff")[1:])


def _png_parts(data: bytes) -> Iterator[bool]:
    """For each chunk, whether it belongs to a picture."""
    yield data.startswith(_PNG_BEGIN)
    at, kind = len(_PNG_BEGIN), b""
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        yield kind in _PNG_PICTURE
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    yield at == len(data) and kind == b"IEND"


def _stored(file: File) -> dict[str, str]:
    return {"type": file.type, "data": base64.b64encode(file.data).decode("ascii")}


def _read(given: object) -> File | None:
    """A file as the widget holds it, or in its stored form."""
    if isinstance(given, Mapping):
        kind, data = given.get("type"), given.get("data")
        if not isinstance(kind, str) or not isinstance(data, str):
            return None
        try:
            given = File(kind, base64.b64decode(data, validate=True))
        except (binascii.Error, ValueError):
            return None
    return given if isinstance(given, File) and bare(given) else None


class Photo(AnswerType):
    """Photos taken at the kiosk. Nobody has to give one: a kiosk may have no camera, or a broken one."""

    name = "photo"
    kind = "files"
    bound = "number"
    keys = frozenset({"max"})
    limit: ClassVar[int | None] = MOST_PHOTOS
    always_optional = True
    says: ClassVar = {
        "required": (N_("Take a photo"), N_("Take a photo")),
        "format": (N_("Take the photo again"), N_("Take the photo again")),
        "format.size": (
            N_("Take the photo again: it is too large"),
            N_("Take the photo again: it is too large"),
        ),
        "max": (N_("Remove a photo: you can add {bound} at most"),) * 2,
    }

    def clean(self, given: object, asking: Asking) -> Given:
        if nothing(given) or given == [] or given == ():
            return BLANK
        if not isinstance(given, list | tuple):
            return Refusal("format")
        files = tuple(_read(one) for one in given)
        if any(one is None or one.type != JPEG for one in files):
            return Refusal("format")
        return Photos(tuple(one for one in files if one is not None))

    def check(self, value: Value, asking: Asking) -> Refusal | None:
        files = cast("Photos", value).files
        most = min(MOST_PHOTOS, whole(asking.max) or MOST_PHOTOS)
        if len(files) > most:
            return Refusal("max", values={"bound": most})
        if any(len(one.data) > photo_bytes(most) for one in files):
            return Refusal("format", values={"form": "size"})
        return None

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        return (asking.words.plural("{n} photo", "{n} photos", len(cast("Photos", value).files)),)

    def widget(self, value: Value) -> object:
        return list(cast("Photos", value).files)

    def encode(self, value: Value) -> Any:
        return [_stored(one) for one in cast("Photos", value).files]

    def weight(self, value: Value) -> int:
        return sum(len(one.data) for one in cast("Photos", value).files)


class Signed(AnswerType):
    """A signature, drawn with a finger; or, as good as that, the full name typed under "I agree"."""

    name = "signature"
    kind = "file"
    least_class = 2
    says: ClassVar = {
        "required": (
            N_("Sign in the box, or agree without drawing"),
            N_("Sign in the box, or agree without drawing"),
        ),
        "required.typed": (N_("Enter your full name"), N_("Enter your full name")),
        "format": (N_("Clear the box and sign again"), N_("Clear the box and sign again")),
        "format.typed": (N_("Enter a shorter name"), N_("Enter a shorter name")),
    }

    def clean(self, given: object, asking: Asking) -> Given:
        if nothing(given):
            return BLANK
        if isinstance(given, Signature):
            given = {"typed": given.typed} if given.typed is not None else given.drawn
            if given is None:
                return BLANK
        if isinstance(given, Mapping) and "typed" in given:
            return self._typed(given["typed"])
        file = _read(given)
        if file is None or file.type != PNG or len(file.data) > MOST_SIGNATURE_BYTES:
            return Refusal("format")
        return Signature(drawn=file)

    def _typed(self, given: object) -> Given:
        name = one_line(given) if isinstance(given, str) else ""
        if not name:
            return Refusal("required", "typed", {"form": "typed"})
        if len(name) > LONGEST_NAME:
            return Refusal("format", "typed", {"form": "typed"})
        return Signature(typed=name)

    def show(self, value: Value, asking: Asking) -> tuple[str, ...]:
        signature = cast("Signature", value)
        if signature.typed is not None:
            return (asking.words("Agreed without drawing"), signature.typed)
        return (asking.words("Signed"),)

    def widget(self, value: Value) -> object:
        return value

    def encode(self, value: Value) -> Any:
        signature = cast("Signature", value)
        return {"typed": signature.typed} if signature.drawn is None else _stored(signature.drawn)

    def weight(self, value: Value) -> int:
        drawn = cast("Signature", value).drawn
        return 0 if drawn is None else len(drawn.data)

"""The API's part for content: the signed manifest by its ETag, packed files by their hash, piece by piece.

What is given is what lies in the council's folder; nothing is made here. Files never change, so a piece
fetched today fits one fetched tomorrow.
"""

import re
from typing import Annotated, cast

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, NotFoundException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter

from council.door import needs
from council.problems import TURNED_AWAY, described
from council.releases import Releases
from kiosk.content.release import SignedManifest
from sync.wire import CONTENT_FILES, CONTENT_MANIFEST, MOST_PIECE_BYTES, PACKED_TYPE, Scope

IfNoneMatch = Annotated[
    str | None, HeaderParameter(name="If-None-Match", description="The ETag of what is there already.")
]
Piece = Annotated[
    str | None,
    HeaderParameter(name="Range", description="One range of bytes, as bytes=0-1048575; the whole without."),
]
_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{1,12})?")


@get(
    CONTENT_MANIFEST,
    operation_id="getContentManifest",
    security=needs(Scope.CONTENT),
    summary="The signed manifest of the current release of content",
    response_description="The manifest; the header ETag names it.",
    responses={
        304: ResponseSpec(None, description="It is the one named in If-None-Match.", generate_examples=False),
        400: described("The request cannot be read."),
        **TURNED_AWAY,
        404: described("Nothing was released yet."),
        500: described("The service has a problem: try again later."),
    },
    sync_to_thread=True,
)
def get_manifest(
    releases: NamedDependency[Releases], if_none_match: IfNoneMatch = None
) -> Response[SignedManifest]:
    """What kiosks should have now."""
    signed = releases.current()
    if signed is None:
        raise NotFoundException()
    headers = {"etag": signed.etag}
    if if_none_match == signed.etag:
        # A reply without a body, which the type of the handler cannot tell.
        return cast("Response[SignedManifest]", Response(None, status_code=304, headers=headers))
    return Response(signed, headers=headers)


@get(
    CONTENT_FILES + "/{sha256:str}",
    operation_id="getContentFile",
    security=needs(Scope.CONTENT),
    summary="One packed file of a release, or a piece of it",
    response_description="The whole file, packed with gzip.",
    media_type=PACKED_TYPE,
    responses={
        206: ResponseSpec(
            bytes,
            description=f"The piece that was asked for, at most {MOST_PIECE_BYTES} bytes.",
            media_type=PACKED_TYPE,
            generate_examples=False,
        ),
        400: described("The request cannot be read."),
        **TURNED_AWAY,
        404: described("There is no such file."),
        416: described("The file is not so long."),
        500: described("The service has a problem: try again later."),
    },
    sync_to_thread=True,
)
def get_file(
    sha256: FromPath[str], releases: NamedDependency[Releases], piece: Piece = None
) -> Response[bytes]:
    """A packed file, by the hash of its bytes."""
    path = releases.packed(sha256)
    if path is None:
        raise NotFoundException()
    headers = {"etag": f'"{sha256}"', "accept-ranges": "bytes"}
    wanted = _RANGE.fullmatch(piece or "")
    if wanted is None:
        # RFC 9110, 14.2: a range that is not understood is as if it were not there.
        return Response(path.read_bytes(), headers=headers, media_type=PACKED_TYPE)
    size = path.stat().st_size
    first = int(wanted[1])
    last = min(int(wanted[2] or size), size - 1, first + MOST_PIECE_BYTES - 1)
    if first > last:
        raise HTTPException(status_code=416, headers={"content-range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(first)
        found = file.read(last - first + 1)
    headers["content-range"] = f"bytes {first}-{last}/{size}"
    return Response(found, status_code=206, headers=headers, media_type=PACKED_TYPE)

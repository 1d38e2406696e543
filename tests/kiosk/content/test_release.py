"""What is signed is trusted, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.content.release import (
    LABEL,
    MOST_FILE_BYTES,
    Manifest,
    ReleaseFile,
    SignedManifest,
    opened,
    read_signed,
    sign,
)
from kiosk.errors import ContentError
from kiosk.keyset import encode_key, kid_of

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def public(key: Ed25519PrivateKey) -> str:
    return encode_key(key.public_key().public_bytes_raw())


def file(name: str = "journeys/shared.yaml", size: int = 10) -> ReleaseFile:
    return ReleaseFile(name=name, size=size, sha256="a" * 64, packed_size=5, packed_sha256="b" * 64)


def manifest(version: int = 7, *files: ReleaseFile) -> Manifest:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return Manifest(version=version, created=at, files=files or (file(),))


def signed_text(text: bytes) -> SignedManifest:
    """A manifest that we signed ourselves, whatever it says."""
    made = sign(manifest(), KEY)
    signature = encode_like(KEY.sign(LABEL + text))
    return replace(made, payload=encode_like(text), signature=signature)


def encode_like(raw: bytes) -> str:
    import base64

    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_what_was_signed_comes_out_as_it_went_in() -> None:
    signed = sign(manifest(), KEY)
    assert opened(signed, [public(OTHER), public(KEY)]) == manifest()
    assert read_signed(msgspec.json.encode(signed)) == signed
    assert signed.kid == kid_of(KEY.public_key().public_bytes_raw())


def test_another_key_is_not_trusted() -> None:
    with pytest.raises(ContentError, match="not trusted") as error:
        opened(sign(manifest(), OTHER), [public(KEY)])
    assert error.value.reason == "unknown-key"


def _other_kid(signed: SignedManifest) -> SignedManifest:
    return replace(sign(manifest(), OTHER), kid=signed.kid)


def _other_payload(signed: SignedManifest) -> SignedManifest:
    return replace(signed, payload=sign(manifest(8), KEY).payload)


def _no_base64(signed: SignedManifest) -> SignedManifest:
    return replace(signed, payload="!!!")


def _bare(signed: SignedManifest) -> SignedManifest:
    """Signed without the label: a signature made for something else."""
    return replace(signed, signature=encode_like(KEY.sign(signed.plain)))


def _short(signed: SignedManifest) -> SignedManifest:
    return replace(signed, signature=signed.signature[:-8])


@pytest.mark.parametrize("change", [_other_kid, _other_payload, _no_base64, _bare, _short])
def test_what_was_changed_is_not_trusted(change: Callable[[SignedManifest], SignedManifest]) -> None:
    with pytest.raises(ContentError) as error:
        opened(change(sign(manifest(), KEY)), [public(KEY)])
    assert error.value.reason == "bad-signature"


@given(st.integers(min_value=0), st.integers(1, 255))
def test_no_changed_byte_goes_through(at: int, by: int) -> None:
    data = bytearray(msgspec.json.encode(sign(manifest(), KEY)))
    data[at % len(data)] ^= by
    try:
        found = opened(read_signed(bytes(data)), [public(KEY)])
    except ContentError:
        return
    # The last letter of base64 has bits that mean nothing.
    assert found == manifest()


@pytest.mark.parametrize(
    "name",
    [
        "../kiosk.db",
        "/etc/passwd",
        "journeys/../../x.yaml",
        "journeys/x/y.yaml",
        "journeys/x.py",
        "datasets/.sqlite",
        "manifest.json",
        "services.yaml\n",
    ],
)
def test_a_release_puts_files_only_where_it_may(name: str) -> None:
    signed = signed_text(msgspec.json.encode(manifest(7, file(name))))
    with pytest.raises(ContentError) as error:
        opened(signed, [public(KEY)])
    assert error.value.reason == "unreadable"


def test_other_manifests_that_are_refused_even_when_signed() -> None:
    twice = manifest(7, file(), file())
    huge = manifest(7, *(file(f"datasets/d{n}.sqlite", MOST_FILE_BYTES) for n in range(5)))
    plain = msgspec.to_builtins(manifest())
    for text, reason in (
        (msgspec.json.encode(twice), "unreadable"),
        (msgspec.json.encode(huge), "too-large"),
        (b"{}", "unreadable"),
        (b"[" * 100_000, "unreadable"),
        (msgspec.json.encode({**plain, "format": 2}), "unreadable"),
        (msgspec.json.encode({**plain, "version": 0}), "unreadable"),
        (msgspec.json.encode({**plain, "files": []}), "unreadable"),
    ):
        with pytest.raises(ContentError) as error:
            opened(signed_text(text), [public(KEY)])
        assert error.value.reason == reason


def test_fields_of_newer_councils_do_no_harm() -> None:
    plain = {**msgspec.to_builtins(manifest()), "note": "new"}
    assert opened(signed_text(msgspec.json.encode(plain)), [public(KEY)]) == manifest()

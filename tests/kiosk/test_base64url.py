"""Base64url as keys and signatures travel: one text for the same bytes, and no other is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import base64url


@given(st.binary(max_size=80))
def test_bytes_come_back_and_their_text_needs_no_quoting(raw: bytes) -> None:
    text = base64url.encode(raw)
    assert base64url.decode(text) == raw
    assert not set(text) & set("+/=")


@pytest.mark.parametrize("text", ["A", "AAA*A", "AA\nAA", "AA AA", "AAé", "AAAA====A"])
def test_what_is_no_such_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        base64url.decode(text)

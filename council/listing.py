"""`council submissions`: what came in, without anybody's name; or, as JSON, the whole records."""

import json
import sys

from council.store import CouncilStore
from kiosk.clock import iso
from kiosk.reference import grouped


def print_submissions(url: str, *, as_json: bool) -> int:
    """Print them in the order in which they came."""
    store = CouncilStore.open(url)
    if as_json:
        json.dump(list(store.records()), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    entries = store.entries()
    references = {entry.id: grouped(entry.reference) for entry in entries if entry.reference}
    for entry in entries:
        reference = grouped(entry.reference) if entry.reference else "not opened"
        service = "".join(sign for sign in entry.service or "-" if sign.isprintable())
        tie = f"  part of {references.get(entry.bundle, entry.bundle)}" if entry.bundle else ""
        print(f"{entry.id}  {reference:<14}  {iso(entry.received_at)}  {entry.kiosk}  {service}{tie}")
    if not entries:
        print("No submissions yet.")
    return 0

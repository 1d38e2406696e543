"""Which datasets there are, and their columns, as the journeys' shared.yaml declares them."""

from pathlib import Path

from kiosk.errors import JourneyError
from kiosk.journeys.definition import Dataset
from kiosk.journeys.shared import build_shared
from kiosk.journeys.source import Finding, read_nodes

SHARED = "shared.yaml"


def declared(journeys: Path) -> dict[str, Dataset]:
    """The datasets that the shared.yaml in the folder `journeys` declares. Raises JourneyError."""
    path = journeys / SHARED
    try:
        content = path.read_bytes()
    except OSError as error:
        raise JourneyError(f"{path}: cannot be read: {error.strerror}. It declares the datasets") from None
    findings: list[Finding] = []
    node, said = read_nodes(content, SHARED)
    findings += said
    shared = build_shared(node, {}, findings)
    errors = [one for one in findings if one.level == "error"]
    if errors:
        raise JourneyError(f"{path}: has mistakes, first: {errors[0]}", tuple(errors))
    return shared.datasets

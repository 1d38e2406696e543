"""`kiosk run` takes newer content up while nobody uses the kiosk, and only then."""

from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.commands.run import renew
from kiosk.visit import Stage


class Desk:
    """Content that has a newer release once, or always fails to make it ready."""

    def __init__(self, *, broken: bool = False) -> None:
        self.asked = self.readied = 0
        self._broken = broken

    def refresh(self) -> bool:
        self.asked += 1
        return self.asked == 1

    def get_ready(self) -> None:
        self.readied += 1
        if self._broken:
            raise OSError("no such file")


class Loader:
    """Does at once what the worker thread would do."""

    def run(self, work: Any, then: Any, failed: Any) -> None:
        try:
            then(work())
        except OSError as error:
            failed(error)


def screens(stage: Stage) -> Any:
    return SimpleNamespace(navigator=SimpleNamespace(visit=SimpleNamespace(stage=stage)))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.ATTRACT])
def test_nothing_changes_during_a_visit(stage: Stage) -> None:
    desk: Any = Desk()
    renew(screens(stage), desk, Loader())  # type: ignore[arg-type]  a double
    assert desk.asked == 0


def test_an_unused_kiosk_makes_the_newer_release_ready_once() -> None:
    desk: Any = Desk()
    for _ in range(4):
        renew(screens(Stage.ATTRACT), desk, Loader())  # type: ignore[arg-type]  a double
    assert (desk.asked, desk.readied) == (4, 1)


def test_a_release_that_cannot_be_made_ready_is_said_and_the_kiosk_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk: Any = Desk(broken=True)
    renew(screens(Stage.ATTRACT), desk, Loader())  # type: ignore[arg-type]  a double
    assert "the newer content is not used: no such file" in capsys.readouterr().err

"""What is wrong with a journey as a whole. The rules stand in the modules `check_…`, one family each;
what one place alone can tell is found by `source`, `build` and `steps`.
"""

from kiosk.journeys.build import Built
from kiosk.journeys.check_conditions import check_conditions
from kiosk.journeys.check_names import check_names
from kiosk.journeys.check_shape import check_shape
from kiosk.journeys.check_texts import check_texts, compared
from kiosk.journeys.desk import Desk
from kiosk.journeys.shared import Shared
from kiosk.journeys.source import Finding
from kiosk.journeys.steps import build_steps
from kiosk.journeys.survey import Survey


def check_journey(built: Built, shared: Shared, findings: list[Finding]) -> None:
    """Add what is wrong with a journey that could be built."""
    if built.journey.status == "planned":
        return
    survey = Survey(built.journey)
    findings += check_names(survey)
    findings += check_shape(survey)
    findings += check_texts(built, survey, shared)
    if not any(one.level == "error" for one in findings):
        # Kinds must be right before conditions can be tried.
        findings += check_conditions(survey)


def check_shared(shared: Shared, findings: list[Finding]) -> None:
    """Add what is wrong with shared.yaml's steps and overlays, whoever uses them."""
    desk = Desk(shared, findings)
    for listing in shared.lists:
        desk.listing(listing)
    for name, steps in shared.steps.items():
        if f"steps.{name}" not in desk.taken:
            build_steps(steps, desk, "section")
    for overlay in shared.overlays.values():
        findings += compared(overlay, desk.texts)

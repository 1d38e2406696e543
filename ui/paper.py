"""What a visit prints: the receipt of what was sent or read, or a card that says only whom to phone.

How it looks is the printer's business, what may be on it the journey's (`kiosk.receipt`).
"""

from kiosk.clock import local_now
from kiosk.receipt import Line, Receipt, State, compose, reference_link
from ui.drawing import status_of
from ui.pieces.code import in_words
from ui.scene import Scene


def receipt(scene: Scene, *, large: bool = False) -> Receipt:
    """The receipt of this moment: of a submission its state and reference, of information what it says."""
    council, service, saved = scene.settings.council, scene.service, scene.visit.saved
    page = scene.visit.page
    state, at, link = State.INFORMATION, local_now(), page.link or council.web
    items = [Line(item.text, item.body) for item in page.items]
    if saved is not None:
        state = status_of(scene)[0]
        at = (saved.sent_at or saved.saved_at).astimezone()
        link = reference_link(council.web, saved.reference)
        items += [Line(in_words(page.link), "")] if page.link else []
    return compose(
        council=council.name,
        service=service.short or service.title,
        reference=saved.reference if saved is not None else "",
        at=at,
        place=scene.settings.site.place,
        state=state,
        words=scene.words,
        lines=scene.visit.lines,
        next_steps=page.body,
        items=tuple(items),
        phone=service.phone,
        hours=service.hours,
        link=link,
        large=large,
    )


def phone_card(scene: Scene) -> Receipt:
    """A card with a telephone number and nothing that tells what it was about."""
    council, service = scene.settings.council, scene.service
    return compose(
        council=council.name,
        service=scene.words("Talk to us"),
        at=local_now(),
        place=scene.settings.site.place,
        state=State.INFORMATION,
        words=scene.words,
        phone=service.phone,
        hours=service.hours,
    )

"""Finding a service: the home page, the letters, the search, and a service's first page."""

from itertools import pairwise

from msgspec.structs import replace

from kiosk.visit import Stage
from ui.screens.home import Entry, Results

NOT_CONNECTED = "This cannot be done here just now, because this kiosk is not connected."
HERE_ANYWAY = "It works just the same."


# -- home ------------------------------------------------------------------------------------------------


def test_help_in_a_crisis_is_in_the_bar_of_the_home_page_in_every_size(make_kiosk) -> None:
    for panel in ("portrait", "landscape", "tablet"):
        kiosk = make_kiosk(panel)
        kiosk.start()
        kiosk.home()
        for size in range(4):
            kiosk.look(size=size)
            bar = kiosk.robot.find("urgent")
            assert bar.text() == "Group 4"
            assert not kiosk.window.area.isAncestorOf(bar), "nothing scrolls it away"
        kiosk.robot.touch("urgent")
        assert kiosk.robot.sees("Group 4")
        kiosk.robot.touch("back")
        kiosk.robot.touch("stop")


def test_the_service_of_the_season_stands_first_with_its_reason(make_kiosk, services) -> None:
    class Seasonal:
        def __getattr__(self, name):
            return getattr(services, name)

        def pinned(self, language, day):
            return (Entry("lost-cat", "Tell us about a lost cat", f"On {day} cats get lost", "recycle"),)

    kiosk = make_kiosk(desk=Seasonal())
    kiosk.start()
    kiosk.home()
    assert kiosk.top("pinned:lost-cat") < kiosk.top("group:group-1")
    assert kiosk.robot.find("pinned:lost-cat").accessibleDescription() == "On 2026-11-22 cats get lost"
    kiosk.robot.touch("pinned:lost-cat")
    assert kiosk.visit.journey == "lost-cat"


def test_more_services_leads_to_the_groups_that_are_not_at_home(make_kiosk, services) -> None:
    class Wide:
        def __getattr__(self, name):
            return getattr(services, name)

        def more(self, language):
            return (*services.groups(language), Entry("group-5", "Group 5", "The fifth", "house"))

        def group(self, group, language):
            return services.group("all" if group == "group-5" else group, language)

    kiosk = make_kiosk(desk=Wide())
    kiosk.start()
    kiosk.home()
    kiosk.robot.touch("open:more")
    assert not kiosk.robot.has("group:group-1")
    assert kiosk.robot.has("open:all")
    kiosk.robot.touch("group:group-5")
    assert kiosk.robot.find("heading").text() == "Group 5"
    assert kiosk.robot.has("service:lost-cat")


def test_a_card_says_quietly_who_runs_it_and_that_it_is_in_english(make_kiosk, services) -> None:
    class Elsewhere:
        def __getattr__(self, name):
            return getattr(services, name)

        def group(self, group, language):
            return (
                Entry("lost-cat", "Cats", "About cats", "house", owner="Run by: The cats", translated=False),
            )

    kiosk = make_kiosk(desk=Elsewhere())
    kiosk.start()
    kiosk.home()
    kiosk.robot.touch("group:group-1")
    said = kiosk.robot.find("service:lost-cat").accessibleDescription()
    assert said == "About cats\nRun by: The cats\nIn English only"


# -- letters ---------------------------------------------------------------------------------------------


def test_a_letter_shows_its_services_below_and_another_replaces_them(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("open:a-z")
    assert not kiosk.robot.has("service:lost-cat")
    kiosk.robot.touch("letter:T")
    assert kiosk.robot.find("letter:shown").text() == "T"
    assert kiosk.robot.has("service:lost-cat")
    kiosk.robot.touch("letter:A")
    assert kiosk.robot.has("service:money-help")
    assert not kiosk.robot.has("service:lost-cat")
    kiosk.look(size=2)
    assert kiosk.robot.find("letter:shown").text() == "A", "another size keeps the letter"
    kiosk.robot.touch("back")
    assert kiosk.robot.has("open:a-z")


def test_letters_are_big_enough_and_far_enough_apart(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("open:a-z")
    look = kiosk.app.navigator.scene.look
    keys = [kiosk.robot.find(f"letter:{one}") for one in "AFGST"]
    assert all(key.width() >= look.u(10) and key.height() >= look.u(10) for key in keys)
    by_place = sorted(keys, key=lambda key: (key.y(), key.x()))
    for one, other in pairwise(by_place):
        if one.y() == other.y():
            assert other.x() - one.geometry().right() - 1 >= look.u(2)


def test_back_from_a_service_leads_to_the_letter_it_was_found_under(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("open:a-z")
    kiosk.robot.touch("letter:T")
    kiosk.robot.touch("service:lost-cat")
    kiosk.robot.touch("back")
    assert kiosk.stage is Stage.CHOOSING
    assert kiosk.robot.find("letter:shown").text() == "T"


# -- search ----------------------------------------------------------------------------------------------


def test_back_from_a_service_leads_to_what_was_typed(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("open:search")
    kiosk.write("input:search", "lost cat")
    kiosk.robot.touch("service:lost-cat")
    kiosk.robot.touch("back")
    assert kiosk.robot.find("input:search").text() == "lost cat"
    assert kiosk.robot.has("service:lost-cat")


def test_what_was_typed_is_gone_for_the_next_resident(kiosk) -> None:
    kiosk.home()
    kiosk.robot.touch("open:search")
    kiosk.write("input:search", "lost cat")
    kiosk.robot.touch("service:lost-cat")
    kiosk.robot.touch("stop")
    kiosk.home()
    kiosk.robot.touch("open:search")
    assert kiosk.robot.find("input:search").text() == ""


def test_on_a_wide_panel_results_show_over_the_keyboard(make_kiosk, services) -> None:
    class Finding:
        def __getattr__(self, name):
            return getattr(services, name)

        def search(self, text, language):
            return Results(services.group("all", language))

    kiosk = make_kiosk("tablet", desk=Finding())
    kiosk.start()
    kiosk.home()
    kiosk.robot.touch("open:search")
    kiosk.write("input:search", "a")
    keyboard = kiosk.window.keyboard
    assert keyboard.isVisible()
    edge = keyboard.mapTo(kiosk.window, keyboard.rect().topLeft()).y()
    first = services.group("all", "en")[0]
    card = kiosk.robot.find(f"service:{first.id}")
    assert kiosk.top(card.objectName()) + card.height() <= edge


# -- the first page --------------------------------------------------------------------------------------


def test_the_first_page_says_how_long_what_one_needs_who_runs_it_and_what_happens_offline(kiosk) -> None:
    kiosk.cover("lost-dog")
    text = kiosk.robot.text()
    for said in (
        "About 1 minute",
        "The colour of your dog",
        "Exampleton Council",
        "Phone 01632 960 123. 9am to 5pm.",
        HERE_ANYWAY,
        "This is information. Nothing is sent.",
    ):
        assert said in text, said


def test_what_is_not_known_is_not_said(kiosk) -> None:
    kiosk.cover("money-help")
    assert not kiosk.robot.sees("How long it takes")
    assert not kiosk.robot.sees("What you need")
    assert kiosk.robot.sees("We save what you tell us here")
    assert not kiosk.robot.sees(HERE_ANYWAY)


def test_hours_that_nobody_knows_leave_no_gap(make_kiosk, services) -> None:
    class Unknown:
        def __getattr__(self, name):
            return getattr(services, name)

        def service(self, journey, language):
            return replace(services.service(journey, language), hours="")

    kiosk = make_kiosk(desk=Unknown())
    kiosk.start()
    kiosk.cover("lost-dog")
    assert "Phone 01632 960 123.\n" in kiosk.robot.text() + "\n"


def test_a_live_service_cannot_be_begun_while_the_council_is_out_of_reach(make_kiosk) -> None:
    kiosk = make_kiosk()
    kiosk.counter.reached = False
    kiosk.start()
    kiosk.cover("pet-balance")
    assert kiosk.robot.sees(NOT_CONNECTED)
    assert kiosk.robot.sees("Phone 01632 960 123")
    assert not kiosk.robot.has("main")
    kiosk.robot.touch("service:lost-cat")
    assert (kiosk.stage, kiosk.visit.journey) == (Stage.STARTING, "lost-cat")
    assert kiosk.robot.has("main")


def test_a_live_service_opens_as_soon_as_the_council_is_known_to_be_in_reach(make_kiosk) -> None:
    kiosk = make_kiosk()
    kiosk.counter.reached = False
    kiosk.start()
    kiosk.cover("pet-balance")
    kiosk.robot.touch("back")
    kiosk.counter.reached = True
    kiosk.robot.touch("service:pet-balance")
    kiosk.robot.until(lambda: kiosk.robot.has("main"), "the way in")
    assert not kiosk.robot.sees(NOT_CONNECTED)
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.ANSWERING, "the first question")


def test_other_services_do_not_mind_whether_the_council_is_in_reach(make_kiosk) -> None:
    kiosk = make_kiosk()
    kiosk.counter.reached = False
    kiosk.start()
    kiosk.cover("lost-cat")
    assert kiosk.robot.has("main")
    assert not kiosk.robot.sees(NOT_CONNECTED)

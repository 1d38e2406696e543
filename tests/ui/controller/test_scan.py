"""The pure scan: everything can be reached, nobody is caught, and the way is short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.controller.scan import Node, after_choice, at, into, items, screen, simplified, step

TOOLS = Node((Node(item="language"), Node(item="size")))
PAGE = Node((Node((Node(item="yes"),)), Node((Node(item="no"), Node(item="why")))))
KEYS = Node(
    (Node((Node(item="q"), Node(item="w"))), Node((Node(item="a"), Node(item="s")))),
    again=True,
)
TREE = screen(TOOLS, PAGE, KEYS, Node((Node(item="back"), Node(item="main"))))


def names(path) -> tuple[str, ...]:
    found = at(TREE, path)
    assert found is not None
    return items(found)


def test_what_is_alone_needs_no_group_around_it() -> None:
    assert at(TREE, (1, 0)) == Node(item="yes")
    assert simplified(Node((Node(), Node((Node(item="only"),))))) == Node(item="only")
    assert simplified(Node((Node(), Node()))) is None


def test_a_screen_with_one_band_is_that_band() -> None:
    assert screen(Node(), Node((Node(item="yes"), Node(item="no")))) == Node(
        (Node(item="yes"), Node(item="no"))
    )


def test_a_screen_with_one_thing_still_has_it() -> None:
    assert items(screen(Node((Node(item="begin"),)))) == ("begin",)
    assert at(screen(Node((Node(item="begin"),))), (0,)) == Node(item="begin")


def test_bands_go_round_and_round() -> None:
    path, seen = (0,), []
    for _ in range(5):
        seen.append(names(path)[0])
        path = step(TREE, path)
    assert seen == ["language", "yes", "q", "back", "language"]


def test_behind_the_last_of_a_group_comes_the_group_again() -> None:
    path = into((1,))
    assert names(path) == ("yes",)
    path = step(TREE, path)
    assert names(path) == ("no", "why")
    path = step(TREE, path)
    assert path == (1,)
    assert names(step(TREE, path)) == ("q", "w", "a", "s")


def test_after_a_key_comes_the_first_row_of_keys_and_after_anything_else_its_band() -> None:
    assert after_choice(TREE, (2, 1, 1)) == (2, 0)
    assert after_choice(TREE, (1, 1, 1)) == (1,)


def test_where_the_screen_has_changed_nothing_stands_at_the_old_place() -> None:
    assert at(screen(PAGE), (2, 1)) is None


leaves = st.builds(lambda name: Node(item=name), st.integers())
trees = st.recursive(
    leaves, lambda inner: st.builds(lambda all_: Node(tuple(all_)), st.lists(inner)), max_leaves=30
)


@given(st.lists(trees, min_size=1, max_size=5))
def test_everything_is_reached_by_moving_and_choosing_alone(bands) -> None:
    tree = screen(*bands)
    wanted = items(Node(tuple(bands)))
    reached, todo, seen = [], [(0,)] if tree.children else [], set()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        node = at(tree, path)
        assert node is not None
        todo.append(step(tree, path))
        if node.item is not None:
            reached.append(node.item)
        else:
            todo.append(into(path))
    assert sorted(reached) == sorted(wanted)


@given(st.lists(trees, min_size=1, max_size=5), st.lists(st.booleans(), max_size=30))
def test_whatever_was_pressed_moving_alone_leads_out_again(bands, presses) -> None:
    tree = screen(*bands)
    if not tree.children:
        return
    path = (0,)
    for chooses in presses:
        node = at(tree, path)
        assert node is not None
        if not chooses:
            path = step(tree, path)
        elif node.item is None:
            path = into(path)
        else:
            path = after_choice(tree, path)
        assert at(tree, path) is not None
    for _ in range(100):
        if len(path) == 1:
            break
        path = step(tree, path)
    assert len(path) == 1


@pytest.mark.parametrize("keys", [26, 40])
def test_a_key_of_a_keyboard_takes_few_presses(keys: int) -> None:
    rows = tuple(
        Node(tuple(Node(item=n) for n in range(at_, min(at_ + 10, keys)))) for at_ in range(0, keys, 10)
    )
    tree = screen(Node(rows, again=True))
    worst = len(tree.children) + max(len(row.children) for row in tree.children) + 2
    assert worst <= 17

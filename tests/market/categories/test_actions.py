"""The category tree: planted once, added to, renamed."""

import pytest

from coop.market.categories import actions, queries
from coop.market.categories.models import Category
from coop.market.categories.seed import SEED
from coop.web.drawings import ALIASES, KEYS


def test_the_seed_is_planted_once_and_keeps_what_a_steward_renamed(session):
    planted = actions.plant(session)
    cleaning = session.get(Category, queries.tree(session).by_key["cleaning"].id)
    actions.rename(session, cleaning, name="Cleaning and tidying", drawing="cleaning")
    assert planted > 20
    assert actions.plant(session) == 0
    assert queries.tree(session).by_key["cleaning"].name == "Cleaning and tidying"


def test_every_seed_has_a_drawing():
    seeds = [root for root, _ in SEED] + [child for _, children in SEED for child in children]
    assert {seed.drawing for seed in seeds} <= KEYS | set(ALIASES)
    assert len({seed.key for seed in seeds}) == len(seeds)


def test_a_subtree_holds_the_category_and_all_below_it(session):
    actions.plant(session)
    tree = queries.tree(session)
    home = tree.by_key["home"]
    below = {tree.by_id[each].key for each in tree.subtree(home.id)}
    assert below == {"home", "cleaning", "gardening", "repairs", "painting"}
    assert [kind.key for kind in tree.path(tree.by_key["cleaning"].id)] == ["home", "cleaning"]


def test_a_word_of_a_parents_name_names_the_children_too(session):
    actions.plant(session)
    tree = queries.tree(session)
    assert tree.by_key["cleaning"].id in tree.named("garden")  # Home and garden


def test_two_categories_cannot_share_a_key(session):
    actions.add(session, name="Bee keeping", parent=None, drawing="default")
    with pytest.raises(actions.KeyTaken):
        actions.add(session, name="Bee Keeping!", parent=None, drawing="default")

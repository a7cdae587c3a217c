"""What the demo says is complete, and of the length and kind that the pages are made for."""

from collections import Counter

import pytest

from coop.demo.content.fund import spending
from coop.demo.content.offers import categories, offers
from coop.demo.content.people import address_of, areas, people, shifts
from coop.demo.content.reading import unwrapped
from coop.demo.content.speech import reply_to, reviews_of, words
from coop.demo.content.votes import motions
from coop.demo.photos import PHOTOS
from coop.governance.distribution.frozen import USES
from coop.ledger.chart import EXPENSE_CODES
from coop.market.categories.seed import SEED
from coop.web.drawings import ALIASES, KEYS

MEMBERS = {member.key for member in people().members}
WORKERS = MEMBERS | {applicant.key for applicant in people().applicants}


def test_twelve_members_offer_forty_services():
    assert len(MEMBERS) == 12
    assert len(offers()) == len({offer.title for offer in offers()}) == 40
    assert {offer.worker for offer in offers()} == WORKERS


def test_there_are_two_or_three_stewards_and_twenty_five_clients():
    assert sum(member.steward for member in people().members) in (2, 3)
    assert len({client.name for client in people().clients}) == 25


@pytest.mark.parametrize("offer", offers(), ids=lambda offer: offer.title)
def test_a_listing_is_described_in_sixty_to_a_hundred_and_fifty_words(offer):
    assert 60 <= len(offer.text.split()) <= 150
    assert len(offer.title) <= 100
    assert offer.place == "remote" or offer.area in areas()
    assert not offer.photo or offer.photo in PHOTOS


def test_listings_differ_in_how_they_are_priced_booked_and_placed():
    assert Counter(offer.price_kind for offer in offers()).keys() == {"hour", "fixed", "unit"}
    assert Counter(offer.place for offer in offers()).keys() == {"travel", "worker", "remote"}
    assert Counter(offer.tier for offer in offers()).keys() == {"flexible", "moderate", "strict"}
    assert {offer.instant for offer in offers()} == {True, False}
    assert sum(offer.low_cents is not None for offer in offers()) >= 10


def test_every_listing_has_a_category_with_a_drawing():
    seeded = {child.key for _root, children in SEED for child in children}
    added = {new.name.lower() for new in categories()}
    assert {offer.category for offer in offers()} <= seeded | added
    assert len({offer.category for offer in offers()}) >= 10
    assert all(new.drawing in KEYS | ALIASES.keys() for new in categories())


def test_each_split_sums_to_a_hundred_in_steps_of_five():
    for motion in motions():
        for split in motion.splits.values():
            assert sum(split.values()) == 100
            assert set(split) <= set(USES)
            assert all(percent % 5 == 0 for percent in split.values())


def test_only_members_vote_and_speak():
    for motion in motions():
        assert {motion.author, *motion.cast, *(said.author for said in motion.comment)} <= MEMBERS


def test_the_printed_member_has_not_voted_in_what_is_open():
    still_open = [motion for motion in motions() if motion.opened_days_ago is not None]
    assert still_open
    assert all("ines" not in motion.cast for motion in still_open)


def test_a_round_has_projects_that_members_propose_and_tick():
    (round_,) = [motion for motion in motions() if motion.kind == "projects"]
    keys = {project.key for project in round_.project}
    assert len(keys) == len(round_.project) >= 3
    assert {project.author for project in round_.project} <= MEMBERS
    assert all(set(wish) <= keys for wish in round_.ticks.values())
    assert any(project.report and project.spent_cents < project.cost_cents for project in round_.project)


def test_expenses_are_on_expense_accounts_and_those_by_vote_have_their_proposal():
    assert all(spent.account in EXPENSE_CODES and spent.by in MEMBERS for spent in spending())
    proposed = {motion.expense for motion in motions() if motion.expense}
    assert {spent.key for spent in spending() if spent.vote} == proposed


def test_nobody_lives_at_a_real_address():
    names = [each.name for each in (*people().members, *people().applicants, *people().clients)]
    assert len({address_of(name) for name in names}) == len(names)
    assert all(address_of(name).isascii() and address_of(name).endswith("@example.org") for name in names)


def test_hours_are_read_by_days_and_by_spans_of_days():
    found = shifts("mon-tue 08:00-12:30, sat sun 09:00-10:00")
    assert [(shift.weekday, shift.start_minute, shift.end_minute) for shift in found] == [
        (0, 480, 750), (1, 480, 750), (5, 540, 600), (6, 540, 600),
    ]  # fmt: skip


def test_wrapped_paragraphs_become_whole_and_lists_stay_lists():
    assert unwrapped("one\ntwo\n\n- a\n  b\n- c\n\n| x |\n| y |\nz\n") == "one two\n\n- a b\n- c\n\n| x |\n| y |\nz"


def test_reviews_fit_those_they_are_about():
    assert any("sings" in praise.body for praise in reviews_of("bruno"))
    assert not any("sings" in praise.body for praise in reviews_of("zala"))
    assert reply_to(5)
    assert all(len(talk) >= 2 for talk in words()["conversations"])

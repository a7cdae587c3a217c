"""What a vote needs under each preset, tried at the edge: one more against and it fails."""

from __future__ import annotations

import pytest

from coop.governance.candidates.queries import candidates_of
from coop.governance.closing.models import Outcome
from coop.policies.in_force import in_force
from tests.factories import make_member

RULE = {"rule": "fee.rate", "value": "3%"}

# (preset, kind, members, no votes with which it passes): everybody votes, the others say yes.
EDGES = (
    ("colab", "set-rule", 12, 1),  # consensus minus one
    ("colab", "resolve", 12, 3),  # a quarter of 12
    ("colab", "resolve", 5, 2),  # two are more than a quarter of 5
    ("ica", "set-rule", 12, 4),  # two thirds of yes and no
    ("ica", "resolve", 12, 5),  # more yes than no
    ("italy", "set-rule", 9, 3),
    ("spain", "resolve", 7, 3),
    ("france-scop", "set-rule", 6, 2),
    ("us-subchapter-t", "resolve", 8, 3),
)


@pytest.mark.parametrize(("preset", "kind", "count", "opposed"), EDGES)
@pytest.mark.parametrize("one_more", [False, True])
def test_a_vote_passes_up_to_the_last_who_may_oppose(session, founded_on, vote, preset, kind, count, opposed, one_more):
    people = founded_on(preset)
    members = [people[name] for name in ("Ada", "Bo", "Cy", "Dee")]
    members += [make_member(session, f"Member {number}") for number in range(len(members), count)]
    against = opposed + one_more
    ballots = [(person, "no" if place < against else "yes") for place, person in enumerate(members)]
    outcome = vote(kind, RULE if kind == "set-rule" else {}, ballots, author=people["Ada"])
    assert outcome.result["roll"] == count
    assert outcome.passed is not one_more


def test_colab_gives_seven_days(session, founded_on, now):
    founded_on("colab")
    assert in_force(session, "vote.period_days", now).whole == 7


# Seven rank the friends A, B, C in this order before D, five rank D first. Of two seats a proportional count gives D
# one: 12 ballots, quota 5. One to one A and B each beat D by 7 to 5.
@pytest.mark.parametrize(("preset", "elected"), [("colab", {"A", "B"}), ("ica", {"A", "D"})])
def test_the_board_is_elected_as_the_preset_says(session, founded_on, now, preset, elected):
    from coop.governance.ballots.actions import cast
    from coop.governance.closing.actions import close_due
    from coop.governance.elections.actions import answer, nominate
    from coop.governance.proposals import actions as proposals
    from tests.governance.presets.conftest import DAY

    people = founded_on(preset)
    four = {letter: people[name] for letter, name in zip("ABCD", ("Ada", "Bo", "Cy", "Dee"), strict=True)}
    voters = [*four.values(), *(make_member(session, f"Member {number}") for number in range(4, 12))]
    proposal = proposals.propose(
        session, kind="elect", title="The board", text="For a year.", author=voters[0], at=now,
        payload={"office": "steward", "body": "", "seats": 2, "replaces": "all"},
    )  # fmt: skip
    for person in four.values():
        nominate(session, proposal, nominee=person, by=voters[0], at=now)
        answer(session, proposal, nominee=person, accepts=True, statement="Gladly.", at=now)
    proposals.open_vote(session, proposal, at=now + 8 * DAY)
    keys = {person.id: key for key, person in candidates_of(session, proposal.id).items()}
    for place, voter in enumerate(voters):
        order = "ABCD" if place < 7 else "DCAB"
        cast(session, proposal, person=voter, at=now + 9 * DAY,
             content={keys[four[letter].id]: rank for rank, letter in enumerate(order, 1)})  # fmt: skip
    close_due(session, at=now + 16 * DAY)
    result = session.get(Outcome, proposal.id).result
    letters = {keys[person.id]: letter for letter, person in four.items()}
    assert {letters[key] for key in result["elected"]} == elected

"""The whole story on both databases: what the demo promises is there, and the books balance."""

from collections import Counter

import pytest
from rich.console import Console
from sqlalchemy import func, select

from coop.config import Mode, load
from coop.db import transaction
from coop.demo.keys import kept_in
from coop.demo.seeding import NotADemo, seed
from coop.governance.closing.models import Outcome
from coop.governance.distribution.models import DistributionSheet
from coop.governance.electorate.models import Opening
from coop.governance.enactment.models import Enactment, EnactmentFailure
from coop.ledger import checks
from coop.ledger.models import Period
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import courses
from coop.market.bookings.series.models import Series
from coop.market.bookings.series.queries import series_named
from coop.market.bookings.states import State
from coop.market.listings.models import Listing, ListingPicture
from coop.market.reviews.models import Review
from coop.money.fund.commitments.models import Commitment, CommitmentClosing
from coop.money.fund.commitments.queries import fund_states
from coop.money.fund.commitments.rules import Fund
from coop.money.fund.models import Donation, ExpenseApproval, Grant
from coop.money.payouts.models import PayoutExecution
from coop.money.payouts.queries import open_run
from coop.people.membership.models import Application
from coop.people.standing.queries import member_count
from coop.policies import actions as policies
from coop.policies.in_force import history
from tests.commons.seeded import NOW, seeded_site


@pytest.fixture
def told(tmp_path, database_url):
    """Seeds the database, as often as it is called."""
    keys = kept_in(tmp_path / "keys.json")

    def tell(mode=Mode.DEMO):
        settings = load(
            mode=mode, data_dir=tmp_path, database_url=database_url, secret_key=keys.secret_key,
            password_salt=keys.password_salt, totp_secret=keys.totp_secret,
        )
        seed(settings, keys, console=Console(quiet=True), at=NOW)

    return tell


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_demo_is_as_promised(request, tmp_path, database):
    with seeded_site(request, tmp_path, database) as seeded, transaction(seeded.engine, write=False) as session:

        def count(model):
            return session.execute(select(func.count()).select_from(model)).scalar_one()

        assert member_count(session, at=NOW) == 12
        assert (count(Listing), count(ListingPicture), count(Booking)) == (40, 6, 306)
        states = Counter(course.state(NOW) for course in courses(session, order=[Booking.id.asc()], limit=400))
        assert states.keys() == set(State) - {State.HELD, State.LAPSED}
        assert states[State.COMPLETED] >= 200
        assert count(Review) > 200
        assert _series(session) == [State.COMPLETED] * 3 + [State.ACCEPTED] * 3
        assert (count(Period), count(DistributionSheet)) == (2, 1)
        assert count(Opening) - count(Outcome) == 3
        assert (count(Enactment), count(EnactmentFailure)) == (9, 0)
        # Of a round three projects won; two are done and returned what they did not need.
        assert (count(Commitment), count(CommitmentClosing)) == (3, 2)
        assert fund_states(session)[Fund.PROJECTS].promised_cents > 0
        assert min(count(Donation), count(Grant), count(PayoutExecution)) >= 1
        by_vote = select(func.count()).where(ExpenseApproval.decision_id.is_not(None))
        assert session.execute(by_vote).scalar_one() == 1
        open_applications = select(func.count()).where(Application.closed_at.is_(None))
        assert session.execute(open_applications).scalar_one() == 1
        assert [str(version.value) for version in history(session, "fee.rate")] == ["3/50", "1/20"]
        run = open_run(session)
        assert run is not None
        assert run.needs_approval
        assert checks.findings(session) == []
        with pytest.raises(NotADemo, match="seeded already"):
            seed(seeded.settings, kept_in(tmp_path / "keys.json"), console=Console(quiet=True), at=NOW)


def _series(session):
    """The states of the visits of the one series."""
    [reference] = session.execute(select(Series.reference)).scalars()
    return [course.state(NOW) for course in series_named(session, reference).courses]


def test_a_co_op_that_exists_is_never_seeded_over(told, engine):
    with transaction(engine) as session:
        policies.found(session, name="Real Hands", currency="EUR", timezone="Europe/Rome", preset="ica", at=NOW)
    with pytest.raises(NotADemo, match="Real Hands is no demo"):
        told()


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("mode", [Mode.PRODUCTION, Mode.TEST])
def test_demo_data_refuses_any_other_mode(told, mode):
    with pytest.raises(NotADemo, match="COOP_MODE=demo"):
        told(mode)

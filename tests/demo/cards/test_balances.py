"""Whatever is done in whatever order: the balance is the sum of its movements, and no money is given twice."""

from __future__ import annotations

from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from coop.demo.cards.processor import Processor
from coop.demo.cards.web.app import make_app
from coop.demo.cards.web.strings import Strings
from tests.demo.cards.conftest import MONDAY

DAY = 86_400
AMOUNTS = st.one_of(st.integers(50, 3_000), st.sampled_from([100, 300, 500]))  # of these, the fee is at a half
PARTS = st.integers(1, 3_500)
ASKED = st.one_of(PARTS, st.sampled_from(["one less", "all", "one more"]))  # most mistakes are made at the edge
CARDS = st.sampled_from(["pm_card_visa", "pm_card_bypassPending", "pm_card_refundFail", "pm_card_pendingRefund"])


def half_up_fee(amount):
    exact = Fraction(amount * 150, 10_000)
    whole = exact.numerator // exact.denominator
    return min(amount, whole + (1 if exact - whole >= Fraction(1, 2) else 0) + 25)


def sum_of(asked, left):
    """An amount, or one near what is left; never below one."""
    return asked if isinstance(asked, int) else max(1, left + {"one less": -1, "all": 0, "one more": 1}[asked])


class Money(RuleBasedStateMachine):
    """A model of its own: each accepted call adds what it must move, and when that is available."""

    charges, transfers = Bundle("charges"), Bundle("transfers")
    disputes, payouts = Bundle("disputes"), Bundle("payouts")

    def __init__(self):
        super().__init__()
        self.processor = Processor(seed="property")
        self.strings = Strings(self.processor)
        with self.processor.store.transaction():
            self.strings.clock(now=MONDAY, frozen=True)
        self.http = make_app(self.processor).test_client()
        self.moved = []  # (net, available on)
        self.owed = {}  # refunds that wait for money or may still come back: id -> amount
        self.now = MONDAY

    def teardown(self):
        self.processor.close()

    def call(self, path, **form):
        headers = {"Authorization": "Bearer sk_test_toadlane"}
        flat = {name: str(value) for name, value in form.items()}
        answer = self.http.post(path, data=flat, headers=headers)
        return answer.status_code, answer.get_json()

    def get(self, path):
        return self.http.get(path, headers={"Authorization": "Bearer sk_test_toadlane"}).get_json()

    def available(self):
        return sum(net for net, day in self.moved if day <= self.now)

    @initialize()
    def a_worker(self):
        _, account = self.call("/v1/accounts", **{"capabilities[transfers][requested]": "true"})
        self.strings.do(self.strings.account, identifier=account["id"])
        self.worker = account["id"]

    @rule(target=charges, amount=AMOUNTS, card=CARDS)
    def charge(self, amount, card):
        status, intent = self.call(
            "/v1/payment_intents", amount=amount, currency="eur", confirm="true", payment_method=card)
        assert status == 200
        day = self.now if card == "pm_card_bypassPending" else (self.now // DAY + 2) * DAY
        self.moved.append((amount - half_up_fee(amount), day))
        return {"id": intent["latest_charge"], "amount": amount, "day": day, "out": 0, "taken": False}

    @rule(charge=charges, asked=ASKED)
    def refund(self, charge, asked):
        left = charge["amount"] - self.get(f"/v1/charges/{charge['id']}")["amount_refunded"]
        amount = sum_of(asked, left)
        status, refund = self.call("/v1/refunds", charge=charge["id"], amount=amount)
        assert (status == 200) == (amount <= left and not charge["taken"])
        if status != 200:
            return
        if charge["day"] > self.now or self.available() >= amount:
            assert refund["balance_transaction"]
            self.moved.append((-amount, max(self.now, charge["day"])))
        else:
            assert (refund["status"], refund["balance_transaction"]) == ("pending", None)
        self.owed[refund["id"]] = refund

    @rule(target=transfers, charge=charges, asked=ASKED)
    def transfer_from_a_charge(self, charge, asked):
        refunded = self.get(f"/v1/charges/{charge['id']}")["amount_refunded"]
        amount = sum_of(asked, charge["amount"] - refunded - charge["out"])
        status, transfer = self.call("/v1/transfers", amount=amount, currency="eur", destination=self.worker,
                                     source_transaction=charge["id"])
        fits = amount <= charge["amount"] - refunded - charge["out"]
        pending = charge["day"] > self.now
        assert (status == 200) == (fits and (pending or self.available() >= amount))
        if status != 200:
            return multiple()
        charge["out"] += amount
        day = charge["day"] if pending else self.now
        self.moved.append((-amount, day))
        return {"id": transfer["id"], "left": amount, "day": day, "charge": charge}

    @rule(target=transfers, asked=ASKED)
    def transfer_from_the_balance(self, asked):
        amount = sum_of(asked, self.available())
        status, transfer = self.call("/v1/transfers", amount=amount, currency="eur", destination=self.worker)
        assert (status == 200) == (self.available() >= amount)
        if status != 200:
            return multiple()
        self.moved.append((-amount, self.now))
        return {"id": transfer["id"], "left": amount, "day": self.now, "charge": {"out": 0}}

    @rule(transfer=transfers, asked=ASKED)
    def reverse(self, transfer, asked):
        amount = sum_of(asked, transfer["left"])
        status, _ = self.call(f"/v1/transfers/{transfer['id']}/reversals", amount=amount)
        assert (status == 200) == (amount <= transfer["left"])
        if status == 200:
            transfer["left"] -= amount
            transfer["charge"]["out"] -= amount
            self.moved.append((amount, max(self.now, transfer["day"])))

    @rule(target=disputes, charge=charges)
    def dispute(self, charge):
        if self.get(f"/v1/charges/{charge['id']}")["disputed"]:
            return multiple()
        found = self.strings.do(self.strings.dispute, charge=charge["id"])
        charge["taken"] = True
        self.moved.append((-found["amount"] - 2_000, self.now))
        return {"id": found["id"], "amount": found["amount"], "charge": charge}

    @rule(dispute=consumes(disputes), won=st.booleans())
    def decide(self, dispute, won):
        if self.get(f"/v1/disputes/{dispute['id']}")["status"] != "needs_response":
            return
        words = "winning_evidence" if won else "losing_evidence"
        status, found = self.call(f"/v1/disputes/{dispute['id']}", **{"evidence[uncategorized_text]": words})
        assert (status, found["status"]) == (200, "won" if won else "lost")
        if won:
            dispute["charge"]["taken"] = False
            self.moved.append((dispute["amount"], self.now))

    @rule(target=payouts, asked=ASKED)
    def pay_out(self, asked):
        amount = sum_of(asked, self.available())
        status, payout = self.call("/v1/payouts", amount=amount, currency="eur")
        assert (status == 200) == (self.available() >= amount)
        if status != 200:
            return multiple()
        self.moved.append((-amount, self.now))
        return payout

    @rule(payout=consumes(payouts))
    def a_payout_comes_back(self, payout):
        self.strings.do(self.strings.fail_payout, identifier=payout["id"])
        self.moved.append((payout["amount"], self.now))

    @rule(amount=PARTS)
    def top_up(self, amount):
        self.strings.do(self.strings.topup, amount=amount)
        self.moved.append((amount, self.now))

    @rule(days=st.integers(0, 3), hours=st.integers(0, 23))
    def time_passes(self, days, hours):
        self.now = self.strings.do(self.strings.clock, days=days, hours=hours)["now"]
        for identifier, before in list(self.owed.items()):
            found = self.get(f"/v1/refunds/{identifier}")
            if found["balance_transaction"] and not before["balance_transaction"]:
                self.moved.append((-found["amount"], self.now))
            if found["status"] == "failed" and before["status"] != "failed":
                self.moved.append((found["amount"], self.now))
            self.owed[identifier] = found

    @invariant()
    def the_balance_is_the_sum_of_its_movements(self):
        balance = self.get("/v1/balance")
        said = {part: sum(each["amount"] for each in balance[part]) for part in ("available", "pending")}
        listed = {"available": 0, "pending": 0}
        with self.processor.store.transaction():
            found = list(self.processor.store.oldest("balance_transaction"))
        for movement in found:
            assert movement["net"] == movement["amount"] - movement["fee"]
            assert movement["fee"] == sum(each["amount"] for each in movement["fee_details"])
            listed["available" if movement["available_on"] <= self.now else "pending"] += movement["net"]
        modelled = {"available": self.available(), "pending": sum(net for net, day in self.moved if day > self.now)}
        assert said == listed == modelled

    @invariant()
    def nothing_is_given_twice(self):
        with self.processor.store.transaction():
            store = self.processor.store
            for charge in store.oldest("charge"):
                refunds = [each for each in store.oldest("refund", link=("charge", charge["id"]))
                           if each["status"] in ("pending", "succeeded")]
                assert sum(each["amount"] for each in refunds) == charge["amount_refunded"] <= charge["amount_captured"]
                sent = list(store.oldest("transfer", link=("source_transaction", charge["id"])))
                assert sum(each["amount"] - each["amount_reversed"] for each in sent) <= charge["amount_captured"]
            for transfer in store.oldest("transfer"):
                reversals = store.oldest("transfer_reversal", link=("transfer", transfer["id"]))
                assert sum(each["amount"] for each in reversals) == transfer["amount_reversed"] <= transfer["amount"]


Money.TestCase.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TestMoney = Money.TestCase

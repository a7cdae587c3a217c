"""The page as a steward without JavaScript walks it: bring in, confirm, undo, by hand; and who never sees it."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from sqlalchemy import func, select

from coop.money.payments import actions as payments
from coop.money.reconciliation.models import BankLine, BankMatch, MatchedPosting, MatchUndoing
from coop.policies.queries import charter
from coop.web.once import form_key
from tests.factories import make_person, sign_in
from tests.money.reconciliation.samples import BRITISH, FRENCH, IBAN, csv_of

HERE = "/desk/reconciliation"
PAGES = (HERE, f"{HERE}/statements/new", f"{HERE}/matches")


def upload(client, content, **fields):
    file = (io.BytesIO(content), "statement.csv")
    data = {"form_key": form_key(), "statement": file, **fields}
    return client.post(f"{HERE}/statements/new", data=data, content_type="multipart/form-data")


def post(client, path, **fields):
    return client.post(f"{HERE}/{path}", data={"form_key": form_key(), **fields})


def count(session, model):
    session.rollback()
    return session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.fixture
def desk(session, client, coop, steward):
    charter(session).iban = IBAN
    return sign_in(client, steward)


@pytest.mark.parametrize("path", PAGES)
def test_only_stewards_with_a_fresh_password_see_it(session, client, steward, worker, path):
    assert client.get(path).status_code == 302
    assert sign_in(client, make_person(session)).get(path).status_code == 403
    assert sign_in(client, worker).get(path).status_code == 403
    sign_in(client, steward)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] -= 3_600
    assert client.get(path).location == f"/my/security/again?next={path}"
    assert sign_in(client, steward).get(path).status_code == 200


def test_nothing_is_written_by_others(session, client, worker):
    sign_in(client, worker)
    assert upload(client, BRITISH.encode()).status_code == 403
    for path in ("matches", "matches/sure", "matches/1/undoing", "erasure", "lines/1"):
        assert post(client, path).status_code == 403
    assert count(session, BankLine) == 0


def test_before_the_first_statement_it_says_why_and_what_to_do(desk):
    page = desk.get(HERE).text
    assert "No bank statement was brought in yet" in page
    assert f"{HERE}/statements/new" in page
    assert HERE in desk.get("/desk").text
    assert "Compared with the bank" not in desk.get("/ledger").text
    assert desk.get(f"{HERE}/lines").status_code == 404


def test_from_statement_to_nothing_left_over(session, desk, transfer, gift, now):
    transfer("K7Q2M4XD", 15_450, dt.date(2026, 2, 26))
    recent = gift(2_000, dt.date(2026, 2, 24))
    late = gift(2_500, dt.date(2026, 2, 1))
    payments.expect_transfer(
        session, reference="ABCD2345", price_cents=4_000, worker_party_id=1, client_id=None, at=now
    )
    content = csv_of(
        ("2026-02-01", "25.00", "cash box"), ("2026-02-25", "20.00", "thank you"),
        ("2026-02-26", "154.50", "K7Q2-M4XD"), ("2026-02-27", "40.00", "ABCD 2345"),
    )
    answer = upload(desk, content)
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "4 new lines. 0 were here already. 1 certain match is recorded." in page
    assert "Record it as the transfer for ABCD-2345" in page
    form = re.search(r"/desk/transfers\?reference=ABCD2345&amp;cents=4000&amp;day=2026-02-27&amp;bank_line=", page)
    filled = desk.get(form[0].replace("&amp;", "&")).text
    assert all(value in filled for value in ('value="ABCD-2345"', 'value="40.00"', 'value="2026-02-27"'))

    fields = re.findall(r'name="(line|posting)" value="([0-9-]+)"', page)
    assert len(fields) == 4, "two proposals of one line and one entry"
    for line, posting in (fields[0:2], fields[2:4]):
        assert post(desk, "matches", line=line[1], posting=posting[1]).status_code == 303
    again = post(desk, "matches", line=fields[0][1], posting=fields[1][1])
    assert "matched meanwhile" in desk.get(again.location).text
    assert count(session, BankMatch) == 3

    assert "difference -40.00" in desk.get("/ledger").text
    transfer("ABCD2345", 4_000, dt.date(2026, 2, 27))
    page = desk.get(HERE).text
    assert "1 match is certain" in page
    assert post(desk, "matches/sure").status_code == 303
    page = desk.get(HERE).text
    assert "Every line of the bank is in the books." in page
    assert "The bank has shown every entry" in page
    ledger = desk.get("/ledger").text
    assert "Compared with the bank to February 27, 2026:" in ledger
    assert "difference 0.00" in ledger

    matched = desk.get(f"{HERE}/matches").text
    assert f"/ledger/entries/{late}" in matched
    undone = session.execute(select(MatchedPosting.match_id).where(MatchedPosting.entry_id == recent)).scalar_one()
    assert post(desk, f"matches/{undone}/undoing").status_code == 303
    assert "Probably the same</h2>" in desk.get(HERE).text, "it is not proposed again"
    assert "undone" in desk.get(f"{HERE}/matches").text
    assert count(session, MatchUndoing) == 1
    assert "difference -20.00" in desk.get("/ledger").text, "the bank's line has no entry, and the entry may be coming"


def test_by_hand_says_how_much_is_missing_and_keeps_the_choice(session, desk, gift):
    first, second = gift(1_900, dt.date(2026, 1, 20)), gift(1_100, dt.date(2026, 2, 10))
    upload(desk, csv_of(("2026-02-20", "30.00", "Gifts; of two")))
    page = desk.get(f"{HERE}/lines/1").text
    assert f'value="{first}-1"' in page
    off = post(desk, "lines/1", posting=f"{first}-1")
    assert (off.status_code, "€11.00 more than what you chose" in off.text) == (422, True)
    assert f'value="{first}-1" checked' in off.text
    assert post(desk, "lines/1").status_code == 422
    assert post(desk, "lines/1", posting=[f"{first}-1", f"{second}-1", "x-y", "9" * 30 + "-1"]).status_code == 303
    assert desk.get(f"{HERE}/lines/1").status_code == 303, "a matched line is seen among the matches"
    assert desk.get(f"{HERE}/lines/999").status_code == 404


def test_lines_that_belong_together(session, desk, gift):
    entry = gift(3_000, dt.date(2026, 1, 10))
    upload(desk, csv_of(("2026-02-20", "10.00", "part"), ("2026-02-21", "20.00", "rest")))
    assert post(desk, "lines/1", line="2", posting=f"{entry}-1").status_code == 303
    assert count(session, BankMatch) == 1


def test_mistakes_in_a_file_are_all_listed(session, desk):
    answer = upload(desk, b"Date,Amount\n2026-02-01,1.00\nsoon,2.00\n2026-02-03,lots\n")
    assert answer.status_code == 422
    assert "“soon” is no day" in answer.text
    assert "“lots” is no amount of money" in answer.text
    assert "Nothing was brought in" in answer.text
    assert count(session, BankLine) == 0
    missing = desk.post(f"{HERE}/statements/new", data={"form_key": form_key()})
    assert (missing.status_code, "Choose the file" in missing.text) == (422, True)


def test_what_the_file_does_not_say_is_asked_and_the_answers_are_kept(session, desk):
    asked = upload(desk, FRENCH.replace("25/02", "05/02").replace("26/02", "06/02").encode("latin-1"))
    assert asked.status_code == 422
    assert "Is 05/02/2026 the day first" in asked.text
    content = FRENCH.replace("25/02", "05/02").replace("26/02", "06/02").encode("latin-1")
    asked = upload(desk, content, date_order="dmy")
    assert "Balance at the end of the statement" in asked.text
    assert '<input type="hidden" name="date_order" value="dmy">' in asked.text
    assert upload(desk, content, date_order="dmy", closing="-1.122,40").status_code == 422
    assert upload(desk, content, date_order="dmy", closing="-1122,40").status_code == 303
    following = FRENCH.replace("25/02", "07/02").replace("26/02", "08/02").encode("latin-1")
    assert upload(desk, following, closing="-1000").status_code == 303, "the order of days is remembered"


def test_new_columns_are_asked_for_once(session, desk):
    content = b"Wann;Was;Wieviel;Stand\n14.02.2026;Spende;25,00;25,00\n"
    asked = upload(desk, content)
    assert (asked.status_code, 'value="Wieviel"' in asked.text) == (422, True)
    columns = {"day_column": "Wann", "amount_column": "Wieviel", "balance_column": "Stand", "text_column": "Was"}
    assert upload(desk, content, **columns).status_code == 303
    assert upload(desk, b"Wann;Was;Wieviel;Stand\n15.02.2026;Mehr;5,00;30,00\n").status_code == 303
    assert count(session, BankLine) == 2


def test_the_same_file_is_told(session, desk):
    assert upload(desk, BRITISH.encode()).status_code == 303
    again = upload(desk, BRITISH.encode())
    assert (again.status_code, "This file was brought in on" in again.text) == (422, True)
    other = upload(desk, BRITISH.replace("INSURANCE", "INSURANCE LTD").encode())
    assert "may be here already" in other.text
    assert upload(desk, BRITISH.replace("INSURANCE", "INSURANCE LTD").encode(), add_anyway="y").status_code == 303
    assert count(session, BankLine) == 3


def test_words_are_erased_from_the_page(session, desk, transfer):
    transfer("K7Q2M4XD", 15_450, dt.date(2026, 2, 26))
    upload(desk, BRITISH.encode())
    assert post(desk, "erasure", until="2026-03-02").status_code == 422
    assert post(desk, "erasure", until="").status_code == 422
    assert post(desk, "erasure", until="2026-03-01").status_code == 303
    page = desk.get(f"{HERE}/matches").text
    assert "C CLIENT" not in page
    assert "Words erased." in page
    assert "€154.50" in page


def test_odd_addresses_are_answered(desk):
    upload(desk, BRITISH.encode())
    months = ("2026-13", "x", "1999-01", "9999-12")
    for query in (*(f"?month={one}" for one in months), "?after=-5", "?before=abc", f"?after={'9' * 40}"):
        for path in ("", "/lines", "/entries", "/matches"):
            assert desk.get(f"{HERE}{path}{query}").status_code == 200, path + query
    for query in ("?cents=abc&day=2026-99-99", "?cents=-5", "?cents=99999999999999", "?bank_line=" + "x" * 500):
        for path in ("/desk/transfers", "/desk/donations", "/desk/grants/new"):
            assert desk.get(path + query).status_code == 200, path + query


def test_a_long_list_goes_by_pages_and_asks_little(session, desk, count_queries, gift):
    rows = [(f"2026-02-{1 + number // 9:02d}", f"{number + 1}.00", f"line {number}") for number in range(120)]
    upload(desk, csv_of(*rows))
    count_queries.clear()
    page = desk.get(HERE).text
    assert len(count_queries) < 45
    assert f"{HERE}/lines?month=2026-02" in page
    seen, address = [], f"{HERE}/lines?month=2026-02"
    while address:
        page = desk.get(address).text
        seen += re.findall(r"/desk/reconciliation/lines/(\d+)", page)
        further = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = further and further[1].replace("&amp;", "&")
    assert [int(one) for one in seen] == list(range(1, 121))


def test_the_public_page_names_nobody(session, desk, client):
    upload(desk, BRITISH.encode())
    ledger = client.get("/ledger").text
    assert "Compared with the bank" in ledger
    assert "CLIENT" not in ledger
    assert "INSURANCE" not in ledger

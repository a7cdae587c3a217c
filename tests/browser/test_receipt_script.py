"""The script of /verify in Chromium, against published vectors and against the verifier in Python."""

from __future__ import annotations

import base64
import copy
import json
import random
from hashlib import sha256, sha512

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from coop.commons.verifying.words import SENTENCES
from coop.paths import STATIC
from coop.verify import ed25519
from coop.verify.receipts import check_receipt
from coop.verify.report import Unreadable
from tests.receipts import BALLOTS, log, receipt, summed_log, summed_receipt
from tests.verify.handmade import Key, Log, canonical
from tests.verify.tampering import changed, leaves
from tests.verify.test_ed25519 import VECTORS

pytestmark = [pytest.mark.browser]

FREE = ("title", "coop", "issued_at")
"""Words of the receipt that no signature covers: they only say what it is for."""


@pytest.fixture(scope="module")
def script(browser):
    """A blank page, as on plain http and without a network, with the two scripts that check."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    for name in ("signatures", "receipts"):
        page.add_script_tag(path=STATIC / "verify" / f"{name}.js")
    page.evaluate(
        """() => {
          window.said = (what) => what.message.replace(/%\\((\\w+)\\)s/g, (gap, name) =>
            what.gaps[name] instanceof Error ? said(what.gaps[name]) : String(what.gaps[name]));
          window.tried = (text, trusted) => {
            try {
              const report = check(text, trusted);
              return [report.wrong.map(said), report.notes.map(said), report.ballot, String(report.size)];
            } catch (error) {
              return error instanceof Wrong ? said(error) : ["no refusal but an error", String(error)];
            }
          };
        }"""
    )
    yield page
    context.close()


def by_script(script, texts, trusted=()):
    """What the script finds of each."""
    return script.evaluate("([texts, trusted]) => texts.map((text) => tried(text, trusted))", [texts, list(trusted)])


def by_python(text, trusted=()):
    """What the verifier finds, in the same form."""
    try:
        report = check_receipt(text, trusted_keys=trusted)
    except Unreadable as refusal:
        return str(refusal)
    return [report.findings, report.notes, report.ballot, str(report.size)]


def bare(found):
    """Without what each language's own reader adds: its reason in brackets, a value in its own spelling."""
    if isinstance(found, list):
        return [bare(item) for item in found]
    if isinstance(found, str):
        found = found.replace("is not written in the one right way of base64", "is no base64")
        found = found.replace("of undefined ballots", "of None ballots")
        for start in ("the receipt is no JSON", "the receipt has not its form", "a receipt of version"):
            found = start if found.startswith(start) else found
        return found.partition("it is no JSON")[0] + "it is no JSON" if "it is no JSON" in found else found
    return found


def differing(texts, found, trusted=()):
    """What the two say where they do not say the same."""
    pairs = [(bare(one), bare(by_python(text, trusted))) for text, one in zip(texts, found, strict=True)]
    return [pair for pair in pairs if pair[0] != pair[1]]


@pytest.mark.parametrize("name", ["sha256", "sha512"])
def test_digests_at_every_length_of_padding(script, name):
    messages = [bytes((n * k) % 251 for k in range(n)) for n in [*range(0, 300, 7), 55, 56, 64, 111, 112, 128, 65_535]]
    found = script.evaluate(
        f"(all) => all.map((one) => hex({name}(unhex(one))))", [message.hex() for message in messages]
    )
    digest = {"sha256": sha256, "sha512": sha512}[name]
    assert found == [digest(message).hexdigest() for message in messages]


def signed_by_script(script, cases):
    return script.evaluate(
        "(all) => all.map(([key, message, signature]) => isSigned(unhex(key), unhex(message), unhex(signature)))",
        [[part.hex() for part in case] for case in cases],
    )


def test_signatures_of_the_standard(script):
    cases = [tuple(map(bytes.fromhex, vector)) for vector in VECTORS]
    assert signed_by_script(script, cases) == [True] * len(cases)


def test_signatures_as_python_judges_them(script):
    """Bits flipped, S made larger by the group's order, keys of small order and in a second spelling."""
    dice, cases = random.Random(8032), []
    for number in range(12):
        private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        key, message = private.public_key().public_bytes_raw(), bytes(dice.randrange(256) for _ in range(number * 9))
        signature = private.sign(message)
        larger = signature[:32] + (int.from_bytes(signature[32:], "little") + ed25519.L).to_bytes(32, "little")
        flipped = bytearray(signature)
        flipped[dice.randrange(64)] ^= 1 << dice.randrange(8)
        other = bytearray(key)
        other[dice.randrange(32)] ^= 1 << dice.randrange(8)
        cases += [(key, message, signature), (key, message, larger), (key, message, bytes(flipped))]
        cases += [(bytes(other), message, signature), (key, message + b"!", signature), (key, message, signature[:63])]
    neutral, second = (1).to_bytes(32, "little"), (ed25519.P + 1).to_bytes(32, "little")
    order_two, order_four = (ed25519.P - 1).to_bytes(32, "little"), bytes(32)
    for key in (neutral, second, order_two, order_four, neutral[:31] + b"\x80", b"\xff" * 32):
        for r in (neutral, second, key):
            cases.append((key, b"any", r + bytes(32)))
    expected = [ed25519.is_signed(*case) for case in cases]
    assert sum(expected) == 12
    assert signed_by_script(script, cases) == expected


def test_inclusion_as_published_vectors_have_it(script, data):
    cases = [json.loads(path.read_text()) for path in sorted((data / "ledger/merkle/inclusion").rglob("*.json"))]
    assert len(cases) > 90
    raw = [
        [case["leafIdx"], case["treeSize"], *(base64.b64decode(case[key] or "").hex() for key in ("leafHash", "root")),
         [base64.b64decode(step).hex() for step in case["proof"] or []]]
        for case in cases
    ]  # fmt: skip
    found = script.evaluate(
        """(all) => all.map(([at, size, leaf, root, path]) =>
             isIncluded(BigInt(at), BigInt(size), unhex(leaf), path.map(unhex), unhex(root)))""",
        raw,
    )
    assert found == [not case["wantErr"] for case in cases]


@pytest.fixture(scope="module")
def specimen():
    made = log()
    return made, receipt(made)


@pytest.fixture(scope="module", params=[(log, receipt), (summed_log, summed_receipt)], ids=["plain", "summed"])
def either(request):
    """A receipt of an entry with its own leaf, and of one told only within a sum."""
    made_log, made_receipt = request.param
    made = made_log()
    return made, made_receipt(made)


def test_a_good_receipt_holds(script, either):
    made, good = either
    text = json.dumps(good)
    assert by_script(script, [text], [made.key.verifier]) == [[[], [], BALLOTS[2], "9"]]
    assert by_script(script, [text]) == [by_python(text)]


def test_whatever_is_changed_is_found_and_called_by_the_same_name(script, either):
    """Every value in turn, 20 ways each; both must refuse, and name the same places in the same order."""
    made, good = either
    dice, texts = random.Random(6962), []
    for path, value in leaves(good):
        for _ in range(20 if isinstance(value, str) else 1):
            if isinstance(value, int):
                other = value + 1
            elif value is None:
                other = "5a" * 32
            else:
                place = dice.randrange(len(value))
                other = value[:place] + dice.choice("0aZ=\n +é") + value[place + 1 :]
            if other != value and path[0] not in FREE and other not in BALLOTS:
                texts.append(json.dumps(changed(good, path, other)))
    assert len(texts) > 250
    found = by_script(script, texts, [made.key.verifier])
    assert all(isinstance(one, str) or one[0] for one in found)
    assert differing(texts, found, [made.key.verifier]) == []


def test_whatever_is_left_out_or_added_is_found(script, specimen):
    made, good = specimen
    texts = []
    for path in ((), ("facts", 0), ("facts", 0, "party"), ("ballot",)):
        for key in [*_at(good, path), None]:
            broken = copy.deepcopy(good)
            if key is None:
                _at(broken, path)["more"] = "than is known"
            else:
                del _at(broken, path)[key]
            texts.append(json.dumps(broken))
    texts += ["", "[]", "{}", "null", "7", '{"format":"toad-lane-receipt","version":2}', "[" * 100_000, "\x00",
              json.dumps(good).replace('"title"', '"coop":"Other","title"')]  # fmt: skip
    found = by_script(script, texts, [made.key.verifier])
    assert all(isinstance(one, str) for one in found)
    assert differing(texts, found) == []


def _at(value, path):
    for step in path:
        value = value[step]
    return value


def test_cunning_changes_are_found_alike(script, specimen):
    """Leaves and private parts written anew, proofs of other trees, other signers, other order."""
    made, good = specimen
    other = Log(key=Key(seed=b"o" * 32), leaves=made.leaves)
    slipped_in = canonical({"commit": None, "fact": {}, "type": "key", "v": "1"})
    grown = Log(leaves=[*made.leaves[:2], slipped_in, *made.leaves[3:]])
    first, second = good["facts"]

    def with_facts(*facts, **more):
        return json.dumps({**good, "ballot": None, **more, "facts": list(facts)})

    def relit(leaf):
        return with_facts({**second, "leaf": leaf})

    texts = [
        with_facts(),
        with_facts({**first, "salt": None}),
        with_facts({**first, "salt": None, "private": None}),
        with_facts({**first, "salt": None, "private": None, "party": None}),
        with_facts({**second, "salt": first["salt"], "private": first["private"]}),
        with_facts({**first, "proof": made.proof(1, 5)}, second),
        with_facts(first, {**second, "leaf": grown.leaves[2].decode(), "proof": grown.proof(2)}),
        with_facts({**first, "proof": other.proof(1)}),
        with_facts({**first, "proof": other.proof(1)}, verifier=other.key.verifier),
        with_facts({**first, "proof": first["proof"].replace(made.key.name, "other.example")}),
        with_facts(first, origin="other.example"),
        with_facts(first, verifier=good["verifier"].replace("+", "", 1)),
        relit(" " + second["leaf"]),
        relit(second["leaf"].replace('"4"', "4")),
        relit(second["leaf"].replace('"4"', "4.5")),
        relit(second["leaf"].replace('"outcome"', '"income"')),
        relit(second["leaf"].replace('"v":"1"', '"v":"2"')),
        relit(second["leaf"].replace('"commit":null', f'"commit":"{"0" * 64}"')),
        relit('{"commit":null,"fact":[],"type":"key","v":"1"}'),
        relit('{"commit":null,"fact":"","type":"key","v":"1"}'),
        relit("[]"),
        relit("null"),
        relit(second["leaf"][:-1] + "\ud800}"),
        relit(second["leaf"].replace("V-1", "V" * 70_000)),
        with_facts({**first, "private": first["private"] + "\ud800"}),
        json.dumps({**good, "ballot": {**good["ballot"], "fact": 0}}),
        json.dumps({**good, "ballot": {**good["ballot"], "fact": 7}}),
        json.dumps({**good, "ballot": {**good["ballot"], "vote": "V-2"}}),
        json.dumps({**good, "ballot": {**good["ballot"], "hashes": BALLOTS[::-1]}}),
        json.dumps({**good, "ballot": {**good["ballot"], "hashes": BALLOTS[:3]}}),
        json.dumps({**good, "ballot": {**good["ballot"], "hashes": [*BALLOTS, BALLOTS[3]]}}),
        json.dumps({**good, "ballot": {**good["ballot"], "hash": "0" * 64}}),
    ]
    found = by_script(script, texts)
    assert differing(texts, found) == []
    sound = [place for place, one in enumerate(found) if not isinstance(one, str) and not one[0]]
    # An opening left out is no lie; neither are two heads of one tree, nor a key that nobody vouched for.
    assert sound == [3, 5, 8]


def test_every_sentence_of_the_script_is_known_to_translators():
    source = (STATIC / "verify" / "receipts.js").read_text()
    missing = [said for said in SENTENCES if said not in source and not said.startswith("ballot ")]
    assert missing == []


def test_a_vote_of_ten_thousand_is_checked_within_seconds(script):
    hashes = sorted(sha256(b"%d" % n).hexdigest() for n in range(10_000))
    made, link = Log(), sha256(b"V-1").digest()
    for one in hashes:
        link = sha256(link + bytes.fromhex(one)).digest()
    made.add("outcome", {"reference": "V-1", "ballots": "10000", "chain_head": link.hex()})
    good = receipt(log())
    fact = {**good["facts"][1], "leaf": made.leaves[0].decode(), "index": 0, "proof": made.proof(0)}
    ballot = {"vote": "V-1", "hash": hashes[7], "hashes": hashes, "fact": 0}
    seconds = script.evaluate(
        """([text]) => {
          const from = performance.now();
          window.large = tried(text, []);
          return (performance.now() - from) / 1000;
        }""",
        [json.dumps({**good, "facts": [fact], "ballot": ballot})],
    )
    assert script.evaluate("large")[2] == hashes[7]
    assert seconds < 5, seconds
    print(f"10,000 ballots: {seconds:.2f} s")

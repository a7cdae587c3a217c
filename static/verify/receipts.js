// Checks a receipt (docs/log.md) where the reader is: no network, nothing by others. coop/verify does the same in
// Python, step for step and in the same words; a test holds the two together.
"use strict";
/* What is wrong, as a sentence to be translated and what stands in its gaps. */
class Wrong extends Error {
  constructor(sentence, gaps = {}) { super(sentence); this.gaps = gaps; }
}
const refuse = (sentence, gaps) => { throw new Wrong(sentence, gaps); };
const attempt = (work, otherwise) => { try { return work(); } catch (error) { return otherwise(error); } };

/* Forms: exactly these keys, each of its kind. A fault is the way to the first wrong place. */
const text = (value) => typeof value === "string", word = (value) => text(value) && value !== "";
const count = (value) => Number.isSafeInteger(value) && value >= 0;
const hexed = (size) => (value) => text(value) && value.length === size && /^[0-9a-f]+$/.test(value);
const stamp = (value) => text(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value)
  && attempt(() => new Date(value.slice(0, 19) + "Z").toISOString().slice(0, 19), () => "") === value.slice(0, 19);
const maybe = (check) => (value) => value === null || check(value);
const each = (check) => (value) => {
  if (!Array.isArray(value)) return false;
  for (const [place, item] of value.entries()) {
    const fine = check(item);
    if (fine !== true) return `${place + 1}${fine ? ", " + fine : ""}`;
  }
  return true;
};
const row = (keys) => (value) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  for (const key of Object.keys(keys)) if (!Object.hasOwn(value, key)) return `${key} is missing`;
  for (const key of Object.keys(value)) {
    const fine = Object.hasOwn(keys, key) ? keys[key](value[key]) : `is unknown`;
    if (fine !== true) return fine ? `${key} ${fine}` : `${key} is not of its kind`;
  }
  return true;
};
const FACT = {
  leaf: word, index: count, salt: maybe(hexed(64)), private: maybe(text), proof: word,
  party: maybe(row({ line: word, token: hexed(32) })),
};
const SUMMED = { ...FACT, summed: row({ leaf: word, salt: hexed(64), private: text }) };
const RECEIPT = row({
  format: word, version: count, coop: word, origin: word, verifier: word, title: text, issued_at: stamp,
  facts: each((value) => row(value && Object.hasOwn(Object(value), "summed") ? SUMMED : FACT)(value)),
  ballot: maybe(row({ vote: word, hash: hexed(64), hashes: each(hexed(64)), fact: count })),
});

/* Canonical JSON (RFC 8785) of what a leaf may hold: no numbers. */
const written = (value) => {
  if (typeof value === "number") refuse("a number stands in it (%(number)s)", { number: value });
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written)}]`;
  return `{${Object.keys(value).sort().map((key) => JSON.stringify(key) + ":" + written(value[key]))}}`;
};
function readCanonical(said) {
  const value = attempt(() => JSON.parse(said), () => refuse("it is no JSON"));
  if (written(value) !== said) refuse("it is not written canonically");
  return value;
}

/* Signed notes, tree heads and proofs: C2SP signed-note, tlog-checkpoint, tlog-proof. */
const NAME = /^[^\s+]+$/, NUMBER = /^(0|[1-9][0-9]{0,18})$/, DASH = "\u2014 ", PROOF = "c2sp.org/tlog-proof@v1";
function base64(said, what) {
  const raw = attempt(() => /^[A-Za-z0-9+/]*={0,2}$/.test(said) && atob(said), () => false);
  if (raw === false) refuse("%(what)s is no base64", { what });
  if (btoa(raw) !== said) refuse("%(what)s is not written in the one right way of base64", { what });
  return Uint8Array.from(raw, (char) => char.charCodeAt(0));
}
function hash(said) {
  const raw = base64(said, "a hash");
  return raw.length === 32 ? raw : refuse("a hash is not of 32 bytes");
}
function readVerifier(said) {
  const [, name, id, key] = said.match(/^([^+]*)\+?([^+]*)\+?(.*)$/s), raw = base64(key, "the key");
  if (!NAME.test(name) || raw.length !== 33 || raw[0] !== 1) refuse("this is no Ed25519 verifier key (<name>+<id>+<base64>)");
  const right = hex(sha256(joined(utf8(name + "\n"), raw)).slice(0, 4));
  if (right !== id) refuse("the verifier key's id is %(right)s, not %(given)s: it was mistyped", { right, given: id.slice(0, 20) });
  return { name, id, key: raw.slice(1), who: `${name}+${id}` };
}
function signature(line) {
  const [, name, said] = line.replace(DASH, "").match(/^([^ ]*) ?(.*)$/s), raw = base64(said, "a signature");
  if (!line.startsWith(DASH) || !NAME.test(name) || raw.length < 5) refuse("a signature line is not of the form: dash, name, base64");
  return { who: `${name}+${hex(raw.slice(0, 4))}`, signed: raw.slice(4) };
}
function openCheckpoint(note, verifier) {
  if (/[\0-\x09\x0b-\x1f]/.test(note)) refuse("a control character stands in the note");
  const gap = note.lastIndexOf("\n\n"), body = note.slice(0, gap + 1);
  if (gap < 1 || !note.endsWith("\n")) refuse("it is no signed note: text, an empty line, signature lines");
  const mine = note.slice(gap + 2, -1).split("\n").map(signature).filter(({ who }) => who === verifier.who);
  if (!mine.every(({ signed }) => isSigned(verifier.key, utf8(body), signed))) refuse("the signature of %(key)s does not hold", { key: verifier.who });
  if (!mine.length) refuse("it is not signed by %(key)s", { key: verifier.who });
  const lines = body.split("\n");
  if (lines.length !== 4 || !NAME.test(lines[0]) || !NUMBER.test(lines[1])) refuse("it is no tree head: origin, size, root, each on its line");
  const head = { origin: lines[0], size: BigInt(lines[1]), root: hash(lines[2]) };
  if (head.origin !== verifier.name) refuse("it is the head of %(origin)s, signed by the key of %(name)s", { origin: head.origin, name: verifier.name });
  return head;
}
function readProof(said) {
  const gap = said.indexOf("\n\n"), lines = said.slice(0, Math.max(gap, 0)).split("\n");
  if (gap < 0 || lines.length < 2 || lines[0] !== PROOF) refuse("it is no proof: it does not begin with %(format)s", { format: PROOF });
  const [, label, index] = lines[1].match(/^([^ ]*) ?(.*)$/s);
  if (label !== "index" || !NUMBER.test(index)) refuse("the proof does not say which index it is of");
  return { index: BigInt(index), path: lines.slice(2).map(hash), note: said.slice(gap + 2) };
}

/* RFC 9162, 2.1.3.2: `at` is the place and `last` the last place on the level the walk has come to. */
function isIncluded(index, size, hashed, path, top) {
  let at = index, last = size - 1n;
  if (at > last || [hashed, top, ...path].some((one) => one.length !== 32)) return false;
  for (const step of path) {
    if (!last) return false;
    const right = at & 1n || at === last;
    hashed = sha256(right ? joined([1], step, hashed) : joined([1], hashed, step));
    if (right) while (at && !(at & 1n)) { at >>= 1n; last >>= 1n; }
    at >>= 1n; last >>= 1n;
  }
  return !last && same(hashed, top);
}

const SEALED = ["decision", "entry", "vote-opened"];
const OPEN = ["charter", "rule-version", "period", "vote-closed", "outcome", "enactment", "countback", "countback-answer", "distribution", "key"];
function readLeaf(said) {
  const size = utf8(said).length;
  if (size > 65535) refuse("a leaf of %(size)s bytes, %(most)s at most", { size, most: 65535 });
  const leaf = readCanonical(said);
  if (leaf === null || typeof leaf !== "object" || String(Object.keys(leaf)) !== "commit,fact,type,v" || leaf.v !== "1") refuse("it has not the four keys of a leaf of version 1");
  if (!SEALED.includes(leaf.type) && !OPEN.includes(leaf.type)) refuse("there is no type %(type)s", { type: `'${String(leaf.type).slice(0, 40)}'` });
  if (row({})(leaf.fact) === false) refuse("its fact is no object");
  if (SEALED.includes(leaf.type) ? !hexed(64)(leaf.commit) : leaf.commit !== null) refuse("its commitment is not of its type");
  return leaf;
}

function checkFact(given, verifier, heads) {
  const fact = { type: "", index: given.index, wrong: [], notes: [], fact: null, private: null, line: null, given };
  const leaf = attempt(() => readLeaf(given.leaf), (what) => { fact.wrong.push(new Wrong("its leaf: %(what)s", { what })); });
  if (!leaf) return fact;
  Object.assign(fact, { type: leaf.type, fact: leaf.fact });
  if (verifier) attempt(() => prove(given, fact, verifier, heads), (error) => fact.wrong.push(error));
  attempt(() => (given.summed ? within : unseal)(given, leaf, fact), (error) => fact.wrong.push(error));
  return fact;
}
/* An entry that the log tells only within a sum: the sum's leaf commits to a list that its commitment is in. */
function within(given, leaf, fact) {
  const own = given.summed;
  if (leaf.type !== "entry" || leaf.fact.kind !== "small-days") refuse("its leaf is of no sum, so nothing can be within it");
  if (given.salt === null || given.private === null) refuse("the sum's own private part is missing, which lists what is within it");
  unseal({ ...given, party: null }, leaf, fact);
  const listed = fact.private?.summed;
  if (fact.wrong.length) return;
  if (!Array.isArray(listed) || !listed.includes(hex(sha256(joined(unhex(own.salt), utf8(own.leaf)))))) refuse("it is not among the entries that the sum was made of");
  const inner = attempt(() => readLeaf(own.leaf), (what) => refuse("its leaf: %(what)s", { what }));
  if (inner.type !== "entry") refuse("what is within a sum is an entry");
  fact.fact = inner.fact;
  fact.notes.push(new Wrong("it was published only within the sum of %(count)s entries, %(reference)s", { count: listed.length, reference: leaf.fact.reference }));
  unseal({ ...own, party: given.party }, inner, fact);
}
function prove(given, fact, verifier, heads) {
  const proof = readProof(given.proof), head = openCheckpoint(proof.note, verifier);
  if (proof.index !== BigInt(given.index)) refuse("its proof is of leaf %(proved)s, it says %(said)s", { proved: proof.index, said: given.index });
  if (!isIncluded(proof.index, head.size, sha256(joined([0], utf8(given.leaf))), proof.path, head.root)) refuse("it is not leaf %(index)s of the tree of %(size)s leaves that was signed", { index: proof.index, size: head.size });
  fact.size = head.size;
  if (!heads.has(head.size)) heads.set(head.size, head.root);
  if (!same(heads.get(head.size), head.root)) refuse("two tree heads of size %(size)s differ: the log was split", { size: head.size });
}
function unseal({ salt, private: said, party }, leaf, fact) {
  if ((salt === null) !== (said === null)) refuse("salt and private part come together");
  if (salt === null) {
    if (leaf.commit !== null) fact.notes.push(new Wrong("what only its owner may read is not in this receipt"));
    return party === null || refuse("it says whom a line concerns, without the part that shows it");
  }
  if (leaf.commit === null) refuse("nothing private stands behind this leaf");
  if (hex(sha256(joined(unhex(salt), utf8(said)))) !== leaf.commit) refuse("its private part is not what the leaf commits to");
  const own = attempt(() => readCanonical(said), (what) => refuse("its private part: %(what)s", { what }));
  fact.private = row({})(own) === false ? null : own;
  if (party === null) return;
  const marks = fact.private?.parties, mark = hex(sha256(joined(unhex(salt), utf8(party.token))));
  if (!marks || !Object.hasOwn(marks, party.line) || marks[party.line] !== mark) refuse("line %(line)s does not concern the one who holds this receipt", { line: party.line });
  fact.line = party.line;
}
function checkBallot({ vote, hash: mine, hashes, fact }, report) {
  const outcome = report.facts[fact], hold = [];
  const wrong = (sentence, gaps) => hold.push(new Wrong("ballot %(hash)s: " + sentence, { hash: mine.slice(0, 12), ...gaps }));
  if (outcome?.type !== "outcome") return [new Wrong("ballot %(hash)s: the receipt does not hold the outcome it was counted in", { hash: mine.slice(0, 12) })];
  const { reference, ballots, chain_head: head } = outcome.fact;
  if (reference !== vote) wrong("the outcome is of another vote");
  if (String([...new Set(hashes)].sort()) !== String(hashes) || String(hashes.length) !== ballots) wrong("the hashes are not those of %(ballots)s ballots, sorted", { ballots });
  let link = sha256(utf8(vote));
  for (const one of hashes) link = sha256(joined(link, unhex(one)));
  if (hex(link) !== head) wrong("the hashes do not chain to the head of the outcome");
  if (!hashes.includes(mine)) wrong("it is not among those counted");
  if (!hold.length) report.ballot = mine;
  return hold;
}

/* JSON.parse takes the last of two equal keys in silence: then what is read is not all that was given. */
const keysIn = (value) => value === null || typeof value !== "object" ? 0
  : Object.values(value).reduce((sum, item) => sum + keysIn(item), Array.isArray(value) ? 0 : Object.keys(value).length);
function read(said) {
  const given = attempt(() => JSON.parse(said), () => refuse("the receipt is no JSON"));
  if (given?.format !== "toad-lane-receipt") refuse("it does not say format toad-lane-receipt");
  if (given.version !== 1) refuse("a receipt of version %(given)s; this program reads version %(known)s", { given: String(given.version), known: 1 });
  const strings = said.match(/"(?:[^"\\]|\\.)*"\s*:?/g) ?? [];
  if (strings.filter((one) => one.endsWith(":")).length !== keysIn(given)) refuse("the receipt is no JSON");
  const fine = RECEIPT(given);
  if (fine !== true) refuse("the receipt has not its form: %(what)s", { what: fine || "it is no object" });
  return given;
}

const FIRST_SEEN = "key seen for the first time: compare it with the one the co-op published elsewhere";
const OTHER_KEY = "it is signed by another key than those you trust";
// `trusted`: verifier keys known from elsewhere; one must have signed it. Throws Wrong for what is no receipt at all.
function check(said, trusted = []) {
  const given = read(said), heads = new Map();
  const report = { ...given, key: given.verifier, size: 0n, wrong: [], notes: [], ballot: null };
  const verifier = attempt(() => readVerifier(given.verifier), (error) => { report.wrong.push(error); });
  if (verifier) {
    if (verifier.name !== given.origin) report.wrong.push(new Wrong("its key is of %(name)s, it names the log %(origin)s", { name: verifier.name, origin: given.origin }));
    if (!trusted.length) report.notes.push(new Wrong(FIRST_SEEN));
    else if (!trusted.includes(given.verifier)) report.wrong.push(new Wrong(OTHER_KEY));
  }
  report.facts = given.facts.map((fact) => checkFact(fact, verifier, heads));
  report.facts.forEach((fact, place) => report.wrong.push(...fact.wrong.map((what) => new Wrong("fact %(number)s: %(what)s", { number: place + 1, what }))));
  for (const size of heads.keys()) if (size > report.size) report.size = size;
  if (!given.facts.length) report.wrong.push(new Wrong("there is no fact in it"));
  if (given.ballot !== null) report.wrong.push(...checkBallot(given.ballot, report));
  return report;
}

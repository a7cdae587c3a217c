// SHA-2 and Ed25519 in whole numbers, for receipts.js: browsers keep their own back on plain http and in saved pages.
// Only public values pass through here, so that the time it takes tells nothing to anybody.
"use strict";
const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => { all.set(part, at); return at + part.length; }, 0);
  return all;
}
const same = (a, b) => hex(a) === hex(b);

/* SHA-256 and SHA-512, FIPS 180-4. Their constants are 64 bits of square and cube roots of primes. */
const primes = [];
for (let n = 2; primes.length < 80; n++) if (primes.every((prime) => n % prime)) primes.push(n);
const root = (value, degree) => {
  let found = 0n;
  for (let bit = 1n << 66n; bit; bit >>= 1n) if ((found + bit) ** degree <= BigInt(value) << 64n * degree) found += bit;
  return BigInt.asUintN(64, found);
};
const SQUARES = primes.slice(0, 8).map((prime) => root(prime, 2n));
const CUBES = primes.map((prime) => root(prime, 3n));
const SQUARES_32 = SQUARES.map((word) => Number(word >> 32n) | 0);
const CUBES_32 = CUBES.slice(0, 64).map((word) => Number(word >> 32n) | 0);

function padded(bytes, block) {
  const size = Math.ceil((bytes.length + 1 + block / 8) / block) * block;
  const view = new DataView(new ArrayBuffer(size));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 128);
  view.setBigUint64(size - 8, BigInt(bytes.length) * 8n);
  return view;
}

function sha256(bytes) {
  const view = padded(bytes, 64), state = Int32Array.from(SQUARES_32), w = new Int32Array(64);
  const turn = (x, by) => x >>> by | x << 32 - by;
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = i < 16 ? view.getInt32(at + 4 * i) : w[i - 16] + w[i - 7]
        + (turn(x, 7) ^ turn(x, 18) ^ x >>> 3) + (turn(y, 17) ^ turn(y, 19) ^ y >>> 10);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const t = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + CUBES_32[i] + w[i] | 0;
      const u = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
      h = g; g = f; f = e; e = d + t | 0; d = c; c = b; b = a; a = t + u | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => out.setInt32(4 * i, word));
  return new Uint8Array(out.buffer);
}

function sha512(bytes) {
  const view = padded(bytes, 128), w = [];
  const u64 = (x) => BigInt.asUintN(64, x), turn = (x, by) => x >> by | u64(x << 64n - by);
  let state = SQUARES;
  for (let at = 0; at < view.byteLength; at += 128) {
    for (let i = 0; i < 80; i++) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = i < 16 ? view.getBigUint64(at + 8 * i) : u64(w[i - 16] + w[i - 7]
        + (turn(x, 1n) ^ turn(x, 8n) ^ x >> 7n) + (turn(y, 19n) ^ turn(y, 61n) ^ y >> 6n));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const t = h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + (e & f ^ ~e & g) + CUBES[i] + w[i];
      const u = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + (a & b ^ a & c ^ b & c);
      h = g; g = f; f = e; e = u64(d + t); d = c; c = b; b = a; a = u64(t + u);
    }
    state = [a, b, c, d, e, f, g, h].map((word, i) => u64(word + state[i]));
  }
  return unhex(state.map((word) => word.toString(16).padStart(16, "0")).join(""));
}

/* Ed25519, RFC 8032, 5.1: one answer for every input. S below L; key and R in their one encoding, R compared byte
   for byte; a key with a part of small order is no key. */
const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (x) => (x % P + P) % P;
const power = (base, exponent) => {
  let found = 1n;
  for (; exponent; exponent >>= 1n, base = base * base % P) if (exponent & 1n) found = found * base % P;
  return found;
};
const D = mod(-121665n * power(121666n, P - 2n)), NEUTRAL = [0n, 1n, 1n, 0n];
const number = (bytes) => BigInt("0x" + hex(Uint8Array.from(bytes).reverse()));

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = (y1 - x1) * (y2 - x2) % P, b = (y1 + x1) * (y2 + x2) % P, c = 2n * t1 * t2 % P * D % P, d = 2n * z1 * z2 % P;
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}
const times = (point, scalar) => {
  let found = NEUTRAL;
  for (; scalar; scalar >>= 1n, point = add(point, point)) if (scalar & 1n) found = add(found, point);
  return found;
};
function decoded(bytes) {
  const given = number(bytes), sign = given >> 255n, y = given & 2n ** 255n - 1n;
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = u * power(v, 3n) % P * power(u * power(v, 7n) % P, (P - 5n) / 8n) % P;
  if (mod(v * x * x - u)) x = x * power(2n, (P - 1n) / 4n) % P;
  if (y >= P || mod(v * x * x - u) || !x && sign) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, x * y % P];
}
function encoded([x, y, z]) {
  const inverse = power(z, P - 2n);
  const all = mod(y * inverse) | (mod(x * inverse) & 1n) << 255n;
  return unhex(all.toString(16).padStart(64, "0")).reverse();
}
const BASE = decoded(unhex("58" + "66".repeat(31)));
function isSigned(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const r = signature.slice(0, 32), s = number(signature.slice(32)), a = decoded(key);
  const none = hex(encoded(NEUTRAL));
  if (s >= L || !a || hex(key) === none || hex(encoded(times(a, L))) !== none) return false;
  const k = number(sha512(joined(r, key, message))) % L;
  return same(encoded(add(times(BASE, s), times(a, L - k))), r);
}

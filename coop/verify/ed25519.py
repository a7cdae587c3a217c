"""Ed25519 signatures (RFC 8032, section 5.1), verified with whole numbers alone.

Only public values pass through here, so that the time it takes tells nothing to anybody.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha512

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
_ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
"""Extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z."""

_NEUTRAL: Point = (0, 1, 1, 0)


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) on `message` is by `key` (32 bytes); False for anything malformed."""
    if len(key) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    # A larger s would let anyone write a second signature of the same message.
    if s >= L:
        return False
    try:
        powers = _powers(key)
    except ValueError:
        return False
    k = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    # [s]B - [k]A must be R, byte for byte.
    return _encoded(_add(_times(_base_powers(), s), _times(powers, L - k))) == signature[:32]


def _add(p: Point, q: Point) -> Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


Powers = tuple[tuple[Point, ...], ...]


def _table(point: Point) -> Powers:
    """Row i holds 0..15 times 16^i the point: a product is then 64 additions and no doubling."""
    rows = []
    for _ in range(64):
        row = [_NEUTRAL]
        for _ in range(15):
            row.append(_add(row[-1], point))
        rows.append(tuple(row))
        point = _add(row[-1], point)
    return tuple(rows)


def _times(powers: Powers, scalar: int) -> Point:
    found = _NEUTRAL
    for row in powers:
        if scalar & 15:
            found = _add(found, row[scalar & 15])
        scalar >>= 4
    return found


@lru_cache(maxsize=64)
def _powers(key: bytes) -> Powers:
    # The table of minus A would do as well; [L-k]A is the same for every A of a rightly made key. A key with a
    # part of small order is refused, since for it the two differ.
    point = _decoded(key)
    table = _table(point)
    if _encoded(_times(table, L)) != _encoded(_NEUTRAL) or _encoded(point) == _encoded(_NEUTRAL):
        raise ValueError("a key with a part of small order")
    return table


@lru_cache(maxsize=1)
def _base_powers() -> Powers:
    return _table(_decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little")))


def _decoded(text: bytes) -> Point:
    """RFC 8032, 5.1.3; raises ValueError for what is no point."""
    number = int.from_bytes(text, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        raise ValueError("y is not reduced")
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * _ROOT_OF_MINUS_ONE % P
    if (v * x * x - u) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _encoded(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")

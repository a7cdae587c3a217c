"""Independent Markets as the paper writes it, by medians of votes and phantoms; no code shared with ours."""

from fractions import Fraction
from statistics import median


def medians(ballots, t, whole):
    """x_j(t) for each option, by sorting votes and phantoms together."""
    n = len(ballots)
    phantoms = [min(t * (n - k), 1) for k in range(n + 1)]
    return [median([vote / whole for vote in column] + phantoms) for column in zip(*ballots, strict=True)]


def exact_medians(ballots, t, whole):
    """The same with fractions."""
    return medians([[Fraction(vote) for vote in ballot] for ballot in ballots], Fraction(t), whole)


def bisect(ballots, whole, steps=60):
    """The outcome in floats: halve [0, 1] until the medians sum to 1."""
    low, high = 0.0, 1.0
    for _ in range(steps):
        t = (low + high) / 2
        if sum(medians(ballots, t, whole)) < 1:
            low = t
        else:
            high = t
    return medians(ballots, high, whole)

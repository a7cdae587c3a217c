"""From a free slot to a series: each date looked at, then who and where, check answers, confirm."""

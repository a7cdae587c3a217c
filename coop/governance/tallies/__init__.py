"""How ballots become outcomes: pure functions, exact arithmetic, one method a file.

A method takes a profile (`profile`, `ranked`, `approval`, `score`, `projects`) and what was decided beforehand, and
returns a frozen dataclass with the outcome and its whole working. `lots` breaks ties that ballots leave. `files` reads
and writes profiles, `shown` puts outcomes into tables, `methods` names them all. Nothing here imports more than the
standard library and `coop.ledger.arithmetic`, except `commands`, which needs click.
"""

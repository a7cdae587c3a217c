"""Sums of the books kept at cuts, so that a balance is a snapshot plus the entries since: never the whole books.

A **cut** is an entry number below which nothing more will ever enter. At every cut, some thousand entries apart, a
duty keeps what each account held, whose it was, and what moved in each day, month and year. All of it can be worked
out anew from the postings, and `drift` does: nothing here is a source.

Why a sum up to a cut is final (`cutting` chooses cuts; migration 0011 has the triggers):

1. On PostgreSQL numbers are drawn from a sequence and commit in any order, so "up to the newest number" alone is no
   cut: a lower number may still be in an open transaction, or drawn and not yet inserted.
2. Every INSERT into `entries` takes lock 7041 shared, in a trigger before the statement draws its first number, and
   keeps it until its transaction ends; `journal` takes it before it draws numbers in advance. A cut is chosen and
   committed under the same lock, exclusive. So while a cut is chosen no transaction has an uncommitted entry: all
   entries up to the highest number seen are committed, hence seen by whoever sums them later.
3. A number drawn before that moment belongs to a transaction that has ended, or was drawn without the lock. Should
   the latter be inserted after all, the trigger on each row refuses every number up to the highest cut. It looks
   after it has the lock, so the cut is committed and (READ COMMITTED, a new snapshot for each query of a trigger)
   seen. Whatever happens, no entry enters at or below a cut: the refusal is what the proof rests on, the order of
   drawing only makes it never happen. It is a serialization failure, which `coop.db.retrying` repeats.
4. No line joins a committed or sealed entry, and neither is ever changed (migration 0002). So the postings up to a
   cut are final, and so are their sums.
5. SQLite has one writer: numbers are drawn, inserted and committed one transaction after the other. The refusal is
   there too, for numbers given by hand.

A reader first asks how far the sums go (one number) and then adds the newest sums up to it and the entries after it.
The rows it reads are never changed, so it may read them in two statements even when a cut is made in between.
Nothing depends on PostgreSQL's transaction numbers, which a restored backup would take to another server.
"""

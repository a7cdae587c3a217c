"""Alembic's entry: the engine comes from `coop.db.migrate`, the tables from `coop.schema`."""

from alembic import context

from coop.schema import metadata

engine = context.config.attributes.get("engine")
if engine is None:
    from coop.config import load
    from coop.db.engine import make_engine

    engine = make_engine(load().database_owner_url)

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        compare_type=True,
        include_object=lambda obj, name, type_, reflected, compare_to: not (
            # Search indexes are kept by triggers of their own and are no tables of ours.
            type_ == "table" and (name.startswith("listing_words") or name.startswith("sqlite_"))
        ),
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()

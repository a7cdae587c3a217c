"""Alembic's entry: the engine comes from `coop.db.migrate`, the tables from `coop.schema`."""

from alembic import context

from coop.db.drift import ours
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
        include_object=ours,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()

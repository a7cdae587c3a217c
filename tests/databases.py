"""Databases of the tests' PostgreSQL server, made and dropped whole."""

from __future__ import annotations

import psycopg

from coop.db.local_postgres import LocalPostgres


def create_database(server: LocalPostgres, name: str, template: str = "template1") -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")


def drop_database(server: LocalPostgres, name: str) -> None:
    """Drop it, whoever is still connected."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

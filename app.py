"""The WSGI door: `gunicorn app:app`."""

from coop import create_app

app = create_app()

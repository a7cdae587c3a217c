"""A browser and the demo to point it at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser import demo as demos
from tests.browser.demo import Demo, Served
from tests.conftest import absent
from tests.sharing import made_once


@pytest.fixture(scope="session")
def browser():
    """The machine's Chromium."""
    try:
        chromium.executable()
    except chromium.NoChromium as reason:
        absent(str(reason))
    with chromium.launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def seeded_demo(browser, shared_folder) -> Path:
    """A seeded demo, made once for all processes of a run. Copy it before anything is changed.

    `COOP_TEST_DEMO` names a folder to keep it in between runs, for whoever works on these tests.
    """
    return made_once(Path(os.environ.get("COOP_TEST_DEMO", shared_folder / "demo")), demos.seed)


@pytest.fixture(scope="session")
def demo_site(seeded_demo, tmp_path_factory) -> Iterator[Demo]:
    """The demo, served, for reading."""
    yield from _served(seeded_demo, tmp_path_factory.mktemp("reading") / "demo")


@pytest.fixture(scope="session", params=[True, False], ids=["with-javascript", "without-javascript"])
def javascript(request) -> bool:
    """Walks are walked twice."""
    return bool(request.param)


@pytest.fixture(scope="session")
def site(javascript, seeded_demo, tmp_path_factory) -> Iterator[Demo]:
    """The demo, served, for walks that book, vote and pay; a fresh one for those without JavaScript."""
    yield from _served(seeded_demo, tmp_path_factory.mktemp("changing") / "demo")


def _served(seeded: Path, folder: Path) -> Iterator[Demo]:
    served = Served(demos.copy(seeded, folder))
    try:
        yield served.start()
    finally:
        served.stop()

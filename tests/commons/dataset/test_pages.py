"""The data page and the dataset's descriptions for programs."""

from __future__ import annotations

import csv
import gzip
import io
import re

import pytest

from coop.commons.dataset.licences import LICENCES
from coop.config import Settings
from coop.policies.register import REGISTER

CASTS = {"integer": int, "number": float, "date": str, "datetime": str, "string": str, "array": str, "object": str}


def test_pages_say_all_and_stay_small(client, books):
    for address in ("/data", "/data/api", "/api"):
        page = client.get(address)
        assert page.status_code == 200
        assert len(gzip.compress(page.data)) < 15_000, address
    data = client.get("/data").text
    assert "postings[].amount" in data
    assert "Creative Commons Attribution" in data
    assert f'<td class="n">{len(REGISTER)}</td>' in data


def test_every_link_within_the_pages_leads_somewhere(client, books):
    anchors = {address: set(re.findall(r' id="([^"]+)"', client.get(address).text))
               for address in ("/data", "/data/api", "/api")}
    for address in anchors:
        for target in re.findall(r'href="([^"]*#[^"]+)"', client.get(address).text):
            page, _, anchor = target.partition("#")
            if (page or address) in anchors:
                assert anchor in anchors[page or address], (address, target)


def test_the_licence_is_the_co_ops_choice(app, books):
    app.extensions["coop_settings"] = app.extensions["coop_settings"].model_copy(update={"data_licence": "ODbL-1.0"})
    client = app.test_client()
    assert "opendatacommons.org" in client.get("/data").text
    assert client.get("/data/datapackage.json").json["licenses"][0]["name"] == "ODbL-1.0"
    assert client.get("/api/v1/coop").json["licence"] == "ODbL-1.0"
    assert set(LICENCES) == set(Settings.model_fields["data_licence"].annotation.__args__)


def test_the_data_package_describes_the_files_as_they_are(client, books, app):
    package = client.get("/data/datapackage.json").json
    site_url = app.extensions["coop_settings"].site_url
    assert {"name", "licenses", "resources", "title"} <= set(package)
    assert len({resource["name"] for resource in package["resources"]}) == len(package["resources"]) == 13
    for resource in package["resources"]:
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", resource["name"])
        answer = client.get(resource["path"].removeprefix(site_url))
        assert answer.status_code == 200
        assert answer.mimetype == resource["mediatype"]
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])
        if resource["format"] == "csv":
            rows = list(csv.DictReader(io.StringIO(answer.text)))
            assert rows
            assert list(rows[0]) == names
            for field in resource["schema"]["fields"]:
                for row in rows:
                    if row[field["name"]]:
                        CASTS[field["type"]](row[field["name"]])


def test_the_linked_description_names_every_download(client, books):
    answer = client.get("/data/dataset.jsonld")
    assert answer.mimetype == "application/ld+json"
    said = answer.json
    assert said["@type"] == ["Dataset", "dcat:Dataset"]
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    downloads = {one["name"] for one in said["distribution"]}
    assert {"export.zip", "entries.csv", "entries.jsonl", "books.beancount", "API"} <= downloads
    assert all(one["contentUrl"].startswith("http") for one in said["distribution"])


def test_programs_find_the_descriptions_from_the_page(client, books):
    heads = re.findall(r'<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"', client.get("/data").text)
    assert {kind for kind, _href in heads} == {"application/ld+json", "application/json", "application/atom+xml"}
    for kind, href in heads:
        assert client.get(href).mimetype == kind


@pytest.mark.parametrize("address", ["/data", "/data/api", "/api"])
def test_what_is_new_is_reached_from_the_front_page(client, books, address):
    seen, waiting = set(), ["/"]
    for page in waiting:
        if page in seen or len(seen) > 40:
            continue
        seen.add(page)
        text = client.get(page).text
        waiting += re.findall(r'href="(/(?:data|api|exports|ledger)?|/data/api)[#"]', text)
    assert address in seen

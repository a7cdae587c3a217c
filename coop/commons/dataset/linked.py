"""The dataset for catalogues and search engines: schema.org and DCAT in one JSON-LD document."""

from __future__ import annotations

from typing import Any

from coop.commons.dataset.catalogue import Offered
from coop.commons.dataset.licences import Licence

CONTEXT = {"@vocab": "https://schema.org/", "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
           "dcat:accessURL": {"@type": "@id"}, "dcat:downloadURL": {"@type": "@id"}, "dct:license": {"@type": "@id"},
           "dct:accrualPeriodicity": {"@type": "@id"}, "license": {"@type": "@id"}, "url": {"@type": "@id"},
           "contentUrl": {"@type": "@id"}}


def linked(files: list[Offered], licence: Licence, *, name: str, site_url: str, about: str) -> dict[str, Any]:
    """One dataset, with a distribution for each file, the whole zip and the API."""
    whole = _distribution("export.zip", "application/zip", f"{site_url}/exports/export.zip", licence)
    return {
        "@context": CONTEXT,
        "@id": f"{site_url}/data",
        "@type": ["Dataset", "dcat:Dataset"],
        "name": name,
        "dct:title": name,
        "description": about,
        "dct:description": about,
        "url": f"{site_url}/data",
        "license": licence.url,
        "dct:license": licence.url,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": name, "url": f"{site_url}/"},
        "dct:accrualPeriodicity": "http://publications.europa.eu/resource/authority/frequency/CONT",
        "distribution": [
            whole,
            *(_distribution(each.name, each.media_type, f"{site_url}{each.path}", licence)
              for each in files if each.path),
            {"@type": ["DataDownload", "dcat:Distribution"], "name": "API", "encodingFormat": "application/json",
             "contentUrl": f"{site_url}/api/v1/", "dcat:accessURL": f"{site_url}/api/v1/", "license": licence.url},
        ],
    }


def _distribution(name: str, media_type: str, url: str, licence: Licence) -> dict[str, Any]:
    return {"@type": ["DataDownload", "dcat:Distribution"], "name": name, "encodingFormat": media_type,
            "contentUrl": url, "dcat:downloadURL": url, "dcat:mediaType": media_type, "license": licence.url}

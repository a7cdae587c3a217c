"""The public face as JSON, version 1: no key, no cookie, the same for everybody."""

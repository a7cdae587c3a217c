"""A client, a listing, a time: from request to completion."""

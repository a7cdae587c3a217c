"""What the fake accepts is what the client library can send, name by name; anything else is refused as unknown."""

from __future__ import annotations

import types
import typing

import pytest
import stripe
import stripe.params
import stripe.params.checkout
from stripe import RequestOptions
from typing_extensions import is_typeddict

from coop.demo.cards.engine.params import Address, Flag, Hash, Labels, Many, Span, Text, Whole
from coop.demo.cards.engine.routes import ENDPOINTS
from coop.demo.cards.engine.settings import API_VERSION
from coop.demo.cards.server import CardServer
from coop.demo.cards.web import interface  # noqa: F401  importing it registers every endpoint

_BY_NAME = [pytest.param(each, id=f"{each.method} {each.path}") for each in ENDPOINTS]


def library_type(endpoint):
    place = stripe.params
    *way, name = endpoint.library.split(".")
    for step in way:
        place = getattr(place, step)
    return getattr(place, name)


def fields_of(typed_dict):
    """Its own fields: how a request is made (key, timeout) is no parameter."""
    hints = typing.get_type_hints(typed_dict, localns={"StripeContext": str, "Mapping": dict})
    return {name: hint for name, hint in hints.items() if name not in RequestOptions.__annotations__}


def within(hint):
    """The typed dictionaries, members of lists, and plain types that a hint allows."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return [one for part in typing.get_args(hint) for one in within(part)]
    return [hint]


def differences(accepts, typed_dict, at=""):
    """Where what is accepted is not what the library can send."""
    known = fields_of(typed_dict)
    for name, kind in accepts.items():
        here = f"{at}[{name}]" if at else name
        if name not in known:
            yield f"{here}: unknown to {typed_dict.__name__}"
            continue
        yield from _differences_of(kind, within(known[name]), here)


def _differences_of(kind, allowed, here):
    dicts = [one for one in allowed if is_typeddict(one)]
    lists = [one for one in allowed if typing.get_origin(one) is list]
    if isinstance(kind, Hash):
        if not dicts:
            yield f"{here}: no hash in the library"
        else:
            reports = [list(differences(kind.fields, one, here)) for one in dicts]
            yield from min(reports, key=len)
    elif isinstance(kind, Many):
        members = [one for each in lists for one in within(typing.get_args(each)[0])]
        if not members:
            yield f"{here}: no list in the library"
        else:
            yield from _differences_of(kind.item, members, f"{here}[]")
    elif isinstance(kind, Whole) and int not in allowed:
        yield f"{here}: no integer in the library ({allowed})"
    elif isinstance(kind, Flag) and bool not in allowed:
        yield f"{here}: no boolean in the library ({allowed})"
    elif isinstance(kind, Span) and not (int in allowed and dicts):
        yield f"{here}: no span in the library ({allowed})"
    elif isinstance(kind, Text) and not isinstance(kind, Address):
        words = {word for one in allowed if typing.get_origin(one) is typing.Literal for word in typing.get_args(one)}
        unknown = set(kind.choices) - words if words else set()
        if unknown:
            yield f"{here}: {sorted(unknown)} are none of the library's {sorted(words)}"
        if not words and str not in allowed:
            yield f"{here}: no text in the library ({allowed})"


def test_the_fake_and_the_library_speak_the_same_version():
    assert stripe.api_version == API_VERSION


@pytest.mark.parametrize("endpoint", _BY_NAME)
def test_every_parameter_is_one_the_library_sends(endpoint):
    assert list(differences(endpoint.accepts, library_type(endpoint))) == []


@pytest.mark.parametrize("endpoint", _BY_NAME)
def test_what_must_be_given_is_what_the_library_requires(endpoint):
    library = library_type(endpoint)
    required = {name for name, kind in endpoint.accepts.items() if kind.required}
    # The library leaves to the server what is required in one use only; what it requires, the fake must.
    missing = {name for name in library.__required_keys__ if name in endpoint.accepts} - required
    assert missing == set()
    assert set(library.__required_keys__) <= set(endpoint.accepts)


@pytest.fixture(scope="module")
def asker():
    with CardServer() as server:
        yield stripe.StripeClient(server.key, base_addresses={"api": server.url}, max_network_retries=0)


@pytest.mark.parametrize("endpoint", _BY_NAME)
def test_an_unknown_parameter_is_refused_by_name(asker, endpoint):
    path = endpoint.path.replace("<", "").replace(">", "")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        asker.raw_request(endpoint.method.lower(), path, made_up="1")
    assert (refused.value.code, refused.value.param) == ("parameter_unknown", "made_up")


def test_the_walk_would_find_a_difference():
    from stripe.params import TransferCreateParams

    found = list(differences({"amout": Whole(), "amount": Flag(), "metadata": Labels(), "destination": Hash(),
                              "source_type": Text(choices=("gold",))}, TransferCreateParams))
    assert len(found) == 4


@pytest.mark.parametrize(("sent", "code", "param"), [
    ({"currency": "eur"}, "parameter_missing", "amount"),
    ({"currency": "eur", "amount": "1.5"}, "parameter_invalid_integer", "amount"),
    ({"currency": "eur", "amount": -1}, "parameter_invalid_integer", "amount"),
    ({"currency": "", "amount": 100}, "parameter_invalid_empty", "currency"),
    ({"currency": "euros", "amount": 100}, None, "currency"),
    ({"currency": "eur", "amount": 100, "confirm": "maybe"}, None, "confirm"),
    ({"currency": "eur", "amount": 100, "capture_method": "never"}, None, "capture_method"),
    ({"currency": "eur", "amount": 100, "metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
    ({"currency": "eur", "amount": 100, "metadata": {str(n): "v" for n in range(51)}}, None, "metadata"),
    ({"currency": "eur", "amount": 100, "automatic_payment_methods": {"enabled": True, "colour": "red"}},
     "parameter_unknown", "automatic_payment_methods[colour]"),
    ({"currency": "eur", "amount": 100, "return_url": "somewhere"}, "url_invalid", "return_url"),
    ({"currency": "eur", "amount": 100, "payment_method": "pm_none"}, "resource_missing", "payment_method"),
    ({"currency": "eur", "amount": 100, "expand": ["nothing"]}, None, "expand"),
])
def test_what_is_wrong_is_named(client, sent, code, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.payment_intents.create(sent)
    assert (refused.value.http_status, refused.value.code, refused.value.param) == (400, code, param)
    assert client.payment_intents.list().data == []

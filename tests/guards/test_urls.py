"""Every address stands on this list, which says who may open it. A new one that is not here fails."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

EVERYBODY = "everybody"
MEMBER = "member"
ORGANIZER = "organizer"
DEMO = "demo"
ALLAUTH = "allauth"

ACCESS: dict[str, str] = {}


def addresses(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """`(name, route)` of every pattern; an unnamed one goes by its route."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield (f"{namespace}{pattern.name}" if pattern.name else route, route)


def test_every_address_is_on_the_list():
    found = {name for name, _route in addresses(get_resolver()) if not name.startswith("admin:")}
    assert found == set(ACCESS)

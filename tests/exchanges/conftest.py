import pytest

from directory import needs
from mutualaid.base import network
from mutualaid.base.models import Network


@pytest.fixture(autouse=True)
def _fresh():
    """What the pages hold in memory between requests belongs to one test."""
    needs.forget()
    network.forget()
    yield
    needs.forget()
    network.forget()


@pytest.fixture
def alder(db):
    """A network that was set up: an area of 24 km by 24 km, its grid's origin in the south-west corner."""
    found = Network.objects.create(
        pk=1,
        name="Alder Mutual Aid",
        area_name="Alder",
        area_south=51.0,
        area_west=4.0,
        area_north=51.216,
        area_east=4.343,
        grid_latitude=51.0,
        grid_longitude=4.0,
        languages=["en", "es"],
    )
    network.forget()
    return found

"""Names of places to points: accents, typos, files."""

import pytest
from django.core.management import CommandError, call_command

from directory import gazetteer
from directory.models import Place
from tests.factories.directory import PlaceFactory

pytestmark = pytest.mark.django_db


def named(text):
    return [str(place) for place in gazetteer.find(text)]


@pytest.fixture
def places():
    PlaceFactory(name="Los Ángeles", key="los angeles", context="CA", weight=200)
    PlaceFactory(name="East Los Angeles", key="east los angeles", context="CA", weight=3)
    PlaceFactory(name="Springfield", key="springfield", context="IL", weight=9)
    PlaceFactory(name="Springfield", key="springfield", context="MA", weight=20)
    PlaceFactory(name="90011", key="90011", kind=Place.Kind.POSTCODE, context="Los Ángeles")
    PlaceFactory(name="90012", key="90012", kind=Place.Kind.POSTCODE, context="Los Ángeles")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Los Angeles", "Los Ángeles, CA"),
        ("los ángeles", "Los Ángeles, CA"),
        ("  LOS   ANGELES ", "Los Ángeles, CA"),
        ("los angelse", "Los Ángeles, CA"),
        ("Los Ang", "Los Ángeles, CA"),
        ("springfield", "Springfield, MA"),
        ("Springfield, IL", "Springfield, IL"),
        ("90011", "90011, Los Ángeles"),
    ],
)
def test_find(places, text, first):
    assert named(text)[0] == first


@pytest.mark.parametrize("text", ["", "   ", "zzzz", "90999", "%", "'"])
def test_find_nothing(places, text):
    assert named(text) == []


@pytest.mark.parametrize("text", ["los angeles", "los angelse", "zzzz"])
def test_find_is_one_statement(places, django_assert_num_queries, text):
    with django_assert_num_queries(1):
        gazetteer.find(text)


def test_a_line_of_a_name_is_no_other_letter(places):
    PlaceFactory(name="A_B", key="a_b", context="CA")
    assert named("a_b") == named("A_") == ["A_B, CA"]
    assert named("spring_ield") == ["Springfield, MA", "Springfield, IL"]


def test_load_a_dump_of_places(tmp_path):
    file = tmp_path / "XX.txt"
    row = ["1", "Alderton", "", "", "51.0", "4.0", "P", "PPL", "XX", "", "QU", *[""] * 3, "5000", *[""] * 4]
    lake = [*row[:1], "Alder Lake", *row[2:6], "H", *row[7:]]
    file.write_text("\t".join(row) + "\n" + "\t".join(lake) + "\n")

    call_command("load_places", file)
    call_command("load_places", file)

    assert [(str(one), one.weight) for one in Place.objects.all()] == [("Alderton, QU", 5000)]


def test_load_postcodes(tmp_path):
    file = tmp_path / "codes.txt"
    file.write_text(
        "\t".join(["XX", "QX9", "Alderton", "Q", "QU", "", "", "", "", "51.0", "4.0", "4"]) + "\n"
    )
    call_command("load_places", file)
    assert named("qx9") == ["QX9, Alderton"]


def test_load_refuses_a_file_cut_in_half(tmp_path):
    file = tmp_path / "codes.txt"
    file.write_text("XX\tQX9\tAlder")
    with pytest.raises(CommandError, match=r"line 1: not a GeoNames row .* Nothing was stored"):
        call_command("load_places", file)


def test_names_are_suggested_while_somebody_types(places, client):
    response = client.get("/directory/places/", {"q": "los ang"})
    assert response.content.decode().split("\n") == ['<option value="Los Ángeles, CA"></option>', ""]
    assert response["Cache-Control"] == "private, no-store"
    assert not response.cookies


@pytest.mark.parametrize("text", ["", "   ", "nowhere at all", "<script>"])
def test_nothing_is_suggested_where_nothing_is_known(places, client, text):
    assert client.get("/directory/places/", {"q": text}).content.decode().strip() == ""


def test_suggested_name_cannot_break_out_of_the_list(client):
    PlaceFactory(name='Alder"><b>', key="alder b")
    page = client.get("/directory/places/", {"q": "alder"}).content.decode()
    assert '<option value="Alder&#34;&gt;&lt;b&gt;' in page

"""The pages that people ask for, and what they are made of."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from directory import booklet, browse, needs, pocket
from directory.models import ListingRow
from exchanges import board, matching
from exchanges.models import Post, PostRow
from members.models import Person, User
from mutualaid.site.seeding import ORIGIN

from .. import floor
from . import parts
from .browser import Browser, Scenario

NEAR = f"/directory/?near={ORIGIN[0]},{ORIGIN[1]}&within=5"
NEAR_25 = f"/directory/?near={ORIGIN[0]},{ORIGIN[1]}&within=25"


def all_of_them() -> list[Scenario]:
    """Those of every round, in the database that is connected."""
    anyone, member = Browser(), Browser(member_user())
    return [
        anyone.page("empty view", "/bench/empty/"),
        Scenario("template floor", floor.jinja2()),
        Scenario("the same in Django's", floor.django()),
        Scenario("nearest 20", parts.nearest),
        *_directory(anyone),
        *_board(anyone, member),
        Scenario("match of one post", parts.match()),
        Scenario("typo suggestion", parts.typo()),
    ]


def member_user() -> User:
    """A member in the middle, with a square of 1 km, who knows what fits their posts."""
    person = Person.objects.filter(cell_m=1000).order_by("pk")[0]
    person.cell_x = person.cell_y = 0
    user, _created = User.objects.get_or_create(email="member@bench.example")
    Person.objects.filter(user=user).exclude(pk=person.pk).update(user=None)
    person.user = user
    person.last_seen_on = timezone.now().date()
    person.save()
    for post in Post.objects.filter(row__published=True, person=person).order_by("pk"):
        matching.store(post.pk, matching.fitting(post))
    return user


def listing_address(anyone: Browser) -> str:
    """One of a place with a page."""
    slugs = _places().values_list("slug", flat=True)[:20]
    return anyone.first_there(f"/directory/{slug}/" for slug in slugs)


def post_address(anyone: Browser) -> str:
    """One that everybody may see."""
    posts = PostRow.objects.filter(published=True, audience="everybody").order_by("pk")
    return anyone.first_there(f"/exchanges/{key}/" for key in posts.values_list("public_id", flat=True)[:20])


def _places() -> QuerySet[ListingRow]:
    rows = ListingRow.objects.filter(published=True, service__isnull=False, location__isnull=False)
    return rows.order_by("service_id", "location_id")


def _directory(anyone: Browser) -> list[Scenario]:
    need = needs.tree().roots[0].slug
    word = _places().values_list("name", flat=True)[7].split()[0]
    directory, far = anyone.page("directory", NEAR), anyone.page("directory, 25 km", NEAR_25)
    return [
        Scenario("directory SQL", parts.statement_of(directory)),
        Scenario("directory template", parts.template_of(directory)),
        directory,
        parts.with_cards(50, browse, directory),
        Scenario("directory, 25 km SQL", parts.statement_of(far)),
        far,
        anyone.page("directory, a need", f"{NEAR}&need={need}"),
        anyone.page("directory, text", f"{NEAR}&q={word}"),
        anyone.page("directory, text anywhere", f"/directory/?q={word}"),
        anyone.page("directory, meaning", f"{NEAR}&q=help+with+food"),
        anyone.page("directory, meaning anywhere", "/directory/?q=somewhere+to+sleep"),
        anyone.page("directory, typo", f"{NEAR}&q={word[:-1]}q"),
        anyone.page("directory, open now", f"{NEAR}&open=now"),
        anyone.page("directory, no place", "/directory/"),
        anyone.page("suggestions", f"/directory/suggestions/?q={word[:4]}"),
        anyone.page("guided search", "/directory/help/"),
        anyone.page("listing", listing_address(anyone)),
        anyone.page("pocket guide", "/directory/print/"),
        *([Scenario("pocket guide, booklet", _booklet)] if booklet.is_there() else []),
        Scenario("HSDS page", lambda: anyone.get("/hsds/services?page=3"), is_page=True),
    ]


def _board(anyone: Browser, member: Browser) -> list[Scenario]:
    need = needs.tree().roots[0].slug
    post, page = post_address(anyone), member.page("board", "/exchanges/")
    return [
        Scenario("board, who asks SQL", parts.statement_of(page, "FROM members_session")),
        Scenario("board SQL", parts.statement_of(page)),
        Scenario("board template", parts.template_of(page)),
        page,
        parts.with_cards(50, board, page),
        member.page("board, a need", f"/exchanges/?need={need}"),
        anyone.page("board, newcomer", "/exchanges/"),
        anyone.page("post, newcomer", post),
        member.page("post", post),
        member.page("/me/", "/me/"),
    ]


def _booklet() -> bytes:
    """The whole of it but for the request, which would soon be told that it asks too often."""
    return booklet.make(pocket.of_address(None, QueryDict()), size="a4")

import pytest

from members.models import Block, Person, Report, User
from mutualaid.base import belongings
from mutualaid.base.models import Mail
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def told(person):
    return {policy.model: list(rows) for policy, rows in belongings.of(person)}


def test_somebody_is_told_who_they_are_and_no_fingerprint():
    found = told(PersonFactory(name="Anabel", slip_hash="x" * 64, user__password="secret"))
    assert (found[Person][0]["name"], found[User][0]["email"][:9]) == ("Anabel", "neighbour")
    assert not {"slip_hash", "user", "id", "password"} & {*found[Person][0], *found[User][0]}


def test_nobody_is_told_who_blocked_or_reported_them():
    ana, ben = PersonFactory(), PersonFactory()
    Block.objects.create(blocker=ben, blocked=ana)
    Report.objects.create(
        reporter=ben, person=ana, kind="person", subject_id="x", category="other", words="W"
    )
    assert (told(ana)[Block], told(ana)[Report]) == ([], [])
    assert len(told(ben)[Block]) == 1
    assert [row["words"] for row in told(ben)[Report]] == ["W"]


def test_whom_they_blocked_and_what_they_reported_forgets_them():
    ana, ben = PersonFactory(), PersonFactory()
    Block.objects.create(blocker=ben, blocked=ana)
    made = Report.objects.create(
        reporter=ben, person=ana, kind="post", subject_id="x", category="other", words="W", excerpt="E"
    )
    belongings.erase(ben)
    made.refresh_from_db()
    assert (made.reporter, made.words, made.excerpt, made.person) == (None, "", "E", ana)
    assert not Block.objects.exists()


def test_mails_that_wait_for_them_go_and_no_others():
    ana, ben = PersonFactory(), PersonFactory()
    for address in (ana.user.email.upper(), ben.user.email):
        Mail.objects.create(to=address, subject="x", text="x")
    belongings.erase(ana)
    assert [row.to for row in Mail.objects.all()] == [ben.user.email]


def test_a_blank_row_is_nobody_s():
    person = PersonFactory(user=None, name="Anabel", slip_hash="x", phone="555 0100", about="A")
    before = person.public_id
    belongings.blank(person, keep=["status"])
    person.refresh_from_db()
    assert (person.name, person.phone, person.about, person.cell, person.slip_hash) == ("", "", "", None, "")
    assert person.public_id != before

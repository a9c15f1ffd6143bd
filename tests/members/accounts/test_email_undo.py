"""Another address, undone for three days by whoever reads the former one."""

import re
from datetime import timedelta

import pytest
import time_machine as clock
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.accounts import sessions
from members.actions import addresses
from members.models import FormerAddress, User
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry, Mail
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "old@example.org", "new@example.org"


@pytest.fixture
def ana(a_network):
    return PersonFactory(name="Anabel", user__email=OLD)


def change(ana, to=NEW):
    """Returns the link of the mail to the former address."""
    actions.change_email(user=User.objects.get(pk=ana.user.pk), email=to)
    text = Mail.objects.latest("pk").text
    return re.search(r"http://[^/]+(/accounts/email/undo/\S+)", text)[1]


def email_of(person):
    return User.objects.get(pk=person.user.pk).email


def test_changing_it_on_the_page_ends_all_other_sessions_and_tells_the_old_one(ana, enter, last_code):
    here, elsewhere = enter(ana), enter(ana)
    here.post(reverse("account_email"), {"email": NEW})
    here.post(reverse("account_code"), {"code": last_code()})
    assert here.get("/accounts/sessions/").status_code == 200
    assert elsewhere.get("/accounts/sessions/").status_code == 302
    told = Mail.objects.latest("pk")
    assert told.to == OLD
    assert "/accounts/email/undo/" in told.html
    assert NEW not in told.text + told.html
    assert "Anabel" not in told.text + told.html + told.subject


def test_link_asks_and_its_button_undoes_it(ana, enter):
    link = change(ana)
    thief = enter(ana)
    assert Client().get(link).status_code == 200
    assert Client().head(link).status_code == 200
    assert email_of(ana) == NEW
    page = Client(enforce_csrf_checks=True).post(link)
    assert "The change is undone" in page.text
    assert email_of(ana) == OLD
    assert thief.get("/accounts/sessions/").status_code == 302
    assert list(Mail.objects.order_by("-pk").values_list("to", flat=True)[:2]) == [NEW, OLD]
    assert not FormerAddress.objects.exists()
    assert AuditEntry.objects.filter(action="account.email_undo").count() == 1


def test_twice_too_late_altered_and_nobody_s_look_the_same(ana):
    link = change(ana)
    with clock.travel(timezone.now() + timedelta(hours=72, minutes=1)):
        late = Client().get(link)
    Client().post(link)
    used, altered = Client().get(link), Client().post(link[:-2] + "x/")
    nobody = Client().get(reverse("account_email_undo", args=["nothing"]))
    pages = (late, used, altered, nobody)
    assert [page.status_code for page in pages] == [404] * 4
    said = {page.text[page.text.index("<main") : page.text.index("</main>")] for page in pages}
    assert len(said) == 1


def test_link_of_an_older_change_is_nothing_after_a_new_one(ana):
    link = change(ana)
    change(ana, OLD)
    assert not FormerAddress.objects.filter(email_hash=addresses.address_hash(OLD)).exists()
    change(ana)
    assert Client().post(link).status_code == 404
    assert email_of(ana) == NEW


def test_whoever_changed_it_is_out_by_every_way(ana):
    ana.user.set_password("the owner's own words")
    ana.user.save()
    kept = Authenticator.objects.create(
        user=ana.user, type="webauthn", data={}, created_at=timezone.now() - timedelta(days=3)
    )
    link = change(ana)
    Authenticator.objects.create(user=ana.user, type="totp", data={})
    User.objects.get(pk=ana.user.pk).set_password("the thief's")
    Client().post(link)
    assert list(Authenticator.objects.all()) == [kept]
    assert not User.objects.get(pk=ana.user.pk).has_usable_password()


def test_a_chain_of_changes_is_undone_from_its_beginning(ana):
    first, second = change(ana, "b@example.org"), change(ana, "c@example.org")
    Client().post(first)
    assert email_of(ana) == OLD
    assert Client().post(second).status_code == 404
    assert email_of(ana) == OLD


def test_the_end_of_a_chain_leaves_its_beginning_open(ana):
    first, second = change(ana, "b@example.org"), change(ana, "c@example.org")
    Client().post(second)
    assert email_of(ana) == "b@example.org"
    Client().post(first)
    assert email_of(ana) == OLD


def test_nobody_else_gets_a_former_address_for_three_days(ana, last_code):
    change(ana)
    other = PersonFactory().user
    with pytest.raises(NotNow, match="belonged to another account"):
        actions.change_email(user=other, email=OLD)
    client = Client()
    client.post(reverse("account_signup"), {"email": OLD})
    page = client.post(reverse("account_code"), {"code": last_code()})
    assert "This address belonged to another account until a short while ago." in page.text
    assert not User.objects.filter(email=OLD).exists()
    with clock.travel(timezone.now() + timedelta(hours=72, minutes=1)):
        assert actions.change_email(user=User.objects.get(pk=other.pk), email=OLD).email == OLD


def test_its_owner_may_go_back(ana):
    change(ana)
    actions.change_email(user=ana.user, email=OLD)
    assert email_of(ana) == OLD
    assert FormerAddress.objects.get().email == NEW


def test_it_is_stored_encrypted_and_only_three_days(ana):
    change(ana)
    with connection.cursor() as cursor:
        cursor.execute("SELECT f::text, convert_from(email, 'UTF8') FROM members_formeraddress f")
        assert "old@" not in repr(cursor.fetchall())
    now = timezone.now()
    assert addresses.purge_addresses(now + timedelta(hours=71)) == 0
    assert addresses.purge_addresses(now + timedelta(hours=73)) == 1


def test_undoing_what_is_gone_is_refused(ana):
    change(ana)
    former = FormerAddress.objects.get()
    actions.undo_email(former=former)
    with pytest.raises(NotAllowed):
        actions.undo_email(former=former)
    assert sessions.end_sessions(ana.user) == 0


def test_undone_from_a_browser_that_is_signed_in_to_it(ana, enter):
    link, here, other = change(ana), enter(ana), enter(PersonFactory())
    session = here.session
    session[sessions.HERE] = {"since": "2026-01-01", "used": "2026-01-01"}
    session.save()
    assert here.post(link).status_code == 200
    assert here.get("/accounts/sessions/").status_code == 302
    assert other.post(change(ana)).status_code == 200
    assert other.get("/accounts/sessions/").status_code == 200

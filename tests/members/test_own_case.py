"""An organizer who was reported finds nothing of it; nobody finds out who reported."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from members import actions
from members.models import Notice
from members.viewers import viewer_of
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.members.test_admin import sign_in

pytestmark = pytest.mark.django_db
SECRET = "They followed me home"


@pytest.fixture
def case(a_network):
    """Oluwa, an organizer, was reported by Reporter R; Mai organizes too."""
    olu, mai, reporter = (
        OrganizerFactory(name="Oluwa"),
        OrganizerFactory(name="Mai"),
        PersonFactory(name="Reporter R"),
    )
    report = actions.report(
        by=reporter,
        viewer=viewer_of(reporter.user),
        kind="person",
        subject_id=olu.public_id,
        category="safety",
        words=SECRET,
    )
    return olu, mai, reporter, report


def lists():
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]


def everything(client, report):
    """All pages of the admin that could tell of the case, with what one can ask of them."""
    pages = ["/admin/", *lists()]
    pages += [f"{page}?q={word}" for page in lists() for word in (report.public_id, "Oluwa", "Reporter")]
    pages += [
        f"/admin/members/report/?state={state}&category__exact=safety" for state in ("all", "done", "open")
    ]
    pages += ["/admin/base/auditentry/?action__exact=report.make"]
    case = f"/admin/members/report/{report.pk}/"
    pages += [f"{case}{end}" for end in ("change/", "history/")]
    pages += ["/members/notices/", "/me/"]
    return {page: client.get(page, follow=True) for page in pages}


def test_the_reported_organizer_finds_nothing(case):
    olu, mai, _reporter, report = case
    client = sign_in(Client(), olu, "code", "mfa")
    before = {page: answer.text for page, answer in everything(client, report).items()}
    telling = {
        page
        for page, text in before.items()
        if SECRET in text or f"report/{report.pk}/" in _without_forms(text)
    }
    assert telling == set()
    assert "Reports to decide: <strong>0</strong>" in before["/admin/"]
    assert report.public_id not in _rows(before["/admin/base/auditentry/"])
    assert Notice.objects.filter(person=olu).count() == 0
    actions.resolve_report(by=mai, subject=report, decision="kept", reason="nothing")
    after = {page: answer.text for page, answer in everything(client, report).items()}
    assert report.public_id not in _rows(after["/admin/base/auditentry/"])
    assert "report.decide" not in after["/admin/base/auditentry/?action__exact=report.make"]


def test_another_organizer_finds_the_case_and_not_who_told(case):
    _olu, mai, _reporter, report = case
    answers = everything(sign_in(Client(), mai, "code", "mfa"), report)
    page = answers[f"/admin/members/report/{report.pk}/change/"].text
    assert (SECRET in page, "Oluwa" in page) == (True, True)
    named = {
        page
        for page, answer in answers.items()
        if "Reporter R" in _rows(answer.text) and not page.startswith("/admin/members/person/")
    }
    assert named == set()


@pytest.mark.parametrize("end", ["change/", "history/", "delete/"])
def test_the_own_case_answers_like_none(case, end):
    olu, _mai, _reporter, report = case
    client = sign_in(Client(), olu, "code", "mfa")
    answers = [client.get(f"/admin/members/report/{pk}/{end}", follow=True) for pk in (report.pk, 987654)]
    assert len({answer.status_code for answer in answers}) == 1
    own, none = [_bare(answer, pk) for answer, pk in zip(answers, (report.pk, 987654), strict=True)]
    assert own == none


@pytest.mark.parametrize(
    "address",
    [
        "report/?reporter={reporter}",
        "report/?reporter__id__exact={reporter}&state=all",
        "report/?reporter__name__startswith=Rep&state=all",
        "report/?state=all&status__in=open&reporter__isnull=0",
        "person/?reports_made__id__exact={report}",
        "person/?reports_made__isnull=0",
        "person/?reports_met__isnull=0",
        "person/?blocks_made__blocked={olu}",
    ],
)
def test_no_address_asks_who_it_was(case, address):
    olu, mai, reporter, report = case
    client = sign_in(Client(), mai, "code", "mfa")
    asked = address.format(reporter=reporter.pk, report=report.pk, olu=olu.pk)
    assert client.get(f"/admin/members/{asked}").status_code == 400


def test_the_audit_does_not_tell_of_blocks(case):
    """Somebody who blocks a minute after a report was made is who made it."""
    olu, mai, reporter, _report = case
    actions.block(by=reporter, person=olu)
    page = sign_in(Client(), mai, "code", "mfa").get("/admin/base/auditentry/").text
    assert "Reporter R" not in page
    assert 'class="field-what">report<' in page


def _rows(text):
    """What stands in a list, without the words that were searched for."""
    return re.sub(r"(?s)<form id=\"changelist-search\".*?</form>|<div id=\"toolbar\">.*?</form>", "", text)


def _bare(answer, pk):
    """Without what differs each time."""
    return (
        re.sub(r"csrfmiddlewaretoken\" value=\"\w+", "", answer.text)
        .replace(f"/{pk}/", "")
        .replace(f"%2F{pk}%2F", "")
        .replace(f"“{pk}”", "")
    )


def _without_forms(text):
    return re.sub(r"\?next=[^\"]*", "", text)

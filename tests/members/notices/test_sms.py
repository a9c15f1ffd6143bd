"""Texts: only where a provider is set, to a number that was proved, and saying nothing."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from members import notices, retention, tasks
from members.models import Mobile, Person
from members.notices import actions, sms
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.members import PersonFactory
from tests.outbox import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("some_kinds")]
PAGE, NUMBER = "/members/settings/notices/", "/members/settings/notices/number/"
TEXTED = []


class Provider:
    def send(self, *, to, text):
        TEXTED.append((to, text))


class Broken:
    def send(self, *, to, text):
        raise ValueError(f"{to} refused: {text}")


@pytest.fixture
def texted(settings):
    settings.SMS_BACKEND = f"{__name__}.Provider"
    TEXTED.clear()
    return TEXTED


@pytest.fixture
def me(client, a_network):
    person = PersonFactory()
    client.force_login(person.user)
    return person


@pytest.fixture
def confirmed(texted, me):
    return Mobile.objects.create(person=me, number="+15550142", confirmed_at=timezone.now())


def jobs(name):
    return list(ProcrastinateJob.objects.filter(task_name=name).order_by("pk").values_list("args", flat=True))


def test_texts_are_offered_nowhere_without_a_provider(client, me):
    Mobile.objects.create(person=me, number="+15550142", confirmed_at=timezone.now())
    page = client.get(PAGE).text
    assert "By text message" not in page
    assert 'value="sms"' not in page
    assert client.get(NUMBER).status_code == 404
    with pytest.raises(NotAllowed):
        actions.ask_number(by=me, number="+15550142")


def test_a_provider_that_is_not_there_is_said_at_once(settings):
    settings.SMS_BACKEND = "nowhere.Provider"
    with pytest.raises(SystemExit, match="SMS_BACKEND: No module named 'nowhere'"):
        sms.refuse_nonsense()


def test_a_number_is_given_and_proved(client, me, texted):
    assert 'value="sms"' not in client.get(PAGE).text
    assert client.post(NUMBER, {"number": "00 1 (555) 01-42"}).url == NUMBER
    mobile = Mobile.objects.get()
    assert jobs("members.text_code") == [{"mobile_id": mobile.pk}]
    tasks.text_code(mobile_id=mobile.pk)
    assert texted == [("+15550142", f"{mobile.code} is your code.")]
    assert "+15550142" in client.get(NUMBER).text
    spaced = f"{mobile.code[:3]} {mobile.code[3:]}"
    assert client.post(NUMBER, {"code": spaced}).url == PAGE
    mobile.refresh_from_db()
    assert mobile.code == ""
    assert mobile.confirmed_at is not None
    page = client.get(PAGE).text
    assert 'value="sms"' in page
    assert "Your number for texts" in page


def test_number_and_code_are_encrypted_in_the_database(me, texted):
    code = actions.ask_number(by=me, number="+15550142").code
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, code FROM members_mobile")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"5550142" not in stored
    assert code.encode() not in stored


@pytest.mark.parametrize("number", ["", "555 0142", "+0 555 0142", "+1", "+15550142x", "+1555014212345678"])
def test_what_is_no_number_is_said_and_not_texted(client, me, texted, number):
    answer = client.post(NUMBER, {"number": number})
    assert answer.status_code == 200
    assert "field-error" in answer.text
    assert Mobile.objects.count() == 0


def test_wrong_codes_are_counted_and_the_right_one_comes_too_late(client, me, texted):
    mobile = actions.ask_number(by=me, number="+15550142")
    wrong = "000000" if mobile.code != "000000" else "111111"
    for _try in range(5):
        assert "not the code that we sent" in client.post(NUMBER, {"code": wrong}).text
    assert "too many wrong codes" in client.post(NUMBER, {"code": mobile.code}).text
    mobile.refresh_from_db()
    assert mobile.confirmed_at is None


def test_an_old_code_is_refused(me, texted):
    mobile = actions.ask_number(by=me, number="+15550142")
    later = timezone.now() + timedelta(minutes=16)
    with time_machine.travel(later, tick=False), pytest.raises(NotNow, match="more than 15 minutes"):
        actions.confirm_number(by=me, typed=mobile.code)


def test_a_code_is_ones_own(me, texted):
    mobile = actions.ask_number(by=me, number="+15550142")
    with pytest.raises(NotNow, match="no code"):
        actions.confirm_number(by=PersonFactory(), typed=mobile.code)


def test_nobody_can_have_a_stranger_texted_all_day(me, texted):
    for _ask in range(3):
        actions.ask_number(by=me, number="+15550142")
    with pytest.raises(limits.TooMany):
        actions.ask_number(by=me, number="+15550143")
    with pytest.raises(limits.TooMany):
        actions.ask_number(by=PersonFactory(), number="+15550142")


def test_another_number_has_to_be_proved_first(client, me, confirmed):
    client.post(NUMBER, {"number": "+15550143"})
    assert not sms.reaches(me)


def test_a_number_is_forgotten(client, me, confirmed):
    client.post(f"{NUMBER}remove/")
    assert Mobile.objects.count() == 0


def test_a_number_that_nobody_proved_goes_after_a_day(me, confirmed, texted):
    other = PersonFactory()
    actions.ask_number(by=other, number="+15550143")
    assert retention.purge_numbers(timezone.now() + timedelta(hours=25)) == 1
    assert Mobile.objects.get() == confirmed


# --- Being texted ----------------------------------------------------------------------------------------


def test_texts_are_off_until_switched_on(client, me, confirmed):
    notices.notify(me, "test.answer")
    hand_over()
    assert jobs("members.text") == []
    client.post(PAGE, {"group_swaps": ["mail", "sms"]})
    notices.notify(me, "test.answer")
    hand_over()
    assert jobs("members.text") == [{"person_id": me.pk}]


def test_a_text_says_nothing_but_where(me, confirmed, texted):
    tasks.text(person_id=me.pk)
    assert texted == [("+15550142", "There is something new for you: http://localhost:8000")]


def test_at_most_one_text_an_hour_messages_too(client, me, confirmed):
    client.post(PAGE, {"group_messages": ["sms"], "group_swaps": ["sms"]})
    noon = timezone.now()
    for minutes, expected in ((0, 1), (10, 1), (61, 2)):
        with time_machine.travel(noon + timedelta(minutes=minutes), tick=False):
            notices.notify(me, "test.wrote", url=f"/{minutes}/")
            hand_over()
        assert len(jobs("members.text")) == expected


@pytest.mark.parametrize("change", [{"status": "suspended"}, {"status": "left"}])
def test_somebody_who_is_not_here_is_not_texted(me, confirmed, texted, change):
    Person.objects.update(**change)
    tasks.text(person_id=me.pk)
    assert texted == []


def test_a_text_that_is_tried_again_waits_for_the_end_of_quiet_hours(settings, me, confirmed, texted):
    Person.objects.update(quiet_from=time(22), quiet_until=time(7))
    evening = datetime.fromisoformat("2026-05-05T21:59+02:00")
    settings.SMS_BACKEND = f"{__name__}.Broken"
    with time_machine.travel(evening, tick=False), pytest.raises(sms.Unreachable):
        tasks.text(person_id=me.pk)
    settings.SMS_BACKEND = f"{__name__}.Provider"
    with time_machine.travel(evening + timedelta(minutes=2), tick=False):
        tasks.text(person_id=me.pk)
    assert texted == []
    job = ProcrastinateJob.objects.get(task_name="members.text")
    morning = datetime.fromisoformat("2026-05-06T07:00+02:00")
    assert (job.args, job.scheduled_at) == ({"person_id": me.pk}, morning)
    with time_machine.travel(morning, tick=False):
        tasks.text(**job.args)
    assert len(texted) == 1


def test_a_code_comes_in_quiet_hours_too(me, texted):
    """They asked for it just now."""
    Person.objects.update(quiet_from=time(0), quiet_until=time(23, 59))
    mobile = actions.ask_number(by=me, number="+15550142")
    tasks.text_code(mobile_id=mobile.pk)
    assert len(texted) == 1


def test_a_number_that_is_not_proved_is_not_texted(me, texted):
    actions.ask_number(by=me, number="+15550142")
    tasks.text(person_id=me.pk)
    assert texted == []


def test_a_failure_does_not_tell_the_number(settings, me, confirmed):
    settings.SMS_BACKEND = f"{__name__}.Broken"
    with pytest.raises(sms.Unreachable) as raised:
        tasks.text(person_id=me.pk)
    assert str(raised.value) == "ValueError"
    assert raised.value.__suppress_context__


def test_the_console_writes_what_would_be_sent(settings, me, confirmed, capsys):
    settings.SMS_BACKEND = "members.notices.sms.Console"
    tasks.text(person_id=me.pk)
    assert capsys.readouterr().out.startswith("Text to +15550142: There is something new")

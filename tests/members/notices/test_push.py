"""Web push: who is woken, by what request, and where no request may go."""

import threading
from datetime import datetime, time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests
import time_machine
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from py_vapid import Vapid02

from members import notices
from members.models import Device, Person
from members.notices import actions, push
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.members import PersonFactory
from tests.outbox import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("some_kinds")]
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc:DEF-1_2"
PAGE = "/members/settings/notices/"


@pytest.fixture
def offered(settings):
    settings.VAPID_PRIVATE_KEY = "B" * 42 + "A"
    settings.VAPID_CONTACT = "mailto:olu@example.org"


@pytest.fixture
def service(monkeypatch):
    """A push service on this machine that answers `status`; `asked` is what it got."""

    class Service(HTTPServer):
        status, asked = 201, []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.server.asked.append((self.path, dict(self.headers), body))
            self.send_response(self.server.status)
            if self.server.status == 307:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = Service(("127.0.0.1", 0), Handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    real = requests.post

    def here(url, **rest):
        return real(
            url.replace("https://fcm.googleapis.com", f"http://127.0.0.1:{server.server_port}"), **rest
        )

    monkeypatch.setattr(push.requests, "post", here)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def device(offered):
    return actions.add_device(by=PersonFactory(), endpoint=ENDPOINT)


def jobs():
    rows = ProcrastinateJob.objects.filter(task_name="members.push").order_by("pk")
    return list(rows.values_list("args", flat=True))


# --- Which addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "endpoint",
    [
        ENDPOINT,
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://web.push.apple.com/QOXp",
        "https://wns2-par02p.notify.windows.com/w/?token=BQ%2f",
        "https://push.neighbours.example/x",
    ],
)
def test_the_push_services_are_known(settings, endpoint):
    settings.PUSH_HOSTS = ["push.neighbours.example"]
    assert push.is_known(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/x",
        "https://example.org/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest",
        "https://fcm.googleapis.com.example.org/x",
        "https://evil-fcm.googleapis.com/x",
        "https://push.apple.com.evil.example/x",
        "https://notify.windows.com/x",
        "https://fcm.googleapis.com:8080/x",
        "https://fcm.googleapis.com@example.org/x",
        "https://example.org\\@fcm.googleapis.com/x",
        "https://example.org#@fcm.googleapis.com/x",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/x\r\nHost: example.org",
        "https://fcm.googleapis.com/" + "x" * 1000,
    ],
)
def test_no_other_address_is_asked(endpoint):
    assert not push.is_known(endpoint)


# --- Devices ---------------------------------------------------------------------------------------------


def test_push_is_offered_only_where_there_is_a_key(client, settings):
    client.force_login(PersonFactory().user)
    assert "On your devices" not in client.get(PAGE).text
    client.post(f"{PAGE}devices/", {"endpoint": ENDPOINT})
    assert Device.objects.count() == 0


def test_the_page_offers_the_key_without_a_device(client, offered):
    client.force_login(PersonFactory().user)
    page = client.get(PAGE).text
    assert f'data-push="{push.public_key()}"' in page
    assert "/sw.js?language=en" in page
    assert 'value="push"' not in page


def test_a_device_is_added_listed_and_removed(client, offered):
    me = PersonFactory()
    client.force_login(me.user)
    assert client.post(f"{PAGE}devices/", {"endpoint": ENDPOINT}).url == PAGE
    device = Device.objects.get()
    page = client.get(PAGE).text
    assert (device.person, device.endpoint) == (me, ENDPOINT)
    assert "Added " in page
    assert "fcm.googleapis" not in page
    assert page.count('value="push"') == page.count('value="mail"') > 0
    client.post(f"{PAGE}devices/{device.pk}/")
    assert Device.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same(client, offered, django_assert_num_queries, number):
    me = PersonFactory()
    client.force_login(me.user)
    for device in range(number):
        actions.add_device(by=me, endpoint=f"{ENDPOINT}{device}")
    client.get(PAGE)
    with django_assert_num_queries(4):
        client.get(PAGE)


def test_an_address_elsewhere_is_refused_and_said(client, offered):
    client.force_login(PersonFactory().user)
    answer = client.post(f"{PAGE}devices/", {"endpoint": "https://example.org/x"}, follow=True)
    assert "This browser cannot be told" in answer.text
    assert Device.objects.count() == 0


def test_the_address_is_encrypted_in_the_database(device):
    with connection.cursor() as cursor:
        cursor.execute("SELECT endpoint, endpoint_hash FROM members_device")
        [(stored, hashed)] = cursor.fetchall()
    assert b"fcm" not in bytes(stored)
    assert len(hashed) == 64


def test_twice_is_once_and_a_shared_browser_is_the_last_ones(device):
    actions.add_device(by=device.person, endpoint=ENDPOINT)
    assert Device.objects.count() == 1
    other = PersonFactory()
    actions.add_device(by=other, endpoint=ENDPOINT)
    assert list(Device.objects.values_list("person", flat=True)) == [other.pk]


def test_the_oldest_device_makes_room(device):
    for number in range(actions.MOST_DEVICES):
        actions.add_device(by=device.person, endpoint=f"{ENDPOINT}{number}")
    assert device.person.devices.count() == actions.MOST_DEVICES
    assert not Device.objects.filter(pk=device.pk).exists()


def test_anothers_device_is_no_page(client, device):
    other = PersonFactory()
    client.force_login(other.user)
    assert client.post(f"{PAGE}devices/{device.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.remove_device(by=other, device=device)
    assert Device.objects.count() == 1


def test_without_a_key_no_device_is_added():
    with pytest.raises(NotNow):
        actions.add_device(by=PersonFactory(), endpoint=ENDPOINT)


# --- Being woken -----------------------------------------------------------------------------------------


def test_each_device_is_woken_once_for_all_that_is_due(device):
    second = actions.add_device(by=device.person, endpoint=f"{ENDPOINT}2")
    actions.add_device(by=PersonFactory(), endpoint=f"{ENDPOINT}3")
    notices.notify(device.person, "test.answer")
    notices.notify(device.person, "test.wrote")
    hand_over()
    assert jobs() == [{"device_id": device.pk}, {"device_id": second.pk}]


def test_a_push_carries_nothing_but_our_signature(device, service):
    push.wake(device.pk)
    [(path, headers, body)] = service.asked
    assert (path, body) == ("/fcm/send/abc:DEF-1_2", b"")
    assert headers["TTL"] == "86400"
    assert Vapid02.verify(headers["Authorization"])
    assert f"k={push.public_key()}" in headers["Authorization"]
    said = " ".join([path, *headers.values()])
    assert [word for word in ("answer", device.person.name, "olu@example.org") if word in said] == []


@pytest.mark.parametrize(("status", "left"), [(201, 1), (404, 0), (410, 0), (400, 1), (307, 1)])
def test_a_device_that_is_gone_is_forgotten(device, service, status, left):
    service.status = status
    push.wake(device.pk)
    assert Device.objects.count() == left
    assert [path for path, _headers, _body in service.asked] == ["/fcm/send/abc:DEF-1_2"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_cannot_now_is_asked_again_later(device, service, status):
    service.status = status
    with pytest.raises(push.Unreachable):
        push.wake(device.pk)
    assert Device.objects.count() == 1


def test_a_device_that_is_asked_again_sleeps_through_quiet_hours(device, service):
    Person.objects.update(quiet_from=time(22), quiet_until=time(7))
    night = datetime.fromisoformat("2026-05-05T22:01+02:00")
    with time_machine.travel(night, tick=False):
        push.wake(device.pk)
    assert service.asked == []
    job = ProcrastinateJob.objects.get(task_name="members.push")
    morning = datetime.fromisoformat("2026-05-06T07:00+02:00")
    assert (job.args, job.scheduled_at) == ({"device_id": device.pk}, morning)
    with time_machine.travel(morning, tick=False):
        push.wake(device.pk)
    assert len(service.asked) == 1


def test_a_failure_does_not_tell_the_address(device, monkeypatch):
    def fails(url, **rest):
        raise requests.ConnectionError(f"no route to {url}")

    monkeypatch.setattr(push.requests, "post", fails)
    with pytest.raises(push.Unreachable) as raised:
        push.wake(device.pk)
    assert (str(raised.value), raised.value.__cause__, raised.value.__suppress_context__) == (
        "ConnectionError",
        None,
        True,
    )


@pytest.mark.parametrize("change", [{"status": "suspended"}, {"status": "left"}])
def test_somebody_who_is_not_here_is_not_woken(device, service, change):
    Person.objects.update(**change)
    push.wake(device.pk)
    assert service.asked == []


def test_an_address_that_is_known_no_more_is_not_asked(device, service):
    Device.objects.update(endpoint="https://example.org/x")
    push.wake(device.pk)
    push.wake(0)
    assert service.asked == []


def test_switched_off_for_a_group(client, device):
    client.force_login(device.person.user)
    client.post(PAGE, {"group_swaps": ["mail"], "group_messages": ["mail", "push"]})
    notices.notify(device.person, "test.answer")
    hand_over()
    assert jobs() == []
    notices.notify(device.person, "test.wrote")
    hand_over()
    assert jobs() == [{"device_id": device.pk}]

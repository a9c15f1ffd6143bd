import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from mutualaid.base import limits, network
from mutualaid.base.middleware import local_time
from mutualaid.base.models import Bucket, Network, Salt

NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_salt():
    limits._salts.clear()
    yield
    limits._salts.clear()


def passes(kind, key, *, tries=100, **options):
    passed = 0
    for _ in range(tries):
        try:
            limits.spend(kind, key, **options)
            passed += 1
        except limits.TooMany:
            pass
    return passed


@pytest.mark.django_db
@pytest.mark.parametrize("kind", limits.LIMITS)
def test_each_limit_passes_exactly_its_number(kind):
    times = limits.LIMITS[kind].times
    assert passes(kind, 1, tries=times + 10, now=NOW) == times


@pytest.mark.django_db
def test_new_members_have_their_own_number():
    assert passes("post", 1, new=True, now=NOW) == 2


@pytest.mark.django_db
def test_refills_evenly_and_says_when():
    assert passes("code", "a@example.org", now=NOW) == 3
    with pytest.raises(limits.TooMany) as refused:
        limits.spend("code", "a@example.org", now=NOW)
    assert refused.value.retry_at == NOW + timedelta(minutes=20)
    assert passes("code", "a@example.org", now=refused.value.retry_at) == 1


@pytest.mark.django_db
def test_keys_and_kinds_are_counted_apart_and_case_is_not():
    assert passes("code", "a@example.org", now=NOW) == 3
    assert passes("code", "A@Example.org", now=NOW) == 0
    assert passes("code", "b@example.org", now=NOW) == 3
    assert passes("code_network", "a@example.org", now=NOW) == 30


@pytest.mark.django_db
def test_give_back_undoes_one():
    passes("sign_in_failed", 7, now=NOW)
    limits.give_back("sign_in_failed", 7, now=NOW)
    assert passes("sign_in_failed", 7, now=NOW) == 1


@pytest.mark.django_db
def test_nothing_stored_names_the_key_and_the_salt_dies():
    limits.spend("sign_up", "203.0.113.7", now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(b::text, '') FROM base_bucket b")
        assert b"203.0.113.7".hex() not in cursor.fetchone()[0]
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname IN ('base_salt', 'base_bucket')")
        assert cursor.fetchall() == [("u",), ("u",)]
    limits.purge(NOW + timedelta(days=1))
    assert (Bucket.objects.count(), Salt.objects.count()) == (1, 1)
    assert limits.purge(NOW + timedelta(days=2)) == 2
    assert (Bucket.objects.count(), Salt.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_new_day_begins_with_what_the_day_before_left():
    """Salts are the day's; at midnight nobody has anew what they spent a minute before."""
    evening = datetime(2030, 5, 1, 23, 59, tzinfo=UTC)
    assert passes("message", 1, now=evening) == 60
    assert passes("message", 1, now=evening + timedelta(minutes=2)) == 2
    assert passes("message", 1, now=evening + timedelta(minutes=12)) == 10
    assert passes("message", 2, now=evening + timedelta(minutes=12)) == 60
    assert passes("report", 1, now=evening) == 20
    assert passes("report", 1, now=evening + timedelta(hours=12)) == 10
    assert passes("report", 1, now=evening + timedelta(hours=36)) == 20


@pytest.mark.django_db
def test_organizers_lift_some_limits_in_a_crisis():
    Network.objects.create(pk=1, limits_lifted_until=NOW + timedelta(hours=1))
    network.forget()
    assert passes("message", 1, tries=70, now=NOW) == 70
    assert passes("report", 1, now=NOW) == 20
    assert passes("message", 1, tries=70, now=NOW + timedelta(hours=1)) == 60
    network.forget()


TRY = """
import sys
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from django.db import connection
from mutualaid.base import limits

now = datetime.fromisoformat(sys.argv[1])

def attempt(_):
    try:
        limits.spend("report", 1, now=now)
    except limits.TooMany:
        return 0
    finally:
        connection.close()
    return 1

print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(5) as pool:
    print(sum(pool.map(attempt, range(25))))
"""


@pytest.mark.django_db(transaction=True)
def test_fifty_tries_in_two_processes_pass_exactly_n():
    limits.spend("message", "warm the salt", now=NOW)
    parts = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(parts._replace(path="/" + connection.settings_dict["NAME"]))
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "mutualaid.settings"}
    command = [sys.executable, "-c", TRY, NOW.isoformat()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, env=env, **pipes) for _process in range(2)]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    passed = [int(process.communicate(timeout=30)[0]) for process in running]
    assert sum(passed) == limits.LIMITS["report"].times


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_tries_pass_exactly_n():
    limits.spend("message", "warm the salt", now=NOW)

    def attempt(_):
        try:
            limits.spend("report", 1, now=NOW)
        except limits.TooMany:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(attempt, range(50))) == limits.LIMITS["report"].times


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("not an address", ""),
    ],
)
def test_network_key(address, key):
    assert limits.network_key(RequestFactory().get("/", REMOTE_ADDR=address)) == key


def test_network_key_behind_proxies_believes_only_the_outermost_of_ours(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.7")
    settings.PROXY_HOPS = 1
    assert limits.network_key(request) == "203.0.113.7"
    settings.PROXY_HOPS = 3
    assert limits.network_key(request) == ""


@pytest.mark.django_db
def test_when_is_told_in_the_active_zone():
    back = timezone.now().replace(hour=12, minute=30)
    with timezone.override(ZoneInfo("Asia/Kathmandu")):
        assert limits.when(back).endswith("18:15")


@pytest.mark.django_db
def test_the_networks_zone_is_active_on_every_page():
    Network.objects.create(pk=1, zone="Asia/Kathmandu")
    network.forget()
    respond = local_time(lambda request: HttpResponse(timezone.get_current_timezone_name()))
    assert respond(RequestFactory().get("/")).text == "Asia/Kathmandu"
    network.forget()

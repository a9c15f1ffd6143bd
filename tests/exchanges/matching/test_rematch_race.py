"""The whole board is paired while its neighbours are about."""

import threading

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from exchanges import actions, tasks
from exchanges.models import Match
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.together import until_somebody_waits
from tests.worker import work

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_put_aside_meanwhile_stays_so_and_the_job_runs_again():
    request, offer = (make(needs=["lifts"], form="service") for make in (RequestFactory, PostFactory))
    tasks.rematch.defer(timestamp=0)
    job = threading.Thread(target=work, args=["matching"])
    with transaction.atomic():
        actions.put_aside(by=request.person, post=request, other=offer)
        job.start()
        assert until_somebody_waits()
    job.join()
    again = ProcrastinateJob.objects.get(task_name="exchanges.rematch")
    assert (again.status, again.attempts) == ("todo", 1)
    tasks.rematch(0)
    assert Match.objects.get().put_aside_by_request
    assert Match.objects.get().score > 0

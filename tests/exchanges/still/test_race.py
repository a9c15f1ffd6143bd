"""Two at the same moment."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from exchanges import actions
from exchanges.actions import still as module
from exchanges.models import Post, PostRow
from exchanges.still.links import Answer
from mutualaid.base.actions import NotNow
from tests.factories.exchanges import PostFactory
from tests.together import until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs):
    """Run each on a connection of its own: what came of each, sorted."""
    outcomes, start = [], threading.Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            outcomes.append(str(job()))
        except NotNow:
            outcomes.append("answered already")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.parametrize("other", [Answer.YES, Answer.NO])
def test_both_links_of_a_mail_at_once_are_one_answer(other):
    asked = timezone.now()
    post = PostFactory(asked_at=asked, confirmed_at=asked - timezone.timedelta(days=30))

    def answer(chosen):
        actions.answer_still_so(by=post.person, post=post, answer=chosen, moment=asked)
        return "done"

    outcomes = at_once(lambda: answer(Answer.YES), lambda: answer(other))
    assert outcomes == ["answered already", "done"]


def test_two_workers_ask_once():
    post = PostFactory(confirmed_at=timezone.now() - timezone.timedelta(days=40))
    outcomes = at_once(*[lambda: actions.pass_days(post_id=post.pk)] * 2)
    assert outcomes == ["None", "Step.ASK"]


@pytest.mark.parametrize(("locking", "published"), [(True, False), (False, True)])
def test_the_turn_of_the_day_overwrites_no_action(monkeypatch, locking, published):
    """While an author takes it back, the job reads the post as it was. Without the lock it writes that."""
    post = PostFactory()
    PostRow.objects.update(unit="of yesterday")  # the job has something to write
    if not locking:
        monkeypatch.setattr(module, "lock_posts", lambda ids: list(Post.objects.filter(pk__in=ids)))
    job = threading.Thread(target=lambda: (actions.turn_posts(ids=[post.pk]), connection.close()))
    with transaction.atomic():
        actions.withdraw_post(by=post.person, post=post)
        job.start()
        assert until_somebody_waits()
    job.join()
    assert PostRow.objects.get().published is published

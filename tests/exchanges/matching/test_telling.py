"""A new post: who hears of it, how few, in which order, how often."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.models import Need
from exchanges import actions, matching, tasks
from exchanges.actions import PostContent
from exchanges.matching import fairness
from exchanges.models import Asked, Match, Post
from members.models import Notice
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
RIDE = {"needs": ["lifts"], "form": "service"}


def told():
    return set(Notice.objects.filter(kind="match_found").values_list("person", flat=True))


def jobs():
    return [
        job.args["post_id"]
        for job in ProcrastinateJob.objects.filter(task_name="exchanges.match_post").order_by("pk")
    ]


def content(**values):
    need = list(Need.objects.filter(slug="lifts"))
    return PostContent(**{"kind": "request", "form": "service", "title": "A lift", "needs": need, **values})


def test_new_changed_and_reopened_posts_are_looked_at_by_a_job():
    person = PersonFactory()
    post = actions.create_post(by=person, content=content())
    actions.edit_post(by=person, post=post, content=content(title="Two lifts"))
    actions.pause_post(by=person, post=post)
    assert jobs() == [post.pk] * 2
    actions.reopen_post(by=person, post=post)
    assert jobs() == [post.pk] * 3


def test_post_that_an_organizer_put_back_is_looked_at_again():
    post = PostFactory(hidden_at=timezone.now(), hidden_reason="other")
    actions.restore_post(by=OrganizerFactory(), post=post)
    assert jobs() == [post.pk]


def test_whoever_offers_it_hears_of_a_request_and_finds_it_on_their_own_post():
    request, offer, other = RequestFactory(**RIDE), PostFactory(**RIDE), PostFactory(needs=["tutoring"])
    tasks.match_post(request.pk)
    notice = Notice.objects.get()
    assert (notice.person, notice.url) == (offer.person, f"{offer.get_absolute_url()}#fits")
    assert other.person_id not in told()
    assert Match.objects.get().told_at is not None
    assert list(Asked.objects.values_list("person", "count")) == [(offer.person_id, 1)]


def test_whoever_asked_for_it_hears_of_an_offer_which_is_no_asking():
    request, offer = RequestFactory(**RIDE), PostFactory(**RIDE)
    tasks.match_post(offer.pk)
    assert told() == {request.person_id}
    assert not Asked.objects.exists()


def test_job_run_twice_tells_nobody_twice():
    request, _offer = RequestFactory(**RIDE), PostFactory(**RIDE)
    for _ in range(2):
        tasks.match_post(request.pk)
    assert Notice.objects.count() == Match.objects.count() == 1
    assert Asked.objects.get().count == 1


def test_pair_is_told_once_whoever_of_the_two_is_looked_at():
    request, offer = RequestFactory(**RIDE), PostFactory(**RIDE)
    tasks.match_post(request.pk)
    tasks.match_post(offer.pk)
    assert told() == {offer.person_id}


def test_job_for_a_post_that_is_gone_does_nothing():
    request, _offer = RequestFactory(**RIDE, status="withdrawn"), PostFactory(**RIDE)
    tasks.match_post(request.pk)
    tasks.match_post(10**9)
    assert not Match.objects.exists()
    assert not Notice.objects.exists()


def test_only_few_hear_of_a_post_however_often_it_is_changed():
    request = RequestFactory(**RIDE)
    for _ in range(3):
        for _ in range(5):
            PostFactory(**RIDE)
        tasks.match_post(request.pk)
        assert len(told()) == fairness.MOST_TOLD


def test_somebody_with_several_fitting_posts_hears_once():
    request, offer = RequestFactory(**RIDE), PostFactory(**RIDE)
    PostFactory(**RIDE, person=offer.person)
    tasks.match_post(request.pk)
    assert Notice.objects.count() == 1


def test_nobody_is_told_of_what_barely_fits():
    request = RequestFactory(**RIDE)
    PostFactory(needs=["bikes"], form="service", languages=["en"], cell_x=3)
    tasks.match_post(request.pk)
    assert told() == set()


def test_of_equals_whoever_was_asked_least_recently_is_asked_first():
    request = RequestFactory(**RIDE)
    offers = [PostFactory(**RIDE) for _ in range(6)]
    now = timezone.now()
    for days, offer in enumerate(offers[:5], 1):
        matching.record_asked([offer.person_id], now - timedelta(days=days))
    tasks.match_post(request.pk)
    expected = [offers[5], offers[4], offers[3], offers[2]]
    assert told() == {offer.person_id for offer in expected}


def test_whoever_fits_much_better_comes_before_whoever_was_asked_less():
    request = RequestFactory(**RIDE)
    best = PostFactory(**RIDE)
    matching.record_asked([best.person_id])
    for _ in range(6):
        PostFactory(**RIDE, cell_x=2)
    tasks.match_post(request.pk)
    assert best.person_id in told()


def test_order_of_equals_is_the_same_for_a_post_and_another_for_the_next():
    requests = [RequestFactory(**RIDE) for _ in range(4)]
    for _ in range(12):
        PostFactory(**RIDE)
    chosen = [
        tuple(one.person_id for one in matching.to_tell(request.pk, matching.fitting(request)))
        for request in requests
        for _ in range(2)
    ]
    assert chosen[0::2] == chosen[1::2]
    assert len(set(chosen)) > 1


def test_organizer_hears_for_a_neighbour_by_phone():
    organizer = OrganizerFactory()
    caller = PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now())
    PostFactory(**RIDE, person=caller)
    tasks.match_post(RequestFactory(**RIDE).pk)
    assert told() == {organizer.pk}


def test_telling_takes_the_same_statements_for_many_candidates_as_for_few(django_assert_max_num_queries):
    def count():
        request = RequestFactory(**RIDE)
        with django_assert_max_num_queries(100) as found:
            actions.match_post(post_id=request.pk)
        return len(found)

    for _ in range(6):
        PostFactory(**RIDE)
    few = count()
    for _ in range(20):
        PostFactory(**RIDE)
    assert count() == few


# --- Put aside ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["request", "offer"])
def test_put_aside_is_not_shown_again_to_whoever_did(who):
    pair = {"request": RequestFactory(**RIDE), "offer": PostFactory(**RIDE)}
    mine, other = pair.pop(who), *pair.values()
    for _ in range(2):
        actions.put_aside(by=mine.person, post=mine, other=other)
        matching.rematch()
        tasks.match_post(mine.pk)
        assert matching.fitting(mine) == []
        assert [one.post_id for one in matching.fitting(other)] == [mine.pk]
    assert told() == set()


def test_only_ones_own_suggestions_are_put_aside():
    from mutualaid.base.actions import NotAllowed

    request, offer = RequestFactory(**RIDE), PostFactory(**RIDE)
    with pytest.raises(NotAllowed):
        actions.put_aside(by=PersonFactory(), post=request, other=offer)
    with pytest.raises(NotAllowed):
        actions.put_aside(by=request.person, post=request, other=RequestFactory())
    assert not Match.objects.exists()


def test_match_goes_when_either_post_is_over():
    from exchanges.retention import purge_asked, purge_matches

    request, offer = RequestFactory(**RIDE), PostFactory(**RIDE)
    tasks.match_post(request.pk)
    now = timezone.now()
    assert purge_matches(now) == purge_asked(now) == 0
    Post.objects.filter(pk=offer.pk).update(status="closed", closed_at=now)
    assert purge_matches(now + timedelta(seconds=1)) == 1
    assert purge_asked(now + timedelta(days=31)) == 1


def test_nobody_is_asked_for_what_words_alone_may_mean_unless_they_say_it_alike():
    request = RequestFactory(needs=["hands"], form="service", title="Dripping tap")
    offer = PostFactory(needs=["repairs"], form="service", title="Light switches, I was an electrician")
    assert [one.score.reasons[0] for one in matching.fitting(request)] == ["meant"], offer
    tasks.match_post(request.pk)
    assert told() == set()
    alike = PostFactory(needs=["repairs"], form="service", title="Taps and other plumbing")
    tasks.match_post(request.pk)
    assert told() == {alike.person_id}

"""What happened in the last two months, done again in order through the site's own actions."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from typing import NamedTuple

from django.utils import timezone, translation

from directory.models import Need
from exchanges import actions, turning
from exchanges.calendar import dates
from exchanges.models import Exchange, Post, Ring, project
from exchanges.still import rules
from exchanges.still.links import Answer
from members import actions as members
from members.models import Person, Report
from members.viewers import viewer_of

from ..pods import POSTS as OF_PODS
from ..posts import POSTS as OF_ALL
from ..threads import GATHERINGS, RINGS, SWAPS
from ..words import GatheringText, PostText, RingText, SwapText
from .again import clock_at, stable_hours, waking, without_mail
from .outbox import hand_over
from .people import Neighbours
from .pods import Pods
from .posts import actor, write

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
MAILS_OF = 3 * DAY  # the outbox holds the last days only
POSTS = (*OF_ALL, *OF_PODS)
TEXTS = {text.key: text for text in POSTS}


class Step(NamedTuple):
    """Something that somebody did at a moment."""

    moment: dt.datetime
    do: Callable[[], object]


class Past:
    """Everything that happened up to `now`. `posts` and `swaps` fill while it is done again."""

    def __init__(self, people: Neighbours, pods: Pods, now: dt.datetime) -> None:
        self.people = people
        self.pods = pods
        self.now = now
        self.needs = {need.slug: need for need in Need.objects.all()}
        self.posts: dict[str, Post] = {}
        self.swaps: dict[SwapText, Exchange] = {}
        self.rings: dict[RingText, Ring] = {}

    def replay(self) -> None:
        steps = [step for text in POSTS for step in self._of_post(text)]
        steps += [step for text in SWAPS for step in self._of_swap(text)]
        steps += [step for text in GATHERINGS for step in self._of_gathering(text)]
        steps += [step for text in RINGS for step in self._of_ring(text)]
        for step in sorted(steps, key=lambda step: step.moment):
            moment = waking(step.moment, self.now)
            is_old = moment < self.now - MAILS_OF
            with clock_at(moment), without_mail() if is_old else nullcontext():
                step.do()
                hand_over(moment)

    # --- Posts ----------------------------------------------------------------------------------

    def _of_post(self, text: PostText) -> Iterator[Step]:
        yield Step(self.now - text.ago * DAY - stable_hours(text.key, 9), partial(self._post, text))
        if text.reported:
            told = self._end_of(text) if text.state == "moderated" else self.now
            yield Step(told - 5 * HOUR, partial(self._report, text))
        if text.skips:
            yield Step(self.now - DAY, partial(self._skip, text))
        yield from self._still_so(text)
        if end := self._ending(text):
            yield Step(self._end_of(text), end)

    def _post(self, text: PostText) -> None:
        today, pod = timezone.localdate(self.now), self.pods.get(text.pod)
        self.posts[text.key] = write(text, self.people, self.needs, today, pod)

    def _skip(self, text: PostText) -> None:
        """One of its next dates, counted from 1, is left out."""
        date = dates.coming(self.posts[text.key])[(text.skips or 1) - 1]
        actions.skip_occurrence(by=actor(self.people[text.author]), occurrence=date)

    def _still_so(self, text: PostText) -> Iterator[Step]:
        """What a job does with a post that is a month old, and what its author answered that evening."""
        asked = self.now - text.ago * DAY + rules.ASK + DAY
        if asked < self.now:
            yield Step(asked, partial(self._ask, text))
        answered = asked + 5 * HOUR
        if answered < self.now and not text.is_asked:
            yield Step(answered, partial(self._answer_still_so, text))

    def _ask(self, text: PostText) -> None:
        actions.pass_days(post_id=self.posts[text.key].pk)

    def _answer_still_so(self, text: PostText) -> None:
        post = Post.objects.get(pk=self.posts[text.key].pk)
        if post.asked_at and not post.is_over:
            by = actor(self.people[text.author])
            actions.answer_still_so(by=by, post=post, answer=Answer.YES)

    def _ending(self, text: PostText) -> Callable[[], None] | None:
        return {
            "done": partial(self._close, text),
            "expired": partial(self._expire, text),
            "withdrawn": partial(self._by_author, text, actions.withdraw_post),
            "hidden": partial(self._by_author, text, actions.pause_post),
            "moderated": partial(self._hide, text),
        }.get(text.state)

    def _end_of(self, text: PostText) -> dt.datetime:
        """On its day where that is over; otherwise after its last swap, or half way from then to now."""
        ends = [self.now - swap.ago * DAY + _last(swap) + HOUR for swap in SWAPS if swap.post == text.key]
        if text.day is not None and text.day < 0:
            ends.append(self.now + text.day * DAY)
        return min(max(ends, default=self.now - text.ago * DAY / 2), self.now - HOUR / 6)

    def _close(self, text: PostText) -> None:
        """Many are closed already, when the last of it was handed over."""
        post = Post.objects.get(pk=self.posts[text.key].pk)
        if not post.is_over:
            actions.close_post(by=actor(self.people[text.author]), post=post)

    def _expire(self, text: PostText) -> None:
        actions.expire_post(post=self.posts[text.key])

    def _by_author(self, text: PostText, action: Callable[..., Post]) -> None:
        action(by=actor(self.people[text.author]), post=self.posts[text.key])

    def _report(self, text: PostText) -> None:
        who, category, words = text.reported or ("", "", "")
        by = self.people[who]
        members.report(
            by=by,
            viewer=viewer_of(by.user),
            kind="post",
            subject_id=self.posts[text.key].public_id,
            category=category,
            words=words,
        )

    def _hide(self, text: PostText) -> None:
        """Because it was reported, or because an organizer saw it."""
        by, post = self.people["marisol"], self.posts[text.key]
        if report := Report.objects.filter(subject_id=post.public_id).first():
            members.resolve_report(
                by=by, subject=report, decision=Report.Decision.HIDDEN, reason=Report.Reason.AGREEMENT
            )
        else:
            actions.hide_post(by=by, post=post, reason=Post.HiddenReason.SELLING)

    # --- Swaps ----------------------------------------------------------------------------------

    def _of_swap(self, text: SwapText) -> Iterator[Step]:
        start = self.now - text.ago * DAY
        yield Step(start, partial(self._propose, text))
        if text.state != "proposed":
            yield Step(start + text.answered * HOUR, partial(self._answer, text))
        for number, (who, hours, words) in enumerate(text.says):
            moment = start + hours * HOUR + number * dt.timedelta(seconds=1)
            yield Step(moment, partial(self._say, text, who, words))
        if text.state == "lent":
            yield Step(start + _end(text), partial(self._hand_over, text))
        if text.state in {"done", "failed"}:
            yield Step(start + _end(text), partial(self._finish, text))
        for number, (who, words) in enumerate(text.thanks, 1):
            yield Step(start + _end(text) + number * HOUR / 4, partial(self._thank, text, who, words))

    def _propose(self, text: SwapText) -> None:
        post = self.posts[text.post]
        back = timezone.localdate(self.now - text.ago * DAY) + text.back_in * DAY
        with translation.override(text.language):
            self.swaps[text] = actions.propose(
                by=self.people[text.other],
                occurrence=post.occurrence,
                quantity=text.quantity,
                note=text.note,
                return_on=back if post.mode == Post.Mode.LEND else None,
            )

    def _answer(self, text: SwapText) -> None:
        author, other = self._author(text), actor(self.people[text.other])
        if text.state == "declined":
            actions.decline(by=author, exchange=self.swaps[text])
        elif text.state == "withdrawn":
            actions.withdraw(by=other, exchange=self.swaps[text])
        else:
            actions.accept(by=author, exchange=self.swaps[text])

    def _say(self, text: SwapText, who: str, words: str) -> None:
        with translation.override(self._language(text, who)):
            actions.say(by=actor(self.people[who]), thread=self.swaps[text].thread, text=words)

    def _hand_over(self, text: SwapText) -> None:
        actions.hand_over(by=actor(self.swaps[text].giver), exchange=self.swaps[text])

    def _finish(self, text: SwapText) -> None:
        action = actions.done if text.state == "done" else actions.did_not_happen
        action(by=actor(self.swaps[text].receiver), exchange=self.swaps[text])

    def _thank(self, text: SwapText, who: str, words: str) -> None:
        with translation.override(self._language(text, who)):
            actions.thank(by=actor(self.people[who]), exchange=self.swaps[text], text=words)

    # --- Gatherings -----------------------------------------------------------------------------

    def _of_gathering(self, text: GatheringText) -> Iterator[Step]:
        start = self.now - TEXTS[text.post].ago * DAY + 9 * HOUR
        for who, hours, people, brings in text.joins:
            yield Step(start + hours * HOUR, partial(self._join, text, who, people, brings))
        for who, hours in text.leaves:
            yield Step(start + hours * HOUR, partial(self._leave, text, who))
        for who, hours, words in text.says:
            yield Step(start + hours * HOUR, partial(self._say_to_all, text, who, words))

    def _join(self, text: GatheringText, who: str, people: int, brings: str) -> None:
        person, time = self.people[who], self.posts[text.post].occurrence
        actions.join_gathering(by=actor(person), person=person, occurrence=time, people=people, brings=brings)

    def _leave(self, text: GatheringText, who: str) -> None:
        coming = self.people[who].comings.get(occurrence__post=self.posts[text.post])
        actions.leave_gathering(by=actor(coming.person), coming=coming)

    def _say_to_all(self, text: GatheringText, who: str, words: str) -> None:
        with translation.override("en"):
            thread = self.posts[text.post].occurrence.thread
            actions.say(by=actor(self.people[who]), thread=thread, text=words)

    # --- Rings ----------------------------------------------------------------------------------

    def _of_ring(self, text: RingText) -> Iterator[Step]:
        start = self.now - text.ago * DAY
        yield Step(start, partial(self._propose_ring, text))
        for who, hours in text.says_yes:
            yield Step(start + hours * HOUR, partial(self._say_yes, text, who))
        for number, (who, words) in enumerate(text.thanks):
            yield Step(start + (text.ended + number) * HOUR, partial(self._receive, text, who, words))

    def _propose_ring(self, text: RingText) -> None:
        pairs = [
            (self.posts[offer].occurrence, self.posts[request].occurrence) for offer, request in text.pairs
        ]
        self.rings[text] = actions.propose_ring(by=self.people[text.by], pairs=pairs)

    def _say_yes(self, text: RingText, who: str) -> None:
        actions.answer_ring(by=self.people[who], person=self.people[who], ring=self.rings[text], yes=True)

    def _receive(self, text: RingText, who: str, words: str) -> None:
        """They have what they asked for, and thank whoever gave it."""
        by = self.people[who]
        swap = Exchange.objects.get(ring_part__ring=self.rings[text], receiver=by)
        actions.done(by=by, exchange=swap)
        actions.thank(by=by, exchange=swap, text=words)

    def _author(self, text: SwapText) -> Person:
        return actor(self.people[TEXTS[text.post].author])

    def _language(self, text: SwapText, who: str) -> str:
        """Each writes in their own: the note's, or the post's."""
        return text.language if who == text.other else TEXTS[text.post].language


def _last(text: SwapText) -> dt.timedelta:
    """From the first note to the last words."""
    said = [hours for _who, hours, _words in text.says]
    return max([text.answered, text.ended, *said]) * HOUR


def _end(text: SwapText) -> dt.timedelta:
    """From the first note to "done"."""
    return text.ended * HOUR if text.ended else _last(text) + HOUR


def replay(people: Neighbours, pods: Pods, now: dt.datetime) -> tuple[int, int]:
    """Do it all again. Returns how many posts and swaps there are."""
    past = Past(people, pods, now)
    past.replay()
    return Post.objects.count(), Exchange.objects.count()


def project_again() -> None:
    """The board's rows of everything, once more: some people were paused since, and some dates came near."""
    turning.come_near()
    project(Post.objects.values_list("pk", flat=True))

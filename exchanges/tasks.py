"""Jobs about posts and swaps. They carry ids only, and can be run twice."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from mutualaid.base import clocks
from mutualaid.base.tasks import PATIENTLY

from . import actions, matching, turning

logger = logging.getLogger(__name__)

# Those who write matches come one after the other.
MATCHING = "exchanges.matching"
# Nobody is asked for anything at night.
DAYTIME = range(9, 21)


@app.task(name="exchanges.tell_of_post", queue="posts", pass_context=False)
def tell_of_post(post_id: int) -> None:
    """A post is new: tell those who keep a search that it is in and want to hear at once."""
    actions.tell_of_post(post_id)


@app.periodic(cron="*/15 * * * *")
@app.task(name="exchanges.tell_searches", queue="sweep", pass_context=False)
def tell_searches(timestamp: int) -> None:
    """Tell what is new in each kept search whose time has come."""
    actions.tell_due(timezone.now())


@app.task(name="exchanges.match_post", queue="matching", lock=MATCHING, retry=PATIENTLY, pass_context=False)
def match_post(post_id: int) -> None:
    """What fits a new or changed post, and who hears of it."""
    actions.match_post(post_id=post_id)


@app.periodic(cron="11 2 * * *")
@app.task(name="exchanges.rematch", queue="matching", lock=MATCHING, retry=PATIENTLY, pass_context=False)
def rematch(timestamp: int) -> None:
    """Each night: the rows of the board as of today, and all pairs anew.

    Once more where a post went or a pair came just when it was to be written.
    """
    rows, pairs = turning.renew(), matching.rematch()
    logger.info("%d posts, %d pairs", rows, pairs)


@app.periodic(cron="31 2 * * *")
@app.task(name="exchanges.rings", queue="matching", lock=MATCHING, pass_context=False)
def rings(timestamp: int) -> None:
    """Each night, once all pairs are known: let go of rings that wait in vain, propose new ones."""
    ended, proposed = actions.expire_rings(), actions.propose_found_rings()
    logger.info("%d rings ended, %d proposed", ended, proposed)


@app.periodic(cron="23 1 * * *")
@app.task(name="exchanges.turn_recurring", queue="sweep", pass_context=False)
def turn_recurring(timestamp: int) -> None:
    """Each night: the times of recurring posts that have come near, and what is over of them."""
    turning.come_near()


@app.periodic(cron="17 * * * *")
@app.task(name="exchanges.gatherings", queue="sweep", pass_context=False)
def gatherings(timestamp: int) -> None:
    """Remind of those that are tomorrow, ask about those that were, close what nobody said anything of."""
    now = timezone.now()
    actions.remind_gatherings(now=now)
    actions.ask_gatherings(now=now)
    actions.close_gatherings(now=now)


@app.periodic(cron="7 * * * *")
@app.task(name="exchanges.remind_returns", queue="sweep", pass_context=False)
def remind_returns(timestamp: int) -> None:
    """Each hour, and only from ten on the network's clock: what was lent is to come back, or is late."""
    actions.remind_returns(now=timezone.now())


@app.periodic(cron="11 * * * *")
@app.task(name="exchanges.nudge", queue="sweep", pass_context=False)
def nudge(timestamp: int) -> None:
    """Each hour: remind whoever has owed an answer for two days."""
    actions.nudge_due(timezone.now())


@app.periodic(cron="19 * * * *")
@app.task(name="exchanges.remind", queue="sweep", pass_context=False)
def remind(timestamp: int) -> None:
    """Each hour: remind the two of what they agreed on for tomorrow."""
    actions.remind_due(timezone.now())


@app.periodic(cron="1,16,31,46 * * * *")
@app.task(name="exchanges.turn_of_the_day", queue="exchanges", pass_context=False)
def turn_of_the_day(timestamp: int) -> None:
    """Soon after midnight, wherever the network is: what had its day leaves the board."""
    turning.turn()


@app.periodic(cron="21 * * * *")
@app.task(name="exchanges.still_so", queue="exchanges", pass_context=False)
def still_so(timestamp: int) -> None:
    """Each morning, or later that day where nobody worked in the morning: ask, remind, take down."""
    if timezone.localtime(timezone=clocks.zone()).hour in DAYTIME:
        turning.ask()

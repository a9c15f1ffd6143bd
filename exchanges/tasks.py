"""Jobs about posts and swaps. They carry ids only, and can be run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import actions


@app.task(name="exchanges.tell_of_post", queue="posts", pass_context=False)
def tell_of_post(post_id: int) -> None:
    """A post is new: tell those who keep a search that it is in and want to hear at once."""
    actions.tell_of_post(post_id)


@app.periodic(cron="*/15 * * * *")
@app.task(name="exchanges.tell_searches", queue="sweep", pass_context=False)
def tell_searches(timestamp: int) -> None:
    """Tell what is new in each kept search whose time has come."""
    actions.tell_due(timezone.now())

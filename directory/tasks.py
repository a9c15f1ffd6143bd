"""Jobs of the directory."""

import logging

from procrastinate.contrib.django import app

from mutualaid.base import words

from . import actions, projection

logger = logging.getLogger(__name__)


@app.periodic(cron="7 2 * * *")
@app.task(name="directory.renew_opening", queue="directory", pass_context=False)
def renew_opening(timestamp: int) -> None:
    """Each night: opening hours for 35 days ahead, what has not been checked for too long, the words."""
    rows = projection.rebuild()
    known = words.rebuild()
    logger.info("%d search rows renewed, %d words known", rows, known)


@app.task(name="directory.run_import", queue="directory", pass_context=False)
def run_import(run_id: int) -> None:
    """Try or store what an organizer brought."""
    actions.run_import(run_id)

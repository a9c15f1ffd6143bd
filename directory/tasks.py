"""Jobs of the directory."""

import logging

from procrastinate.contrib.django import app

from . import projection

logger = logging.getLogger(__name__)


@app.periodic(cron="7 2 * * *")
@app.task(name="directory.renew_opening", queue="directory", pass_context=False)
def renew_opening(timestamp: int) -> None:
    """Each night: opening hours for 35 days from today, and what has not been checked for too long."""
    rows = projection.project()
    logger.info("%d listings renewed", rows)

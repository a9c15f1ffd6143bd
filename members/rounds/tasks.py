"""Jobs of rounds and phone trees. They carry ids only, and can be run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ..models import Round
from . import actions


@app.task(name="members.turn_round", queue="notices", pass_context=False)
def turn(round_id: int) -> None:
    """Those who did not answer are called, or it is over: whichever is due."""
    actions.turn_round(round_id=round_id)


@app.task(name="members.mend_pod", queue="notices", pass_context=False)
def mend(pod_id: int) -> None:
    """Somebody came into a pod or left it: the phone tree follows."""
    actions.mend_pod(pod_id=pod_id)


@app.periodic(cron="2-59/5 * * * *")
@app.task(name="members.sweep_rounds", queue="sweep", pass_context=False)
def sweep_rounds(timestamp: int) -> None:
    """Every five minutes: what is due with a round whose job was lost."""
    for round_id in list(Round.objects.due(timezone.now()).values_list("pk", flat=True)):
        actions.turn_round(round_id=round_id)

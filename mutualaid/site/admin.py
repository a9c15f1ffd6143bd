"""What waits for organizers in the directory: that app stands below the one whose first page says so."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import worklist
from directory.models import ChangeRequest
from members.admin_site import waits


def _corrections(viewer: Any) -> int:
    return ChangeRequest.objects.filter(status=ChangeRequest.Status.OPEN).count()


def _calls(viewer: Any) -> int:
    return worklist.due_count(timezone.now())


waits(_("Corrections and suggestions"), _corrections, "admin:directory_changerequest_changelist")
waits(_("Calls to make"), _calls, "site:call_list")

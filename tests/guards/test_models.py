"""Every model says what happens to it, and only application code writes the audit."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.utils import ProgrammingError

from mutualaid.base import retention
from mutualaid.base.models import AuditEntry

OURS = {"base", "members", "directory", "exchanges", "site"}


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_every_model_declares_its_retention():
    declared = {policy.model for policy in retention.policies()}
    assert {model._meta.label for model in our_models()} - {model._meta.label for model in declared} == set()


def test_every_admin_goes_through_actions():
    from mutualaid.base.admin import ModelAdmin

    strangers = [
        model._meta.label
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in OURS and not isinstance(model_admin, ModelAdmin)
    ]
    assert strangers == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE base_auditentry SET action = 'x'", "DELETE FROM base_auditentry"]
)
def test_audit_cannot_be_changed_by_the_application(statement):
    AuditEntry.objects.create(action="post.hide", subject_type="post", subject_id="1")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE mutualaid_app")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(statement)


def test_every_kind_of_notice_is_in_a_group_and_has_a_subject():
    from members.notices import kinds

    assert {kind.group for kind in kinds._kinds.values()} - set(kinds.groups()) == set()
    assert [name for name, kind in kinds._kinds.items() if not 0 < len(str(kind.title)) < 60] == []

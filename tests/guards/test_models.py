"""Every model says what happens to it, and only application code writes the audit."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.db.models import F, Q
from django.db.utils import ProgrammingError

from members.models import Person
from mutualaid.base import belongings, retention
from mutualaid.base.models import AuditEntry
from tests.personal import is_personal, protects, somebody

OURS = {"base", "members", "directory", "exchanges", "site"}


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_every_model_declares_its_retention():
    declared = {policy.model for policy in retention.policies()}
    assert {model._meta.label for model in our_models()} - {model._meta.label for model in declared} == set()


def personal():
    return [policy for policy in retention.policies() if is_personal(policy.model)]


def test_every_personal_table_is_in_the_export_or_says_why_not():
    silent = [
        policy.model._meta.label
        for policy in personal()
        if not (policy.export or policy.not_exported or belongings.whose(policy, Person))
    ]
    assert silent == [], "declare with mine=, export= or not_exported="


def goes(model):
    """By a key that cascades, from a person or from what goes itself; or by an eraser."""
    policy = retention.policy_of(model)
    if policy.erase or model in somebody():
        return True
    keys = belongings.keys_to(model, Person) or belongings.keys(model)
    cascading = [key for key in keys if key.remote_field.on_delete is models.CASCADE]
    return any(goes(key.related_model) for key in cascading if key.related_model is not model)


def test_whatever_is_said_to_be_erased_is():
    erased = [policy.model for policy in personal() if policy.on_leaving == "erased"]
    assert [model._meta.label for model in erased if not goes(model)] == []
    held = [model._meta.label for model in erased if protects(model) and not retention.policy_of(model).erase]
    assert held == [], "a protected key needs erase="


def slips(condition, model, sure=frozenset()):
    """Fields that are compared where they may be NULL, which PostgreSQL lets through every check.

    `sure`: those of which something beside or around it says what holds where they are NULL.
    """
    leaves = [child for child in condition.children if not isinstance(child, Q)]
    told = {
        lookup.removesuffix("__isnull")
        for lookup, value in leaves
        if lookup.endswith("__isnull") and value == (condition.connector == Q.OR)
    }
    sure = sure | told
    for lookup, value in leaves:
        if value is not None and not lookup.endswith("__isnull"):
            compared = {lookup.split("__")[0]} | ({value.name} if isinstance(value, F) else set())
            yield from sorted(compared & nullable(model) - sure)
    for child in condition.children:
        if isinstance(child, Q):
            yield from slips(child, model, sure)


def nullable(model):
    return {field.name for field in model._meta.fields if field.null}


def test_no_check_lets_null_through():
    assert list(slips(Q(cell_x__gt=1) | Q(name="x"), Person)) == ["cell_x"]
    checks = [
        (model, constraint)
        for model in our_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    ]
    found = {check.name: list(slips(check.condition, model)) for model, check in checks}
    assert {name: fields for name, fields in found.items() if fields} == {}


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

"""A guard: whatever stands in the admin saves through actions."""

import inspect
import pkgutil
from importlib import import_module

from django.contrib import admin
from django.contrib.admin.options import ModelAdmin as DjangoModelAdmin

from mutualaid.base.admin import ModelAdmin

APPS = ["mutualaid", "exchanges", "members", "directory"]
# What only the base may define: a subclass that does would have a second door.
DOORS = {"save_model", "save_related", "save_formset", "delete_model", "delete_queryset", "save_form"}
LOGS = {"log_addition", "log_change", "log_deletions"}


def ours():
    """Every model admin that our packages define, registered or not."""
    for app in APPS:
        package = import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if module.name.split(".")[-1].startswith("admin"):
                import_module(module.name)
    found, waiting = set(), [DjangoModelAdmin]
    while waiting:
        for sub in waiting.pop().__subclasses__():
            waiting.append(sub)
            if sub.__module__.split(".")[0] in APPS:
                found.add(sub)
    return found - {ModelAdmin}


def test_every_model_admin_inherits_the_one_that_goes_through_actions():
    registered = {type(model_admin) for model_admin in admin.site._registry.values()}
    assert [cls for cls in ours() | registered if not issubclass(cls, ModelAdmin)] == []
    assert registered != set()


def test_no_model_admin_has_a_door_of_its_own():
    assert [(cls, name) for cls in ours() for name in DOORS | LOGS if name in vars(cls)] == []


def test_inlines_are_saved_by_an_action():
    assert [cls for cls in ours() if cls.inlines and "action_inline" not in vars(cls)] == []


def test_nothing_in_an_admin_module_saves_by_itself():
    modules = {inspect.getmodule(cls) for cls in ours()}
    words = [".save(", ".delete(", ".create(", ".update(", "bulk_"]
    assert [(m.__name__, word) for m in modules for word in words if word in inspect.getsource(m)] == []

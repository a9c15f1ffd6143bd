"""What organizers see of persons and reports."""

from django.contrib import admin

from mutualaid.base.admin import ModelAdmin

from .models import Report


@admin.register(Report)
class ReportAdmin(ModelAdmin):
    """What waits for a decision, oldest first."""

    list_display = ("category", "kind", "status", "created_at")

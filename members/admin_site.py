"""The organizers' side."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class AdminSite(admin.AdminSite):
    site_header = _("Organizers")
    site_title = _("Organizers")
    index_title = _("What waits for you")

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    default = True
    name = "mutualaid.site"
    label = "site"
    verbose_name = _("The site")


class AdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "members.admin_site.AdminSite"

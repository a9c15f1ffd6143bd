"""What organizers see of the directory. Everything is saved through `directory.actions`."""

from .guides import GuideAdmin
from .listings import ServiceAdmin
from .places import LocationAdmin, OrganizationAdmin, ProgramAdmin
from .requests import ChangeRequestAdmin
from .terms import CommunityAdmin, NeedAdmin, TaxonomyTermAdmin

__all__ = [
    "ChangeRequestAdmin",
    "CommunityAdmin",
    "GuideAdmin",
    "LocationAdmin",
    "NeedAdmin",
    "OrganizationAdmin",
    "ProgramAdmin",
    "ServiceAdmin",
    "TaxonomyTermAdmin",
]

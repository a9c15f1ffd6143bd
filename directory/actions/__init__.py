"""Every change to the directory by hand. Each writes the search rows again in its own transaction."""

from .guides import bring_back_guide_text, change_guide, create_guide, write_guide_text
from .imports import import_upload
from .listings import (
    change_listing,
    change_listing_parts,
    create_listing,
    hide_listing,
    restore_listing,
    verify_listing,
)
from .places import (
    change_location,
    change_location_parts,
    change_organization,
    change_organization_parts,
    create_location,
    create_organization,
)
from .shared import free_slug
from .terms import change_community, change_need, create_community, create_need

__all__ = [
    "bring_back_guide_text",
    "change_community",
    "change_guide",
    "change_listing",
    "change_listing_parts",
    "change_location",
    "change_location_parts",
    "change_need",
    "change_organization",
    "change_organization_parts",
    "create_community",
    "create_guide",
    "create_listing",
    "create_location",
    "create_need",
    "create_organization",
    "free_slug",
    "hide_listing",
    "import_upload",
    "restore_listing",
    "verify_listing",
    "write_guide_text",
]

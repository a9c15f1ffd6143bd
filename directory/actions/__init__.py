"""Every change to the directory by hand. Each writes the search rows again in its own transaction."""

from .checks import confirm_listing, count_use, say_no_answer, verify_listing
from .guides import bring_back_guide_text, change_guide, create_guide, write_guide_text
from .imports import bring_file, map_columns, run_import, start_import
from .listings import (
    change_listing,
    change_listing_parts,
    create_listing,
    hide_listing,
    restore_listing,
)
from .merging import merge_listings, say_not_twice
from .places import (
    change_location,
    change_location_parts,
    change_organization,
    change_organization_parts,
    change_program,
    create_location,
    create_organization,
    create_program,
)
from .requests import accept_suggestion, ask_change, decide_request, suggest_listing
from .shared import free_slug
from .terms import change_community, change_need, create_community, create_need, map_term

__all__ = [
    "accept_suggestion",
    "ask_change",
    "bring_back_guide_text",
    "bring_file",
    "change_community",
    "change_guide",
    "change_listing",
    "change_listing_parts",
    "change_location",
    "change_location_parts",
    "change_need",
    "change_organization",
    "change_organization_parts",
    "change_program",
    "confirm_listing",
    "count_use",
    "create_community",
    "create_guide",
    "create_listing",
    "create_location",
    "create_need",
    "create_organization",
    "create_program",
    "decide_request",
    "free_slug",
    "hide_listing",
    "map_columns",
    "map_term",
    "merge_listings",
    "restore_listing",
    "run_import",
    "say_no_answer",
    "say_not_twice",
    "start_import",
    "suggest_listing",
    "verify_listing",
    "write_guide_text",
]

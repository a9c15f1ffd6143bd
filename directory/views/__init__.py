"""The directory's pages: public, without an account, and they leave nothing in the browser."""

from .files import listing_file
from .guided import guided_search
from .guides import guide_detail, guide_list
from .listings import listing_detail, listing_list, listing_map
from .lists import listing_share
from .paper import paper, paper_list
from .printing import listing_print
from .requests import listing_confirm, listing_correct, listing_suggest, listing_used
from .suggestions import place_list, suggestion_list

__all__ = [
    "guide_detail",
    "guide_list",
    "guided_search",
    "listing_confirm",
    "listing_correct",
    "listing_detail",
    "listing_file",
    "listing_list",
    "listing_map",
    "listing_print",
    "listing_share",
    "listing_suggest",
    "listing_used",
    "paper",
    "paper_list",
    "place_list",
    "suggestion_list",
]

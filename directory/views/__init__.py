"""The directory's pages: public, without an account, and they leave nothing in the browser."""

from .guides import guide_detail, guide_list
from .listings import listing_detail, listing_list, listing_map

__all__ = ["guide_detail", "guide_list", "listing_detail", "listing_list", "listing_map"]

"""Needs, communities, places and listings. Table and field names follow Open Referral HSDS 3.0."""

from .gazetteer import Place
from .listings import RESERVED, Guide, Listing, Organization, Service, ServiceAtLocation
from .places import Address, Location
from .reach import Language, Phone, Schedule
from .rows import ListingRow
from .terms import Access, Community, Need, Phrase, Term

__all__ = [
    "RESERVED",
    "Access",
    "Address",
    "Community",
    "Guide",
    "Language",
    "Listing",
    "ListingRow",
    "Location",
    "Need",
    "Organization",
    "Phone",
    "Phrase",
    "Place",
    "Schedule",
    "Service",
    "ServiceAtLocation",
    "Term",
]

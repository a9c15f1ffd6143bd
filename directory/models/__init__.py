"""Needs, communities, places and listings. Table and field names follow Open Referral HSDS 3.0."""

from .checks import Check
from .conditions import CostOption, Funding, RequiredDocument, ServiceArea
from .gazetteer import Place
from .guides import Guide, GuideText
from .imports import ImportRun, TableMapping
from .listings import (
    RESERVED,
    Listing,
    Organization,
    OrganizationIdentifier,
    Program,
    Service,
    ServiceAtLocation,
)
from .places import Accessibility, Address, Location
from .reach import Contact, Language, Phone, Schedule
from .requests import ChangeRequest, NotTwice, RequestedChange, Use
from .rows import ListingRow
from .taxonomies import Attribute, Metadata, Taxonomy, TaxonomyTerm
from .terms import Access, Community, Need, Phrase, Term

__all__ = [
    "RESERVED",
    "Access",
    "Accessibility",
    "Address",
    "Attribute",
    "ChangeRequest",
    "Check",
    "Community",
    "Contact",
    "CostOption",
    "Funding",
    "Guide",
    "GuideText",
    "ImportRun",
    "Language",
    "Listing",
    "ListingRow",
    "Location",
    "Metadata",
    "Need",
    "NotTwice",
    "Organization",
    "OrganizationIdentifier",
    "Phone",
    "Phrase",
    "Place",
    "Program",
    "RequestedChange",
    "RequiredDocument",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "TableMapping",
    "Taxonomy",
    "TaxonomyTerm",
    "Term",
    "Use",
]

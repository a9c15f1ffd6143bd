"""Every address stands on this list, which says who may open it. A new one that is not here fails.

Each is asked, by GET and POST, as four people, about a thing that does not exist (a stranger's
looks the same).
"""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from members.models import Person
from tests.factories.members import OrganizerFactory, PersonFactory

# Who may open what there is; "thing" pages show a stranger the same 404 as for nothing at all. Blocking and
# reporting answer alike whether there is somebody or not.
ACCESS: dict[str, str] = {
    "site:home": "everybody",
    "site:search": "everybody",
    "site:about": "everybody",
    "site:me": "signed in",
    "site:privacy": "everybody",
    "site:danger": "everybody",
    "site:language": "everybody, by POST",
    "site:gallery": "staff",
    "site:gallery_places": "staff",
    "site:healthz": "everybody",
    "site:setup_start": "everybody",
    "site:setup_done": "everybody",
    "site:setup": "thing for everybody",
    "site:setup_places": "thing for everybody",
    "site:directory_import": "organizer",
    "site:import_run": "thing for organizers",
    "site:import_columns": "thing for organizers",
    "site:call_list": "organizer",
    "site:twice_list": "organizer",
    "site:twice_said": "thing for organizers",
    "site:call_done": "thing for organizers",
    "site:tile": "thing for everybody",
    "site:manifest": "everybody",
    "site:worker": "everybody",
    "directory:listing_list": "everybody",
    "directory:listing_map": "everybody",
    "directory:listing_print": "everybody",
    "directory:listing_detail": "thing for everybody",
    "directory:listing_file": "thing for everybody",
    "directory:place_list": "everybody",
    "directory:suggestion_list": "everybody",
    "directory:listing_share": "everybody",
    "directory:listing_suggest": "everybody",
    "directory:listing_correct": "thing for everybody",
    "directory:listing_confirm": "thing for everybody",
    "directory:listing_used": "thing for everybody",
    "directory:guided_search": "everybody",
    "directory:guide_list": "everybody",
    "directory:guide_detail": "thing for everybody",
    "hsds_about": "everybody",
    "hsds_openapi": "everybody",
    "hsds_profile": "everybody",
    **{
        f"hsds_{kind}{end}": access
        for kind in ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
        for end, access in (("", "everybody"), ("_detail", "thing for everybody"))
    },
    "hsds_nothing": "thing for everybody",
    "directory:paper_list": "everybody",
    "directory:paper": "thing for everybody",
    "exchanges:post_list": "everybody",
    "exchanges:offer_list": "thing for everybody",
    "exchanges:post_create": "member",
    "exchanges:post_mine": "member",
    "exchanges:post_enter": "organizer",
    "exchanges:draft_keep": "member",
    "exchanges:draft_drop": "thing for members",
    "exchanges:welcome": "member",
    "exchanges:inbound": "thing for everybody",
    "exchanges:post_text": "member",
    "exchanges:feed": "everybody",
    "exchanges:calendar": "member",
    "exchanges:calendar_make": "member",
    "exchanges:calendar_drop": "member",
    "exchanges:calendar_file": "thing for everybody",
    "exchanges:still_so": "thing for everybody",
    "exchanges:post_still": "thing for members",
    "exchanges:photo": "thing for members",
    "exchanges:search_list": "member",
    "exchanges:search_create": "member",
    "exchanges:search_open": "thing for members",
    "exchanges:search_edit": "thing for members",
    "exchanges:search_drop": "thing for members",
    "exchanges:match_put_aside": "thing for members",
    "exchanges:ring_suggest": "organizer",
    "exchanges:ring_detail": "thing for members",
    "exchanges:ring_answer": "thing for members",
    "exchanges:exchange_list": "member",
    "exchanges:exchange_detail": "thing for members",
    "exchanges:exchange_accept": "thing for members",
    "exchanges:exchange_decline": "thing for members",
    "exchanges:exchange_withdraw": "thing for members",
    "exchanges:exchange_done": "thing for members",
    "exchanges:exchange_did_not_happen": "thing for members",
    "exchanges:thread_say": "thing for members",
    "exchanges:thread_read": "thing for members",
    "exchanges:picture": "thing for members",
    "exchanges:exchange_answer": "thing for members",
    "exchanges:exchange_hand_over": "thing for members",
    "exchanges:exchange_ask_to_keep": "thing for members",
    "exchanges:exchange_let_keep": "thing for members",
    "exchanges:exchange_want_back": "thing for members",
    "exchanges:exchange_set_return": "thing for members",
    "exchanges:reveal_list": "member",
    "exchanges:reveal_take_back": "thing for members",
    "exchanges:time_propose": "thing for members",
    "exchanges:time_agree": "thing for members",
    "exchanges:time_drop": "thing for members",
    "exchanges:time_ics": "thing for members",
    "exchanges:exchange_tell": "thing for members",
    "exchanges:exchange_thank": "thing for members",
    "exchanges:exchange_worked": "thing for members",
    "exchanges:wall": "everybody",
    "exchanges:wall_agree": "thing for members",
    "exchanges:wall_remove": "thing for members",
    "exchanges:record": "member",
    "exchanges:post_detail": "thing for everybody",
    "exchanges:post_edit": "thing for members",
    "exchanges:post_block": "thing for members",
    "exchanges:exchange_propose": "thing for members",
    "exchanges:occurrence_change": "thing for members",
    "exchanges:occurrence_skip": "thing for members",
    "exchanges:occurrence_restore": "thing for members",
    "exchanges:gathering_detail": "thing for members",
    "exchanges:gathering_join": "thing for members",
    "exchanges:gathering_change": "thing for members",
    "exchanges:gathering_leave": "thing for members",
    "exchanges:gathering_decline": "thing for members",
    "exchanges:gathering_mute": "thing for members",
    "exchanges:gathering_done": "thing for members",
    "exchanges:gathering_did_not_happen": "thing for members",
    "exchanges:post_pause": "thing for members",
    "exchanges:post_reopen": "thing for members",
    "exchanges:post_close": "thing for members",
    "exchanges:post_withdraw": "thing for members",
    "exchanges:post_hide": "thing for organizers",
    "exchanges:post_restore": "thing for organizers",
    "members:welcome": "signed in",
    "members:settings": "signed in",
    "members:leave": "signed in",
    "members:come_back": "signed in",
    "members:gone": "everybody",
    "members:enter": "organizer",
    "members:slip": "thing for organizers",
    "members:notice_settings": "signed in",
    "members:device_add": "signed in",
    "members:device_remove": "thing for members",
    "members:number": "signed in",
    "members:number_remove": "signed in",
    "members:unsubscribe": "thing for everybody",
    "members:notice_list": "signed in",
    "members:notices_read": "signed in",
    "members:notice_open": "thing for members",
    "members:list_list": "member",
    "members:list_keep": "member",
    "members:list_drop": "thing for members",
    "members:block_list": "signed in",
    "members:block": "signed in",
    "members:unblock": "thing for members",
    "members:report": "member",
    "members:talk": "thing for members",
    "members:talk_say": "thing for members",
    "members:talk_read": "thing for members",
    "members:talk_mute": "thing for members",
    "members:profile": "thing for members",
    "pods:pod_list": "member",
    "pods:pod_start": "member",
    "pods:pod_join": "everybody",
    **{
        f"pods:pod_{page}": "thing for members"
        for page in (
            *("detail", "edit", "leave", "people", "role", "take_out"),
            *("ask", "ask_back", "answer", "invite", "revoke", "flyer"),
        )
    },
    "account_signup": "newcomer",
    "account_login": "newcomer",
    "account_password_sign_in": "newcomer",
    "account_passkey_sign_in": "newcomer",
    "account_passkey_options": "thing for everybody",
    "account_passkey_add": "signed in",
    "account_passkey_edit": "signed in",
    "account_second_step": "signed in",
    "account_resume": "organizer",
    "account_code": "newcomer",
    "account_code_again": "newcomer",
    "account_logout": "signed in",
    "account_inactive": "everybody",
    "account_reauthenticate": "signed in",
    "account_reauthenticate_code": "signed in",
    "account_set_password": "signed in",
    "account_change_password": "signed in",
    "account_reset_password": "newcomer",
    "account_email": "signed in",
    "account_sessions": "signed in",
    "account_session_end": "signed in",
    "mfa_index": "signed in",
    "mfa_authenticate": "newcomer",
    "mfa_reauthenticate": "signed in",
    "mfa_reauthenticate_webauthn": "signed in",
    "mfa_activate_totp": "signed in",
    "mfa_deactivate_totp": "signed in",
    "mfa_view_recovery_codes": "signed in",
    "mfa_generate_recovery_codes": "signed in",
    "mfa_download_recovery_codes": "signed in",
}
NOTHING = {
    **dict.fromkeys(("public_id", "other_id"), "zzzzzzzzzzzz"),
    "slug": "nothing",
    "keep": "999999",
    "other": "999998",
    "pk": "0",
    "name": "post",
    "purpose": "nothing",
    **dict.fromkeys(("id", "path"), "nothing"),
    **dict.fromkeys(("token", "secret"), "nothing"),
}
PAGE, LEAD, NOT_FOUND, WRONG_VERB = {200}, {302}, {404}, {405}
# What each may be answered with, for a page that is there or a thing that is not. Nobody ever gets a 500.
EVERYONE = ("newcomer", "pending", "member", "organizer")
INSIDE = ("member", "organizer")
# Somebody who waits to be let in is told so, whatever they ask for.
TOLD_TO_WAIT = {403}
ANSWERS: dict[str, dict[str, set[int]]] = {
    "everybody": dict.fromkeys(EVERYONE, PAGE | WRONG_VERB),
    "everybody, by POST": dict.fromkeys(EVERYONE, LEAD | WRONG_VERB),
    "newcomer": dict.fromkeys(EVERYONE, PAGE | LEAD | WRONG_VERB),
    "signed in": {
        "newcomer": LEAD | WRONG_VERB,
        **dict.fromkeys(("pending", *INSIDE), PAGE | LEAD | NOT_FOUND | WRONG_VERB),
    },
    "member": {
        "newcomer": LEAD | WRONG_VERB,
        "pending": TOLD_TO_WAIT | WRONG_VERB,
        **dict.fromkeys(INSIDE, PAGE | LEAD | WRONG_VERB),
    },
    # Holds nobody's data, so it asks for no second factor.
    "staff": {**dict.fromkeys(EVERYONE, LEAD | NOT_FOUND | WRONG_VERB), "organizer": PAGE | WRONG_VERB},
    # Without a second factor in this session, an organizer is led to it as everybody else is.
    "organizer": dict.fromkeys(EVERYONE, LEAD | NOT_FOUND | WRONG_VERB),
    "thing for everybody": dict.fromkeys(EVERYONE, NOT_FOUND | WRONG_VERB),
    "thing for members": {
        "newcomer": LEAD | WRONG_VERB,
        "pending": TOLD_TO_WAIT | NOT_FOUND | WRONG_VERB,
        **dict.fromkeys(INSIDE, NOT_FOUND | WRONG_VERB),
    },
    "thing for organizers": dict.fromkeys(EVERYONE, LEAD | NOT_FOUND | TOLD_TO_WAIT | WRONG_VERB),
}


def addresses(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """`(name, route)` of every pattern; an unnamed one goes by its route."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield (f"{namespace}{pattern.name}" if pattern.name else route, route)


def ours() -> list[tuple[str, str]]:
    """All but the admin's, which `admin_addresses` asks."""
    return [(name, route) for name, route in addresses(get_resolver()) if not route.startswith("admin/")]


def path_to(route: str) -> str:
    """The route as a path, with ids that nothing has."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: NOTHING[found[1]], route)


@pytest.fixture(params=["newcomer", "pending", "member", "organizer"])
def somebody(request, db):
    """`(role, client)`."""
    client = Client(raise_request_exception=False)
    if request.param != "newcomer":
        make = OrganizerFactory if request.param == "organizer" else PersonFactory
        status = Person.Status.PENDING if request.param == "pending" else Person.Status.ACTIVE
        client.force_login(make(status=status).user)
    return request.param, client


def test_every_address_is_on_the_list():
    assert {name for name, _route in ours()} == set(ACCESS)


@pytest.mark.parametrize("verb", ["get", "post"])
def test_every_address_answers_as_the_list_says(somebody, verb):
    role, client = somebody
    wrong = {}
    for name, route in ours():
        # Signing out would make somebody else of the client.
        if name not in ACCESS or (name == "account_logout" and verb == "post"):
            continue
        status = getattr(client, verb)(path_to(route)).status_code
        if status not in ANSWERS[ACCESS[name]][role] | (
            {403} if verb == "post" and role != "newcomer" else set()
        ):
            wrong[name] = status
    assert wrong == {}


@pytest.mark.parametrize("verb", ["get", "post"])
def test_the_admin_is_closed_without_a_second_factor(somebody, verb):
    _role, client = somebody
    routes = [route for _name, route in addresses(get_resolver()) if route.startswith("admin/")]
    opened = {}
    for route in routes:
        path = "/" + re.sub(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)\$?", "1", route)
        if (status := getattr(client, verb)(path).status_code) not in {302, 404, 403}:
            opened[route] = status
    assert opened == {}

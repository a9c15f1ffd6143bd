"""Which of the author's things each address with an id is asked for."""

_POST = (
    "post_detail post_edit exchange_propose post_pause post_reopen post_close post_withdraw post_still"
    " post_block post_hide post_restore"
)
_SWAP = (
    "exchange_detail time_propose time_agree time_drop time_ics exchange_tell exchange_accept"
    " exchange_decline exchange_withdraw exchange_done exchange_did_not_happen exchange_hand_over"
    " exchange_ask_to_keep exchange_let_keep exchange_want_back exchange_set_return"
    " exchange_answer exchange_thank exchange_worked"
)
_GATHERING = (
    "gathering_detail gathering_join gathering_change gathering_leave gathering_decline gathering_mute"
    " gathering_done gathering_did_not_happen"
)


def _all(app: str, names: str, thing: str) -> dict[str, str]:
    return {f"{app}:{name}": thing for name in names.split()}


THING: dict[str, str] = {
    **_all("exchanges", _POST, "post"),
    **_all("exchanges", _SWAP, "exchange"),
    **_all("exchanges", _GATHERING, "gathering"),
    **_all("exchanges", "occurrence_change occurrence_skip occurrence_restore", "date"),
    **_all("exchanges", "thread_say thread_read", "thread"),
    **_all("exchanges", "ring_detail ring_answer", "ring"),
    **_all("exchanges", "search_open search_edit search_drop", "search"),
    **_all("exchanges", "draft_keep draft_drop", "draft"),
    **_all("exchanges", "wall_agree wall_remove", "line"),
    "exchanges:offer_list": "listing",
    "exchanges:calendar_file": "calendar",
    "exchanges:still_so": "still",
    "exchanges:photo": "photo",
    "exchanges:picture": "picture",
    "exchanges:reveal_take_back": "reveal",
    "exchanges:match_put_aside": "match",
    **_all("members", "profile block", "person"),
    **_all("members", "talk talk_say talk_read talk_mute", "talk"),
    **_all(
        "pods",
        "pod_detail pod_ask pod_ask_back pod_edit pod_flyer pod_invite pod_leave pod_people"
        " pod_emergency pod_skills pod_slip pod_neighbour_add pod_links pod_split",
        "pod",
    ),
    **_all("pods", "pod_role pod_take_out", "pod's own"),
    **_all("pods", "pod_neighbour pod_neighbour_step", "pod's neighbour"),
    **_all("pods", "pod_link pod_unlink", "pod beside it"),
    **_all("rounds", "tree reach tree_make tree_paper round_list round_create", "pod's tree"),
    **_all("rounds", "round_detail round_answer round_end call_list call_numbers", "check-in"),
    **_all("rounds", "call_done call_take", "one to call"),
    "rounds:answer_link": "check-in link",
    "pods:pod_answer": "who asks the pod",
    "pods:pod_revoke": "pod's door",
    "account_passkey_edit": "passkey",
    "account_email_undo": "former",
    "account_passkey_options": "passkey question",
    "members:slip": "by phone",
    "members:still_waiting": "still waiting",
    "members:invited": "invitation",
    "members:invite_take_back": "own invitation",
    "members:vouch": "code",
    "members:portrait": "portrait",
    "members:device_remove": "device",
    "members:unsubscribe": "unsubscribe",
    "members:notice_open": "notice",
    "members:list_drop": "list",
    "members:unblock": "block",
    "members:report": "report",
    "members:decision": "decision",
    **_all("directory", "listing_detail listing_correct listing_confirm listing_used", "listing"),
    "directory:listing_file": "file",
    "directory:guide_detail": "guide",
    "directory:paper": "paper",
    **_all("site", "setup setup_places", "setup"),
    **_all("site", "import_run import_columns", "import"),
    "site:call_done": "call",
    "site:twice_said": "twice",
    "hsds_services_detail": "hsds service",
    "hsds_service_at_locations_detail": "hsds at",
    "hsds_organizations_detail": "hsds organization",
    "hsds_taxonomies_detail": "hsds taxonomy",
    "hsds_taxonomy_terms_detail": "hsds term",
    "hsds_nothing": "hsds nothing",
}

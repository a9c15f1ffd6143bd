"""Who hears what, on the site and by mail, in the same transaction as what it tells."""

from django.utils.translation import gettext_lazy as _

from members import notices
from members.decisions.rules import organizers
from members.models import Notice, Person
from members.speaking import reach as reach

from .models import Coming, Exchange, Occurrence, Post, Ring, SavedSearch, Thread
from .replies import addresses

# What a person can switch on and off together, in the order of the settings page.
GROUPS = {
    "messages": _("Somebody writes to you"),
    "swaps": _("Your swaps: answers, changes, thanks"),
    "posts": _("Your own posts"),
    "matches": _("Posts that fit yours"),
    "rings": _("Three-way swaps"),
    "gatherings": _("Gatherings you come to"),
    "searches": _("Searches you keep"),
    "reminders": _("Reminders of what you agreed on"),
}
# Group and title of each kind. Neutral words, for a shared phone: no need, person or place.
KINDS = {
    "exchange_propose": ("swaps", _("Somebody answered you")),
    "exchange_accept": ("swaps", _("You have an answer")),
    "exchange_decline": ("swaps", _("You have an answer")),
    "exchange_withdraw": ("swaps", _("Somebody took something back")),
    "exchange_hand_over": ("swaps", _("Something changed")),
    "exchange_done": ("swaps", _("Something is done")),
    "exchange_did_not_happen": ("swaps", _("Something changed")),
    "exchange_ask_to_keep": ("swaps", _("Somebody asks you something")),
    "exchange_let_keep": ("swaps", _("You have an answer")),
    "exchange_want_back": ("swaps", _("You have an answer")),
    "exchange_set_return": ("swaps", _("Something changed")),
    "exchange_due": ("reminders", _("Something is to come back soon")),
    "exchange_late": ("reminders", _("Is it back?")),
    "exchange_answer": ("swaps", _("You have an answer")),
    "exchange_propose_time": ("swaps", _("Somebody proposed a time")),
    "exchange_agree_time": ("swaps", _("You have an answer")),
    "exchange_drop_time": ("swaps", _("Something changed")),
    "exchange_reminder": ("reminders", _("A reminder for tomorrow")),
    "exchange_nudge": ("messages", _("Somebody waits for your answer")),
    "exchange_message": ("messages", _("Somebody wrote to you")),
    "exchange_thank": ("swaps", _("Somebody thanked you")),
    "exchange_date_skip": ("swaps", _("Something changed")),
    "exchange_date_change": ("swaps", _("Something changed")),
    "match_found": ("matches", _("Something here may fit you")),
    "ring_propose": ("rings", _("Something could work out for you")),
    "ring_form": ("rings", _("Everybody said yes")),
    "ring_end": ("rings", _("Something did not come about")),
    "ring_change": ("rings", _("Something changed")),
    "search_found": ("searches", _("There is something new for you")),
    "gathering_join": ("posts", _("Somebody joins in")),
    "gathering_leave": ("posts", _("Something changed")),
    "gathering_place": ("gatherings", _("There is a place for you")),
    "gathering_decline": ("gatherings", _("You have an answer")),
    "gathering_change": ("gatherings", _("A day or time has changed")),
    "gathering_cancel": ("gatherings", _("Something is cancelled")),
    "gathering_resume": ("gatherings", _("Something takes place after all")),
    "gathering_over": ("gatherings", _("How was it?")),
    "gathering_message": ("gatherings", _("Somebody wrote to all of you")),
    "gathering_remind": ("reminders", _("Something is tomorrow")),
    "mail_not_passed_on": ("messages", _("What you wrote by mail did not get through")),
    "mail_without_attachments": ("messages", _("Your words got through, what you attached did not")),
    "post_hide": ("posts", _("An organizer changed something of yours")),
    "post_restore": ("posts", _("An organizer changed something of yours")),
}
# Of no use in next week's mail.
TIMELY = {
    *("exchange_due", "exchange_late"),
    *("exchange_propose_time", "exchange_agree_time", "exchange_drop_time", "exchange_reminder"),
    *("gathering_place", "gathering_change", "gathering_cancel", "gathering_resume", "gathering_remind"),
}
# What somebody wrote, and can be answered.
WRITTEN = {"exchange_message", "gathering_message"}


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    for name, title in GROUPS.items():
        notices.register_group(name, title=title)
    for kind, (group, title) in KINDS.items():
        notices.register(kind, title=title, group=group, is_thread=kind in WRITTEN, is_timely=kind in TIMELY)


def about_exchange(person: Person, kind: str, exchange: Exchange) -> None:
    """Tell one of the two that something happened."""
    if reached := reach(person):
        notices.notify(reached, kind, url=exchange.get_absolute_url())


def about_ring(person: Person, kind: str, ring: Ring) -> None:
    """Tell one of a ring that something happened."""
    if reached := reach(person):
        notices.notify(reached, kind, url=ring.get_absolute_url())


def about_search(search: SavedSearch) -> None:
    """Tell whoever keeps it that there is something new."""
    notices.notify(search.person, "search_found", url=search.get_absolute_url())


def about_gathering(person: Person, kind: str, time: Occurrence) -> None:
    """Tell somebody what is with one time of a gathering."""
    if reached := reach(person):
        notices.notify(reached, kind, url=time.get_absolute_url())


def about_coming(coming: Coming, kind: str) -> None:
    """Tell somebody who comes, or who waits for a place."""
    about_gathering(coming.person, kind, coming.occurrence)


def about_post(post: Post, kind: str) -> None:
    """Tell the author something about it."""
    if reached := reach(post.person):
        notices.notify(reached, kind, url=post.get_absolute_url())


def ask_organizers(post: Post) -> None:
    """It waits for one of them; whoever wrote it does not decide of it."""
    for organizer in organizers().exclude(pk=post.person_id):
        notices.notify(organizer, "report.waits", url=post.get_absolute_url())


def about_thread(person: Person, thread: Thread) -> None:
    """Tell somebody who takes part that there is something to read."""
    if reached := reach(person):
        reply_to = addresses.address(thread, reached)
        kind = "exchange_message" if thread.exchange_id else "gathering_message"
        notices.notify(reached, kind, url=thread.get_absolute_url(), reply_to=reply_to)


def about_mail(person: Person, kind: str, thread: Thread) -> None:
    """Tell somebody what became of the answer that they sent by mail."""
    notices.notify(person, kind, url=thread.get_absolute_url())


def seen(person: Person, thread: Thread) -> None:
    """They have read all of it: what told this person of the page is old news."""
    told = Notice.objects.filter(person=person, url=thread.get_absolute_url(), read_at=None)
    notices.mark_read(person, notices=list(told.values_list("pk", flat=True)))


def about_match(post: Post) -> None:
    """Tell the author that something fits their post. It leads to what fits on their own post's page."""
    if reached := reach(post.person):
        notices.notify(reached, "match_found", url=post.get_absolute_url() + "#fits")

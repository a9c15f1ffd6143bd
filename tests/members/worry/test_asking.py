"""Whoever writes a word of the list is told why, and sends it all the same; a network holds what it wants."""

import pytest

from exchanges.models import Exchange, Message, Post
from members.models import Notice, Pod, PodAsk
from mutualaid.base import network
from tests.factories.exchanges import ExchangeFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.members.test_admin import sign_in

pytestmark = pytest.mark.django_db
SCAM = "Send me a gift card first"


@pytest.fixture
def post_values():
    from directory.models import Need

    return {
        "kind": "offer",
        "form": "resource",
        "title": "Jars of soup",
        "needs": str(Need.objects.get(slug="groceries").pk),
        "mode": "give",
        "quantity": "1",
        "audience": "members",
        "urgency": "0",
        "cell": "1000:0:0",
        "handover": "pick_up",
    }


def hold(*words):
    row = network.current_network()
    row.hold_words = list(words)
    row.save()
    network.forget()


def test_a_message_is_explained_once_and_kept(client, a_network):
    swap = ExchangeFactory(status="accepted")
    client.force_login(swap.giver.user)
    address = f"/exchanges/threads/{swap.thread.public_id}/say/"
    page = client.post(address, {"text": SCAM}).text
    assert ("“gift card”" in page, SCAM in page, Message.objects.count()) == (True, True, 0)
    assert '<input type="hidden" name="worried" value="gift card"' in page
    client.post(address, {"text": SCAM, "worried": ["gift card"]})
    assert Message.objects.get().text == SCAM


def test_first_posts_on_joining(client, a_network, post_values):
    client.force_login(PersonFactory().user)
    line = {"request_1": SCAM, "request_1_need": post_values["needs"]}
    page = client.post("/exchanges/welcome/", line).text
    assert ("“gift card”" in page, SCAM in page, Post.objects.count()) == (True, True, 0)
    assert '<input type="hidden" name="worried" value="gift card"' in page
    client.post("/exchanges/welcome/", {**line, "worried": "gift card"})
    assert Post.objects.get().title == SCAM


def test_what_others_read_of_a_pod(client, a_network):
    ana = PersonFactory()
    client.force_login(ana.user)
    values = {"name": "Alder Court", "area": SCAM, "openness": "open"}
    page = client.post("/pods/new/", values).text
    assert ("“gift card”" in page, SCAM in page, Pod.objects.count()) == (True, True, 0)
    client.post("/pods/new/", {**values, "worried": "gift card"})
    pod = Pod.objects.get(area=SCAM)
    client.force_login(PersonFactory().user)
    asks = f"{pod.get_absolute_url()}ask/"
    assert "“gift card”" in client.post(asks, {"words": SCAM}).text
    assert not PodAsk.objects.exists()
    client.post(asks, {"words": SCAM, "worried": "gift card"})
    assert PodAsk.objects.get().words == SCAM


def test_the_word_with_an_answer_to_a_post_too(client, a_network):
    post = PostFactory()
    client.force_login(PersonFactory().user)
    address = f"/exchanges/{post.public_id}/propose/"
    page = client.post(address, {"quantity": "1", "note": SCAM}).text
    assert ("“gift card”" in page, SCAM in page, Exchange.objects.count()) == (True, True, 0)
    client.post(address, {"quantity": "1", "note": SCAM, "worried": "gift card"})
    assert Exchange.objects.count() == 1


def test_another_word_is_asked_about_again(client, a_network):
    swap = ExchangeFactory(status="accepted")
    client.force_login(swap.giver.user)
    address = f"/exchanges/threads/{swap.thread.public_id}/say/"
    client.post(address, {"text": f"{SCAM}, and bitcoin", "worried": ["gift card"]})
    assert Message.objects.count() == 0


def test_the_profiles_line_too(client, a_network):
    me = PersonFactory(about="")
    client.force_login(me.user)
    values = {"name": "Anabel", "about": SCAM, "cell": "1000:0:0", "size": "1000"}
    page = client.post("/members/settings/", values).text
    assert ("“gift card”" in page, f'value="{SCAM}"' in page) == (True, True)
    client.post("/members/settings/", {**values, "worried": "gift card"})
    me.refresh_from_db()
    assert me.about == SCAM


def test_a_post_is_asked_about_and_goes_up_all_the_same(client, a_network, post_values):
    client.force_login(PersonFactory().user)
    values = {**post_values, "text": SCAM}
    page = client.post("/exchanges/new/", values).text
    assert ("Is this what you mean?" in page, SCAM in page, Post.objects.count()) == (True, True, 0)
    client.post("/exchanges/new/", {**values, "worried": "gift card"})
    assert Post.objects.get().hidden_at is None


def test_a_network_has_its_own_list(client, a_network, post_values):
    a_network.worry_words = ["tupperware party"]
    a_network.save()
    network.forget()
    client.force_login(PersonFactory().user)
    assert (
        "tupperware party"
        in client.post("/exchanges/new/", {**post_values, "text": "Tupperware parties"}).text
    )
    client.post("/exchanges/new/", {**post_values, "text": SCAM})
    assert Post.objects.count() == 1


def test_a_held_post_waits_for_an_organizer(client, a_network, post_values):
    hold("raffle")
    me, olu = PersonFactory(), OrganizerFactory()
    client.force_login(me.user)
    page = client.post(
        "/exchanges/new/", {**post_values, "text": "A raffle", "worried": "raffle"}, follow=True
    ).text
    assert "An organizer looks at it first" in page
    assert "It is on the board" not in page
    post = Post.objects.get()
    assert (post.hidden_reason, post.row.published) == ("held", False)
    assert Notice.objects.filter(person=olu, kind="report.waits", url=post.get_absolute_url()).exists()
    sign_in(client, olu, "code", "mfa")
    assert "Posts that wait for their words: <strong>1</strong>" in client.get("/admin/").text
    assert "Jars of soup" in client.get("/admin/exchanges/post/?hidden=held").text
    client.post("/admin/exchanges/post/", {"action": "restore", "_selected_action": [post.pk]})
    post.refresh_from_db()
    assert post.hidden_at is None
    client.force_login(me.user)
    edited = {**post_values, "text": "A raffle, on Sunday", "worried": "raffle"}
    client.post(f"/exchanges/{post.public_id}/edit/", edited)
    post.refresh_from_db()
    assert (post.text, post.hidden_at) == ("A raffle, on Sunday", None)


def test_a_word_that_comes_in_later_holds_it(client, a_network, post_values):
    hold("raffle")
    client.force_login(PersonFactory().user)
    client.post("/exchanges/new/", post_values)
    post = Post.objects.get()
    assert post.hidden_at is None
    client.post(f"/exchanges/{post.public_id}/edit/", {**post_values, "text": "Raffles", "worried": "raffle"})
    post.refresh_from_db()
    assert post.hidden_reason == "held"


def test_organizers_edit_the_lists_one_a_line(client, a_network):
    sign_in(client, OrganizerFactory(), "code", "mfa")
    address = "/admin/base/network/1/change/"
    form = client.get(address).context["adminform"].form
    assert "gift card" in form.initial["worry_words"].splitlines()
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, "")}
    sent = {**values, "worry_words": "raffle\n\n raffle \nlottery", "hold_words": "lottery"}
    assert client.post(address, sent).status_code == 302
    a_network.refresh_from_db()
    assert (a_network.worry_words, a_network.hold_words) == (["raffle", "lottery"], ["lottery"])
    client.post(address, {**sent, "worry_words": ""})
    a_network.refresh_from_db()
    assert a_network.worry_words is None
    assert "80 letters" in client.post(address, {**sent, "worry_words": "x" * 81}).text


def test_a_conversation_of_a_pod_too(client, a_network):
    from members.models import Talk

    me = PersonFactory(status="pending")
    talk = Talk.objects.create(kind="application", person=me)
    client.force_login(me.user)
    page = client.post(f"/members/talk/{talk.public_id}/say/", {"text": SCAM}).text
    assert ("“gift card”" in page, talk.messages.count()) == (True, 0)
    client.post(f"/members/talk/{talk.public_id}/say/", {"text": SCAM, "worried": "gift card"})
    assert talk.messages.get().text == SCAM

"""What words mean: phrases of two languages, and the text that is read by them."""

import pytest
from django.db import connection

from directory import actions, needs, phrases
from directory.models import Need, Phrase
from tests.factories.members import OrganizerFactory

pytestmark = pytest.mark.django_db

# Words of every day that would bring a need into texts that say nothing of it, were they a phrase by
# themselves.
PLAIN = {
    "en": (
        "thing home house world year part place case moment hand people street town door side now same long "
        "hard fast easy open closed full empty alone together family love buy pay lend bring send pick "
        "collect play laugh cry go come see know think find tell ask work seem feel try leave call keep let "
        "begin show hear live hold happen write sit stand lose meet follow stop speak read add spend "
        "win wait "
        "stay fall cut reach sell pull carry drive move room floor box bag paper phone number name word job "
        "company group night water"
    ),
    "es": (
        "cosa casa vida mundo año parte lugar caso vez momento cuenta hacer decir poder tener venir llegar "
        "pasar poner quedar creer hablar llevar dejar seguir volver tomar vivir sentir mirar contar esperar "
        "buscar entrar trabajar escribir perder pedir recibir sacar leer caer cambiar abrir oír acabar "
        "mañana "
        "noche gente señora amigo calle puerta lado lejos arriba antes luego siempre largo alto bajo fácil "
        "rápido caro libre solo juntos hijo hija madre agua luz dinero plaza gustar comprar vender pagar "
        "traer enviar entregar mes mesa"
    ),
}


def sense(title, text="", language="en", chosen=None):
    """The slugs of the needs that it means, and its words with a mark for each thing."""
    with connection.cursor() as cursor:
        own = list(Need.objects.filter(slug=chosen).values_list("pk", flat=True))
        cursor.execute("SELECT * FROM directory_sense(%s, %s, %s, %s)", [language, title, text, own])
        a, b, words = cursor.fetchone()
    meant = {node.slug for node in needs.tree().all if (a | b << 63) >> node.bit & 1}
    return meant, {word.split(":")[0].strip("'") for word in words.split()}


def meant(title, text="", language="en", chosen=None):
    return sense(title, text, language, chosen)[0]


def test_load_twice_changes_nothing():
    assert phrases.load() == 0


def test_load_brings_a_changed_phrase_back_and_deletes_what_is_not_in_the_file():
    phrase = Phrase.objects.filter(need__slug="childcare").first()
    Phrase.objects.filter(pk=phrase.pk).update(thing=9, key="x")
    Phrase.objects.filter(need__slug="pets", language="en").first().delete()
    Phrase.objects.filter(need__slug="walks").update(need=Need.objects.get(slug="grief"))
    assert phrases.load() >= 3
    phrase.refresh_from_db()
    assert phrase.key != "x"
    assert Phrase.objects.filter(need__slug="walks").exists()
    assert phrases.load() == 0


def test_every_need_has_phrases_in_both_languages():
    few = [
        (node.slug, language)
        for node in needs.tree().active
        if not node.children
        for language in ("en", "es")
        if Phrase.objects.filter(need=node.pk, language=language).count() < 6
    ]
    assert few == []


def test_every_need_of_the_file_is_one_of_ours():
    assert set(phrases._known()) - {"filler", "words"} <= set(needs.tree().by_slug)


def test_no_phrase_is_made_of_words_that_say_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text FROM directory_phrase phrase WHERE need_id IS NOT NULL AND NOT EXISTS ("
            "  SELECT FROM unnest(to_tsvector(('mutualaid_' || language)::regconfig, text))"
            "  WHERE lexeme NOT IN (SELECT key FROM directory_phrase WHERE need_id IS NULL AND thing = 0))"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("language", PLAIN)
def test_plain_words_mean_nothing(language):
    sentence = {"en": "would you {} with the others", "es": "que {} con los otros y la"}[language]
    found = {word: meant(sentence.format(word), language=language) for word in PLAIN[language].split()}
    assert {word: needs for word, needs in found.items() if needs} == {}


@pytest.mark.parametrize(
    ("language", "title", "need"),
    [
        ("en", "Can somebody watch my toddler on Thursday?", "childcare"),
        ("es", "¿Quién puede cuidar a mi peque?", "childcare"),
        ("es", "Busco un aventón al trabajo", "lifts"),
        ("es", "Pañales talla 3", "baby-things"),
        ("en", "NAPPIES, size 3", "baby-things"),
        ("en", "Any couches going?", "furniture"),
    ],
)
def test_what_people_write_means_a_need(language, title, need):
    assert need in meant(title, language=language)


def test_language_of_the_text_comes_first_and_the_other_where_that_means_nothing():
    assert meant("Busco niñera") == {"childcare"}
    assert meant("Babysitter", language="es") == {"childcare"}
    assert meant("Niñera", language="vi") == {"childcare"}
    # In Spanish, "come" and "comes" would be about food.
    assert meant("Will you come with me to the others?") == set()


def test_title_comes_before_the_text_of_which_only_what_means_a_need_by_itself_counts():
    assert meant("Babysitter", "There is a couch to sit on") == {"childcare"}
    assert meant("Thursday", "Somebody to babysit my kids") == {"childcare"}
    assert meant("Thursday", "There is a couch to sit on") == set()


def test_where_the_words_mean_what_was_chosen_other_things_in_them_do_not_count():
    title = "Clases de español en la mesa de la cocina"
    assert meant(title, language="es", chosen="languages") == {"languages", "skills"}
    assert "furniture" in meant(title, language="es", chosen="pets")


def test_one_thing_has_one_mark_in_both_languages():
    couch = {word for word in sense("A couch")[1] if word.startswith("~")}
    sofa = {word for word in sense("Un sillón", language="es")[1] if word.startswith("~")}
    table = {word for word in sense("A table")[1] if word.startswith("~")}
    assert couch == sofa != table
    assert len(couch) == 1


def test_word_without_a_need_is_the_same_thing_and_means_none():
    church, iglesia = sense("Church"), sense("La iglesia", language="es")
    assert church[0] == iglesia[0] == set()
    assert {word for word in church[1] if word.startswith("~")} == {
        word for word in iglesia[1] if word.startswith("~")
    }


def test_words_that_say_nothing_are_left_out():
    assert sense("Looking for somebody to help, please: trumpet")[1] == {"trumpet"}


def test_need_of_organizers_own_is_meant_by_its_name_and_other_words():
    need = actions.create_need(
        by=OrganizerFactory(), name_en="Beekeeping", name_es="Apicultura", also_en="hives, honey bees"
    )
    assert meant("Who has hives to share?") == {need.slug}
    actions.change_need(by=OrganizerFactory(), subject=need, also_en="", name_en="Bee things")
    assert meant("Who has hives to share?") == set()


def test_need_that_is_no_longer_used_is_not_meant():
    actions.change_need(by=OrganizerFactory(), subject=Need.objects.get(slug="childcare"), is_retired=True)
    assert "childcare" not in meant("Babysitter")


@pytest.mark.parametrize("title", ["", "'", "\\", "a'b\\c", "¿?", "~1.0", "%s %(x)s", "x" * 3000])
def test_any_text_can_be_read(title):
    assert meant(title) == set()

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from mutualaid.base import mail
from mutualaid.base.models import Mail

pytestmark = pytest.mark.django_db
WORDS = {
    "name": "O'Anabel & co",
    "items": [{"title": "You have an answer", "link": "http://localhost:8000/x/?a=1&b=2", "links": []}],
    "answer": "",
    "groups": ["Answers"],
    "stop": "http://localhost:8000/stop/",
    "settings": "http://localhost:8000/settings/",
}


def send(**changes):
    values = {"to": "ana@example.org", "subject": "News", "template": "emails/notice", "context": WORDS}
    return mail.send(**{**values, **changes})


def jobs():
    return list(ProcrastinateJob.objects.values_list("task_name", "args", "status"))


def test_send_writes_a_row_and_a_job_with_the_id_only():
    row = send()
    assert jobs() == [("base.send_mail", {"mail_id": row.pk}, "todo")]
    assert django_mail.outbox == []


def test_send_rolled_back_leaves_neither_row_nor_job():
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert (Mail.objects.count(), jobs()) == (0, [])


def test_words_are_encrypted_until_sent_and_gone_after():
    row = send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM base_mail")
        assert b"answer" not in b"".join(
            bytes(v) for v in cursor.fetchone() if isinstance(v, bytes | memoryview)
        )
    assert mail.deliver(row.pk) is True
    row.refresh_from_db()
    assert [row.to, row.subject, row.text, row.html] == [""] * 4
    assert row.sent_at is not None


def test_text_is_not_escaped_and_html_is():
    mail.deliver(send().pk)
    [sent] = django_mail.outbox
    assert "O'Anabel & co" in sent.body
    assert "?a=1&b=2" in sent.body
    assert "O&#39;Anabel &amp; co" in sent.alternatives[0].content


def test_sent_once_however_often_the_job_runs():
    row = send()
    assert [mail.deliver(row.pk), mail.deliver(row.pk)] == [True, False]
    assert len(django_mail.outbox) == 1


def test_a_retry_carries_the_same_message_id(monkeypatch):
    row, seen = send(), []
    real = EmailBackend.send_messages

    def first_fails(self, messages):
        seen.append(messages[0].message()["Message-ID"])
        if len(seen) == 1:
            raise ConnectionError
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", first_fails)
    with pytest.raises(ConnectionError):
        mail.deliver(row.pk)
    assert Mail.objects.get().text != ""
    mail.deliver(row.pk)
    assert seen == [f"<{row.message_id}@localhost>"] * 2


def test_language_is_the_receivers():
    row = send(language="es")
    assert 'lang="es"' in row.html


def test_purge_deletes_after_seven_days():
    old, young = send(), send()
    now = timezone.now()
    Mail.objects.filter(pk=old.pk).update(created_at=now - mail.KEPT * 1.01)
    assert mail.purge(now) == 1
    assert list(Mail.objects.all()) == [young]

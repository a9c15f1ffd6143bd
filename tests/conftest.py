"""What holds for every test."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from . import emptying, template
from .environment import DATA_DIR
from .proved import prove

ROOT = Path(__file__).resolve().parent.parent
_forget = pytest.StashKey[Callable[[], None]]()


class Files(LoadFileScheduling):
    """What comes one after another of a file is one worker's, which makes what its tests share once.

    Tests that commit still come after all others, on each worker. Each of the state machine's is long
    enough to be alone.
    """

    @cached_property
    def _scopes(self) -> dict[str, str]:
        blocks = enumerate(groupby(self.collection or (), key=self._block))
        return {nodeid: f"{number} {name}" for number, (name, nodeids) in blocks for nodeid in nodeids}

    def _block(self, nodeid: str) -> str:
        return nodeid if "/test_machine.py" in nodeid else super()._split_scope(nodeid)

    def _split_scope(self, nodeid: str) -> str:
        return self._scopes[nodeid]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Files:
    """In the order of their names, whichever holds more tests."""
    config.option.loadscopereorder = False
    return Files(config, log)


def pytest_sessionstart(session: pytest.Session) -> None:
    """What has to be made from the sources, once for all workers: fonts, libraries, catalogues, tables."""
    if hasattr(session.config, "workerinput"):
        return
    from mutualaid.base.build import build

    build(DATA_DIR / "build", ROOT / "locale")
    template.ensure(os.environ["DATABASE_URL"])


def pytest_collection_finish() -> None:
    """Everything that was imported stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Statements are planned for what is there now, not as for an empty table; none runs for ever."""
    from django.db import connection

    connection.settings_dict["TEST"]["TEMPLATE"] = template.name()
    connection.settings_dict["OPTIONS"]["options"] += (
        " -c plan_cache_mode=force_custom_plan -c statement_timeout=60s -c synchronous_commit=off"
    )


@pytest.fixture(scope="session", autouse=True)
def no_guides_but_a_test_s_own() -> Iterator[None]:
    """Tests count what they made. Those of what ships load it themselves (test_shipped.py)."""
    from directory import shipped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shipped, "guides", lambda: ())
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """After the last test of a file, what its tests counted is forgotten."""
    result = yield
    if nextitem and nextitem.path != item.path and _forget in item.config.stash:
        item.config.stash[_forget]()
    return result


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Nobody counts the tables meanwhile: what a test holds is not committed, so that they would be taken
    for empty ones, and a join of many of them planned as if it cost nothing.
    """
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = false)')
        statements = emptying.remember(cursor)

    other = connection.copy()

    def forget() -> None:
        """By a connection of its own: while a browser's loop runs in this thread, Django would open another
        one than the tests' and leave it open.
        """
        with django_db_blocker.unblock(), other.cursor() as cursor:
            cursor.execute(statements.forget)

    request.config.stash[_forget] = forget

    def empty(_test: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statements.put_back)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield
    # On a busy machine the last statement of a page that nobody waits for may still be running: the database
    # could not be dropped under it.
    with django_db_blocker.unblock(), other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    other.close()


@pytest.fixture(scope="session")
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def nothing_left_over(settings: object, media_root: Path) -> Iterator[None]:
    """No test sees what another one's process held, nor writes photos among a network's own."""
    from directory import needs
    from mutualaid.base import network

    settings.MEDIA_ROOT = media_root  # type: ignore[attr-defined]
    # A slow hash is for attackers; the tests sign in hundreds of times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    network.forget()
    needs.forget()
    yield
    network.forget()
    needs.forget()


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """The browser of a person, of nobody for None; of an organizer `is_at_work` with their second factor."""

    def browser(person: Any = None, *, is_at_work: bool = False) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person.user)
        return prove(client) if is_at_work else client

    return browser


@pytest.fixture
def empty_queue(transactional_db: None) -> None:
    """Only this test's jobs wait: the queue's tables are not emptied with the others after a test."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    ProcrastinateJob.objects.all()._raw_delete("default")

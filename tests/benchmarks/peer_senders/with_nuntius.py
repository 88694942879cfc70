"""Sends one digest by nuntius, in an environment that has it: `python -I with_nuntius.py TOLD.json`.

Prints seconds, processor seconds and the bytes of a message. Its worker runs as it comes, with four processes that send, but
without its limit of 50 messages a second. It has no command that ends when a campaign has: the clock runs from the first message
that its database calls sent to the last, which a process of its own watches. The database is SQLite, where it would rather
have PostgreSQL; in WAL mode its processes do not wait for whoever reads.
"""

import json
import os
import sqlite3
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from signal import SIGTERM
from time import perf_counter, sleep
from typing import Any

_SENT = "SELECT count(*) FROM nuntius_campaignsentevent WHERE result = '?'"


def main(told: dict[str, Any]) -> list[float]:
    """Send, and say what it took."""
    folder = Path(told["folder"])
    _set_up(folder, told["port"])
    from django.core.mail.utils import DNS_NAME
    from django.core.management import call_command
    from django.db import connection
    from nuntius.messages import message_for_event
    from nuntius.models import CampaignSentEvent

    str(DNS_NAME)  # asked of the system once, which may take seconds
    _campaign(told)
    connection.close()
    before = _worked()
    watcher = _watching(folder, told["messages"], os.getpid())
    call_command("nuntius_worker")
    os.waitpid(watcher, 0)
    spent = _worked() - before
    size = len(message_for_event(CampaignSentEvent.objects.first()).message().as_bytes(linesep="\r\n"))
    return [json.loads((folder / "took.json").read_text()), spent, size]


def _worked() -> float:
    """Processor seconds of this process and of those that it waited for."""
    return sum(each.ru_utime + each.ru_stime for each in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def _watching(folder: Path, messages: int, worker: int) -> int:
    """Start a process that ends the worker when everything was sent, and writes down how long that took."""
    if watcher := os.fork():
        return watcher
    database = sqlite3.connect(folder / "a.sqlite", timeout=60)
    sent = first = 0
    began = 0.0
    while sent < messages:
        sleep(0.02)
        if os.getppid() != worker:
            os._exit(1)
        (sent,) = database.execute(_SENT).fetchone()
        if sent and not first:
            first, began = sent, perf_counter()
    # What had been sent when somebody first looked took no time that was measured.
    took = (perf_counter() - began) * messages / max(1, messages - first)
    (folder / "took.json").write_text(json.dumps(took))
    os.kill(worker, SIGTERM)
    os._exit(0)


def _set_up(folder: Path, port: int) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    sys.path.insert(0, str(Path(__file__).parent))
    settings.configure(
        SECRET_KEY="of no use", ROOT_URLCONF="nuntius.urls", USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        STATIC_URL="/static/", MEDIA_URL="/media/", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port,
        NUNTIUS_SUBSCRIBER_MODEL="nuntius_readers.Reader", NUNTIUS_SEGMENT_MODEL="nuntius_readers.Everybody",
        NUNTIUS_PUBLIC_URL="https://firm.example", NUNTIUS_MAX_SENDING_RATE=1_000_000,
        NUNTIUS_EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", NUNTIUS_POLLING_INTERVAL=0.2,
        INSTALLED_APPS=[
            "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.admin", "django.contrib.messages",
            "django.contrib.sessions", "nuntius", "nuntius_readers",
        ],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "a.sqlite"), "OPTIONS": {"timeout": 60}}
        },
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    )  # fmt: skip
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    connection.cursor().execute("PRAGMA journal_mode=WAL")


def _campaign(told: dict[str, Any]) -> None:
    """Readers, and the campaign that is to be sent."""
    from nuntius.models import Campaign
    from nuntius_readers.models import Reader

    Reader.objects.bulk_create(
        Reader(name=f"Reader {number}", email=f"r{number:06}@example.org", subscriber_status=Reader.STATUS_SUBSCRIBED)
        for number in range(told["messages"])
    )
    text, html = (told[kind].replace(told["name"], "{{ name }}") for kind in ("text", "html"))
    Campaign.objects.create(
        name="news", message_from_name="Firm", message_from_email="a@firm.example", message_subject="News",
        message_content_text=text, message_content_html=html, status=Campaign.STATUS_SENDING,
    )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(json.loads(Path(sys.argv[1]).read_text("utf-8")))))

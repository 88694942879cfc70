"""Sends one digest by django-newsletter, in an environment that has it: `python -I with_newsletter.py TOLD.json`.

Prints seconds, processor seconds and the bytes of a message. Its own way is to keep pieces in its database and to make each
reader's text and HTML of them by templates, the text by taking the marks out of the HTML, as the template that it ships does.
Given everything ready (`ready`), its templates hold the finished words, and only the name is put in: the least that it can do.
"""

import json
import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

_PIECES = {
    "message.txt": "{% for article in message.articles.all %}\n{{ article.title }}\n{{ article.text|striptags|safe }}\n{% endfor %}",
    "message.html": "{% for article in message.articles.all %}{{ article.text|safe }}{% endfor %}",
}


def main(told: dict[str, Any]) -> list[float]:
    """Send, and say what it took."""
    folder = Path(told["folder"])
    _templates(folder, told)
    _set_up(folder, told["port"])
    from django.core.mail.utils import DNS_NAME
    from newsletter.models import Submission

    str(DNS_NAME)  # asked of the system once, which may take seconds
    submission = _submission(told)
    before, began = getrusage(RUSAGE_SELF), perf_counter()
    Submission.submit_queue()
    took, after = perf_counter() - began, getrusage(RUSAGE_SELF)
    submission.refresh_from_db()
    assert submission.sent
    size = len(submission.get_message(submission.subscriptions.first()).message().as_bytes(linesep="\r\n"))
    return [took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, size]


def _templates(folder: Path, told: dict[str, Any]) -> None:
    """The frame of the digest with its pieces from the database, or all of it as it is."""
    target = folder / "templates/newsletter/message/news"
    target.mkdir(parents=True)
    for name, words in (("message.txt", told["text"]), ("message.html", told["html"])):
        if not told["ready"]:
            first, last = (told["pieces"][at][name == "message.html"] for at in (0, -1))
            begin, end = words.index(first), words.rindex(last) + len(last)
            if name == "message.txt":  # the last piece goes on behind its title
                end = words.index("\n---", end)
            words = words[:begin] + _PIECES[name] + words[end:]
        (target / name).write_text(words.replace(told["name"], "{{ subscription.name }}"), "utf-8")


def _set_up(folder: Path, port: int) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        SECRET_KEY="of no use", ROOT_URLCONF="newsletter.urls", SITE_ID=1, USE_TZ=True,
        STATIC_URL="/static/", MEDIA_URL="/media/", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port,
        NEWSLETTER_THUMBNAIL="sorl-thumbnail", NEWSLETTER_USE_HTTPS=True,
        INSTALLED_APPS=[
            "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sites", "sorl.thumbnail", "newsletter",
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "a.sqlite")}},
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [str(folder / "templates")],
             "APP_DIRS": True},
        ],
    )  # fmt: skip
    django.setup()
    call_command("migrate", verbosity=0)


def _submission(told: dict[str, Any]) -> Any:
    """Readers, the message and the order to send it."""
    from newsletter.models import Article, Message, Newsletter, Submission, Subscription

    news = Newsletter.objects.create(title="News", slug="news", email="a@firm.example", sender="Firm")
    Subscription.objects.bulk_create(
        Subscription(
            newsletter=news, name_field=f"Reader {number}", email_field=f"r{number:06}@example.org", subscribed=True
        )
        for number in range(told["messages"])
    )
    message = Message.objects.create(title="News", slug="news", newsletter=news)
    for number, (title, html) in enumerate(told["pieces"]):
        Article.objects.create(title=title, text=html, post=message, sortorder=number)
    submission = Submission.objects.create(newsletter=news, message=message, prepared=True)
    submission.subscriptions.set(Subscription.objects.all())
    return submission


if __name__ == "__main__":
    print(json.dumps(main(json.loads(Path(sys.argv[1]).read_text("utf-8")))))

"""The readers that nuntius wants of whoever uses it: a model of them, and one of whom a campaign is for."""

from typing import Any

from django.db import models
from nuntius.models import BaseSegment, BaseSubscriber


class Reader(BaseSubscriber):  # type: ignore[misc]  # Django is not installed where types are checked
    """An address and a name."""

    name = models.CharField(max_length=255)

    def get_subscriber_data(self) -> dict[str, Any]:
        """What its templates may use."""
        return {"name": self.name, **super().get_subscriber_data()}


class Everybody(BaseSegment, models.Model):  # type: ignore[misc]  # as above
    """All readers; no campaign names it, but nuntius wants one."""

    def get_subscribers_queryset(self) -> Any:
        """All."""
        return Reader.objects.all()

"""Where a provider hands over the mails that people answer with."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from ..replies import addresses, receiving

# Anymail's view of each, and what it calls the secret: "user:password" in the address that the provider
# calls, or the key with which the provider signs.
PROVIDERS = {
    "mailersend": ("MailerSendInboundWebhookView", "inbound_secret"),
    "mailgun": ("MailgunInboundWebhookView", "webhook_signing_key"),
    "mailjet": ("MailjetInboundWebhookView", "webhook_secret"),
    "postal": ("PostalInboundWebhookView", "webhook_key"),
    "postmark": ("PostmarkInboundWebhookView", "webhook_secret"),
    "sparkpost": ("SparkPostInboundWebhookView", "webhook_secret"),
}


@csrf_exempt
def inbound(request: HttpRequest) -> HttpResponse:
    """By POST, from the provider that the network chose, with its secret. Elsewhere there is no such page."""
    if not addresses.is_offered():
        raise Http404
    return _view(settings.INBOUND_PROVIDER, settings.INBOUND_SECRET)(request)


@cache
def _view(provider: str, secret: str) -> Callable[[HttpRequest], HttpResponse]:
    """The provider's view, with a plain object in the place of its signal: no signals here."""
    name, secret_name = PROVIDERS[provider]
    theirs: Any = getattr(import_module(f"anymail.webhooks.{provider}"), name)

    class Inbound(theirs):  # type: ignore[misc]
        signal = receiving.Letters()

        def parse_events(self, request: HttpRequest) -> list[Any]:
            try:
                return list(super().parse_events(request))
            except Exception as problem:
                # Its own words may hold somebody's address, and a failure is logged.
                raise SuspiciousOperation(type(problem).__name__) from None

    # A view takes only what its class has by that name, and none has a "webhook_secret" of its own.
    setattr(Inbound, secret_name, None)
    return Inbound.as_view(**{secret_name: secret})  # type: ignore[no-any-return]

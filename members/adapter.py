"""How allauth speaks and acts here."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Everything that differs from allauth's own ways."""

"""Answering by mail, where the network has mails come in (`INBOUND_DOMAIN` and its two companions).

A notice of a message carries an address of its own to answer to; the provider hands what arrives there to our
webhook; and it goes through the same action as what is typed on the page.
"""

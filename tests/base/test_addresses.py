"""Addresses that are worked out once."""

from django.urls import get_script_prefix, reverse, set_script_prefix

from mutualaid.base import addresses
from mutualaid.base.addresses import address


def test_an_address_is_what_django_says():
    assert address("directory:listing_list") == reverse("directory:listing_list")
    assert address("directory:listing_detail", "pantry", query={"a": ["1", "ü"]}).endswith(
        "pantry/?a=1&a=%C3%BC"
    )
    assert "?" not in address("directory:listing_list", query={})


def test_what_a_request_says_of_the_path_it_came_by_is_kept_nowhere():
    addresses._reversed.cache_clear()
    set_script_prefix("/evil/")
    try:
        assert address("directory:listing_list") == "/directory/"
        assert get_script_prefix() == "/evil/"
    finally:
        set_script_prefix("/")
    assert address("directory:listing_list") == "/directory/"

"""Forms sent by a real browser reach us: headers and tokens agree."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_form_with_a_token_is_taken(page, javascript):
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("ana@demo.example")
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/accounts/code/**")

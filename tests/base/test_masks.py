import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.base import masks


@given(st.sets(st.integers(0, 125)))
def test_pair_and_bits_are_inverse_and_fit_a_bigint(chosen):
    a, b = masks.pair(chosen)
    assert masks.bits(a, b) == tuple(sorted(chosen))
    assert 0 <= a < 2**63
    assert 0 <= b < 2**63


@pytest.mark.parametrize("bit", [-1, 126])
def test_pair_refuses_a_bit_that_does_not_fit(bit):
    with pytest.raises(ValueError, match="no bit"):
        masks.pair([bit])


def test_languages_tells_the_known_apart_and_puts_the_rest_in_other():
    assert masks.languages(["en", "es"]) == 0b11
    assert masks.languages(["es-MX"]) == masks.languages(["es"])
    assert masks.languages(["tlh", "xx"]) == 1 << masks.OTHER
    assert masks.languages([]) == 0


def test_language_bits_never_move():
    """Stored masks hold them: only add at the end."""
    assert len(set(masks.LANGUAGES)) == len(masks.LANGUAGES) <= masks.OTHER
    assert [masks.language_bit(code) for code in ("en", "es", "zh", "ar", "nl")] == [0, 1, 2, 3, 60]

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.tones import comparable, place_tones, plain, shape_key, toneless_key

LETTERS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằèéẻẽẹòóỏõọùúủũụỳýỷỹỵ HOÀUỶ-–’' ", max_size=40)


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("hoà giải", "hòa giải"),
        ("UỶ BAN", "ỦY BAN"),
        ("Khoẻ", "Khỏe"),
        ("thuý", "thúy"),
        ("quý I", "quý I"),
        ("Quỹ", "Quỹ"),
        ("hoàn thành", "hoàn thành"),
        ("huỳnh", "huỳnh"),
        ("loại", "loại"),
    ],
)
def test_open_syllables_take_the_older_placement(text: str, placed: str) -> None:
    assert place_tones(text) == placed


@given(LETTERS)
def test_forms_keep_the_length_and_are_fixed_points(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert len(comparable(text)) == len(text) == len(plain(text))
    assert comparable(comparable(text)) == comparable(text)
    assert shape_key(shape_key(text)) == shape_key(text)
    assert unicodedata.is_normalized("NFC", comparable(text))


def test_keys() -> None:
    assert comparable("Đắk R’lấp – X") == "đắk r'lấp - x"
    assert shape_key("Sở Văn hoá, Thể thao và Du lịch") == shape_key("SỞ VĂN HÓA THỂ THAO VÀ DU LỊCH")
    assert shape_key("Mỹ") != shape_key("Mĩ")
    assert toneless_key("Đắk  Nông") == "dak nong"

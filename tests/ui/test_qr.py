"""QR codes that a phone can read, without styles that the page's policy refuses."""

from andersom.ui.qr import svg


def test_code_is_an_inline_drawing_without_styles_or_scripts() -> None:
    drawn = svg("https://andersom.example/verwachtingen/")
    assert drawn.startswith("<svg")
    assert 'class="qr"' in drawn
    assert "style=" not in drawn
    assert "<script" not in drawn


def test_different_addresses_give_different_codes() -> None:
    assert svg("https://a.example/") != svg("https://b.example/")

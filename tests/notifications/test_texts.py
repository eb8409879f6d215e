import pytest
from django.utils.safestring import mark_safe

from andersom.notifications import texts

LETTER = """Subject: Les op {{ day }}

Dag {{ name }},

- Wat: **{{ what }}**
- Waar: De Zeemeeuw

> {{ message }}

[Bekijk de les](https://andersom.example/lessen/5/?a=1&b=2)

Meer staat op [de site](https://andersom.example/).
"""
CONTEXT = {"day": "di 24 nov", "name": "Noor", "what": "Djembé", "message": "Tot dan!"}
NASTY = [
    "[klik](https://evil.example)",
    "<https://evil.example>",
    "<script>alert(1)</script>",
    "![beeld](https://evil.example/x.png)",
    "`code` **vet** _schuin_ # kop",
    "&lt;b&gt; &amp; &copy;",
    "a\\*b",
    "{{ 7|add:7 }} {% now 'Y' %}",
    "[x]: https://evil.example",
    "https://evil.example/[x](y)",
]


def test_text_has_list_button_and_signature(template, settings):
    settings.SITE_URL = "https://andersom.example"
    mail = texts.render(template(LETTER), CONTEXT, language="nl")
    assert mail.subject == "Les op di 24 nov"
    assert mail.text == (
        "Dag Noor,\n\n- Wat: Djembé\n- Waar: De Zeemeeuw\n\n> Tot dan!\n\n"
        "Bekijk de les:\nhttps://andersom.example/lessen/5/?a=1&b=2\n\n"
        "Meer staat op de site (https://andersom.example/).\n\n"
        "-- \nAndersom Den Haag\nhttps://andersom.example\n"
    )
    assert "Bekijk de les" not in mail.summary


def test_html_stands_in_the_layout_with_a_button(template):
    mail = texts.render(template(LETTER), CONTEXT, language="nl")
    assert mail.html.startswith("<!doctype html>")
    assert 'lang="nl"' in mail.html
    assert "und" not in mail.html.partition("<head>")[0]
    assert "<title>Les op di 24 nov</title>" in mail.html
    assert mail.html.count('class="m-button-link"') == 1
    assert 'href="https://andersom.example/lessen/5/?a=1&amp;b=2"' in mail.html
    assert "<strong>Djembé</strong>" in mail.html
    assert "prefers-color-scheme: dark" in mail.html
    assert "[[" not in mail.html


@pytest.mark.parametrize("nasty", NASTY)
def test_value_shows_as_typed_and_makes_no_markup(template, nasty):
    kind = template("Subject: {{ name }}\n\nVan {{ name }}.\n")
    mail = texts.render(kind, {"name": nasty}, language="nl")
    plain = texts.render(kind, {"name": "x"}, language="nl")
    assert mail.subject == nasty
    assert mail.text.startswith(f"Van {nasty}.")
    for tag in ("<a ", "<img", "<script", "<code", "<em", "<strong"):
        assert mail.html.count(tag) == plain.html.count(tag)


@pytest.mark.parametrize("nasty", NASTY)
def test_value_in_a_translated_block_makes_no_markup(template, nasty):
    kind = template(
        "Subject: x\n\n{% blocktranslate trimmed with other=name %}Van {{ name }} of {{ other }}."
        "{% endblocktranslate %}\n"
    )
    mail = texts.render(kind, {"name": nasty}, language="en")
    assert mail.text.startswith(f"Van {nasty} of {nasty}.")
    assert "evil.example</a>" not in mail.html


def test_included_template_is_guarded_too(template):
    template("Dag **{{ name }}**", name="part")
    kind = template('Subject: x\n\n{% include "tests/part.md" %}\n')
    assert texts.render(kind, {"name": "**a**"}, language="nl").text.startswith("Dag **a**")


def test_counted_block_keeps_its_number(template):
    kind = template(
        "Subject: x\n\n{% blocktranslate trimmed count n=n %}{{ n }} les bij {{ who }}{% plural %}"
        "{{ n }} lessen bij {{ who }}{% endblocktranslate %}\n"
    )
    mail = texts.render(kind, {"n": 2, "who": "*ons*"}, language="nl")
    assert mail.text.startswith("2 lessen bij *ons*")


def test_line_breaks_of_a_value_start_no_block(template):
    kind = template("Subject: {{ words }}\n\n> {{ words }}\n")
    mail = texts.render(kind, {"words": "een\r\n\n# kop\n    code\n- punt"}, language="nl")
    assert mail.subject == "een # kop code - punt"
    assert mail.text.startswith("> een\n> # kop\n> code\n> - punt\n")
    assert "<h1" not in mail.html
    assert "<pre" not in mail.html


def test_subject_cannot_run_into_the_body(template):
    kind = template("Subject: Van {{ name }}\n\nTekst\n")
    mail = texts.render(kind, {"name": "Noor\nBcc: x@evil.example\u2028X: y"}, language="nl")
    assert mail.subject == "Van Noor Bcc: x@evil.example X: y"


def test_script_address_is_no_link(template):
    kind = template("Subject: x\n\n[Klik]({{ url }})\n")
    mail = texts.render(kind, {"url": "javascript:alert(1)"}, language="nl")
    assert "m-button-link" not in mail.html.partition("<body")[2]


def test_safe_value_may_be_markdown(template):
    kind = template("Subject: x\n\n{{ part }}\n")
    assert "<strong>" in texts.render(kind, {"part": mark_safe("**vet**")}, language="nl").html


def test_unknown_variable_is_an_error(template):
    with pytest.raises(LookupError, match="nmae"):
        texts.render(template("Subject: x\n\nDag {{ nmae }}\n"), {"name": "x"}, language="nl")
    kind = template("Subject: x\n\n{% blocktranslate %}Dag {{ nmae }}{% endblocktranslate %}", "b")
    with pytest.raises(LookupError, match="nmae"):
        texts.render(kind, {"name": "x"}, language="nl")


def test_unknown_variable_undoes_nothing_in_production(template, settings):
    settings.MAIL_STRICT = False
    kind = template("Subject: x\n\nDag {{ nmae }}!\n")
    assert texts.render(kind, {}, language="nl").text.startswith("Dag !")


def test_first_line_has_to_be_the_subject(template):
    with pytest.raises(ValueError, match="subject"):
        texts.render(template("Dag\n"), {}, language="nl")


def test_language_of_the_reader_counts(template):
    kind = template('Subject: x\n\n{{ day|date:"F" }}\n')
    from datetime import date

    context = {"day": date(2026, 3, 1)}
    assert texts.render(kind, context, language="nl").text.startswith("maart")
    assert texts.render(kind, context, language="en").text.startswith("March")


def test_summary_keeps_the_labels_and_leaves_out_what_is_only_links(template):
    letter = (
        "Subject: Les\n\nDag,\n\n[Nu antwoorden](https://x.example/a/)\n\n"
        "Of meteen: [ja](https://x.example/j/) · [nee](https://x.example/n/)\n\n"
        "- Zie [het plan](https://x.example/p/)\n\n"
        "Past het niet? [Zeg waarom](https://x.example/w/).\n"
    )
    mail = texts.render(template(letter), {}, language="nl")
    assert mail.summary == "Dag,\n\n- Zie het plan\n\nPast het niet? Zeg waarom."
    assert "ja (https://x.example/j/) · nee (https://x.example/n/)" in mail.text

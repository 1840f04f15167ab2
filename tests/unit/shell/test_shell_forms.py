"""Django's own forms, drawn by our renderer, so that each answer can be found, read and put right."""

import re

import pytest
from django import forms
from django.utils import translation

from twofold.shell.renderer import ShellRenderer


@pytest.fixture(autouse=True)
def ours(settings):
    settings.FORM_RENDERER = "twofold.shell.renderer.ShellRenderer"
    with translation.override("en"):
        yield


class Contact(forms.Form):
    default_renderer = ShellRenderer

    code = forms.CharField(help_text="On the card.")
    given = forms.IntegerField(min_value=0)
    share = forms.DecimalField(required=False)
    size = forms.IntegerField(required=False, widget=forms.NumberInput(attrs={"data-plain": True}))
    how = forms.ChoiceField(choices=[("o", "Outside"), ("c", "Centre")], widget=forms.RadioSelect, help_text="Place.")
    topics = forms.MultipleChoiceField(
        choices=[("Care", [("a", "One"), ("b", "Two")])], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(label="They agreed")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("The two do not fit.")


@pytest.fixture
def blank() -> str:
    return str(Contact())


@pytest.fixture
def wrong() -> str:
    return str(Contact({"code": "", "given": "-4", "how": ""}))


def test_every_label_belongs_to_its_field(blank):
    for target in re.findall(r'<label[^>]* for="([^"]+)"', blank):
        assert f'id="{target}"' in blank


def test_choices_are_a_fieldset_with_a_legend(blank):
    assert blank.count("<fieldset") == 2
    assert re.search(r'<fieldset class="field" aria-describedby="id_how_helptext"><legend class="label">How', blank)
    assert '<p class="group">Care</p>' in blank


def test_help_and_errors_are_read_with_the_field(wrong):
    assert re.search(r'<input[^>]*name="code"[^>]*aria-describedby="id_code_helptext id_code_error"', wrong)
    for reference in re.findall(r'aria-describedby="([^"]+)"', wrong):
        for target in reference.split():
            assert f'id="{target}"' in wrong


def test_errors_are_summed_at_the_top_with_links_that_lead_somewhere(wrong):
    summary = wrong[: wrong.index("</div>")]
    assert "5 answers need another look" in summary
    assert "The two do not fit." in summary
    links = re.findall(r'href="#([^"]+)"', summary)
    assert links == ["id_code", "id_given", "id_how_0", "id_agreed"]
    assert all(f'id="{link}"' in wrong for link in links)


def test_one_error_is_told_in_the_singular():
    class One(forms.Form):
        default_renderer = ShellRenderer
        code = forms.CharField()

    assert "One answer needs another look" in str(One({}))


def test_a_form_without_errors_has_no_summary(blank):
    assert "error-summary" not in blank
    assert "aria-invalid" not in blank


def test_whole_numbers_have_steps_and_others_do_not(blank):
    assert len(re.findall(r'class="stepper"', blank)) == 1
    assert re.search(r'data-step="down".*name="given".*data-step="up"', blank, re.DOTALL)


def test_the_optional_are_marked_and_the_required_are_not(blank):
    assert len(re.findall("optional", re.sub(r'class="[^"]*"', "", blank))) == 3


def test_a_tick_stands_in_its_own_label(blank):
    assert re.search(r'<label class="choice" for="id_agreed"><input type="checkbox"[^>]*><span>They agreed', blank)


def test_hidden_fields_stay_hidden(blank):
    assert re.search(r'<input type="hidden" name="secret"', blank)
    assert "Secret" not in blank


def test_what_was_typed_is_kept_and_escaped():
    html = str(Contact({"code": '"><script>', "given": "1"}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_rows_of_a_formset_are_drawn_with_their_management():
    rows = forms.formset_factory(Contact, extra=2, renderer=ShellRenderer())()
    assert str(rows).count('class="form-row"') == 2
    assert "form-TOTAL_FORMS" in str(rows)

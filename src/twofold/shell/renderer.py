"""Draws Django's forms in our look: set `FORM_RENDERER = "twofold.shell.renderer.ShellRenderer"`.

Only templates are chosen here; fields, choices and validation live with the forms of each app.
"""

from typing import Any

from django.forms.renderers import DjangoTemplates

OWN_WIDGETS = {
    "django/forms/widgets/number.html": "shell/forms/number.html",
    "django/forms/widgets/radio.html": "shell/forms/choices.html",
    "django/forms/widgets/checkbox_select.html": "shell/forms/choices.html",
}


class ShellRenderer(DjangoTemplates):
    form_template_name = "shell/forms/form.html"
    formset_template_name = "shell/forms/formset.html"
    field_template_name = "shell/field.html"

    def get_template(self, template_name: str) -> Any:
        return super().get_template(OWN_WIDGETS.get(template_name, template_name))

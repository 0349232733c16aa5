"""Forms of the accounts."""

from django import forms


class FormulaireCode(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label="Code à six chiffres",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

"""Fields of text: cleaned of what no reader sees before anything is judged, so that it never reaches a record."""

from typing import Any

from django import forms

from portulan.socle.textes import epurer, epurer_ligne


class Texte(forms.CharField):
    """Several lines, without control characters nor direction marks."""

    def __init__(self, *, rangs: int = 8, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rangs}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Cleaned before the checks of length."""
        return super().to_python(epurer(str(value or "")))


class Ligne(forms.CharField):
    """One line, cleaned the same way, its blanks folded."""

    def to_python(self, value: Any) -> str:
        """Cleaned before the checks of length."""
        return super().to_python(epurer_ligne(str(value or "")))

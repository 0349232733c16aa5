"""Forms of the register of acts: what is verified, what is erased."""

from typing import Any

from django import forms

from portulan.crefop.registre.enums import MotifEffacement
from portulan.crefop.registre.verification import Point, lire_point

POINTS_MAX = 50


class FormulaireVerification(forms.Form):
    """An export (that of this site when none is given), points printed on acts, and a published file."""

    fichier = forms.FileField(
        label="Export à vérifier",
        required=False,
        help_text="Un fichier registre-des-actes.jsonl, 20 Mo au plus. Sans fichier, c’est le registre de ce site.",
    )
    points = forms.CharField(
        label="Points de contrôle imprimés",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Recopiez la ligne RANG:EMPREINTE:RACINE d’un avis ou d’un procès-verbal, une par ligne.",
    )
    piece = forms.FileField(
        label="Fichier publié",
        required=False,
        help_text="Par exemple le PDF d’un avis : le registre dira s’il est bien celui qui a été publié.",
    )

    def clean_points(self) -> list[Point]:
        """The points, one a line."""
        lus = [ligne for ligne in self.cleaned_data["points"].splitlines() if ligne.strip()]
        if len(lus) > POINTS_MAX:
            raise forms.ValidationError(f"{POINTS_MAX} points au plus à la fois.")
        try:
            return [lire_point(ligne) for ligne in lus]
        except ValueError as erreur:
            raise forms.ValidationError(f"{erreur}.") from erreur


class FormulaireEffacement(forms.Form):
    """What is erased, why, and that it was understood to be for good."""

    engagements = forms.MultipleChoiceField(
        label="Valeurs à effacer",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez une valeur au moins."},
    )
    motif = forms.ChoiceField(label="Motif", choices=MotifEffacement.choices, widget=forms.RadioSelect)
    compris = forms.BooleanField(label="J’ai compris que l’effacement est définitif")

    def __init__(self, *args: Any, choix: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagements"].choices = [(e, e) for e in choix]

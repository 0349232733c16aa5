"""Forms of the assessment campaigns."""

from typing import Any

from django import forms

from portulan.web.formulaires.animation import Choix, Propre, champ_jour


class FormulaireCampagne(Propre):
    """An annual round."""

    nom = forms.CharField(label="Nom de la campagne", max_length=120)
    annee = forms.IntegerField(label="Année", min_value=2000, max_value=2100)
    referentiel = forms.ChoiceField(label="Référentiel", help_text="Il ne changera plus pour les évaluations ouvertes.")
    du = forms.DateField(label="Début", widget=champ_jour())
    au = forms.DateField(label="À soumettre jusqu’au", widget=champ_jour())
    seuil = forms.IntegerField(
        label="Couverture minimale (%)",
        min_value=0,
        max_value=100,
        help_text="Part des critères à évaluer avant qu’une note soit montrée.",
    )
    operateurs = forms.MultipleChoiceField(
        label="Opérateurs concernés", widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, referentiels: Choix, operateurs: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referentiel"].choices = referentiels
        self.fields["operateurs"].choices = operateurs

    def clean(self) -> dict[str, Any]:
        """The end is after the start."""
        propres = super().clean()
        if propres.get("du") and propres.get("au") and propres["au"] < propres["du"]:
            self.add_error("au", "La fin est avant le début.")
        return propres


class FormulaireFin(Propre):
    """The last day of a campaign, moved."""

    au = forms.DateField(label="À soumettre jusqu’au", widget=champ_jour())

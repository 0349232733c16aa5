"""Forms: they clean what people type; operations decide."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from portulan.socle.mesure import nombre_fr

TAILLE_MAXIMALE = 2 * 1000**3


class FormulaireConnexion(forms.Form):
    """Sign in."""

    courriel = forms.EmailField(
        label="Courriel", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class FormulaireImport(forms.Form):
    """A file of one's own or an official address, and which source it is."""

    fichier = forms.FileField(
        label="Fichier",
        required=False,
        help_text="CSV, JSON ou Parquet, éventuellement compressé (gzip ou zip), 2 Go au plus.",
    )
    adresse = forms.URLField(
        label="Adresse officielle",
        required=False,
        assume_scheme="https",
        max_length=2000,
        help_text="À la place du fichier : l’adresse https du fichier chez son producteur.",
    )
    source = forms.ChoiceField(
        label="Source",
        required=False,
        help_text="Laissez « Reconnaître » : Portulan reconnaît le fichier à ses colonnes.",
    )
    ecarter = forms.BooleanField(
        label="Importer sans les lignes refusées",
        required=False,
        help_text="Sinon, une seule ligne refusée arrête l’import et rien n’est chargé.",
    )

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "Reconnaître"), *sources]

    def clean_fichier(self) -> UploadedFile | None:
        """Refuse what is empty or beyond two gigabytes before reading it."""
        fichier = self.cleaned_data["fichier"]
        if fichier and fichier.size > TAILLE_MAXIMALE:
            taille = nombre_fr(fichier.size / 1000**3, 1)
            raise forms.ValidationError(f"Le fichier pèse {taille} Go ; la limite est de 2 Go. Compressez-le.")
        return fichier

    def clean(self) -> dict[str, Any]:
        """One origin, and only one."""
        donnees = super().clean() or {}
        fourni = [bool(donnees.get("fichier")), bool(donnees.get("adresse"))]
        if not self.errors and sum(fourni) != 1:
            self.add_error("fichier", "Choisissez un fichier, ou donnez une adresse : l’un des deux, pas les deux.")
        return donnees


class FormulaireGel(forms.Form):
    """Freeze the current loads."""

    date_reference = forms.DateField(
        label="Date de référence",
        required=False,
        help_text="Laissez vide pour la date la plus récente des sources.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    provisoire = forms.BooleanField(
        label="Instantané provisoire",
        required=False,
        help_text="Marqué sur chaque page ; ses chiffres ne peuvent pas être cités.",
    )


class FormulaireExemple(forms.Form):
    """Fields of the gallery."""

    nom = forms.CharField(label="Nom de la structure", help_text="Tel qu’inscrit au répertoire.")
    type = forms.ChoiceField(label="Type", choices=[("cio", "CIO"), ("ml", "Mission locale")])
    piece = forms.FileField(label="Pièce justificative", required=False, help_text="PDF, 10 Mo au plus.")
    accord = forms.BooleanField(label="La structure adhère au cahier des charges", required=False)

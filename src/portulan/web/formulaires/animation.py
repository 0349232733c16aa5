"""Forms of the life of the network and of the update campaigns."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator

from portulan.socle.horloge import aujourdhui
from portulan.socle.textes import epurer
from portulan.terrain.animation.enums import Canal, Reponse
from portulan.terrain.animation.operations import TAILLE_MAXIMALE
from portulan.terrain.animation.regles import CORRIGEABLES
from portulan.terrain.reseau.models import Structure
from portulan.web.choix import Groupes

type Choix = Sequence[tuple[str, str]]

CONSIGNE = (
    "Vérifiez le nom, l’adresse, le téléphone, le courriel et les horaires d’accueil, puis dites si la liste "
    "de vos services est toujours exacte."
)


def champ_jour() -> forms.DateInput:
    """A date, picked in a calendar or typed."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Propre(forms.Form):
    """Texts without control characters nor direction marks; the version read, when a row is changed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Keep the letters, signs and line breaks of what was typed."""
        propres = super().clean() or {}
        return {nom: epurer(v).strip() if isinstance(v, str) else v for nom, v in propres.items()}


class FormulaireCampagneMaj(Propre):
    """An update campaign."""

    nom = forms.CharField(label="Nom de la campagne", max_length=120)
    consigne = forms.CharField(
        label="Ce que vous demandez",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce texte figure tel quel dans le courriel et sur la page de réponse.",
    )
    du = forms.DateField(label="Début", widget=champ_jour())
    au = forms.DateField(label="Réponse attendue jusqu’au", widget=champ_jour())

    def clean(self) -> dict[str, Any]:
        """The end is after the start."""
        propres = super().clean()
        if propres.get("du") and propres.get("au") and propres["au"] < propres["du"]:
            self.add_error("au", "La fin est avant le début.")
        return propres

    @staticmethod
    def initiales() -> dict[str, Any]:
        """What a new campaign is likely to be: this half-year, six weeks."""
        jour = aujourdhui()
        saison = "printemps" if jour.month <= 6 else "automne"  # noqa: PLR2004 (half-years)
        nom = f"Mise à jour des fiches, {saison} {jour.year}"
        return {"nom": nom, "consigne": CONSIGNE, "du": jour, "au": jour + timedelta(days=42)}


class FormulaireReponse(Propre):
    """What a structure says of its record; the fields are those of the record."""

    reponse = forms.ChoiceField(
        label="Votre réponse",
        choices=[
            (Reponse.CONFIRMEE.value, "Rien n’a changé, la fiche est juste"),
            (Reponse.CORRIGEE.value, "Des informations sont à corriger (ci-dessous)"),
            (Reponse.FERMEE.value, "La structure a fermé"),
        ],
        widget=forms.RadioSelect,
    )
    remarque = forms.CharField(
        label="Autre chose à signaler",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Horaires, services, accès, fermeture prochaine… Pas de nom de personne reçue.",
    )

    def __init__(self, *args: Any, structure: Structure, canal: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in CORRIGEABLES:
            champ = Structure._meta.get_field(nom).formfield(required=nom == "nom")  # noqa: SLF001 (public API of Django)
            champ.initial = getattr(structure, nom)
            self.fields[nom] = champ
        self.fields["telephone"].validators.append(
            RegexValidator(r"^[0-9+(). -]{0,60}$", "Écrivez un numéro : chiffres, espaces et « + » seulement.")
        )
        self.fields["site_web"].assume_scheme = "https"
        if canal:
            self.fields["canal"] = forms.ChoiceField(label="Réponse reçue par", choices=Canal.choices)
            self.fields["reponse"].label = "Réponse de la structure"
        self.order_fields(["version", "canal", "reponse", *CORRIGEABLES, "remarque"])

    @property
    def proposition(self) -> dict[str, str]:
        """Values of the record as they should be."""
        return {nom: self.cleaned_data[nom] for nom in CORRIGEABLES if nom in self.cleaned_data}


class FormulaireRencontre(Propre):
    """A meeting of the network of a bassin."""

    bassin = forms.ChoiceField(label="Bassin")
    date = forms.DateField(label="Date", widget=champ_jour())
    objet = forms.CharField(label="Objet", max_length=200)
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)
    organisations = forms.MultipleChoiceField(
        label="Organisations conviées", widget=forms.CheckboxSelectMultiple, choices=()
    )
    compte_rendu = forms.CharField(
        label="Relevé de décisions",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Après la réunion : ce qui a été décidé, qui fait quoi.",
    )

    def __init__(self, *args: Any, bassins: Choix, organisations: Groupes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bassin"].choices = [("", "Choisissez un bassin"), *bassins]
        self.fields["organisations"].choices = organisations

    def clean_date(self) -> date:
        """Neither a slip of the keyboard, nor a plan for a far future."""
        return _raisonnable(self.cleaned_data["date"])


class FormulaireProtocole(Propre):
    """A signed protocol."""

    organisation = forms.ChoiceField(label="Organisation signataire")
    partenaire = forms.ChoiceField(label="Type d’opérateur partenaire")
    objet = forms.CharField(label="Objet", max_length=200, help_text="Qui fait quoi, pour quel public.")
    signe_le = forms.DateField(label="Signé le", widget=champ_jour())
    fin_le = forms.DateField(label="Valable jusqu’au", widget=champ_jour(), required=False)
    bassins = forms.MultipleChoiceField(label="Bassins couverts", widget=forms.CheckboxSelectMultiple, choices=())
    fichier = forms.FileField(label="Texte signé", required=False, help_text="PDF, 10 Mo au plus.")

    def __init__(self, *args: Any, organisations: Choix, partenaires: Choix, bassins: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", "Choisissez"), *organisations]
        self.fields["partenaire"].choices = [("", "Choisissez"), *partenaires]
        self.fields["bassins"].choices = bassins

    def clean_signe_le(self) -> date:
        """Signed already, and not in another century."""
        jour = _raisonnable(self.cleaned_data["signe_le"])
        if jour > aujourdhui():
            raise forms.ValidationError("Cette date est à venir : enregistrez le protocole une fois signé.")
        return jour

    def clean_fichier(self) -> UploadedFile | None:
        """Refuse what is too heavy before reading it."""
        fichier = self.cleaned_data["fichier"]
        if fichier and fichier.size > TAILLE_MAXIMALE:
            raise forms.ValidationError("Le fichier pèse plus de 10 Mo. Compressez-le.")
        return fichier


class FormulaireMoyens(Propre):
    """Days a year given to the SPRO."""

    organisation = forms.ChoiceField(label="Organisation")
    annee = forms.IntegerField(label="Année", min_value=2000, max_value=2100)
    jours = forms.DecimalField(
        label="Jours dédiés dans l’année",
        min_value=0,
        max_value=100_000,
        decimal_places=1,
        localize=True,
        help_text="Somme pour tous les sites : un agent à mi-temps toute l’année compte environ 110 jours.",
    )
    precisions = forms.CharField(
        label="Précisions", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, organisations: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", "Choisissez"), *organisations]


def _raisonnable(jour: date) -> date:
    if not date(2000, 1, 1) <= jour <= aujourdhui() + timedelta(days=730):
        raise forms.ValidationError("Vérifiez l’année de cette date.")
    return jour

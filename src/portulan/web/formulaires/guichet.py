"""A request in under a minute; then, only if it is handed over, who the person is."""

from typing import Any

from django import forms

from portulan.terrain.accueil.besoins import suggerer
from portulan.terrain.accueil.enums import Canal, Information, Mobilite, Moment, Trace
from portulan.terrain.reseau.vocabulaire import valeurs
from portulan.web.formulaires.champs import Ligne
from portulan.web.formulaires.porte import SITUATIONS, choix_besoins, controler_contact

AU_GUICHET = (Canal.SUR_PLACE, Canal.TELEPHONE, Canal.COURRIEL)


class FormulaireDemande(forms.Form):
    """What somebody came for, anonymous unless told otherwise."""

    structure = forms.ChoiceField(label="Reçu par")
    canal = forms.ChoiceField(label="Comment", choices=[(c.value, c.label) for c in AU_GUICHET])
    mots = Ligne(
        label="Ce que la personne demande",
        required=False,
        max_length=200,
        help_text="Avec ses mots : ils font reconnaître le besoin, et ne sont pas gardés.",
    )
    besoins = forms.MultipleChoiceField(label="Besoins", required=False, widget=forms.CheckboxSelectMultiple)
    situation = forms.ChoiceField(
        label="Situation", required=False, choices=[(code, nom) for code, nom, _ in SITUATIONS]
    )
    age = forms.IntegerField(label="Âge", required=False, min_value=10, max_value=120)
    ou = Ligne(label="Commune où vit la personne", required=False, max_length=80, help_text="Nom ou code postal.")
    commune = forms.ChoiceField(label="Laquelle ?", required=False, widget=forms.RadioSelect)
    mobilite = forms.ChoiceField(label="Déplacement", required=False, choices=Mobilite.choices)
    handicap = forms.BooleanField(label="Besoin d’un lieu accessible", required=False)
    distance = forms.BooleanField(label="À distance seulement", required=False)
    langues = forms.MultipleChoiceField(
        label="Langue nécessaire, en plus du français", required=False, widget=forms.CheckboxSelectMultiple
    )
    moments = forms.MultipleChoiceField(
        label="Moments possibles", required=False, choices=Moment.choices, widget=forms.CheckboxSelectMultiple
    )
    contacts_avant = forms.IntegerField(
        label="Structures déjà contactées pour cela", required=False, min_value=0, max_value=50
    )
    cle = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    PRECISIONS = ("mobilite", "handicap", "distance", "langues", "moments", "contacts_avant")

    def __init__(
        self, *args: Any, structures: list[tuple[str, str]], communes: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        champs: Any = self.fields
        champs["structure"].choices = structures
        champs["besoins"].choices = choix_besoins()
        champs["langues"].choices = [(code, v.libelle) for code, v in valeurs("langues").items()]
        champs["commune"].choices = communes
        if not communes:
            champs["commune"].widget = forms.HiddenInput()
            champs["commune"] = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """At least one need; the words alone propose some, to be checked before anything is kept."""
        propre = super().clean() or {}
        if not propre.get("besoins"):
            reconnus = suggerer(propre.get("mots", ""))
            if reconnus:
                self.data = self.data.copy()
                self.data.setlist("besoins", list(reconnus))
                self.add_error("besoins", "Besoins reconnus dans ces mots : vérifiez-les, puis validez.")
            else:
                self.add_error("besoins", "Choisissez au moins un besoin : ces mots n’en font reconnaître aucun.")
        return propre


class FormulaireReponse(forms.Form):
    """What was given at the first level."""

    besoin = forms.ChoiceField(label="Besoin")
    informations = forms.MultipleChoiceField(
        label="Ce qui a été donné", choices=Information.choices, widget=forms.CheckboxSelectMultiple
    )
    trace = forms.ChoiceField(label="Trace écrite", choices=Trace.choices, required=False)

    def __init__(self, *args: Any, besoins: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["besoin"]
        champ.choices = besoins
        if len(besoins) == 1:
            champ.widget = forms.HiddenInput()
            champ.initial = besoins[0][0]


class FormulaireTransmission(forms.Form):
    """Who is handed over, how to reach her, and her agreement (asked once for a request)."""

    prenom = Ligne(label="Prénom", max_length=80)
    nom = Ligne(label="Nom", required=False, max_length=80)
    telephone = Ligne(label="Téléphone", required=False, max_length=30)
    courriel = forms.EmailField(label="Courriel", required=False, max_length=254)
    message = Ligne(
        label="Ce que la structure doit savoir",
        required=False,
        max_length=500,
        help_text="Le strict nécessaire. Rien sur la santé, la justice, les opinions ou la vie privée.",
    )
    accord = forms.BooleanField(label="La personne accepte que ces informations soient transmises à cette structure")
    accord_enquete = forms.BooleanField(label="Elle accepte d’être interrogée ensuite sur l’aide reçue", required=False)

    def clean(self) -> dict[str, Any]:
        """A way to reach the person is needed."""
        propre = super().clean() or {}
        controler_contact(self, propre)
        return propre


class FormulaireTrace(forms.Form):
    """Where the written trace goes."""

    courriel = forms.EmailField(
        label="Courriel de la personne",
        max_length=254,
        help_text="Cette adresse sert à cet envoi et n’est pas gardée.",
    )

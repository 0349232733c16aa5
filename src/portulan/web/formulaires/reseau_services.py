"""Forms of a service, and of when a place does not receive as usual."""

from datetime import date
from typing import Any

from django import forms

from portulan.socle import geographie
from portulan.socle.horloge import aujourdhui
from portulan.terrain.reseau.enums import GenreDisponibilite
from portulan.terrain.reseau.models import Service
from portulan.web import acces
from portulan.web import reseau_mots as mots
from portulan.web.formulaires.reseau_fiche import EXTENSION, NEUTRE, FormulaireFiche, Section, choix


class FormulaireService(FormulaireFiche):
    """A service of a structure."""

    objet = "service"
    nom = forms.CharField(
        label="Nom du service",
        min_length=3,
        max_length=150,
        help_text="Ce que la personne vient chercher : « Choisir son lycée ».",
    )
    type = forms.ChoiceField(label="Type", required=False)
    description = forms.CharField(
        label="Description",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"Ce qui se passe, combien de temps, avec qui. De 200 à 2\u202f000 caractères, c’est bien. {NEUTRE}",
    )
    publics = forms.MultipleChoiceField(label="Pour qui", required=False, widget=forms.CheckboxSelectMultiple)
    publics_precisions = forms.CharField(
        label="Précisions sur le public", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    thematiques = forms.MultipleChoiceField(label="Pour quoi", required=False, widget=forms.CheckboxSelectMultiple)
    frais = forms.ChoiceField(label="Coût", required=False, widget=forms.RadioSelect)
    frais_precisions = forms.CharField(label="Précisions sur le coût", required=False, max_length=2000)
    modes_accueil = forms.MultipleChoiceField(
        label="Comment on est reçu", required=False, widget=forms.CheckboxSelectMultiple
    )
    modes_mobilisation = forms.MultipleChoiceField(
        label="Comment demander ce service", required=False, widget=forms.CheckboxSelectMultiple
    )
    mobilisable_par = forms.MultipleChoiceField(
        label="Qui peut le demander", required=False, widget=forms.CheckboxSelectMultiple
    )
    lien_mobilisation = forms.URLField(
        label="Lien de prise de rendez-vous ou de demande", required=False, assume_scheme="https", max_length=2083
    )
    mobilisation_precisions = forms.CharField(
        label="Précisions sur la démarche", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    conditions_acces = forms.CharField(
        label="Conditions d’accès", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    zone_eligibilite = forms.MultipleChoiceField(
        label="Réservé aux habitants de",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ne cochez rien si le service est ouvert à tous, d’où qu’ils viennent.",
    )
    contact_nom_prenom = forms.CharField(
        label="Personne à contacter",
        required=False,
        max_length=150,
        help_text="Montrée aux professionnels seulement.",
    )
    telephone = forms.CharField(
        label="Téléphone propre au service",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    courriel = forms.EmailField(label="Courriel propre au service", required=False, max_length=254)
    volume_horaire_hebdomadaire = forms.FloatField(
        label="Heures par semaine", required=False, min_value=0, max_value=168, localize=True
    )
    nombre_semaines = forms.IntegerField(label="Nombre de semaines", required=False, min_value=1, max_value=520)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: Any = self.fields
        champs["type"].choices = [("", "Non précisé"), *choix("type")]
        champs["frais"].choices = [*choix("frais"), ("", "Non précisé")]
        for nom in ("publics", "modes_accueil", "modes_mobilisation", "mobilisable_par"):
            champs[nom].choices = choix(nom)
        champs["thematiques"].choices = mots.thematiques_groupees()
        champs["zone_eligibilite"].choices = self._zones()

    def _zones(self) -> list[tuple[str, str]]:
        """The region, its départements, and what the record already says."""
        region = acces.region()
        codes = [f"region:{region.code}", *(f"departement:{d}" for d in geographie.departements_de_region(region.code))]
        gardees = [z for z in self.initial.get("zone_eligibilite") or [] if z not in codes]
        return [(z, mots.nom_de_zone(z)) for z in [*codes, *gardees]]

    def clean_publics(self) -> list[str]:
        """« Tous publics » excludes the others."""
        publics = list(self.cleaned_data["publics"])
        if "tous-publics" in publics and len(publics) > 1:
            raise forms.ValidationError("« Tous publics » ne va pas avec un public précis : choisissez.")
        return publics

    @property
    def sections(self) -> list[Section]:
        """Sections of the page, in order."""
        return [
            Section("Ce que c’est", self._groupe("nom", "type", "description")),
            Section(
                "Pour qui, pour quoi",
                self._groupe("publics", f"{EXTENSION}publics", "thematiques", f"{EXTENSION}thematiques"),
            ),
            Section("Coût", self._groupe("frais", "frais_precisions")),
            Section(
                "Comment y accéder",
                self._groupe("modes_accueil", "modes_mobilisation", "lien_mobilisation", "mobilisation_precisions"),
            ),
            Section(
                "Conditions et contact propre",
                self._groupe(
                    *("publics_precisions", f"{EXTENSION}age_min", f"{EXTENSION}age_max", "conditions_acces"),
                    *("zone_eligibilite", "mobilisable_par", "telephone", "courriel", "contact_nom_prenom"),
                ),
                repliee=True,
            ),
            Section(
                "Durée, capacité, qualité",
                [*self._groupe("volume_horaire_hebdomadaire", "nombre_semaines"), *self._reste()],
                repliee=True,
            ),
        ]

    def _reste(self) -> list[forms.BoundField]:
        places = {EXTENSION + nom for nom in ("publics", "thematiques", "age_min", "age_max")}
        return [champ for champ in self._spro if champ.name not in places]


class FormulaireDisponibilite(forms.Form):
    """A place does not receive as usual for some time."""

    genre = forms.ChoiceField(label="Ce qui se passe", choices=GenreDisponibilite.choices, widget=forms.RadioSelect)
    service = forms.ModelChoiceField(
        Service.objects.none(), label="Concerne", required=False, empty_label="Toute la structure"
    )
    du = forms.DateField(label="Du", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    au = forms.DateField(label="Au (inclus)", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    motif = forms.CharField(
        label="À dire au public",
        required=False,
        max_length=300,
        help_text="Par exemple : « Travaux, nous recevons à la mairie ». Aucune donnée personnelle.",
    )

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: Any = self.fields
        champs["service"].queryset = services

    def clean_au(self) -> date:
        """A period in the past would tell nobody anything."""
        au: date = self.cleaned_data["au"]
        if au < aujourdhui():
            raise forms.ValidationError("Cette date est passée : choisissez un jour à venir.")
        return au

    def clean(self) -> dict[str, Any]:
        """The end does not precede the beginning."""
        propres: dict[str, Any] = super().clean() or {}
        du, au = propres.get("du"), propres.get("au")
        if du and au and au < du:
            self.add_error("au", "La fin précède le début : corrigez l’une des deux dates.")
        return propres

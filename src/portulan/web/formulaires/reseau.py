"""Forms of a structure: its record, its organisation, its closing. They tidy what is typed; operations decide."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from portulan.comptes.models import Organisation
from portulan.socle import geographie
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces
from portulan.web import reseau_mots as mots
from portulan.web.formulaires.reseau_fiche import EXTENSION, NEUTRE, FormulaireFiche, Section, choix

_CANDIDATES = 12


class FormulaireStructure(FormulaireFiche):
    """A structure, hours and services apart: each has a page of its own."""

    objet = "structure"
    nom = forms.CharField(label="Nom", min_length=3, max_length=150, help_text="Celui que l’on lit sur la porte.")
    operateur = forms.ChoiceField(label="Type d’opérateur")
    description = forms.CharField(
        label="Présentation",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Quelques phrases pour une personne qui ne vous connaît pas. {NEUTRE}",
    )
    siret = forms.CharField(
        label="SIRET", required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    lieu = forms.CharField(
        label="Commune", max_length=120, help_text="Un nom ou un code postal. La commune déléguée convient aussi."
    )
    code_insee = forms.ChoiceField(
        label="Quelle commune ?",
        required=False,
        choices=(),
        widget=forms.RadioSelect,
        help_text="Plusieurs conviennent.",
    )
    code_postal = forms.CharField(
        label="Code postal",
        required=False,
        max_length=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Laissez vide : il est rempli quand la commune n’en a qu’un.",
    )
    adresse = forms.CharField(label="Adresse", required=False, max_length=250, help_text="Numéro et rue.")
    complement_adresse = forms.CharField(
        label="Complément d’adresse", required=False, max_length=250, help_text="Bâtiment, étage, arrêt de bus…"
    )
    telephone = forms.CharField(
        label="Téléphone", required=False, max_length=60, widget=forms.TextInput(attrs={"type": "tel"})
    )
    courriel = forms.EmailField(label="Courriel public", required=False, max_length=254)
    site_web = forms.URLField(
        label="Site", required=False, assume_scheme="https", max_length=2083, help_text="L’adresse complète, en https."
    )
    accessibilite_lieu = forms.URLField(
        label="Fiche Acceslibre",
        required=False,
        assume_scheme="https",
        max_length=2083,
        help_text="L’adresse de la page du lieu sur acceslibre.beta.gouv.fr : marches, porte, places de parking…",
    )
    reseaux_porteurs = forms.MultipleChoiceField(
        label="Réseaux", required=False, widget=forms.CheckboxSelectMultiple, help_text="Liste de data·inclusion."
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Organisation", required=False, empty_label="Aucune pour l’instant"
    )

    def __init__(self, *args: Any, organisations: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: Any = self.fields
        champs["operateur"].choices = [("", "Choisissez"), *mots.choix_operateurs()]
        champs["reseaux_porteurs"].choices = choix("reseaux_porteurs")
        if organisations is None:
            del self.fields["organisation"]
        else:
            champs["organisation"].queryset = organisations
        self.candidates: list[dict[str, Any]] = []
        if self.is_bound:
            self._chercher_la_commune()
        if not self.candidates:
            champs["code_insee"].widget = forms.HiddenInput()

    def _chercher_la_commune(self) -> None:
        """Communes of the region that what is typed may mean; more than one: the person chooses."""
        texte = str(self.data.get("lieu", "")).replace("\0", "").strip()[:120]
        self.trouvees = communes_possibles(texte)
        choisie = self.data.get("code_insee")
        if len(self.trouvees) > 1 or choisie in {c["code_insee"] for c in self.trouvees}:
            self.candidates = self.trouvees if len(self.trouvees) > 1 else []
        champs: Any = self.fields
        champs["code_insee"].choices = [(c["code_insee"], nom_de_commune(c)) for c in self.trouvees]

    def clean_code_insee(self) -> str:
        """The commune chosen among those that fit."""
        trouvees = self.trouvees
        choisie = str(self.cleaned_data.get("code_insee") or "")
        if len(trouvees) == 1:
            return str(trouvees[0]["code_insee"])
        if choisie:
            return choisie
        if trouvees:
            raise forms.ValidationError("Plusieurs communes conviennent : choisissez la vôtre.")
        self.add_error("lieu", "Aucune commune de la région ne porte ce nom ou ce code postal. Vérifiez l’orthographe.")
        return ""

    def clean_siret(self) -> str:
        """Spaces are how a SIRET is read aloud."""
        return re.sub(r"\s", "", str(self.cleaned_data["siret"]))

    def clean(self) -> dict[str, Any]:
        """Fill the postal code of a commune that has only one, or that was designated by one of its own."""
        propres: dict[str, Any] = super().clean() or {}
        commune = geographie.commune(propres.get("code_insee") or "") or {}
        codes = commune.get("codes_postaux") or []
        designes = [code for code in codes if len(codes) == 1 or code == str(propres.get("lieu") or "").strip()]
        if designes and not propres.get("code_postal"):
            propres["code_postal"] = designes[0]
        return propres

    def valeurs(self) -> dict[str, Any]:
        """Values of the record: the words typed for the commune are not one of its fields."""
        propres = super().valeurs()
        propres.pop("lieu", None)
        propres.pop("organisation", None)
        if self.initial.get("code_insee") not in {None, "", propres["code_insee"]}:
            propres |= {"longitude": None, "latitude": None}  # the point of the former address would lie
        return propres

    @property
    def sections(self) -> list[Section]:
        """Sections of the page, in order."""
        reste = [c for c in self._spro if c.name != f"{EXTENSION}langues"]
        return [
            Section("Identité", self._groupe("nom", "operateur", "organisation", "description", "siret")),
            Section("Lieu", self._groupe("lieu", "code_insee", "code_postal", "adresse", "complement_adresse")),
            Section("Contact", self._groupe("telephone", "courriel", "site_web")),
            Section(
                "Accessibilité et langues", self._groupe("accessibilite_lieu", f"{EXTENSION}langues"), repliee=True
            ),
            Section("Réseaux et qualité", [*reste, self["reseaux_porteurs"]], repliee=True),
        ]


def communes_possibles(texte: str) -> list[dict[str, Any]]:
    """Communes of the region that a text may mean: « Ajaccio (2A004) » exactly one, a name alone all its homonyms."""
    region = acces.region().code
    code = re.search(r"\((\w{5})\)\s*$", texte)
    if code and (commune := geographie.commune(code[1])):
        return [commune] if commune["region"] == region else []
    departements = set(geographie.departements_de_region(region))
    trouvees = [c for c in geographie.rechercher(texte, 40) if c["departement"] in departements] if texte else []
    exactes = [c for c in trouvees if c["nom"].casefold() == texte.casefold()]
    return exactes if len(exactes) == 1 else trouvees[:_CANDIDATES]


def nom_de_commune(commune: Mapping[str, Any]) -> str:
    """« Saint-Florent (20217), Haute-Corse »."""
    codes = ", ".join((commune.get("codes_postaux") or [])[:3])
    ancien = f" – {commune['ancien_nom']}" if commune.get("ancien_nom") else ""
    departement = geographie.nom(Territoire(Niveau.DEPARTEMENT, commune["departement"]))
    return f"{commune['nom']}{ancien} ({codes}), {departement}"


class FormulaireRattachement(forms.Form):
    """On which organisation a place depends."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Organisation", required=False, empty_label="Aucune"
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: Any = self.fields
        champs["organisation"].queryset = organisations


class FormulaireFermeture(forms.Form):
    """Why a place closes for good."""

    motif = forms.CharField(
        label="Motif",
        required=False,
        max_length=300,
        help_text="Gardé dans l’historique de la fiche. Aucune donnée personnelle.",
    )

"""Forms of the network: structures, services, availability. They tidy what people type; the operations decide."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms

from portulan.comptes.models import Organisation
from portulan.socle import geographie
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Niveau, Territoire
from portulan.sources.data_inclusion_schema import libelles
from portulan.terrain.reseau import vocabulaire
from portulan.terrain.reseau.enums import GenreDisponibilite
from portulan.terrain.reseau.models import Service, Structure
from portulan.web import acces
from portulan.web import reseau_mots as mots

_CANDIDATES = 12
_EXTENSION = "spro_"

_NEUTRE = "Texte simple, sans mise en forme."
# The vocabulary speaks to those who exchange data; a form speaks to those who receive people
_EN_CLAIR = {
    "publics": ("Pour qui, plus précisément", ""),
    "thematiques": ("Pour quoi, plus précisément", ""),
    "reseaux": ("Réseaux et dispositifs de l’orientation", ""),
    "langues": ("Langues parlées, en plus du français", ""),
    "attente": ("Délai habituel avant un rendez-vous (jours ouvrés)", ""),
}


class Section(NamedTuple):
    """Fields that go together; ``repliee``: folded, what few people fill."""

    titre: str
    champs: list[forms.BoundField]
    repliee: bool = False


def _choix(liste: str) -> list[tuple[str, str]]:
    return list(libelles(liste).items())


class _Fiche(forms.Form):
    """Fields of the extension are added as the vocabulary declares them, under ``spro_``."""

    objet = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in vocabulaire.champs(self.objet).values():
            libelle, aide = _EN_CLAIR.get(champ.nom, (champ.libelle, champ.definition))
            if champ.genre == "liste":
                self.fields[_EXTENSION + champ.nom] = forms.MultipleChoiceField(
                    label=libelle,
                    help_text=aide,
                    required=False,
                    choices=champ.choix,
                    widget=forms.CheckboxSelectMultiple,
                )
            elif champ.genre == "entier":
                unite = f" ({champ.unite})" if champ.unite and champ.nom not in _EN_CLAIR else ""
                self.fields[_EXTENSION + champ.nom] = forms.IntegerField(
                    label=libelle + unite,
                    help_text=aide,
                    required=False,
                    min_value=champ.minimum,
                    max_value=champ.maximum or None,
                )

    def _groupe(self, *noms: str) -> list[forms.BoundField]:
        return [self[nom] for nom in noms if nom in self.fields]

    @property
    def _spro(self) -> list[forms.BoundField]:
        return [self[nom] for nom in self.fields if nom.startswith(_EXTENSION)]

    def valeurs(self) -> dict[str, Any]:
        """Values of the fields of the record, the extension put together."""
        propres = {nom: v for nom, v in self.cleaned_data.items() if not nom.startswith(_EXTENSION)}
        extension = dict(self.initial.get("extension") or {})
        for nom, valeur in self.cleaned_data.items():
            if nom.startswith(_EXTENSION):
                extension[nom.removeprefix(_EXTENSION)] = valeur
        propres["extension"] = {nom: v for nom, v in extension.items() if v not in (None, "", [])}
        return propres


def initiales(fiche: Structure | Service, noms: tuple[str, ...]) -> dict[str, Any]:
    """First values of a form from a record."""
    extension = {_EXTENSION + nom: valeur for nom, valeur in fiche.extension.items()}
    return {nom: getattr(fiche, nom) for nom in noms} | extension | {"extension": fiche.extension}


class FormulaireStructure(_Fiche):
    """A structure, hours and services apart: each has a page of its own."""

    objet = "structure"
    nom = forms.CharField(label="Nom", min_length=3, max_length=150, help_text="Celui que l’on lit sur la porte.")
    operateur = forms.ChoiceField(label="Type d’opérateur")
    description = forms.CharField(
        label="Présentation",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Quelques phrases pour une personne qui ne vous connaît pas. {_NEUTRE}",
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
        champs["reseaux_porteurs"].choices = _choix("reseaux_porteurs")
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
        reste = [c for c in self._spro if c.name != f"{_EXTENSION}langues"]
        return [
            Section("Identité", self._groupe("nom", "operateur", "organisation", "description", "siret")),
            Section("Lieu", self._groupe("lieu", "code_insee", "code_postal", "adresse", "complement_adresse")),
            Section("Contact", self._groupe("telephone", "courriel", "site_web")),
            Section(
                "Accessibilité et langues", self._groupe("accessibilite_lieu", f"{_EXTENSION}langues"), repliee=True
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


class FormulaireService(_Fiche):
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
        help_text=f"Ce qui se passe, combien de temps, avec qui. De 200 à 2\u202f000 caractères, c’est bien. {_NEUTRE}",
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
        champs["type"].choices = [("", "Non précisé"), *_choix("type")]
        champs["frais"].choices = [*_choix("frais"), ("", "Non précisé")]
        for nom in ("publics", "modes_accueil", "modes_mobilisation", "mobilisable_par"):
            champs[nom].choices = _choix(nom)
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
                self._groupe("publics", f"{_EXTENSION}publics", "thematiques", f"{_EXTENSION}thematiques"),
            ),
            Section("Coût", self._groupe("frais", "frais_precisions")),
            Section(
                "Comment y accéder",
                self._groupe("modes_accueil", "modes_mobilisation", "lien_mobilisation", "mobilisation_precisions"),
            ),
            Section(
                "Conditions et contact propre",
                self._groupe(
                    *("publics_precisions", f"{_EXTENSION}age_min", f"{_EXTENSION}age_max", "conditions_acces"),
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
        places = {_EXTENSION + nom for nom in ("publics", "thematiques", "age_min", "age_max")}
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

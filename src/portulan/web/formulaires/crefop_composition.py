"""Forms of the composition of the committee and of its rules."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from portulan.comptes.models import Organisation
from portulan.crefop.composition.enums import Civilite, Rang, Voix
from portulan.crefop.composition.jeu import CLES, Cle, Jeu, Origine
from portulan.crefop.composition.modele import DEPARTEMENTS_AU_PLUS
from portulan.crefop.composition.models import College, Personne
from portulan.crefop.composition.regles import SECONDS_SUPPLEANTS
from portulan.web.formulaires.champs import Ligne

_JOUR = {"type": "date"}


def champ_jour(libelle: str, **options: Any) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(label=libelle, widget=forms.DateInput(attrs=_JOUR, format="%Y-%m-%d"), **options)


def organisations() -> list[tuple[str, str]]:
    """Organisations that a seat may represent."""
    actives = Organisation.objects.filter(active=True).exclude(genre="operateur").order_by("nom")
    return [("", "aucune"), *((str(o.pk), o.nom) for o in actives)]


class FormulaireComite(forms.Form):
    """Create the committee of the region."""

    nom = Ligne(label="Nom du comité", max_length=200, help_text="Celui qu’il porte sur ses actes.")
    departements = forms.IntegerField(
        label="Sièges des départements",
        min_value=0,
        max_value=DEPARTEMENTS_AU_PLUS,
        help_text="Le préfet en fixe le nombre : six au plus (Code du travail, art. R. 6123-3-3, 2° bis).",
    )
    du = champ_jour("Installé le")


class FormulaireCommission(forms.Form):
    """Create a commission."""

    nom = Ligne(label="Nom de la commission", max_length=200)


class FormulaireSiege(forms.Form):
    """Add a seat, or change what it is called."""

    college = forms.ChoiceField(label="Collège")
    libelle = Ligne(label="Institution ou organisation représentée", max_length=200)
    organisation = forms.ChoiceField(label="Organisation dans Portulan", required=False)
    groupe = forms.SlugField(
        label="Groupe de parité",
        max_length=60,
        required=False,
        help_text="Les sièges d’un même groupe sont comptés ensemble pour l’égalité entre les femmes et les hommes.",
    )
    voix = forms.ChoiceField(label="Voix", choices=Voix.choices)
    poids = forms.IntegerField(
        label="Nombre de voix", min_value=1, max_value=100, initial=1, help_text="Une par siège, sauf vote pondéré."
    )
    du = champ_jour("Existe à partir du")

    def __init__(self, *args: Any, colleges: Iterable[College] | None, pondere: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations()
        if colleges is None:  # an existing seat keeps its college, its voice and its first day
            for nom in ("college", "voix", "poids", "du"):
                del self.fields[nom]
            return
        if pondere:  # an order gives the voices
            del self.fields["poids"]
        self.fields["college"].choices = [(str(c.pk), c.libelle) for c in colleges]


class FormulairePersonne(forms.Form):
    """A person who sits."""

    civilite = forms.ChoiceField(label="Civilité", choices=Civilite.choices)
    prenom = Ligne(label="Prénom", max_length=80, required=False)
    nom = Ligne(label="Nom", max_length=80)
    qualite = Ligne(
        label="Qualité", max_length=200, required=False, help_text="Telle qu’elle s’écrit au procès-verbal."
    )
    courriel = forms.EmailField(
        label="Courriel",
        max_length=254,
        required=False,
        help_text="Pour la convocation. Jamais publié ; le compte qui a cette adresse votera pour ce siège.",
    )


class FormulaireNomination(FormulairePersonne):
    """Give a seat to someone known, or to a new person written here."""

    rang = forms.ChoiceField(label="Rang")
    personne = forms.ChoiceField(
        label="Personne", required=False, help_text="Ou laissez vide et écrivez-la ci-dessous."
    )
    acte = Ligne(
        label="Acte de nomination", max_length=200, help_text="Par exemple : arrêté préfectoral du 4 mars 2026."
    )
    du = champ_jour("À partir du")
    au = champ_jour("Jusqu’au", required=False, help_text="Laissez vide pour la durée du mandat, trois ans.")

    field_order = ("rang", "personne", "civilite", "prenom", "nom", "qualite", "courriel", "acte", "du", "au")

    def __init__(self, *args: Any, personnes: Iterable[Personne], genre: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        permis = [c for c in Rang.choices if c[0] != Rang.SUPPLEANT2 or genre in SECONDS_SUPPLEANTS]
        self.fields["rang"].choices = permis
        connues = [(str(p.pk), f"{p} ({p.qualite})" if p.qualite else str(p)) for p in personnes]
        self.fields["personne"].choices = [("", "une nouvelle personne"), *connues]
        self.fields["nom"].required = False

    def clean(self) -> dict[str, Any]:
        """Someone known, or a name."""
        propres = super().clean() or {}
        if not propres.get("personne") and not propres.get("nom"):
            self.add_error("personne", "Choisissez une personne, ou écrivez son nom.")
        return propres


class FormulaireFin(forms.Form):
    """End an occupation."""

    au = champ_jour("Dernier jour")
    motif = Ligne(label="Motif", max_length=200, help_text="Démission, perte de qualité, remplacement…")


class FormulaireFermeture(forms.Form):
    """Close a seat."""

    au = champ_jour("Dernier jour du siège")


class FormulaireReglement(forms.Form):
    """The règlement intérieur, rule by rule: left empty, the value of the shipped set stays."""

    acte = Ligne(label="Acte", max_length=300, help_text="La délibération qui adopte le règlement intérieur.")
    du = champ_jour("En vigueur à partir du")

    def __init__(self, *args: Any, jeu: Jeu, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.jeu = jeu
        for cle in CLES.values():
            regle = jeu.regle(cle.code)
            if regle.origine is not Origine.CODE:
                valeur, reference = _noms(cle)
                self.fields[valeur] = _champ(cle, f"Aujourd’hui : {regle.dite} ({regle.origine.libelle}).")
                self.fields[reference] = Ligne(label="Article du règlement", max_length=200, required=False)

    def groupes(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """Pairs of fields, family by family, for the template."""
        familles: dict[str, list[tuple[Any, Any]]] = {}
        for cle in CLES.values():
            valeur, reference = _noms(cle)
            if valeur in self.fields:
                familles.setdefault(FAMILLES[cle.code.split(".")[0]], []).append((self[valeur], self[reference]))
        return list(familles.items())

    def regles(self) -> dict[str, tuple[Any, str]]:
        """Rules that were filled: key → (value, reference)."""
        lues = {}
        for cle in CLES.values():
            valeur, reference = _noms(cle)
            saisie = self.cleaned_data.get(valeur)
            if saisie not in {None, ""}:
                lues[cle.code] = (_valeur(cle, saisie), self.cleaned_data.get(reference, ""))
        return lues


FAMILLES = {
    "quorum": "Quorum",
    "reconvocation": "Seconde convocation",
    "convocation": "Convocation",
    "demande": "Séance demandée par les membres",
    "mandat": "Mandats",
    "vote": "Votes",
    "saisine": "Saisine",
    "avis": "Avis",
    "publication": "Publication",
    "pleniere": "Séances",
    "siege": "Sièges",
}


def _noms(cle: Cle) -> tuple[str, str]:
    nom = cle.code.replace(".", "__")
    return nom, f"{nom}__reference"


def _champ(cle: Cle, aide: str) -> forms.Field:
    options = {"label": cle.libelle, "required": False, "help_text": aide}
    if cle.choix:
        return forms.ChoiceField(choices=[("", "ne dit rien"), *cle.choix.items()], **options)
    if cle.genre is bool:
        return forms.ChoiceField(choices=[("", "ne dit rien"), ("oui", "oui"), ("non", "non")], **options)
    if cle.genre is int:
        return forms.IntegerField(min_value=0, max_value=10_000, **options)
    return Ligne(max_length=300, **options)


def _valeur(cle: Cle, saisie: Any) -> Any:
    return saisie == "oui" if cle.genre is bool else saisie


class FormulaireVoix(forms.Form):
    """Audiences, one organisation a line, and how many voices to give."""

    audiences = forms.CharField(
        label="Organisations et audiences",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Une organisation par ligne : nom, deux-points, audience. Deux nombres pour les employeurs : "
        "entreprises adhérentes, puis leurs salariés (ils comptent pour 30 et 70 %).",
    )
    voix = forms.IntegerField(label="Voix à répartir", min_value=1, max_value=200)
    etat = forms.IntegerField(label="Voix de l’État", min_value=0, max_value=1000, required=False)
    region = forms.IntegerField(label="Voix de la Région", min_value=0, max_value=1000, required=False)
    departements = forms.IntegerField(label="Voix des départements", min_value=0, max_value=1000, required=False)
    syndicats = forms.IntegerField(label="Voix des syndicats", min_value=0, max_value=1000, required=False)
    employeurs = forms.IntegerField(label="Voix des employeurs", min_value=0, max_value=1000, required=False)

    def clean_audiences(self) -> list[tuple[str, tuple[int, ...]]]:
        """(name, numbers) of each line."""
        lignes = []
        for numero, ligne in enumerate(self.cleaned_data["audiences"].splitlines(), 1):
            nom, _, reste = ligne.rpartition(":")
            nombres = [m for m in reste.replace("\u202f", "").replace("\u00a0", "").split() if m]
            if not ligne.strip():
                continue
            if not nom.strip() or not 1 <= len(nombres) <= 2 or not all(n.isascii() and n.isdigit() for n in nombres):  # noqa: PLR2004 (companies, employees)
                raise forms.ValidationError(f"Ligne {numero} : écrivez par exemple « Syndicat A : 3000 ».")
            lignes.append((nom.strip()[:100], tuple(int(n[:12]) for n in nombres)))
        if not lignes or len({len(n) for _, n in lignes}) > 1 or len({nom for nom, _ in lignes}) < len(lignes):
            raise forms.ValidationError("Chaque organisation une fois, avec le même nombre de nombres.")
        return lignes


def initial_nomination(jour: date) -> dict[str, Any]:
    """First values of a nomination."""
    return {"rang": Rang.TITULAIRE, "du": jour, "civilite": Civilite.MADAME}

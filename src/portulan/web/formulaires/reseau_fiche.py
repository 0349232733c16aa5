"""What the forms of structures and of services share: the fields of the extension, the sections of the page."""

from typing import Any, NamedTuple

from django import forms

from portulan.sources.data_inclusion_schema import libelles
from portulan.terrain.reseau import vocabulaire
from portulan.terrain.reseau.models import Service, Structure

EXTENSION = "spro_"

NEUTRE = "Texte simple, sans mise en forme."
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


def choix(liste: str) -> list[tuple[str, str]]:
    """A list of data·inclusion, as a field offers it."""
    return list(libelles(liste).items())


class FormulaireFiche(forms.Form):
    """Fields of the extension are added as the vocabulary declares them, under ``spro_``."""

    objet = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in vocabulaire.champs(self.objet).values():
            libelle, aide = _EN_CLAIR.get(champ.nom, (champ.libelle, champ.definition))
            if champ.genre == "liste":
                self.fields[EXTENSION + champ.nom] = forms.MultipleChoiceField(
                    label=libelle,
                    help_text=aide,
                    required=False,
                    choices=champ.choix,
                    widget=forms.CheckboxSelectMultiple,
                )
            elif champ.genre == "entier":
                unite = f" ({champ.unite})" if champ.unite and champ.nom not in _EN_CLAIR else ""
                self.fields[EXTENSION + champ.nom] = forms.IntegerField(
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
        return [self[nom] for nom in self.fields if nom.startswith(EXTENSION)]

    def valeurs(self) -> dict[str, Any]:
        """Values of the fields of the record, the extension put together."""
        propres = {nom: v for nom, v in self.cleaned_data.items() if not nom.startswith(EXTENSION)}
        extension = dict(self.initial.get("extension") or {})
        for nom, valeur in self.cleaned_data.items():
            if nom.startswith(EXTENSION):
                extension[nom.removeprefix(EXTENSION)] = valeur
        propres["extension"] = {nom: v for nom, v in extension.items() if v not in (None, "", [])}
        return propres


def initiales(fiche: Structure | Service, noms: tuple[str, ...]) -> dict[str, Any]:
    """First values of a form from a record."""
    extension = {EXTENSION + nom: valeur for nom, valeur in fiche.extension.items()}
    return {nom: getattr(fiche, nom) for nom in noms} | extension | {"extension": fiche.extension}

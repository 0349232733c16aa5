"""Forms of the rules of routing: one field for each parameter, made from what the rules declare."""

from collections.abc import Mapping
from typing import Any

from django import forms

from portulan.methodes.aiguillage_regles import CRITERES, NOMS_CRITERES, PARAMETRES, Parametre, Regles
from portulan.terrain.aiguillage.operations import codes_admis
from portulan.web.formulaires.champs import Ligne, Texte
from portulan.web.formulaires.charte import Jour

_RANGS = ("Premier", "Deuxième", "Troisième", "Quatrième", "Cinquième", "Sixième")


class FormulaireRegles(forms.Form):
    """Values of a version, starting from those in force, and why they change."""

    motif = Texte(
        label="Pourquoi changer ces règles",
        max_length=1000,
        rangs=4,
        help_text="Ce motif est public avec les règles, une fois adoptées.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parametre in PARAMETRES:
            if parametre.genre == "ordre":
                self._ordre()
            else:
                self.fields[parametre.cle] = _champ(parametre)
        self.order_fields([nom for nom in self.fields if nom != "motif"])

    def _ordre(self) -> None:
        choix = [(code, NOMS_CRITERES[code]) for code in CRITERES]
        for rang in range(len(CRITERES)):
            self.fields[f"ordre_{rang}"] = forms.ChoiceField(label=f"{_RANGS[rang]} critère", choices=choix)

    def valeurs(self) -> dict[str, Any]:
        """As ``Regles.valeurs`` writes them."""
        lues = self.cleaned_data
        valeurs = {p.cle: _lire(p, lues[p.cle]) for p in PARAMETRES if p.genre != "ordre"}
        return valeurs | {"ordre": [lues[f"ordre_{rang}"] for rang in range(len(CRITERES))]}

    def refuser(self, champs: Mapping[str, str]) -> None:
        """Show what the operation refused under each field."""
        for cle, phrase in champs.items():
            self.add_error("ordre_0" if cle == "ordre" else cle, phrase)


def initiales(regles: Regles) -> dict[str, Any]:
    """First values of the form."""
    valeurs: dict[str, Any] = {}
    for parametre in PARAMETRES:
        valeur = getattr(regles, parametre.cle)
        if parametre.genre == "ordre":
            valeurs |= {f"ordre_{rang}": code for rang, code in enumerate(valeur)}
        else:
            valeurs[parametre.cle] = ", ".join(map(str, valeur)) if isinstance(valeur, tuple) else valeur
    return valeurs


def _champ(parametre: Parametre) -> forms.Field:
    unite = f" ({parametre.unite})" if parametre.unite else ""
    if parametre.genre == "entier":
        return forms.IntegerField(
            label=f"{parametre.libelle}{unite}",
            help_text=parametre.sens,
            min_value=parametre.minimum,
            max_value=parametre.maximum,
        )
    if parametre.genre == "choix":
        return forms.ChoiceField(label=parametre.libelle, help_text=parametre.sens, choices=parametre.choix)
    if parametre.genre == "entiers":
        aide = f"{parametre.sens} Des nombres croissants, séparés par des virgules."
        return Ligne(label=f"{parametre.libelle}{unite}", help_text=aide, max_length=100)
    codes = ", ".join(sorted(codes_admis()[parametre.cle]))
    aide = f"{parametre.sens} Des codes séparés par des virgules, parmi : {codes}."
    return Ligne(label=parametre.libelle, help_text=aide, max_length=600, required=False)


def _lire(parametre: Parametre, saisi: Any) -> Any:
    if parametre.genre not in {"entiers", "codes"}:
        return saisi
    morceaux = [m.strip() for m in str(saisi).split(",") if m.strip()]
    if parametre.genre == "codes":
        return morceaux
    # What is not a number stays as typed: the rules say what is expected
    return [int(m) if m.isascii() and m.isdigit() and len(m) < 9 else m for m in morceaux]  # noqa: PLR2004 (digits)


class FormulaireAdoption(forms.Form):
    """From which day a version applies."""

    applicable_le = forms.DateField(label="Applicable à partir du", widget=Jour())

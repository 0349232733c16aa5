"""Forms of the employment committee: its creation, its members drawn from the plenary, the order on its voices."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from portulan.crefop.composition.models import ArreteVoix, Organe
from portulan.crefop.composition.queries import SiegeOccupe
from portulan.crefop.composition.voix import BLOCS, EMPLOYEURS, SYNDICATS, Demande, voix_choisies
from portulan.web.formulaires.champs import Ligne
from portulan.web.formulaires.crefop_composition import champ_jour

_AUDIENCES = (SYNDICATS, EMPLOYEURS)
_AUDIENCE_MAXIMALE = 10**12


class FormulaireEmploi(forms.Form):
    """Create the employment committee inside the CREFOP."""

    nom = Ligne(label="Nom du comité", max_length=200, help_text="Celui qu’il porte sur ses actes.")
    etat = forms.IntegerField(
        label="Sièges de l’État",
        min_value=1,
        max_value=20,
        help_text="Outre le préfet de région. Ceux du comité plénier sont repris d’abord.",
    )
    region = forms.IntegerField(
        label="Sièges de la Région",
        min_value=1,
        max_value=20,
        help_text="Outre la présidence du conseil régional. Ceux du comité plénier sont repris d’abord.",
    )
    du = champ_jour("Institué le")


class FormulaireReprise(forms.Form):
    """Name in the vacant seats who holds the same ones in the plenary."""

    acte = Ligne(
        label="Acte de nomination", max_length=200, help_text="Par exemple : arrêté préfectoral du 4 mars 2026."
    )
    du = champ_jour("À partir du")


class FormulaireArrete(forms.Form):
    """The order on the voices: audiences of the organisations, voices of the other seats (empty: spread equally)."""

    acte = Ligne(label="Acte", max_length=200, help_text="Par exemple : arrêté préfectoral du 4 mars 2026.")
    du = champ_jour("En vigueur à partir du")
    voix = forms.IntegerField(
        label="Voix des organisations syndicales",
        min_value=1,
        max_value=500,
        help_text="Les organisations d’employeurs en ont autant ; l’État et les collectivités, le double chacun.",
    )

    def __init__(self, *args: Any, sieges: Sequence[SiegeOccupe], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._colleges: dict[str, tuple[str, list[list[str]]]] = {}
        for siege in (s.siege for s in sieges if s.deliberatif and s.siege.college.code in BLOCS):
            code, cle, nom = siege.college.code, siege.pk, siege.libelle
            if code == SYNDICATS:
                champs = {f"audience_{cle}": _entier(f"{nom} : audience", _AUDIENCE_MAXIMALE)}
            elif code == EMPLOYEURS:
                champs = {
                    f"entreprises_{cle}": _entier(f"{nom} : entreprises adhérentes", _AUDIENCE_MAXIMALE),
                    f"salaries_{cle}": _entier(f"{nom} : leurs salariés", _AUDIENCE_MAXIMALE),
                }
            else:
                champs = {f"voix_{cle}": _entier(f"{nom} : voix", 1000, requis=False)}
            self.fields.update(champs)
            self._colleges.setdefault(code, (siege.college.libelle, []))[1].append(list(champs))

    def audiences(self) -> list[tuple[str, list[list[Any]]]]:
        """Fields of the organisations, by college: label, fields of each seat."""
        return [
            (libelle, [[self[nom] for nom in noms] for noms in lignes])
            for code, (libelle, lignes) in self._colleges.items()
            if code in _AUDIENCES
        ]

    def fixees(self) -> list[tuple[str, bool, list[list[Any]]]]:
        """Fields of the other seats, by college: label, whether something is typed there or wrong, fields."""
        groupes = []
        for code, (libelle, lignes) in self._colleges.items():
            if code not in _AUDIENCES:
                champs = [[self[nom] for nom in noms] for noms in lignes]
                groupes.append((libelle, any(f.value() or f.errors for ligne in champs for f in ligne), champs))
        return groupes

    def demande(self) -> Demande:
        """What was typed, as the computation reads it."""
        propre = self.cleaned_data
        return Demande(
            propre["voix"],
            {cle: propre[nom] for nom, cle in self._de("audience")},
            {cle: (propre[nom], propre[f"salaries_{cle}"]) for nom, cle in self._de("entreprises")},
            {cle: propre[nom] for nom, cle in self._de("voix") if propre[nom] is not None},
        )

    def _de(self, genre: str) -> list[tuple[str, int]]:
        noms = [nom for nom in self.fields if nom.startswith(f"{genre}_")]
        return [(nom, int(nom.removeprefix(f"{genre}_"))) for nom in noms]


def initial_de(organe: Organe, arrete: ArreteVoix | None, jour: date) -> dict[str, Any]:
    """First values of the form from the order in force: its audiences, the voices that it did not spread equally."""
    if arrete is None:
        return {}
    gardees = arrete.audiences
    return {
        "voix": gardees["voix"],
        **{f"audience_{s}": a for s, a in gardees["syndicats"].items()},
        **{f"entreprises_{s}": a[0] for s, a in gardees["employeurs"].items()},
        **{f"salaries_{s}": a[1] for s, a in gardees["employeurs"].items()},
        **{f"voix_{siege}": nombre for siege, nombre in voix_choisies(organe, arrete, jour).items()},
    }


def _entier(libelle: str, maximum: int, *, requis: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=libelle, min_value=1, max_value=maximum, required=requis)

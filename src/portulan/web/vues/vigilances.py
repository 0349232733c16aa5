"""Vigilance rules told once each: what fired, on how many places or publics, and the worst of them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from portulan.diagnostic.resultats import Declenchement, Diagnostic
from portulan.publication.ecriture import accord, libelle_ventilation
from portulan.socle.mesure import nombre_fr
from portulan.socle.territoire import Niveau
from portulan.web.vues.commun import montrer_declenchements, trier_declenchements

PIRES = 3
# Word for the values of an axis, singular and plural; « valeur » for any other
AXES = {
    "public": ("public", "publics"),
    "filiere": ("filière", "filières"),
    "specialite": ("spécialité", "spécialités"),
    "operateur": ("réseau", "réseaux"),
    "sens": ("sens", "sens"),
}


def grouper_par_regle(declenchements: Iterable[Declenchement], diagnostic: Diagnostic) -> list[dict[str, Any]]:
    """One entry per rule, heaviest first: its sentence, its threshold, its extent, the worst places named."""
    groupes: dict[str, list[Declenchement]] = {}
    for declenchement in trier_declenchements(declenchements):
        groupes.setdefault(declenchement.seuil, []).append(declenchement)
    regles = sorted(groupes.values(), key=lambda g: (-g[0].gravite.rang, not g[0].indicateur, -len(g)))
    return [_regle(membres, diagnostic) for membres in regles]


def _regle(membres: list[Declenchement], diagnostic: Diagnostic) -> dict[str, Any]:
    premiere = montrer_declenchements(membres[:1], diagnostic)[0]
    if not premiere["indicateur"]:
        return premiere | {
            "phrase": "Aucun de leurs indicateurs n’a encore de valeur.",
            "etendue": accord(len(membres), "question sans réponse", "questions sans réponse"),
            "pires": [
                {"lieu": q, "lien": reverse("web:question", args=[q]), "valeur": ""}
                for q in sorted({q for d in membres for q in d.questions}, key=_ordre_des_questions)
            ],
            "reste": 0,
        }
    montres = _pires(membres)[:PIRES]
    return premiere | {
        "etendue": _etendue(membres),
        "pires": [
            {"lieu": nom, "lien": lien, "valeur": vue["valeur"]}
            for vue in montrer_declenchements(montres, diagnostic)
            for nom, lien in [_nommer(vue, seul=len({d.territoire for d in membres}) == 1)]
        ],
        "reste": len(membres) - len(montres),
    }


def _nommer(vue: dict[str, Any], *, seul: bool) -> tuple[str, str]:
    """A place and its page; on a single territory, the value of the breakdown and the indicator that shows it."""
    declenchement = vue["declenchement"]
    if not (seul and declenchement.ventilation):
        return vue["lieu"], vue["lien_lieu"]
    choix = {"niveau": declenchement.territoire.niveau.value, "composante": declenchement.composante}
    return libelle_ventilation(declenchement.ventilation), (
        f"{vue['lien']}?{urlencode(choix | {'ventilation': declenchement.ventilation})}"
    )


def _pires(membres: list[Declenchement]) -> list[Declenchement]:
    return sorted(membres, key=lambda d: -abs(d.valeur - d.borne))


def _ordre_des_questions(code: str) -> tuple[str, int, str]:
    rubrique, _, rang = code.partition(".")
    return rubrique, int(rang) if rang.isdigit() else -1, rang


def _etendue(membres: list[Declenchement]) -> str:
    """« 40 EPCI », « 5 publics », « 1 région et 6 départements »."""
    axes = {d.ventilation.partition("=")[0] for d in membres if d.ventilation}
    if len(axes) == 1 and len({d.territoire for d in membres}) == 1:
        return accord(len(membres), *AXES.get(axes.pop(), ("valeur", "valeurs")))
    compte = Counter(d.territoire.niveau for d in membres)
    return " et ".join(_places(niveau, compte[niveau]) for niveau in reversed(Niveau) if compte[niveau])


def _places(niveau: Niveau, nombre: int) -> str:
    if niveau in {Niveau.REGION, Niveau.PAYS} and nombre == 1:
        return "la région" if niveau == Niveau.REGION else "la France entière"
    return f"{nombre_fr(nombre)}\u00a0{niveau.pluriel if nombre > 1 else niveau.libelle}"

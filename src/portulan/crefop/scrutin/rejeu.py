"""Replaying the register: from its entries and the openings of what they hide, the results again (I11). Pure.

Nothing else is read: neither the roll nor the box. What comes out is compared with what was proclaimed.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from portulan.crefop.scrutin.depouillement import Inscrit, depouiller, depouiller_secret
from portulan.socle.erreurs import DonneeInvalide

_INSCRIT = tuple(Inscrit.__dataclass_fields__)


def ouvrir_engagement(engagement: str, sel: str, valeur: str) -> None:
    """Raise ``DonneeInvalide`` unless this salt and value open the commitment."""
    if sha256(f"{sel}\n{valeur}".encode()).hexdigest() != engagement:
        raise DonneeInvalide(
            f"L’ouverture de l’engagement {engagement[:12]} ne correspond pas.", remede="Elle a été modifiée."
        )


def rejouer(entrees: Iterable[Mapping[str, Any]], ouvertures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Result of each ballot that was counted (« scrutin:12 » → value). ``entrees``: the register in order.

    ``ouvertures``: commitment → value. Raises ``DonneeInvalide`` when an opening is missing (erased).
    """
    urnes: dict[str, dict[str, Any]] = {}
    resultats = {}
    for entree in entrees:
        objet, charge = entree["objet"], entree["charge"]
        if entree["type"] == "scrutin.ouvrir":
            urnes[objet] = {**charge, "bulletins": [], "votants": []}
        elif entree["type"] == "scrutin.recevoir" and urnes[objet]["mode"] == "secret":
            urnes[objet]["votants"].append(charge["siege"])
        elif entree["type"] == "scrutin.recevoir":
            dit = _valeur(ouvertures, charge["recepisse"])
            urnes[objet]["bulletins"].append((dit["siege"], dit["choix"]))
        elif entree["type"] == "scrutin.clore" and "urne" in charge:
            urnes[objet]["bulletins"] = [tuple(b) for b in _valeur(ouvertures, charge["urne"])]
        elif entree["type"] == "scrutin.depouiller":
            resultats[objet] = _compter(urnes[objet])
    return resultats


def _compter(urne: Mapping[str, Any]) -> dict[str, Any]:
    corps = [Inscrit(**{cle: ligne[cle] for cle in _INSCRIT}) for ligne in urne["corps"]]
    if urne["mode"] == "secret":
        return depouiller_secret(corps, urne["votants"], urne["bulletins"], urne["regles"])
    return depouiller(corps, urne["bulletins"], urne["regles"])


def _valeur(ouvertures: Mapping[str, Any], engagement: str) -> Any:
    if engagement not in ouvertures:
        raise DonneeInvalide(
            f"L’engagement {engagement[:12]} n’a plus d’ouverture : ce bulletin ne peut pas être relu.",
            remede="Une ouverture s’efface à la demande d’une personne ; la chaîne, elle, reste vérifiable.",
        )
    return ouvertures[engagement]

"""Measure a snapshot, read the figures, publish the dossiers."""

from typing import TYPE_CHECKING, Any

import typer

from portulan.cli.instantanes import INSTANTANE, JSON, choisir
from portulan.cli.site import noter_acte, registres_du_site
from portulan.cli.sortie import dire, ecrire_json, progression, tableau
from portulan.socle.chemins import maison

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Diagnostic, Ligne


def diagnostiquer(identifiant: str = INSTANTANE, en_json: bool = JSON) -> None:
    """Calculer tous les indicateurs d'un instantané."""
    from portulan.publication.bibliotheque import Bibliotheque
    from portulan.publication.chaine import mesurer

    foyer = maison().preparer()
    instantane = Bibliotheque(foyer).instantane(choisir(identifiant))
    diagnostic = mesurer(foyer, instantane, terrain=registres_du_site(), progression=progression())
    noter_acte("diagnostic.calculer", objet_type="instantane", objet_id=instantane.identifiant)
    etats: dict[str, int] = {}
    for code in diagnostic.codes:
        etat = diagnostic.principal(code).resultat.etat
        etats[etat] = etats.get(etat, 0) + 1
    if en_json:
        ecrire_json(
            {
                "instantane": diagnostic.identifiant,
                "indicateurs": etats,
                "questions": diagnostic.etats,
                "declenchements": diagnostic.declenchements,
            }
        )
        return
    dire(f"{diagnostic.identifiant} : {len(diagnostic.codes)} indicateurs.")
    for etat, nombre in sorted(etats.items()):
        dire(f"  {nombre:4d} {_ETATS[etat]}")
    dire(f"  {len(diagnostic.declenchements):4d} points de vigilance")


_ETATS = {"calcule": "calculés", "non_calculable": "non calculables", "a_documenter": "à documenter"}


def indicateurs(
    identifiant: str = INSTANTANE,
    code: str = typer.Option("", "--code", metavar="CODE", help="Un seul indicateur."),
    niveau: str = typer.Option(
        "", "--niveau", metavar="NIVEAU", help="commune, epci, bassin, departement, academie, region ou pays."
    ),
    territoire: str = typer.Option(
        "", "--territoire", metavar="NIVEAU:CODE", help="Un territoire, comme departement:31."
    ),
    tout: bool = typer.Option(False, "--tout", help="Toutes les lignes ; sinon, le chiffre principal de la région."),
    en_json: bool = JSON,
) -> None:
    """Donner les chiffres d'un instantané."""
    from portulan.publication.bibliotheque import Bibliotheque

    diagnostic = Bibliotheque(maison()).diagnostic(choisir(identifiant))
    lignes = _lignes(diagnostic, code, niveau, territoire, tout=tout)
    if en_json:
        ecrire_json([_en_dict(diagnostic, ligne) for ligne in lignes])
        return
    tableau(
        ("INDICATEUR", "TERRITOIRE", "VALEUR", "LIBELLÉ"),
        [(li.code, str(li.territoire), _valeur(li), _libelle(li)) for li in lignes],
    )


def _lignes(diagnostic: "Diagnostic", code: str, niveau: str, territoire: str, *, tout: bool) -> "list[Ligne]":
    from portulan.diagnostic.catalogue import indicateur
    from portulan.socle.erreurs import DonneeInvalide
    from portulan.socle.territoire import Niveau, Territoire

    if niveau and niveau not in set(Niveau):
        raise DonneeInvalide(f"« {niveau} » n'est pas un niveau.", remede=f"Choisissez parmi : {', '.join(Niveau)}.")
    vise = Territoire.lire(territoire) if territoire else None
    codes = (indicateur(code).code,) if code else diagnostic.codes
    if not (niveau or vise or tout):
        return [diagnostic.principal(c) for c in codes]
    return [
        ligne
        for c in codes
        for ligne in diagnostic.lignes(c, niveau=Niveau(niveau) if niveau else None)
        if vise in {None, ligne.territoire}
    ]


def _en_dict(diagnostic: "Diagnostic", ligne: "Ligne") -> dict[str, Any]:
    from portulan.diagnostic.catalogue import indicateur
    from portulan.diagnostic.provenance import fictif, sources_de

    declare = indicateur(ligne.code)
    brut = ligne.en_dict()
    return {
        "code": ligne.code,
        "territoire": str(ligne.territoire),
        "etat": brut["etat"],
        "valeur": brut["valeur"],
        "unite": declare.unite_composante(ligne.composante).value,
        "numerateur": brut["numerateur"],
        "denominateur": brut["denominateur"],
        "raison": brut["raison"] or brut["detail"],
        "source": " ; ".join(s.libelle for s in sources_de(declare, diagnostic.sources)) or ", ".join(declare.sources),
        "fictif": fictif(declare, diagnostic.sources),
        "date": diagnostic.date.isoformat(),
        "composante": ligne.composante,
        "ventilation": ligne.ventilation,
        "estime": brut["estime"],
    }


def _valeur(ligne: "Ligne") -> str:
    from portulan.diagnostic.catalogue import indicateur
    from portulan.socle.mesure import valeur_fr
    from portulan.socle.resultat import ADocumenter, Calcule

    match ligne.resultat:
        case Calcule(valeur=valeur):
            return valeur_fr(valeur, indicateur(ligne.code).unite_composante(ligne.composante))
        case ADocumenter():
            return "à documenter"
        case _:
            return "non calculable"


def _libelle(ligne: "Ligne") -> str:
    from portulan.diagnostic.catalogue import indicateur

    texte = indicateur(ligne.code).libelle_composante(ligne.composante)
    return f"{texte} [{ligne.ventilation}]" if ligne.ventilation else texte


def publier(identifiant: str = INSTANTANE, en_json: bool = JSON) -> None:
    """Composer et rendre les dossiers d'un instantané mesuré."""
    from portulan.publication.bibliotheque import Bibliotheque
    from portulan.publication.chaine import mesurer, publier_dossiers

    foyer = maison().preparer()
    instantane = Bibliotheque(foyer).instantane(choisir(identifiant))
    suivi = progression()
    diagnostic = mesurer(foyer, instantane, terrain=registres_du_site(), progression=suivi)
    publies = publier_dossiers(foyer, diagnostic, instantane, progression=suivi)
    noter_acte("dossier.publier", objet_type="instantane", objet_id=instantane.identifiant)
    if en_json:
        ecrire_json(publies)
    else:
        dire(f"Dossiers : {foyer.dossiers / instantane.identifiant}")

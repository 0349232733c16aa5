"""From our values to those of the schemas."""

from typing import TYPE_CHECKING, Any

from django.conf import settings

from portulan.publication.bibliotheque import Bibliotheque
from portulan.socle.declaration import PieceAttendue, TableAttendue
from portulan.socle.erreurs import Introuvable

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Diagnostic, Ligne
    from portulan.instantane.manifeste import Manifeste
    from portulan.socle.declaration import Fiche, Indicateur
    from portulan.socle.source import FicheSource


def bibliotheque() -> Bibliotheque:
    """What the installation holds."""
    return Bibliotheque(settings.PORTULAN_MAISON)


def choisir_diagnostic(identifiant: str | None) -> "Diagnostic":
    """The diagnostic of a snapshot, the current one when none is named. Raises ``Introuvable``."""
    rayons = bibliotheque()
    if identifiant:
        return rayons.diagnostic(identifiant)
    courant = rayons.courant(settings.PORTULAN_REGION) or rayons.courant()
    if courant is None:
        raise Introuvable("Aucun instantané n'est encore mesuré.", remede="Lancez ./portulan demo.")
    return rayons.diagnostic(courant.identifiant)


def instantane(manifeste: "Manifeste") -> dict[str, Any]:
    """Summary of a snapshot."""
    return {
        "identifiant": manifeste.identifiant,
        "region": manifeste.region,
        "date": manifeste.date,
        "provisoire": manifeste.provisoire,
        "citable": manifeste.citable,
        "fictif": manifeste.fictif,
        "diagnostic": bibliotheque().a_un_diagnostic(manifeste.identifiant),
    }


def instantane_detail(manifeste: "Manifeste") -> dict[str, Any]:
    """A snapshot and what it holds."""
    return {
        **instantane(manifeste),
        "empreinte": manifeste.empreinte,
        "tables": [
            {n: getattr(t, n) for n in ("nom", "libelle", "lignes", "hors_region", "contenu", "octets")}
            for t in manifeste.tables
        ],
        "sources": [source(s) for s in manifeste.sources],
    }


def source(fiche: "FicheSource") -> dict[str, Any]:
    """Sidecar, without the refused values (they may hold personal data) nor the folder it was loaded from."""
    champs = ("code", "libelle", "producteur", "licence", "version", "date_donnees", "empreinte")
    champs += ("lignes_lues", "lignes_retenues", "refus_total", "fictif")
    origine = fiche.origine if "://" in fiche.origine else fiche.origine.replace("\\", "/").rsplit("/", 1)[-1]
    return {**{n: getattr(fiche, n) for n in champs}, "origine": origine, "notes": list(fiche.notes)}


def indicateur(declare: "Indicateur") -> dict[str, Any]:
    """Definition of an indicator."""
    from portulan.diagnostic.catalogue import questions_de

    return {
        "code": declare.code,
        "libelle": declare.libelle,
        "formule": declare.formule,
        "unite": declare.unite.value,
        "sources": list(declare.sources),
        "mailles": list(declare.maille),
        "fondement": declare.fondement,
        "vigilance": declare.vigilance,
        "calculable": declare.calcul is not None,
        "attend": _attente(declare),
        "methode": declare.methode,
        "estime": declare.estime,
        "seuils": [
            {
                "code": s.code,
                "gravite": s.gravite.value,
                "comparateur": s.comparateur.value,
                "borne": s.borne,
                "origine": s.origine.value,
                "phrase": s.phrase,
            }
            for s in declare.seuils
        ],
        "questions": [q.code for q in questions_de(declare.code)],
    }


def _attente(declare: "Indicateur") -> str | None:
    match declare.attente:
        case TableAttendue(quoi=quoi, detenteur=detenteur):
            return f"{quoi} ({detenteur})"
        case PieceAttendue(piece=piece, detenteur=detenteur):
            return f"{piece} ({detenteur})"
        case _:
            return None


def resultat(ligne: "Ligne") -> dict[str, Any]:
    """One result with its unit."""
    from portulan.diagnostic.catalogue import indicateur as declaration

    return {**ligne.en_dict(), "unite": declaration(ligne.code).unite_composante(ligne.composante).value}


def fiche(declaree: "Fiche", diagnostic: "Diagnostic | None") -> dict[str, Any]:
    """A fiche, with the states of its questions in a diagnostic."""
    return {
        "numero": declaree.numero,
        "code": declaree.code,
        "titre": declaree.titre,
        "objet": declaree.objet,
        "fondement": declaree.fondement,
        "instantane": diagnostic.identifiant if diagnostic else None,
        "questions": [
            {
                "code": q.code,
                "rubrique": q.rubrique,
                "texte": q.texte,
                "fondement": q.fondement,
                "etat": str(diagnostic.etats[q.code]) if diagnostic and q.code in diagnostic.etats else None,
                "vigilances": len(diagnostic.declenchements_de(q.code)) if diagnostic else 0,
                "indicateurs": [i.code for i in q.indicateurs],
            }
            for q in declaree.questions
        ],
    }


def dossiers(identifiant: str) -> list[dict[str, Any]]:
    """Dossiers of a snapshot, then its annexes; empty when nothing was published."""
    publies = bibliotheque().dossiers(identifiant)
    if publies is None:
        return []
    groupes = [(f"fiche{d.fiche}", d.titre, d.fichiers) for d in publies]
    groupes.append(("annexes", "Annexes : tous les résultats", publies.annexes))
    return [
        {
            "instantane": identifiant,
            "fiche": code,
            "titre": titre,
            "fichiers": [
                {
                    "format": f.nom.rpartition(".")[2],
                    "nom": f.nom,
                    "sha256": f.sha256,
                    "octets": f.taille,
                    "lien": f"/api/v1/dossiers/{identifiant}/{f.nom}",
                }
                for f in fichiers
            ],
        }
        for code, titre, fichiers in groupes
    ]

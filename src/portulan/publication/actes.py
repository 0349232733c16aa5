"""Publishing the acts of the committee: every form rendered into one folder, which takes its place in one move.

Order: the checkpoint of the register is taken first and printed in the documents; the files are rendered aside; then,
under one lock, the folder takes its place, the row is written, and the entry of publication commits the digest of each
file. So the printed checkpoint is the last one before that entry. Killed anywhere, nothing is half-published: without
its row a folder is not served, and the next attempt replaces it.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.avis import operations, operations_pv
from portulan.crefop.avis.droits import AVIS, PV
from portulan.crefop.avis.enums import EtatAvis, EtatPV
from portulan.crefop.avis.models import AvisComite, ProcesVerbal, PublicationActe
from portulan.crefop.avis.pv import dossier_pv, numero_pv
from portulan.crefop.avis.queries import sceau_avis, sceau_pv
from portulan.crefop.avis.valeurs import Acte, Sceau, de_valeurs
from portulan.crefop.registre.operations import poser_point_de_controle
from portulan.publication.acte_avis import composer_avis
from portulan.publication.acte_formats import popolo, scdl
from portulan.publication.acte_pv import composer_pv
from portulan.publication.atelier import Atelier
from portulan.publication.document import Document
from portulan.publication.rendu_html import rendre_fragment, rendre_page
from portulan.publication.rendu_json import rendre_json
from portulan.publication.rendu_odt import rendre_odt
from portulan.publication.rendu_pdf import rendre_pdf
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import Impossible, Introuvable, RessourceIndisponible, raison_systeme
from portulan.socle.horloge import maintenant
from portulan.socle.region import charger_region

LIBELLES = {
    "pdf": "PDF accessible et archivable",
    "html": "Page autonome (HTML)",
    "odt": "Texte modifiable (ODT)",
    "json": "Document structuré (JSON)",
    "acte.json": "Acte signé (JSON canonique)",
    "popolo.json": "Votes (JSON Popolo)",
    "csv": "Délibération (CSV, SCDL)",
    "fragment.html": "Corps de la page",
}
FRAGMENT = "fragment.html"


def acte_de(avis: AvisComite) -> Acte:
    """The plain value of a frozen opinion."""
    return de_valeurs(Acte, json.loads(avis.contenu))


def publier_avis(*, titulaire: Titulaire, avis: AvisComite, maison: Maison) -> PublicationActe:
    """Publish a signed opinion: every form, the register, the states. Asked twice, it is done once."""
    exiger(titulaire, "avis", "publier", avis, AVIS)
    avis.refresh_from_db()
    deja = avis.publications.first()
    if deja is not None:
        return deja
    if avis.etat != EtatAvis.SIGNE:
        raise Impossible(
            f"L’avis {avis.numero} est dans l’état « {avis.get_etat_display()} » : il ne peut pas être publié.",
            remede="Les deux présidences le signent d’abord.",
        )
    point = poser_point_de_controle(motif="publication", objet=f"avis:{avis.numero}")
    quand = maintenant()
    fichiers = rendre_avis(avis, sceau_avis(avis, point, quand))
    return _deposer(
        maison,
        avis.numero,
        fichiers,
        lambda inventaire, installer: operations.enregistrer_publication(
            titulaire=titulaire, avis=avis, fichiers=inventaire, point=point, quand=quand, installer=installer
        ),
    )


def diffuser_pv(*, titulaire: Titulaire, pv: ProcesVerbal, maison: Maison) -> PublicationActe:
    """Keep the documents of signed minutes; again after a rectification, beside the former ones."""
    exiger(titulaire, "pv", "rediger", pv, PV)
    pv.refresh_from_db()
    if pv.etat != EtatPV.SIGNE:
        raise Impossible("Ce procès-verbal n’est pas signé.", remede="Les deux présidences le signent d’abord.")
    rectifications = pv.rectifications.count()
    dossier = dossier_pv(pv.seance, rectifications)
    deja = pv.publications.filter(dossier=dossier).first()
    if deja is not None:
        return deja
    point = poser_point_de_controle(motif="publication", objet=f"pv:{numero_pv(pv.seance)}")
    quand = maintenant()
    fichiers = rendre_pv(pv, sceau_pv(pv, point, quand))
    return _deposer(
        maison,
        dossier,
        fichiers,
        lambda inventaire, installer: operations_pv.enregistrer_diffusion(
            titulaire=titulaire,
            pv=pv,
            rectifications=rectifications,
            fichiers=inventaire,
            point=point,
            quand=quand,
            installer=installer,
        ),
    )


# --- rendering ------------------------------------------------------------------------------------


def rendre_avis(avis: AvisComite, sceau: Sceau) -> dict[str, bytes]:
    """Every file of an opinion, by name; the same opinion and seal give the same bytes."""
    acte = acte_de(avis)
    nom = f"avis-{acte.numero}"
    formes = _formes(composer_avis(acte, charger_region(acte.region), sceau), nom)
    return {
        **formes,
        f"{nom}.acte.json": avis.contenu.encode(),
        f"{nom}.popolo.json": popolo(acte),
        f"{nom}.csv": scdl(acte),
    }


def rendre_pv(pv: ProcesVerbal, sceau: Sceau) -> dict[str, bytes]:
    """Every file of minutes, by name."""
    version = operations_pv.derniere(pv)
    acte = operations_pv.acte_de(version)
    formes = _formes(composer_pv(acte, charger_region(acte.region), sceau), acte.numero)
    return {**formes, f"{acte.numero}.acte.json": version.contenu.encode()}


def _formes(document: Document, nom: str) -> dict[str, bytes]:
    atelier = Atelier()
    return {
        f"{nom}.pdf": rendre_pdf(document, atelier),
        f"{nom}.html": rendre_page(document, atelier),
        f"{nom}.odt": rendre_odt(document, atelier),
        f"{nom}.json": rendre_json(document),
        f"{nom}.{FRAGMENT}": rendre_fragment(document, atelier).encode(),
    }


# --- files ----------------------------------------------------------------------------------------


def racine_des_actes(maison: Maison) -> Path:
    """Where the published acts stand."""
    return maison.racine / "actes"


def _deposer(
    maison: Maison,
    nom: str,
    fichiers: Mapping[str, bytes],
    enregistrer: Callable[[list[dict[str, Any]], Callable[[], None]], PublicationActe],
) -> PublicationActe:
    racine = racine_des_actes(maison)
    chantier = racine / f".{nom}.{uuid4().hex}"
    try:
        chantier.mkdir(parents=True)
        for fichier, contenu in fichiers.items():
            (chantier / fichier).write_bytes(contenu)
        inventaire = [
            {
                "nom": fichier,
                "libelle": LIBELLES[fichier.split(".", 1)[1]],  # numbers hold no dot
                "taille": len(contenu),
                "empreinte": hashlib.sha256(contenu).hexdigest(),
            }
            for fichier, contenu in fichiers.items()
        ]
        return enregistrer(inventaire, lambda: _installer(chantier, racine / nom))
    except OSError as erreur:
        raise RessourceIndisponible(
            f"Les documents n’ont pas pu être écrits ({raison_systeme(erreur)}).",
            remede="Rien n’est publié. Vérifiez l’espace disque et les droits, puis recommencez.",
        ) from erreur
    finally:
        shutil.rmtree(chantier, ignore_errors=True)


def _installer(chantier: Path, cible: Path) -> None:
    """Put the finished folder in its place; what an attempt that never ended left there goes away."""
    if cible.exists():
        ancien = cible.with_name(f".{cible.name}.ancien-{uuid4().hex[:8]}")
        cible.replace(ancien)
        chantier.replace(cible)
        shutil.rmtree(ancien, ignore_errors=True)
    else:
        chantier.replace(cible)


def fichier_publie(publication: PublicationActe, nom: str, maison: Maison) -> Path:
    """A published file, by its name in the inventory. Raises ``Introuvable``."""
    if nom not in {f["nom"] for f in publication.fichiers}:
        raise Introuvable(f"Le fichier « {nom} » n’a pas été publié.", remede="Ouvrez la page de l’acte.")
    return racine_des_actes(maison) / publication.dossier / nom

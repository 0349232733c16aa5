"""What the invented organisations wrote in their files."""

from datetime import date, timedelta
from typing import Any

from portulan.comptes.models import Organisation
from portulan.sources.demonstration_tirage import Tirage
from portulan.terrain.adhesion.enums import Base
from portulan.terrain.adhesion.regles import un_seul_public

# An empty page: what an invented document is
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
_BESOINS = (
    "Un tiers des personnes reçues vient de communes à plus de trente minutes d’un centre, pour une alternance.",
    "Les jeunes sortis sans diplôme et les actifs en reprise d’études sont nombreux ; il faut ouvrir le soir.",
    "De nouveaux métiers s’installent et renouvellent les demandes ; la mobilité reste le premier frein.",
)
_PUBLICS = ("Toute personne, sur rendez-vous ou sans.", "Toute personne ; des créneaux réservés aux 16-25 ans.")


def candidature(
    organisation: Organisation, base: Base, region: str, tirage: Tirage, *, entiere: bool, jour: date
) -> dict[str, Any]:
    """Fields of a file: whole, or only begun."""
    debut = {
        "representant": "Camille Exemple",
        "qualite": "direction",
        "contact_nom": "Sacha Exemple",
        "contact_courriel": organisation.courriel,
    }
    if not entiere:
        return debut
    if base is Base.LOI:
        return debut | {"engagement": True}
    un_public = un_seul_public(organisation.operateur)
    return debut | {
        "zone": f"{region} : les communes où l’organisation a un site, et leurs voisines.",
        "besoins": tirage.choix(_BESOINS),
        "tout_public": not un_public,
        "publics": "Le public propre à notre réseau." if un_public else tirage.choix(_PUBLICS),
        "information": "Espace documentaire en libre accès, ateliers sur les métiers, fiches sur les certifications et "
        "sur la qualité des organismes de formation.",
        "droits_16_30": "Un point d’information hebdomadaire sur le logement, la santé, la mobilité et les loisirs.",
        "conseil": "Entretien individuel d’une heure ; orientation vers l’opérateur compétent avec l’accord de la "
        "personne, et suivi de la prise de contact.",
        "label_ij_fin": jour + timedelta(days=200 + tirage.rang(900)) if organisation.operateur == "ij" else None,
        "engagement": True,
    }

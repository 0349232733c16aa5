"""Everything a dossier holds, as plain JSON: what is frozen, read, downloaded and compared.

Names of people are not in it: a rapporteur is said by quality and party. What is frozen is read back, never recomputed.
"""

import json
from hashlib import sha256
from typing import Any

from portulan.crefop.composition.models import Occupation
from portulan.crefop.dossier.faits import faits, questions_de
from portulan.crefop.dossier.models import Dossier, PieceDossier, Rapporteur, ReponseQuestion, Saisine
from portulan.diagnostic.resultats import Diagnostic
from portulan.instantane.canonique import json_canonique

FORMAT = 1


def contenu_du_dossier(dossier: Dossier, diagnostic: Diagnostic | None) -> dict[str, Any]:
    """The frozen content, or what would be frozen now (``diagnostic``: that of its snapshot)."""
    if dossier.contenu:
        fige: dict[str, Any] = json.loads(dossier.contenu)
        return fige
    if diagnostic is None or diagnostic.identifiant != dossier.instantane:
        raise ValueError(f"diagnostic of {dossier.instantane} expected")
    return composer(dossier, diagnostic)


def composer(dossier: Dossier, diagnostic: Diagnostic) -> dict[str, Any]:
    """What an open dossier holds: facts computed from its snapshot, texts of the instruction, digests of its pieces."""
    saisine = dossier.saisine
    reponses = {r.question: r for r in dossier.reponses.all()}
    pieces = list(dossier.pieces.all())
    return {
        "format": FORMAT,
        "saisine": _saisine(saisine),
        "dossier": {"version": dossier.numero},
        "instantane": {
            "identifiant": dossier.instantane,
            "sceau": dossier.instantane_sceau,
            "date": diagnostic.date.isoformat(),
            "fictif": diagnostic.fictif,
            "producteurs": sorted({s.producteur for s in diagnostic.sources}),
        },
        "rapporteurs": [_rapporteur(r) for r in saisine.rapporteurs.select_related("personne")],
        "questions": [
            faits(q, diagnostic)
            | _instruction(reponses[q.code])
            | {"pieces": [_piece(p) for p in pieces if p.question == q.code]}
            for q in questions_de(saisine)
        ],
        "pieces": [_piece(p) for p in pieces if not p.question],
        "reserves_precedentes": dossier.reserves_precedentes,
    }


def canonique(contenu: dict[str, Any]) -> tuple[str, str]:
    """Canonical JSON of a content, and its SHA-256."""
    octets = json_canonique(contenu)
    return octets.decode(), sha256(octets).hexdigest()


def _saisine(saisine: Saisine) -> dict[str, Any]:
    prevue = saisine.adoption_prevue_le
    return {
        "numero": saisine.numero,
        "organe": saisine.organe.code,
        "type": saisine.type,
        "objet": saisine.get_type_display(),
        "annee": saisine.annee,
        "auteur": saisine.auteur.nom,
        "titre": saisine.titre,
        "texte_version": saisine.texte_version,
        "texte_empreinte": saisine.texte_empreinte,
        "lettre": saisine.lettre,
        "recue_le": saisine.recue_le.isoformat(),
        "adoption_prevue_le": prevue.isoformat() if prevue else None,
        "derogation": saisine.derogation,
    }


def appartient_a_l_auteur(rapporteur: Rapporteur) -> bool:
    """True when the rapporteur sits for the organisation that refers the text: allowed, and always said."""
    return Occupation.objects.filter(
        personne=rapporteur.personne_id, siege__organisation=rapporteur.saisine.auteur_id
    ).exists()


def _rapporteur(rapporteur: Rapporteur) -> dict[str, Any]:
    return {
        "qualite": rapporteur.personne.qualite,
        "nomme_le": rapporteur.nomme_le.isoformat(),
        "de_l_auteur": appartient_a_l_auteur(rapporteur),
    }


def _instruction(reponse: ReponseQuestion) -> dict[str, Any]:
    return {"etat": reponse.etat, "rapporteur": reponse.texte, "raison": reponse.raison}


def _piece(piece: PieceDossier) -> dict[str, Any]:
    return {
        "titre": piece.titre,
        "nom": piece.nom,
        "empreinte": piece.empreinte,
        "taille": piece.taille,
        "publique": piece.publique,
    }

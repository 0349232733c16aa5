"""The agenda and the convocation as plain values, and their digests: what is frozen, signed and compared (pure)."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from portulan.instantane.canonique import json_canonique

MENTION = (
    "Seconde convocation : le comité délibérera valablement quel que soit le nombre des présents (aucun quorum requis)."
)


def mention_de(precision: str) -> str:
    """The mention of a second convocation, always whole; what people write is added to it, and replaces nothing."""
    libre = sans_mention(precision)
    return f"{MENTION} {libre}" if libre else MENTION


def sans_mention(mention: str) -> str:
    """What was added to the mention."""
    return mention.replace(MENTION, "").strip()


def empreinte(valeurs: Any) -> str:
    """SHA-256 of plain values written as canonical JSON."""
    return sha256(json_canonique(valeurs)).hexdigest()


def point_en_valeurs(
    *,
    genre: str,
    titre: str,
    saisine: str = "",
    dossier: str = "",
    proces_verbal: str = "",
    duree: int | None = None,
    huis_clos: bool = False,
    pieces: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """An item: ``dossier`` is a digest; ``pieces`` are (title, digest), in any order."""
    return {
        "genre": genre,
        "titre": titre,
        "saisine": saisine,
        "dossier": dossier,
        "proces_verbal": proces_verbal,
        "duree": duree,
        "huis_clos": huis_clos,
        "pieces": [{"titre": t, "empreinte": e} for t, e in sorted(pieces, key=lambda p: (p[1], p[0]))],
    }


def convocation_en_valeurs(
    *,
    organe: str,
    date: str,
    lieu: str,
    mode: str,
    convocation: int,
    urgence: str,
    mention: str,
    ordre: Any,
    demande: str = "",
) -> dict[str, Any]:
    """What the two parties sign: the meeting, the request of the members that it answers if any, its agenda."""
    return {
        "organe": organe,
        "date": date,
        "lieu": lieu,
        "mode": mode,
        "convocation": convocation,
        "urgence": urgence,
        "mention": mention,
        "demande": demande,
        "ordre_du_jour": ordre,
        "ordre_empreinte": empreinte(ordre),
    }


def differences(avant: Sequence[Mapping[str, Any]], apres: Sequence[Mapping[str, Any]]) -> list[str]:
    """What changed between two agendas, in French, item by item; empty when they are the same."""
    if len(avant) != len(apres):
        return [f"{len(avant)} points d’un côté, {len(apres)} de l’autre."]
    mots = {
        "genre": "la nature",
        "titre": "l’intitulé",
        "saisine": "la saisine",
        "dossier": "le dossier",
        "proces_verbal": "le procès-verbal à approuver",
        "duree": "la durée",
        "huis_clos": "le huis clos",
        "pieces": "les pièces",
    }
    ecarts = []
    for rang, (a, b) in enumerate(zip(avant, apres, strict=True), 1):
        changes = [mots[cle] for cle in mots if a.get(cle) != b.get(cle)]
        if changes:
            ecarts.append(f"Point {rang} : {', '.join(changes)}.")
    return ecarts

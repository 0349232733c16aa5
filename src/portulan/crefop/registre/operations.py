"""Appending to the register, inside the transaction of the act it records: both are there, or neither is."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction

from portulan.crefop.registre.merkle import racine
from portulan.crefop.registre.models import EntreeRegistre, Ouverture, PointDeControle, TeteRegistre
from portulan.instantane.canonique import json_canonique
from portulan.socle.horloge import maintenant

ORIGINE = "0" * 64


def engager(valeur: Any) -> str:
    """Salted commitment that stands for a value in an entry; its opening is kept apart, and can be erased.

    ``valeur``: plain JSON without floats. Called inside the transaction of the act.
    """
    sel = secrets.token_hex(32)
    texte = json_canonique(valeur).decode()
    engagement = sha256(f"{sel}\n{texte}".encode()).hexdigest()
    Ouverture.objects.create(engagement=engagement, sel=sel, valeur=texte)
    return engagement


def inscrire(*, type: str, objet: str, organe: str, charge: Mapping[str, Any]) -> EntreeRegistre:  # noqa: A002
    """Append an entry: what happened (« scrutin.clore »), to what (« scrutin:12 »), for which body, with what content.

    ``charge``: plain JSON without floats nor personal data in clear (see ``engager``). Atomic with the caller.
    """
    with transaction.atomic():
        TeteRegistre.objects.get_or_create(pk=1, defaults={"seq": 0, "empreinte": ORIGINE})
        tete = TeteRegistre.objects.select_for_update().get(pk=1)
        valeurs = {
            "seq": tete.seq + 1,
            "prev": tete.empreinte,
            "type": type,
            "at": maintenant().isoformat(timespec="microseconds"),
            "organe": organe,
            "objet": objet,
            "charge": dict(charge),
        }
        texte = json_canonique(valeurs).decode()
        empreinte = sha256(texte.encode()).hexdigest()
        entree = EntreeRegistre.objects.create(
            seq=tete.seq + 1, type=type, objet=objet, contenu=texte, empreinte=empreinte
        )
        tete.seq, tete.empreinte = entree.seq, empreinte
        tete.save()
        return entree


def poser_point_de_controle(*, motif: str, objet: str) -> PointDeControle:
    """Checkpoint of the register as it stands: rank, digest of the last entry, Merkle root of all of them."""
    with transaction.atomic():
        TeteRegistre.objects.get_or_create(pk=1, defaults={"seq": 0, "empreinte": ORIGINE})
        tete = TeteRegistre.objects.select_for_update().get(pk=1)
        feuilles = EntreeRegistre.objects.order_by("seq").values_list("empreinte", flat=True)
        point, _ = PointDeControle.objects.get_or_create(
            seq=tete.seq,
            motif=motif,
            objet=objet,
            defaults={"empreinte": tete.empreinte, "racine": racine(list(feuilles)), "cree_le": maintenant()},
        )
        return point

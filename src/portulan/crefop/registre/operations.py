"""Appending to the register, inside the transaction of the act it records: both are there, or neither is."""

import json
import secrets
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.registre.enums import MotifEffacement
from portulan.crefop.registre.models import EntreeRegistre, Ouverture, PointDeControle, TeteRegistre
from portulan.crefop.registre.verification import ORIGINE, Arbre, canonique
from portulan.journal.operations import noter
from portulan.socle.erreurs import DeclarationInvalide, Introuvable
from portulan.socle.horloge import maintenant

REGISTRE = "registre"  # body and object of what the register says of itself
_TYPE, _OBJET, _ORGANE = 40, 80, 80
# Ballots: they name seats, not people, and the result is replayed from them; their own part shows what may be seen
_SCELLEES = ("scrutin.recevoir", "scrutin.clore")


def engager(valeur: Any) -> str:
    """Salted commitment that stands for a value in an entry; its opening is kept apart, and can be erased.

    ``valeur``: plain JSON without floats. Called inside the transaction of the act.
    """
    sel = secrets.token_hex(32)
    texte = _ecrire(valeur)
    engagement = engagement_de(sel, texte)
    Ouverture.objects.create(engagement=engagement, sel=sel, valeur=texte)
    return engagement


def engagement_de(sel: str, valeur: str) -> str:
    """The commitment that a salt and a value (canonical JSON) open."""
    return sha256(f"{sel}\n{valeur}".encode()).hexdigest()


def inscrire(*, type: str, objet: str, organe: str, charge: Mapping[str, Any]) -> EntreeRegistre:  # noqa: A002
    """Append an entry: what happened (« scrutin.clore »), to what (« scrutin:12 »), for which body, with what content.

    ``charge``: plain JSON without floats nor personal data in clear (see ``engager``). Atomic with the caller.
    Raises ``DeclarationInvalide`` for a content that has no single writing.
    """
    if not (0 < len(type) <= _TYPE and 0 < len(objet) <= _OBJET and 0 < len(organe) <= _ORGANE):
        raise DeclarationInvalide(f"registre : type, objet et organe se nomment en peu de mots ({type}, {objet})")
    with transaction.atomic():
        tete = _prendre_la_tete()
        valeurs = {
            "seq": tete.seq + 1,
            "prev": tete.empreinte,
            "type": type,
            "at": maintenant().isoformat(timespec="microseconds"),
            "organe": organe,
            "objet": objet,
            "charge": dict(charge),
        }
        texte = _ecrire(valeurs)
        empreinte = sha256(texte.encode())
        entree = EntreeRegistre.objects.create(
            seq=tete.seq + 1, type=type, objet=objet, contenu=texte, empreinte=empreinte.hexdigest()
        )
        arbre = Arbre(tete.seq, [bytes.fromhex(c) for c in tete.cimes.split()])
        arbre.ajouter(empreinte.digest())
        tete.seq, tete.empreinte = entree.seq, entree.empreinte
        tete.cimes = " ".join(c.hex() for c in arbre.cimes)
        tete.save()
        if engagements := {t for t in _textes(valeurs["charge"]) if len(t) == 64}:  # noqa: PLR2004 (SHA-256)
            Ouverture.objects.filter(engagement__in=engagements, entree=None).update(entree=entree)
        return entree


def poser_point_de_controle(*, motif: str, objet: str) -> PointDeControle:
    """Checkpoint of the register as it stands: rank, digest of the last entry, Merkle root of all of them.

    The head keeps the tops of the tree: the cost does not grow with the register.
    """
    with transaction.atomic():
        tete = _prendre_la_tete()
        racine = Arbre(tete.seq, [bytes.fromhex(c) for c in tete.cimes.split()]).racine
        point, _ = PointDeControle.objects.get_or_create(
            seq=tete.seq,
            motif=motif,
            objet=objet,
            defaults={"empreinte": tete.empreinte, "racine": racine, "cree_le": maintenant()},
        )
        return point


def ouvertures_lisibles() -> QuerySet[Ouverture]:
    """Hidden values that the secretariat may read, and erase."""
    return Ouverture.objects.exclude(entree__type__in=_SCELLEES)


def effacer_ouvertures(*, titulaire: Titulaire, engagements: Collection[str], motif: str) -> int:
    """Erase what some commitments hide, for good: the chain still verifies, the values can no longer be read.

    The erasure enters the register too (which commitments, why, never what). Raises ``Interdit``, ``Introuvable``.
    """
    exiger(titulaire, "acte", "effacer")
    with transaction.atomic():
        return effacer_les_ouvertures(auteur=titulaire.auteur, engagements=engagements, motif=motif)


def effacer_les_ouvertures(*, auteur: str, engagements: Collection[str], motif: str) -> int:
    """The register's half of an erasure decided elsewhere (a person asks): rights are those of the caller's act."""
    raison = MotifEffacement(motif)
    with transaction.atomic():
        tenues = ouvertures_lisibles().filter(engagement__in=engagements)
        connus = sorted(tenues.values_list("engagement", flat=True))
        if not connus:
            raise Introuvable(
                "Il n’y a plus rien à effacer.", remede="Rechargez la page : l’effacement a déjà eu lieu."
            )
        tenues.delete()
        entree = inscrire(
            type="registre.effacer",
            objet=REGISTRE,
            organe=REGISTRE,
            charge={"engagements": connus, "motif": raison.value},
        )
        noter("registre.effacer", auteur=auteur, objet_type="acte", objet_id=entree.seq, nombre=len(connus))
        return len(connus)


def engagements_de(**champs: Any) -> list[str]:
    """Commitments whose value is an object with one of these fields: ``engagements_de(personne=12, nom="Jade Loire")``.

    A name inside a free text is not found: it is looked for by its words.
    """
    trouves = []
    for cle, valeur in champs.items():
        porteurs = ouvertures_lisibles().filter(valeur__contains=_ecrire({cle: valeur})[1:-1])
        for engagement, texte in porteurs.values_list("engagement", "valeur"):
            lue = json.loads(texte)
            if isinstance(lue, dict) and cle in lue and lue[cle] == valeur:
                trouves.append(engagement)
    return trouves


def _prendre_la_tete() -> TeteRegistre:
    """The head, locked until the end of the transaction."""
    tete = TeteRegistre.objects.select_for_update().filter(pk=1).first()
    if tete is None:
        TeteRegistre.objects.get_or_create(pk=1, defaults={"seq": 0, "empreinte": ORIGINE})
        tete = TeteRegistre.objects.select_for_update().get(pk=1)
    return tete


def _ecrire(valeur: Any) -> str:
    try:
        return canonique(valeur).decode()
    except ValueError as erreur:
        raise DeclarationInvalide(f"registre : {erreur}") from erreur


def _textes(valeur: Any) -> Iterator[str]:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, Mapping):
        for contenu in valeur.values():
            yield from _textes(contenu)
    elif isinstance(valeur, list | tuple):
        for contenu in valeur:
            yield from _textes(contenu)

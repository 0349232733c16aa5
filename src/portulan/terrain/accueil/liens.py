"""Links sent by mail, signed, dated, each for one purpose: a receiver's (its digest is kept), a person's own."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from portulan.comptes.courriels import adresse_complete
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import Impossible, Interdit
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.terrain.accueil.delais import bareme
from portulan.terrain.accueil.models import DemandeAccueil, Identite, LienReception, MiseEnRelation

_SEL = "portulan.accueil.reception"
_SEL_ENQUETE = "portulan.accueil.enquete"
_SEL_PERSONNE = "portulan.accueil.personne"
DEMANDES_PAR_JOUR = 3
_COURT = 16
_REMEDE = "Ouvrez le lien du courriel le plus récent, ou connectez-vous : la demande est dans vos demandes reçues."


class LienPerime(Interdit):
    """A link that was good, and is not any more: a new one may be sent to the known contact."""

    titre = "Ce lien n’est plus valable"
    code_http = 410

    def __init__(self, message: str, lien: LienReception) -> None:
        self.lien = lien
        super().__init__(message, remede="Demandez un nouveau lien : il part à l’adresse connue de la structure.")


@dataclass(frozen=True, slots=True)
class Ouverture:
    """A link read: its row and its hand-over."""

    lien: LienReception
    mise: MiseEnRelation


def creer(mise: MiseEnRelation, *, demande: bool = False) -> str:
    """Whole address of a new link; its digest is kept."""
    jeton = signing.dumps({"mise": mise.pk, "alea": secrets.token_urlsafe(12)}, salt=_SEL)
    jours = bareme(settings.PORTULAN_REGION, aujourdhui()).jours("lien_jours")[0]
    LienReception.objects.create(
        mise=mise, empreinte=_empreinte(jeton), cree_le=maintenant(), demande=demande,
        expire_le=maintenant() + timedelta(days=jours),
    )  # fmt: skip
    return adresse_complete(reverse("web:reception", args=[jeton]))


def lire(jeton: str) -> Ouverture:
    """Hand-over of a link; reading changes nothing. Raises ``Interdit`` (forged), ``LienPerime`` (old, replaced)."""
    lien = _trouver(jeton)
    if lien.remplace_le is not None:
        raise LienPerime("Ce lien a été remplacé par un autre, plus récent.", lien)
    if lien.expire_le <= maintenant():
        raise LienPerime(f"Ce lien a expiré le {date_fr(lien.expire_le)}.", lien)
    return Ouverture(lien, lien.mise)


def _trouver(jeton: str) -> LienReception:
    try:
        signing.loads(jeton, salt=_SEL)
    except signing.BadSignature as erreur:
        raise Interdit("Ce lien n’est pas valable : il a peut-être été coupé.", remede=_REMEDE) from erreur
    lien = (
        LienReception.objects.select_related(
            "mise__structure__organisation", "mise__service", "mise__besoin__demande__structure"
        )
        .filter(empreinte=_empreinte(jeton))
        .first()
    )
    if lien is None:
        raise Interdit("La demande à laquelle mène ce lien n’existe plus.", remede=_REMEDE)
    return lien


def mise_de(jeton: str) -> MiseEnRelation:
    """Hand-over of a link, old or not. Raises ``Interdit`` (forged)."""
    return _trouver(jeton).mise


def a_renouveler(jeton: str) -> LienReception:
    """Row of a link, old or not, for whom asks for another. Raises ``Interdit`` (forged), ``Impossible`` (too many)."""
    lien = _trouver(jeton)
    depuis = maintenant() - timedelta(days=1)
    if lien.mise.liens.filter(demande=True, cree_le__gt=depuis).count() >= DEMANDES_PAR_JOUR:
        raise Impossible(
            "Trois nouveaux liens ont déjà été envoyés depuis hier.", remede="Relisez votre boîte, ou revenez demain."
        )
    return lien


def _empreinte(jeton: str) -> str:
    return sha256(jeton.encode()).hexdigest()


def enquete(satisfaction: int) -> str:
    """Whole address of the question asked after closing (signed, for one answer)."""
    jeton = signing.dumps({"satisfaction": satisfaction}, salt=_SEL_ENQUETE)
    return adresse_complete(reverse("web:reception_enquete", args=[jeton]))


def lire_enquete(jeton: str) -> int:
    """Key of the question of a link. Raises ``Interdit``."""
    return int(_dechiffrer(jeton, _SEL_ENQUETE, "Vous pouvez fermer cette page.")["satisfaction"])


def de_la_personne(identite: Identite) -> str:
    """Whole address where a person follows her own request (signed, dated, for the address it is sent to)."""
    jeton = signing.dumps({"demande": identite.demande_id, "a": _adresse(identite)}, salt=_SEL_PERSONNE)
    return adresse_complete(reverse("web:ma_demande", args=[jeton]))


def lire_personne(jeton: str) -> DemandeAccueil:
    """Request of a person's link. Raises ``Interdit``: forged, old, sent to a former address, identity erased."""
    contenu = _dechiffrer(jeton, _SEL_PERSONNE, "Ouvrez le lien du dernier courriel reçu, ou appelez la structure.")
    identite = Identite.objects.select_related("demande__structure").filter(demande=contenu["demande"]).first()
    if identite is None:
        raise Interdit("Vos coordonnées sont effacées : ce lien ne mène plus à rien.", remede="Fermez cette page.")
    if _adresse(identite) != contenu["a"]:
        raise Interdit("Ce lien est parti à une ancienne adresse.", remede="Ouvrez le lien du dernier courriel reçu.")
    return identite.demande


def _adresse(identite: Identite) -> str:
    """What ties a link to the address it was sent to, without saying it."""
    return salted_hmac(_SEL_PERSONNE, identite.courriel.lower(), algorithm="sha256").hexdigest()[:_COURT]


def _dechiffrer(jeton: str, sel: str, remede: str) -> dict[str, Any]:
    duree = timedelta(days=bareme(settings.PORTULAN_REGION, aujourdhui()).jours("lien_jours")[0])
    try:
        contenu: dict[str, Any] = signing.loads(jeton, salt=sel, max_age=duree)
    except signing.SignatureExpired as erreur:
        raise Interdit("Ce lien a expiré.", remede=remede) from erreur
    except signing.BadSignature as erreur:
        raise Interdit("Ce lien n’est pas valable : il a peut-être été coupé.", remede="Reprenez-le.") from erreur
    return contenu

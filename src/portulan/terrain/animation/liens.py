"""The link sent to a structure: signed, for one request only, and no longer than a campaign."""

from django.core import signing
from django.urls import reverse

from portulan.comptes.courriels import adresse_complete
from portulan.socle.erreurs import Interdit
from portulan.terrain.animation.models import Sollicitation
from portulan.terrain.animation.regles import DUREE_DU_LIEN

_SEL = "portulan.animation.sollicitation"
_REMEDE = "Écrivez à la mission SPRO de la Région : elle enregistrera votre réponse, ou vous enverra un autre lien."


def fabriquer(sollicitation: Sollicitation) -> str:
    """Signed value of the link of a request."""
    return signing.dumps({"sollicitation": sollicitation.pk}, salt=_SEL)


def adresse(sollicitation: Sollicitation) -> str:
    """Whole address of the page of answer, as a mail prints it."""
    return adresse_complete(reverse("web:maj_repondre", args=[fabriquer(sollicitation)]))


def lire(valeur: str) -> Sollicitation:
    """Request of a link. Raises ``Interdit`` when the link is forged or too old."""
    try:
        contenu = signing.loads(valeur, salt=_SEL, max_age=DUREE_DU_LIEN)
    except signing.SignatureExpired as erreur:
        raise Interdit("Ce lien a expiré : il ne vaut que quatre mois.", remede=_REMEDE) from erreur
    except signing.BadSignature as erreur:
        raise Interdit("Ce lien n’est pas valable : il a peut-être été coupé.", remede=_REMEDE) from erreur
    demande = (
        Sollicitation.objects.select_related("structure__organisation", "campagne")
        .filter(pk=contenu["sollicitation"])
        .first()
    )
    if demande is None:
        raise Interdit("La demande à laquelle mène ce lien n’existe plus.", remede=_REMEDE)
    return demande

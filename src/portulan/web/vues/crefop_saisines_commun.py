"""What the pages of a referral say the same way: the referral, its dossiers, where one is, what comes next."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from portulan.comptes.droits import Titulaire
from portulan.crefop.dossier import droits
from portulan.crefop.dossier.contenu import contenu_du_dossier
from portulan.crefop.dossier.enums import EtatDossier, EtatReponse, EtatSaisine
from portulan.crefop.dossier.instantanes import diagnostic_de
from portulan.crefop.dossier.models import Dossier, Saisine
from portulan.crefop.dossier.transitions import FAITS
from portulan.socle.erreurs import Introuvable
from portulan.web import acces
from portulan.web.identite import titulaire
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL

SAISINES = ("Saisines", "/saisines/")
GENRES = {
    EtatSaisine.RECUE: "info",
    EtatSaisine.IRRECEVABLE: "echec",
    EtatSaisine.INSTRUCTION: "encours",
    EtatSaisine.DOSSIER_FIGE: "info",
    EtatSaisine.INSCRITE: "encours",
    EtatSaisine.AVIS_RENDU: "succes",
    EtatSaisine.ACTE_PRIS: "succes",
    EtatSaisine.RETIREE: "",
}
GENRES_REPONSE = {
    EtatReponse.A_INSTRUIRE: "non_renseigne",
    EtatReponse.REPONDU: "repondu",
    EtatReponse.PARTIEL: "partiel",
    EtatReponse.SANS_REPONSE: "sans_objet",
}
GENRES_DOSSIER = {EtatDossier.OUVERT: "encours", EtatDossier.FIGE: "succes", EtatDossier.REMPLACE: ""}


def trouver(request: HttpRequest, numero: int, verbe: str = "voir") -> Saisine:
    """A referral on which this person may do this. Raises ``Introuvable``, whether it exists or not."""
    lues = droits.saisines(titulaire(request), verbe).select_related("organe", "auteur", "avis")
    saisine = lues.filter(pk=numero).first()
    if saisine is None:
        raise Introuvable(
            "Cette saisine n’existe pas, ou elle ne vous est pas ouverte.",
            remede="La liste des saisines donne celles que vous pouvez lire.",
        )
    return saisine


def trouver_dossier(
    request: HttpRequest, numero: int, version: int, verbe: str = "voir", *, travail: bool = False
) -> Dossier:
    """A version of the dossier of a referral, on which this person may do this. Raises ``Introuvable``.

    ``travail``: for the committee's work, whatever is public.
    """
    lire = droits.dossiers_de_travail if travail else droits.dossiers
    lus = lire(titulaire(request), verbe).select_related("saisine__organe", "saisine__auteur")
    dossier = lus.filter(saisine=numero, numero=version).first()
    if dossier is None:
        raise Introuvable(
            "Cette version du dossier n’existe pas, ou elle ne vous est pas ouverte.",
            remede="La page de la saisine donne ses dossiers.",
        )
    return dossier


def contenu(dossier: Dossier) -> dict[str, Any]:
    """What a dossier holds: read back when it is frozen, computed from its snapshot while it is open."""
    return contenu_du_dossier(dossier, None if dossier.contenu else diagnostic_de(dossier))


def fil_de(saisine: Saisine, *suite: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Breadcrumb of the pages of a referral."""
    return (ACCUEIL, SAISINES, (saisine.numero, reverse("web:saisine", args=[saisine.pk]) if suite else ""), *suite)


def fil_du_dossier(dossier: Dossier, *suite: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Breadcrumb of the pages of a dossier."""
    lien = reverse("web:saisine_dossier", args=[dossier.saisine_id, dossier.numero]) if suite else ""
    return fil_de(dossier.saisine, (f"Dossier, version {dossier.numero}", lien), *suite)


def badge_etat(saisine: Saisine) -> SafeString:
    """State of a referral, sign and words."""
    return rendre(badge, saisine.get_etat_display(), GENRES[EtatSaisine(saisine.etat)])


def badge_dossier(dossier: Dossier) -> SafeString:
    """State of a version of the dossier."""
    return rendre(badge, dossier.get_etat_display(), GENRES_DOSSIER[EtatDossier(dossier.etat)])


def badge_reponse(etat: str) -> SafeString:
    """State of the instruction of a question."""
    lu = EtatReponse(etat)
    return rendre(badge, str(lu.label), GENRES_REPONSE[lu])


def histoire(saisine: Saisine) -> list[dict[str, Any]]:
    """Steps taken, latest first, then the deposit."""
    faites = [{"fait": FAITS[e.transition], "jour": e.jour, "motif": e.motif} for e in saisine.etapes.order_by("-pk")]
    return [*faites, {"fait": "Saisine déposée", "jour": timezone.localdate(saisine.created_at), "motif": ""}]


def libelles_indicateurs() -> dict[str, str]:
    """Code of each indicator and how people name it."""
    return {code: declare[0].libelle for code, declare in acces.indicateurs_par_code().items()}


def permis(qui: Titulaire, saisine: Saisine, verbe: str) -> bool:
    """True when this person may do this on this referral (the second factor apart)."""
    return droits.permis(qui, "saisine", verbe, saisine)

"""Writes on the referential: keyword-only, atomic, journaled."""

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import SYSTEME, noter
from portulan.socle.erreurs import Impossible
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.region import fichier_de_la_region
from portulan.terrain.charte.lecture import lire, livres
from portulan.terrain.charte.models import ReferentielPublie
from portulan.terrain.charte.queries import NATIONAL


def installer_referentiels_livres() -> None:
    """Record the shipped referentials that are not there yet; one that is recorded never changes."""
    for texte in livres():
        lu = lire(texte)
        if not ReferentielPublie.objects.filter(region=NATIONAL, code=lu.code, version=lu.version).exists():
            _enregistrer(region=NATIONAL, texte=texte, par=SYSTEME, fictif=False)


def installer_referentiel_de_la_region(region: str) -> None:
    """Publish ``referentiel.toml`` of the region's folder once for each version it ever says.

    Raises ``ReferentielRefuse``, or ``Impossible`` when a version already published was rewritten.
    """
    fichier = fichier_de_la_region(region, "referentiel.toml")
    if fichier is None:
        return
    texte = fichier.read_text(encoding="utf-8-sig")
    lu = lire(texte)
    deja = ReferentielPublie.objects.filter(region=region, code=lu.code, version=lu.version).first()
    if deja is None:
        verifier_publiable(region, texte, aujourdhui())
        _enregistrer(region=region, texte=texte, par=SYSTEME, fictif=False)
    elif deja.empreinte != lu.empreinte:
        raise Impossible(
            f"{fichier} a changé, mais la version {lu.version} est déjà publiée et ne change plus.",
            remede="Donnez un autre numéro à la clé « version », et une date à venir à « valide_du ».",
        )


def publier_referentiel(
    *, titulaire: Titulaire, region: str, texte: str, indicateurs: Collection[str] | None = None
) -> ReferentielPublie:
    """Publish a version for a region. Raises ``ReferentielRefuse``, ``Interdit`` or ``Impossible`` (dates, double)."""
    exiger(titulaire, "referentiel", "publier")
    with transaction.atomic():
        _une_publication_a_la_fois()
        verifier_publiable(region, texte, aujourdhui(), indicateurs)
        publie = _enregistrer(
            region=region,
            texte=texte,
            par=titulaire.auteur,
            fictif=settings.PORTULAN_MAISON.est_demonstration,
        )
        noter(
            "referentiel.publier",
            auteur=titulaire.auteur,
            objet_type="referentiel",
            objet_id=publie.pk,
            reference=publie.reference,
            empreinte=publie.empreinte,
        )
    return publie


def _une_publication_a_la_fois() -> None:
    """Until the transaction ends: what is verified of the versions already there stays true when one is written."""
    list(ReferentielPublie.objects.select_for_update().filter(region="").values_list("pk"))


def verifier_publiable(region: str, texte: str, jour: date, indicateurs: Collection[str] | None = None) -> None:
    """Raise unless this text can become the region's next referential: readable, new, and not earlier than another."""
    lu = lire(texte, indicateurs)
    siens = ReferentielPublie.objects.filter(region=region)
    if siens.filter(code=lu.code, version=lu.version).exists():
        raise Impossible(
            f"La version {lu.version} de « {lu.code} » est déjà publiée, et une version publiée ne change plus.",
            remede="Donnez un autre numéro à la clé « version ».",
        )
    dernier = siens.order_by("-valide_du").first()
    if dernier and lu.valide_du <= dernier.valide_du:
        raise Impossible(
            f"Une version de cette région est déjà en vigueur à partir du {dernier.valide_du:%d/%m/%Y}.",
            remede="Donnez à « valide_du » une date plus tardive.",
        )
    if dernier and lu.valide_du < jour:
        raise Impossible(
            "Une nouvelle version ne peut pas s’appliquer au passé.",
            remede="Donnez à « valide_du » la date du jour ou une date à venir.",
        )


def _enregistrer(*, region: str, texte: str, par: str, fictif: bool) -> ReferentielPublie:
    lu = lire(texte)
    try:
        with transaction.atomic():
            return ReferentielPublie.objects.create(
                region=region,
                code=lu.code,
                version=lu.version,
                titre=lu.titre[:300],
                valide_du=lu.valide_du,
                acte=lu.acte[:300],
                contenu=texte,
                empreinte=lu.empreinte,
                publie_le=maintenant(),
                publie_par=par,
                fictif=fictif,
            )
    except IntegrityError as erreur:
        raise Impossible(
            "Cette version vient d’être publiée, ou une autre commence le même jour.",
            remede="Ouvrez la page des versions : elle dit ce qui est publié.",
        ) from erreur

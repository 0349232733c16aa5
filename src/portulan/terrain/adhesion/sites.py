"""Sites of an adhesion: listed by the operator, covered by the Region's decision, added later by an amendment."""

from collections.abc import Iterable

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui
from portulan.terrain.adhesion.droits import ADHESION
from portulan.terrain.adhesion.enums import JAMAIS, Etat, EtatSite
from portulan.terrain.adhesion.models import Adhesion, SiteAdhesion
from portulan.terrain.adhesion.regles import EN_FORCE
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure


def exiger_sites(adhesion: Adhesion, structures: Iterable[Structure]) -> None:
    """Raise unless every structure may be listed: open, of this organisation, neither a CIO nor a SCUIO."""
    for structure in structures:
        if structure.organisation_id != adhesion.organisation_id or structure.etat != EtatStructure.OUVERTE:
            raise DonneeInvalide(
                f"« {structure.nom} » n’est pas un site ouvert de cette organisation.",
                remede="Choisissez parmi les sites de l’organisation ; un site manquant se crée dans le réseau.",
            )
        if structure.operateur in JAMAIS:
            raise Impossible(
                f"« {structure.nom} » n’adhère pas : la convention entre l’État et la Région fixe sa contribution.",
                remede="Retirez ce site de la liste.",
            )


def demander_site(*, titulaire: Titulaire, adhesion: Adhesion, structure: Structure) -> SiteAdhesion:
    """Ask for a site to be added to an adhesion in force; asked twice, it is listed once."""
    exiger(titulaire, "adhesion", "candidater", adhesion, ADHESION)
    if adhesion.etat != Etat.SIGNEE:
        raise Impossible("Un avenant se demande sur une adhésion en vigueur.", remede="Attendez la signature.")
    exiger_sites(adhesion, [structure])
    with transaction.atomic():
        site, nouveau = SiteAdhesion.objects.get_or_create(
            adhesion=adhesion,
            structure=structure,
            etat__in=(EtatSite.PROPOSE, EtatSite.COUVERT),
            defaults={
                "operateur": structure.operateur,
                "etat": EtatSite.PROPOSE,
                "avenant": True,
                "demande_le": aujourdhui(),
            },
        )
        if nouveau:
            _noter("adhesion.site.demander", titulaire, site)
    return site


def accepter_site(*, titulaire: Titulaire, site: SiteAdhesion) -> SiteAdhesion:
    """Cover a site that was asked for by an amendment, from today (or from the start of the adhesion)."""
    adhesion = site.adhesion
    exiger(titulaire, "adhesion", "decider", adhesion, ADHESION)
    if adhesion.etat not in EN_FORCE or adhesion.du is None:
        raise Impossible("L’adhésion n’est pas en vigueur.", remede="Les sites sont couverts à la signature.")
    _changer(titulaire, site, EtatSite.COUVERT, du=max(aujourdhui(), adhesion.du))
    return site


def ecarter_site(*, titulaire: Titulaire, site: SiteAdhesion, motif: str) -> SiteAdhesion:
    """Leave a site out, with a reason."""
    exiger(titulaire, "adhesion", "decider", site.adhesion, ADHESION)
    _changer(titulaire, site, EtatSite.ECARTE, motif=_motif(motif))
    return site


def retirer_site(*, titulaire: Titulaire, site: SiteAdhesion, motif: str) -> SiteAdhesion:
    """Stop covering a site, from tomorrow on: asked by the organisation (a site that closes)."""
    exiger(titulaire, "adhesion", "candidater", site.adhesion, ADHESION)
    if site.adhesion.etat not in EN_FORCE:
        raise Impossible("L’adhésion n’est plus en vigueur.", remede="Il n’y a plus rien à retirer.")
    fin = max(aujourdhui(), site.du or aujourdhui())
    _changer(titulaire, site, EtatSite.RETIRE, depuis=EtatSite.COUVERT, au=fin, motif=_motif(motif))
    return site


def _motif(motif: str) -> str:
    if not motif.strip():
        raise DonneeInvalide("Cette décision doit être motivée.", remede="Écrivez le motif.")
    return motif.strip()


def _changer(
    titulaire: Titulaire, site: SiteAdhesion, etat: str, *, depuis: str = EtatSite.PROPOSE, **champs: object
) -> None:
    with transaction.atomic():
        if not SiteAdhesion.objects.filter(pk=site.pk, etat=depuis).update(etat=etat, **champs):
            site.refresh_from_db()
            if site.etat == etat:  # sent twice
                return
            raise Impossible(
                f"Ce site est déjà « {site.get_etat_display()} ».", remede="Rechargez la page pour voir où il en est."
            )
        site.refresh_from_db()
        _noter(f"adhesion.site.{etat}", titulaire, site)


def _noter(acte: str, titulaire: Titulaire, site: SiteAdhesion) -> None:
    noter(
        acte,
        auteur=titulaire.auteur,
        objet_type="adhesion",
        objet_id=site.adhesion_id,
        organisation=site.adhesion.organisation.code,
        structure=site.structure.identifiant,
    )

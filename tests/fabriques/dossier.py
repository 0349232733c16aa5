"""Referrals and dossiers for tests, made by the operations: a submitted charter, an instructed or frozen dossier."""

from datetime import timedelta

from portulan.comptes.models import Organisation
from portulan.crefop.dossier import instruction, operations
from portulan.crefop.dossier.enums import EtatReponse
from portulan.crefop.dossier.instantanes import proposables
from portulan.socle.horloge import aujourdhui, maintenant

_TEXTE = {"titre": "Cahier des charges du SPRO", "articles": [{"titre": "Objet", "texte": "Le texte."}]}


def conseil_regional(region="94"):
    """The Region, which refers its cahier des charges."""
    organisation, _ = Organisation.objects.get_or_create(
        code="conseil-regional-essai", defaults={"nom": "Conseil régional", "genre": "region", "region": region}
    )
    return organisation


def charte_soumise(region="94"):
    """A version of the cahier des charges, frozen and submitted to the opinion."""
    from portulan.terrain.charte import canonique
    from portulan.terrain.charte.models import Article, Document, Version

    document, _ = Document.objects.get_or_create(
        genre="cahier_des_charges", region=region, defaults={"titre": "Cahier des charges du SPRO"}
    )
    version = Version.objects.create(document=document, numero=90, creee_le=maintenant())
    Article.objects.create(version=version, code="objet", rang=1, titre="Objet", texte="Le présent cahier.")
    version.empreinte = canonique.empreinte(version)
    version.etat, version.soumise_le = "soumise", maintenant()
    version.save()
    return version


def saisine_deposee(comite, *, cle="", **lettre):
    """A referral on a pasted text, as the secretariat deposits it."""
    from portulan.crefop.dossier.operations import Lettre, Texte

    return operations.deposer(
        titulaire=comite.bureau(),
        organe=comite.organe,
        auteur=conseil_regional(),
        type="cahier_charges_spro",
        texte=Texte(_TEXTE["titre"], "version 3", "a" * 64, _TEXTE),
        lettre=Lettre(
            recue_le=aujourdhui() - timedelta(days=20),
            **{"adoption_prevue_le": aujourdhui() + timedelta(days=60), **lettre},
        ),
        cle=cle,
    )


def instantane_citable():
    """Identifier of the snapshot of the demonstration that a dossier can rest on."""
    return next(p.manifeste.identifiant for p in proposables("94") if not p.refus)


def instruire_tout(dossier, titulaire):
    """Answer what is still to be instructed."""
    for reponse in dossier.reponses.filter(etat=EtatReponse.A_INSTRUIRE):
        instruction.repondre(
            titulaire=titulaire, dossier=dossier, question=reponse.question, revision=reponse.revision,
            etat="partiel", texte=f"Texte sur {reponse.question}.", raison="",
        )  # fmt: skip
    dossier.refresh_from_db()


def saisine_instruite(comite, *, fige=False):
    """A referral whose dossier is open on the snapshot of the demonstration; frozen, with ``fige``."""
    saisine = saisine_deposee(comite)
    operations.passer(titulaire=comite.bureau(), saisine=saisine, etape="instruire", version=saisine.version)
    dossier = instruction.ouvrir_dossier(titulaire=comite.bureau(), saisine=saisine, instantane=instantane_citable())
    if fige:
        instruire_tout(dossier, comite.bureau())
        instruction.figer(titulaire=comite.bureau(), dossier=dossier, version=dossier.version)
        saisine.refresh_from_db()
    return saisine

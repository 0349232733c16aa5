"""Giving, changing and taking back a role; an account switched off; the last administrator stays."""

from datetime import date, timedelta

from django.db import transaction

from portulan.comptes import sessions
from portulan.comptes.courriels import adresse_complete, envoyer
from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.enums import EtatDemande, Role
from portulan.comptes.models import Compte, Demande, Habilitation, Organisation
from portulan.comptes.operations import habiliter
from portulan.comptes.portee import exiger_de_donner
from portulan.comptes.regles import ROLES_DE, TERRITORIAUX
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Territoire


def verifier_le_role(role: str, organisation: Organisation | None, territoire: Territoire | None) -> None:
    """Raise ``DonneeInvalide`` when a role does not go with this organisation, or lacks its territory."""
    if organisation is not None and role not in ROLES_DE[organisation.genre]:
        raise DonneeInvalide(
            f"Le rôle « {Role(role).label} » ne se tient pas dans {organisation.nom}.",
            remede="Choisissez un rôle proposé pour ce genre d’organisation.",
        )
    if role in TERRITORIAUX and territoire is None:
        raise DonneeInvalide(
            f"Le rôle « {Role(role).label} » se tient sur un territoire.", remede="Choisissez le territoire."
        )


def donner(
    *,
    titulaire: Titulaire,
    compte: Compte,
    role: str,
    organisation: Organisation | None,
    territoire: Territoire | None = None,
    au: date | None = None,
) -> Habilitation:
    """Give a role in the name of someone who may. Raises ``Interdit``, ``DonneeInvalide``."""
    exiger_de_donner(titulaire, role, organisation)
    verifier_le_role(role, organisation, territoire)
    if au is not None and au < aujourdhui():
        raise DonneeInvalide("La fin du rôle est déjà passée.", remede="Choisissez une date à venir, ou aucune.")
    territoire = territoire if role in TERRITORIAUX else None
    return habiliter(
        compte=compte, role=role, organisation=organisation, territoire=territoire, au=au, par=titulaire.auteur
    )


def retirer(*, titulaire: Titulaire, habilitation: Habilitation) -> None:
    """Take a role back at once: its last day is yesterday (a role given today leaves no day; the journal keeps it).

    Taking back a role already taken back does nothing. Raises ``Interdit``, ``Impossible`` (last administrator).
    """
    exiger_de_donner(titulaire, habilitation.role, habilitation.organisation)
    _cesser(habilitation, par=titulaire.auteur)


def _cesser(habilitation: Habilitation, *, par: str) -> None:
    hier = aujourdhui() - timedelta(days=1)
    with transaction.atomic():
        tenue = Habilitation.objects.select_for_update().filter(pk=habilitation.pk).first()
        if tenue is None or (tenue.au is not None and tenue.au <= hier):
            return
        if tenue.role == Role.ADMINISTRATEUR:
            garder_un_administrateur(sauf=tenue.compte)
        if tenue.du > hier:
            tenue.delete()
        else:
            tenue.au, tenue.retiree_par = hier, par
            tenue.save()
        noter(
            "compte.retirer_role",
            auteur=par,
            objet_type="compte",
            objet_id=tenue.compte_id,
            organisation=tenue.organisation.code if tenue.organisation else "",
            role=tenue.role,
        )


def changer(
    *, titulaire: Titulaire, habilitation: Habilitation, role: str, territoire: Territoire | None = None
) -> Habilitation:
    """Replace a role by another in the same organisation, in one step."""
    with transaction.atomic():
        nouvelle = donner(
            titulaire=titulaire,
            compte=habilitation.compte,
            role=role,
            organisation=habilitation.organisation,
            territoire=territoire,
            au=habilitation.au,
        )
        if nouvelle.pk != habilitation.pk:
            retirer(titulaire=titulaire, habilitation=habilitation)
    return nouvelle


def garder_un_administrateur(*, sauf: Compte) -> None:
    """Raise ``Impossible`` when nobody but this account could administer any more."""
    tenues = Habilitation.objects.select_for_update().valides(aujourdhui()).filter(role=Role.ADMINISTRATEUR)
    tenant = {h.compte_id for h in tenues.select_related(None)}
    if not Compte.objects.filter(pk__in=tenant - {sauf.pk}, is_active=True).exists():
        raise Impossible(
            "C’est le dernier compte d’administration : Portulan ne pourrait plus être administré.",
            remede="Donnez d’abord ce rôle à une autre personne.",
        )


def activer(*, titulaire: Titulaire, compte: Compte, actif: bool) -> None:
    """Switch an account off (its sessions close) or on again. Raises ``Interdit``, ``Impossible``."""
    exiger(titulaire, "installation", "agir")
    with transaction.atomic():
        trouve = Compte.objects.select_for_update().get(pk=compte.pk)
        if trouve.is_active == actif:
            return
        if not actif:
            if trouve.est_administrateur:
                garder_un_administrateur(sauf=trouve)
            sessions.fermer(compte=trouve)
        trouve.is_active = actif
        trouve.save(update_fields=["is_active"])
        acte = "compte.reactiver" if actif else "compte.desactiver"
        noter(acte, auteur=titulaire.auteur, objet_type="compte", objet_id=compte.pk)


def demander_rattachement(
    *, compte: Compte, organisation: Organisation | None, siret: str = "", annonce: str = ""
) -> Demande:
    """Ask to join an organisation; one request at a time: asking again returns the one that waits."""
    from portulan.socle.horloge import maintenant

    with transaction.atomic():
        demande, nouvelle = Demande.objects.get_or_create(
            compte=compte,
            etat=EtatDemande.DEPOSEE,
            defaults={
                "organisation": organisation,
                "siret": siret[:14],
                "annonce": annonce[:200],
                "deposee_le": maintenant(),
            },
        )
        if nouvelle:
            noter(
                "demande.deposer",
                auteur=f"compte:{compte.pk}",
                objet_type="demande",
                objet_id=demande.pk,
                organisation=organisation.code if organisation else "",
            )
    return demande


def decider_demande(
    *,
    titulaire: Titulaire,
    demande: Demande,
    accepter: bool,
    organisation: Organisation | None = None,
    role: str = "",
    territoire: Territoire | None = None,
) -> None:
    """Accept (with a role) or refuse; a request already decided stays as it was. Raises ``Interdit``."""
    cible = organisation or demande.organisation
    if cible is None and accepter:
        raise DonneeInvalide("L’organisation de cette demande n’est pas connue.", remede="Choisissez l’organisation.")
    with transaction.atomic():
        trouvee = Demande.objects.select_for_update().get(pk=demande.pk)
        if trouvee.etat != EtatDemande.DEPOSEE:
            return
        if accepter:
            donner(titulaire=titulaire, compte=trouvee.compte, role=role, organisation=cible, territoire=territoire)
        elif not _peut_refuser(titulaire, trouvee):
            raise Interdit("Cette demande ne vous est pas adressée.", remede="Laissez l’administration la décider.")
        trouvee.etat = EtatDemande.ACCEPTEE if accepter else EtatDemande.REFUSEE
        trouvee.decidee_par, trouvee.organisation = titulaire.auteur, cible
        trouvee.save()
        noter(
            "demande.accepter" if accepter else "demande.refuser",
            auteur=titulaire.auteur,
            objet_type="demande",
            objet_id=trouvee.pk,
            organisation=cible.code if cible else "",
        )
        envoyer(
            "demande_decidee",
            trouvee.compte.courriel,
            {
                "acceptee": accepter,
                "organisation": cible.nom if cible else "",
                "role": Role(role).label if accepter else "",
                "lien": adresse_complete("/espace/"),
            },
        )


def _peut_refuser(titulaire: Titulaire, demande: Demande) -> bool:
    from portulan.comptes.portee import roles_donnables

    return bool(roles_donnables(titulaire, demande.organisation))

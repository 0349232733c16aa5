"""Mandates: received, judged by the rules of the meeting, kept with their reason when they are refused."""

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.models import Siege
from portulan.crefop.seance.droits import SIEGE
from portulan.crefop.seance.enums import EtatMandat, EtatSeance
from portulan.crefop.seance.models import MandatVote, SeanceComite
from portulan.crefop.seance.queries import evenements_vus, jeu_de, mandats_en_vigueur, sieges_vus
from portulan.crefop.seance.regles import refus_de_mandat
from portulan.crefop.seance.tableau import lire_sieges
from portulan.crefop.seance.traces import acter, code_du_siege, prendre
from portulan.crefop.seance.transitions import EN_COURS
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant


def donner_mandat(*, titulaire: Titulaire, seance: SeanceComite, mandant: Siege, mandataire: Siege) -> MandatVote:
    """Receive a mandate: accepted, or refused with its reason. The same one sent twice is received once."""
    exiger(titulaire, "seance", "mandater", mandant, SIEGE)
    if mandant.pk == mandataire.pk:
        raise DonneeInvalide("Un siège ne se donne pas mandat à lui-même.", remede="Choisissez un autre siège.")
    with transaction.atomic():
        prise = prendre(seance)
        if prise.etat not in EN_COURS:
            raise Impossible(
                "Un mandat se donne de la convocation à la fin de la séance.", remede="Cette séance ne l’admet pas."
            )
        return recevoir(prise, titulaire.auteur, mandant, mandataire)


def recevoir(prise: SeanceComite, auteur: str, mandant: Siege, mandataire: Siege) -> MandatVote:
    """Judge a mandate and keep it. The meeting is taken (``prendre``), the right to give it was looked at."""
    vus = {s.siege: s for s in sieges_vus(prise)}
    if mandant.pk not in vus or mandataire.pk not in vus:
        raise DonneeInvalide("Ce siège n’est pas de cet organe.", remede="Choisissez un siège de la liste.")
    acceptes = mandats_en_vigueur(prise, maintenant())
    identique = next((m for m in acceptes if (m.mandant_id, m.mandataire_id) == (mandant.pk, mandataire.pk)), None)
    if identique is not None:
        return identique
    etats = lire_sieges(evenements_vus(prise))
    refus = refus_de_mandat(
        jeu_de(prise),
        vus[mandant.pk],
        vus[mandataire.pk],
        dedans=frozenset(p for e in etats.values() for p in e.dedans),
        ouverte=prise.etat != EtatSeance.CONVOQUEE,
        portes=sum(m.mandataire_id == mandataire.pk for m in acceptes),
        deja_donne=any(m.mandant_id == mandant.pk for m in acceptes),
    )
    mandat = MandatVote.objects.create(
        seance=prise,
        mandant=mandant,
        mandataire=mandataire,
        recu_le=maintenant(),
        etat=EtatMandat.REFUSE if refus else EtatMandat.ACCEPTE,
        motif=refus,
        auteur=auteur,
    )
    acter_mandat(prise, auteur, mandat)
    return mandat


def revoquer_mandat(*, titulaire: Titulaire, mandat: MandatVote) -> MandatVote:
    """Take back a mandate; asked twice, it is taken back once."""
    exiger(titulaire, "seance", "mandater", mandat.mandant, SIEGE)
    with transaction.atomic():
        prise = prendre(mandat.seance)
        mandat = MandatVote.objects.select_for_update().get(pk=mandat.pk)
        if mandat.etat != EtatMandat.ACCEPTE:
            return mandat
        if prise.etat not in EN_COURS:
            raise Impossible("La séance est terminée.", remede="Le mandat a servi ou non : rien n’y change.")
        mandat.etat, mandat.fin_le, mandat.motif = EtatMandat.REVOQUE, maintenant(), "Révoqué par qui l’avait donné."
        mandat.save()
        acter_mandat(prise, titulaire.auteur, mandat)
    return mandat


def acter_mandat(seance: SeanceComite, auteur: str, mandat: MandatVote) -> None:
    """Write what became of a mandate in the register."""
    charge = {
        "mandat": mandat.pk,
        "mandant": code_du_siege(mandat.mandant),
        "mandataire": code_du_siege(mandat.mandataire),
        "etat": str(mandat.etat),
    }
    acter("seance.mandat", auteur, seance, charge)

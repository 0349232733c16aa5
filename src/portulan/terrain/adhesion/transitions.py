"""Every step of an adhesion, declared once: the operations, the pages, the diagram and the tests read this table."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from portulan.comptes.enums import Role
from portulan.terrain.adhesion.enums import Base, Etat

R, P, L = Base.RECONNAISSANCE, Base.PARTENARIAT, Base.LOI
RESPONSABLE, MISSION = Role.RESPONSABLE, Role.MISSION_SPRO


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which one, by whom (verb of the rights table, and the roles that hold it here).

    ``conditions``: names of ``regles.CONDITIONS``. ``motif``: a reason is required. ``acte``: the button.
    ``fait``: the line of the history. No role: the system, the day after a date.
    """

    nom: str
    de: tuple[Etat, ...]
    vers: Etat
    verbe: str
    roles: tuple[Role, ...]
    bases: tuple[Base, ...]
    acte: str
    fait: str
    conditions: tuple[str, ...] = ()
    motif: bool = False


_EN_PROCEDURE = (
    Etat.DEPOSEE,
    Etat.INCOMPLETE,
    Etat.COMPLETE,
    Etat.INSTRUITE,
    Etat.AVIS,
    Etat.AJOURNEE,
    Etat.RECONNUE,
)
_PORTEUR = (RESPONSABLE, MISSION)  # the Region may enter what an operator sent on paper

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "deposer", (Etat.BROUILLON,), Etat.DEPOSEE, "candidater", _PORTEUR, (R, P),
        "Déposer la candidature", "Candidature déposée", ("complet",),
    ),
    Transition(
        "preparer", (Etat.BROUILLON,), Etat.A_SIGNER, "candidater", _PORTEUR, (L,),
        "Préparer la signature", "Charte prête à signer", ("complet",),
    ),
    Transition(
        "declarer_incomplete", (Etat.DEPOSEE,), Etat.INCOMPLETE, "instruire", (MISSION,), (R, P),
        "Demander des compléments", "Compléments demandés", motif=True,
    ),
    Transition(
        "completer", (Etat.INCOMPLETE,), Etat.DEPOSEE, "candidater", _PORTEUR, (R, P),
        "Renvoyer le dossier complété", "Dossier complété", ("complet",),
    ),
    Transition(
        "declarer_complete", (Etat.DEPOSEE,), Etat.COMPLETE, "instruire", (MISSION,), (R,),
        "Déclarer le dossier complet", "Dossier déclaré complet", ("complet",),
    ),
    Transition(
        "transmettre", (Etat.COMPLETE,), Etat.INSTRUITE, "instruire", (MISSION,), (R,),
        "Transmettre pour avis", "Dossier instruit et transmis pour avis", motif=True,
    ),
    Transition(
        "clore_avis", (Etat.INSTRUITE,), Etat.AVIS, "instruire", (MISSION,), (R,),
        "Clore le recueil des avis", "Recueil des avis clos", ("avis_ou_delai",),
    ),
    Transition(
        "reconnaitre", (Etat.AVIS,), Etat.RECONNUE, "decider", (MISSION,), (R,),
        "Reconnaître", "Reconnaissance décidée", ("un_site",),
    ),
    Transition(
        "refuser", (Etat.AVIS,), Etat.REFUSEE, "decider", (MISSION,), (R,),
        "Refuser", "Candidature refusée", motif=True,
    ),
    Transition(
        "ajourner", (Etat.AVIS,), Etat.AJOURNEE, "decider", (MISSION,), (R,),
        "Ajourner", "Décision ajournée", motif=True,
    ),
    Transition(
        "redeposer", (Etat.AJOURNEE,), Etat.DEPOSEE, "candidater", _PORTEUR, (R,),
        "Déposer de nouveau", "Candidature déposée de nouveau", ("complet",),
    ),
    Transition(
        "accepter", (Etat.DEPOSEE,), Etat.RECONNUE, "decider", (MISSION,), (P,),
        "Accepter le partenariat", "Partenariat accepté", ("un_site",),
    ),
    Transition(
        "decliner", (Etat.DEPOSEE,), Etat.REFUSEE, "decider", (MISSION,), (P,),
        "Refuser le partenariat", "Partenariat refusé", motif=True,
    ),
    Transition(
        "abandonner", _EN_PROCEDURE, Etat.ABANDONNEE, "candidater", (RESPONSABLE,), (R, P),
        "Abandonner la candidature", "Candidature abandonnée",
    ),
    Transition(
        "signer_organisation", (Etat.RECONNUE, Etat.A_SIGNER), Etat.CONTRESEING, "signer", (RESPONSABLE,), (R, P, L),
        "Signer pour l’organisation", "Signée par l’organisation", ("engagement", "un_site"),
    ),
    Transition(
        "refuser_signature", (Etat.A_SIGNER,), Etat.REFUS_SIGNATURE, "signer", _PORTEUR, (L,),
        "Noter le refus de signer", "Refus de signer la charte", motif=True,
    ),
    Transition(
        "reprendre_signature", (Etat.REFUS_SIGNATURE,), Etat.A_SIGNER, "candidater", _PORTEUR, (L,),
        "Reprendre la signature", "Signature de nouveau possible",
    ),
    Transition(
        "signer_region", (Etat.CONTRESEING,), Etat.SIGNEE, "signer", (MISSION,), (R, P, L),
        "Signer pour la Région", "Signée par la Région", ("engagement", "signee_par_l_organisation"),
    ),
    Transition(
        "suspendre", (Etat.SIGNEE,), Etat.SUSPENDUE, "decider", (MISSION,), (R, P),
        "Suspendre", "Adhésion suspendue", ("commencee",), motif=True,
    ),
    Transition(
        "retablir", (Etat.SUSPENDUE,), Etat.SIGNEE, "decider", (MISSION,), (R, P),
        "Lever la suspension", "Suspension levée",
    ),
    Transition(
        "notifier_retrait", (Etat.SIGNEE, Etat.SUSPENDUE), Etat.PREAVIS, "decider", (MISSION,), (R, P),
        "Annoncer un retrait", "Retrait envisagé, notifié à l’organisation", motif=True,
    ),
    Transition(
        "renoncer_au_retrait", (Etat.PREAVIS,), Etat.SIGNEE, "decider", (MISSION,), (R, P),
        "Renoncer au retrait", "Retrait abandonné, adhésion en vigueur", motif=True,
    ),
    Transition(
        "retirer", (Etat.PREAVIS,), Etat.RETIREE, "decider", (MISSION,), (R, P),
        "Retirer l’adhésion", "Adhésion retirée", ("reponse_ou_delai",), motif=True,
    ),
    Transition(
        "demissionner", (Etat.SIGNEE, Etat.SUSPENDUE, Etat.PREAVIS), Etat.RETIREE, "candidater", (RESPONSABLE,), (R, P),
        "Mettre fin à l’adhésion", "Fin demandée par l’organisation", motif=True,
    ),
    Transition(
        "remplacer", (Etat.SIGNEE, Etat.SUSPENDUE, Etat.PREAVIS), Etat.RENOUVELEE, "", (), (R, P, L),
        "", "Remplacée par son renouvellement", ("terme_passe", "renouvellement_signe"),
    ),
    Transition(
        "expirer", (Etat.SIGNEE, Etat.SUSPENDUE, Etat.PREAVIS), Etat.EXPIREE, "", (), (R, P, L),
        "", "Arrivée à son terme", ("terme_passe", "sans_renouvellement_signe"),
    ),
)  # fmt: skip

PAR_NOM: Mapping[str, Transition] = MappingProxyType({t.nom: t for t in TRANSITIONS})


@cache
def etats_de(base: str) -> tuple[Etat, ...]:
    """States that an adhesion can be in on a basis: those its steps lead to, in the order of the words."""
    atteints, aller = {Etat.BROUILLON}, [Etat.BROUILLON]
    while aller:
        etat = aller.pop()
        suivants = {t.vers for t in TRANSITIONS if base in t.bases and etat in t.de} - atteints
        atteints |= suivants
        aller += suivants
    return tuple(e for e in Etat if e in atteints)


@dataclass(frozen=True, slots=True)
class Attente:
    """What an adhesion waits for in a state: who acts, to do what, in which delay counted from when.

    ``qui``: organisation, region or avis. ``depart``: « depot » (stopped while incomplete), « etat » or « terme ».
    """

    qui: str
    quoi: str
    delai: str = ""
    depart: str = ""


_ATTENTES: Mapping[Etat, Attente] = MappingProxyType(
    {
        Etat.BROUILLON: Attente("organisation", "compléter le dossier, puis le déposer"),
        Etat.DEPOSEE: Attente(
            "region", "vérifier que le dossier est complet et le transmettre pour avis", "transmission", "depot"
        ),
        Etat.INCOMPLETE: Attente("organisation", "apporter les compléments demandés (le délai est suspendu)"),
        Etat.COMPLETE: Attente("region", "instruire le dossier et le transmettre pour avis", "transmission", "depot"),
        Etat.INSTRUITE: Attente("avis", "rendre un avis", "avis", "etat"),
        Etat.AVIS: Attente("region", "décider", "decision", "etat"),
        Etat.AJOURNEE: Attente("organisation", "répondre à la décision, puis déposer de nouveau"),
        Etat.RECONNUE: Attente("organisation", "signer la charte"),
        Etat.A_SIGNER: Attente("organisation", "signer la charte", "charte", "etat"),
        Etat.REFUS_SIGNATURE: Attente("organisation", "revenir sur son refus, si elle le souhaite"),
        Etat.CONTRESEING: Attente("region", "signer à son tour"),
        Etat.SIGNEE: Attente("organisation", "demander le renouvellement", "renouvellement", "terme"),
        Etat.SUSPENDUE: Attente("region", "lever la suspension, ou annoncer un retrait"),
        Etat.PREAVIS: Attente("organisation", "répondre à l’annonce du retrait", "reponse", "etat"),
    }
)
_PARTENARIAT = Attente("region", "accepter ou refuser le partenariat", "decision", "depot")


def attente(etat: str, base: str) -> Attente | None:
    """What is waited for in a state; None when the story is over."""
    if base == P and etat == Etat.DEPOSEE:
        return _PARTENARIAT
    return _ATTENTES.get(Etat(etat))

"""Where assessments keep what rights look at; the table itself is in ``comptes.matrice``.

« What was given to this person »: criteria entrusted to a colleague (to answer), a review asked of a peer (to review).
Who reviews may read what they review.
"""

from django.db.models import F, Q, QuerySet

from portulan.comptes.droits import JAMAIS, Champs, Titulaire, exiger, filtre, perimetre
from portulan.comptes.enums import Role
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.evaluation.models import ActionProgres, Campagne, Evaluation, Preuve, Relecture, Reponse
from portulan.terrain.reseau.models import Structure


def _confiees(compte: int) -> Q:
    return Q(pk__in=Reponse.objects.filter(confiee_a=compte).values("evaluation"))


def _a_relire(compte: int) -> Q:
    return Q(pk__in=Relecture.objects.filter(relecteur=compte).values("evaluation"))


def _preuves_confiees(compte: int) -> Q:
    confiees = Reponse.objects.filter(confiee_a=compte).values("evaluation")
    return Q(deposee_par=compte) | Q(pk__in=Preuve.objects.filter(criteres__evaluation__in=confiees).values("pk"))


def _actions_confiees(compte: int) -> Q:
    miennes = Q(evaluation__reponses__confiee_a=compte, evaluation__reponses__critere=F("critere"))
    return Q(pk__in=ActionProgres.objects.filter(miennes).values("pk"))


def _de_la_region(lieu: Territoire) -> Q:
    """A campaign is of a region: a role on a smaller place leads none."""
    return Q(region=lieu.code) if lieu.niveau is Niveau.REGION else JAMAIS


STRUCTURE = Champs("organisation", "")
EVALUATION = Champs("structure__organisation", "structure", sien=_confiees)
RELECTURE = Champs("structure__organisation", "structure", sien=_a_relire)
PREUVE = Champs("structure__organisation", "structure", sien=_preuves_confiees)
PLAN = Champs("structure__organisation", "structure", sien=_actions_confiees)
CAMPAGNE = Champs("", _de_la_region)


def champs(verbe: str) -> Champs:
    """Where an assessment keeps what a verb looks at."""
    return RELECTURE if verbe == "relire" else EVALUATION


def evaluations(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Evaluation]:
    """Assessments on which this person may do this."""
    toutes = Evaluation.objects.all()
    if verbe != "voir":
        return perimetre(titulaire, "evaluation", verbe, toutes, champs(verbe))
    vues = filtre(titulaire, "evaluation", "voir", EVALUATION)
    relues = filtre(titulaire, "evaluation", "relire", RELECTURE)
    return toutes.filter(vues | relues) if vues and relues else toutes


def peut_sur(titulaire: Titulaire, verbe: str, evaluation: Evaluation) -> bool:
    """True when this person may do this on this assessment (the second factor is asked by the operation)."""
    return evaluations(titulaire, verbe).filter(pk=evaluation.pk).exists()


def structures_a_evaluer_par(titulaire: Titulaire) -> QuerySet[Structure]:
    """Structures for which this person may open an assessment."""
    return perimetre(titulaire, "evaluation", "soumettre", Structure.objects.all(), STRUCTURE)


def preuves(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Preuve]:
    """Evidence that this person may see (or deposit); reviewers read that of what they review."""
    permises = filtre(titulaire, "preuve", verbe, PREUVE)
    if verbe != "voir":
        return Preuve.objects.filter(permises)
    relues = filtre(titulaire, "evaluation", "relire", RELECTURE)
    a_relire = Preuve.objects.filter(criteres__evaluation__in=Evaluation.objects.filter(relues)).values("pk")
    return Preuve.objects.filter(permises | Q(pk__in=a_relire)) if permises else Preuve.objects.all()


def actions(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[ActionProgres]:
    """Actions of the progress plans on which this person may do this."""
    return perimetre(titulaire, "plan", verbe, ActionProgres.objects.all(), PLAN)


def campagnes(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Campagne]:
    """Campaigns on which this person may do this."""
    return perimetre(titulaire, "campagne", verbe, Campagne.objects.all(), CAMPAGNE)


def exiger_sur(titulaire: Titulaire, verbe: str, evaluation: Evaluation) -> None:
    """Raise ``Interdit`` unless this person may do this on this assessment, second factor included."""
    exiger(titulaire, "evaluation", verbe, evaluation, champs(verbe))


def repond_a_tout(titulaire: Titulaire, evaluation: Evaluation) -> bool:
    """True for who answers the whole assessment; an agent answers what was entrusted to them."""
    organisation = evaluation.structure.organisation_id
    roles = {Role.RESPONSABLE, Role.RECTORAT, Role.UNIVERSITE}
    return any(a.role in roles and a.organisation == organisation and organisation for a in titulaire.acces)

"""Writes of the review: reviewers, findings, « sans objet », exchange, send back, validate (frozen with its hash)."""

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.enums import Role
from portulan.comptes.models import Compte
from portulan.socle.dates import ajouter_mois
from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.terrain.evaluation import gel, regles
from portulan.terrain.evaluation.droits import EVALUATION, exiger_sur, peut_sur
from portulan.terrain.evaluation.enums import Cote, Etat, EtatPreuve, Regard, SansObjet
from portulan.terrain.evaluation.models import (
    NIVEAU_MAX,
    Constat,
    Echange,
    Evaluation,
    Preuve,
    Relecture,
    Reponse,
)
from portulan.terrain.evaluation.operations import LONGUEUR_COMMENTAIRE, noter_sur, passer, texte_propre, verrouiller


def designer_relecteur(
    *, titulaire: Titulaire, evaluation: Evaluation, compte: Compte, regard: Regard = Regard.PAIR
) -> Relecture:
    """Ask a person to review. Refused to anyone of the organisation assessed. Asking twice changes nothing."""
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger(titulaire, "campagne", "conduire", evaluation, EVALUATION)
        _etat(evaluation, Etat.OUVERTE, Etat.SOUMISE, Etat.EN_REVUE)
        organisations = compte.titulaire().organisations
        if evaluation.structure.organisation_id in organisations:
            raise DonneeInvalide(
                f"{compte} appartient à l’organisation évaluée.",
                remede="Choisissez une personne d’une autre organisation.",
            )
        relecture, nouvelle = Relecture.objects.get_or_create(
            evaluation=evaluation,
            relecteur=compte,
            defaults={
                "regard": regard,
                "organisation_id": min(organisations, default=None),
                "designee_le": aujourdhui(),
            },
        )
        if nouvelle:
            noter_sur("designer_relecteur", titulaire, evaluation, relecteur=compte.pk, regard=regard)
    return relecture


def commencer_revue(*, titulaire: Titulaire, evaluation: Evaluation) -> Evaluation:
    """Open the contradictory review of a submitted assessment. Twice is once."""
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_sur(titulaire, "relire", evaluation)
        if evaluation.etat != Etat.EN_REVUE:
            passer(evaluation, "commencer_revue")
            _enregistrer(evaluation)
            noter_sur("commencer_revue", titulaire, evaluation)
    return evaluation


def constater(
    *,
    titulaire: Titulaire,
    evaluation: Evaluation,
    critere: str,
    niveau: int,
    commentaire: str = "",
    version: int | None = None,
) -> Constat:
    """Write this reviewer's finding on a criterion, beside what was declared (a review begins with its first finding).

    ``version``: that of the finding the form showed (None: there was none). Raises ``VersionDepassee``.
    """
    if not 0 <= niveau <= NIVEAU_MAX:
        raise DonneeInvalide(f"« {niveau} » n’est pas un niveau.", remede=f"Choisissez de 0 à {NIVEAU_MAX}.")
    texte = texte_propre(commentaire, LONGUEUR_COMMENTAIRE, "Le commentaire")
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_sur(titulaire, "relire", evaluation)
        _etat(evaluation, Etat.SOUMISE, Etat.EN_REVUE)
        _reponse(evaluation, critere)
        if evaluation.etat == Etat.SOUMISE:
            passer(evaluation, "commencer_revue")
            _enregistrer(evaluation)
        constat = Constat.objects.filter(evaluation=evaluation, critere=critere, relecteur_id=titulaire.compte).first()
        if constat and (constat.niveau, constat.commentaire) == (niveau, texte):
            return constat
        if (constat.version if constat else None) != version:
            if constat is None:
                raise Impossible("Ce constat n’existe plus.", remede="Rechargez la page.")
            raise VersionDepassee(constat, constat.version)
        if constat is None:
            regard, organisation = regard_de(titulaire, evaluation)
            constat = Constat(
                evaluation=evaluation,
                critere=critere,
                relecteur_id=titulaire.compte,
                organisation_id=organisation,
                regard=regard,
                version=0,
            )
        constat.niveau, constat.commentaire, constat.ecrit_le = niveau, texte, maintenant()
        constat.version += 1
        constat.save()
        noter_sur("constater", titulaire, evaluation, critere=critere, niveau=niveau)
    return constat


def regard_de(titulaire: Titulaire, evaluation: Evaluation) -> tuple[Regard, int | None]:
    """As who a person reviews: as it was asked of them, else for the Region; and for which organisation."""
    relecture = Relecture.objects.filter(evaluation=evaluation, relecteur=titulaire.compte).first()
    if relecture is not None:
        return Regard(relecture.regard), relecture.organisation_id
    regard = Regard.REGION if titulaire.tient(Role.MISSION_SPRO) else Regard.PAIR
    return regard, min(titulaire.organisations, default=None)


def rendre_relecture(*, titulaire: Titulaire, evaluation: Evaluation) -> None:
    """The reviewer says that the review is done."""
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_sur(titulaire, "relire", evaluation)
        rendue = Relecture.objects.filter(
            evaluation=evaluation, relecteur=titulaire.compte, rendue_le__isnull=True
        ).update(rendue_le=aujourdhui())
        if rendue:
            noter_sur("rendre_relecture", titulaire, evaluation)


def decider_sans_objet(
    *, titulaire: Titulaire, evaluation: Evaluation, critere: str, accepte: bool, decision: str = ""
) -> Reponse:
    """Accept or refuse that a criterion is left out; a refusal says why. ``Impossible`` on an eliminatory one."""
    texte = texte_propre(decision, LONGUEUR_COMMENTAIRE, "Le motif")
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_sur(titulaire, "relire", evaluation)
        _etat(evaluation, Etat.SOUMISE, Etat.EN_REVUE)
        reponse = _reponse(evaluation, critere)
        if not reponse.sans_objet:
            raise Impossible(f"Le critère {critere} n’est pas demandé sans objet.", remede="Rechargez la page.")
        if accepte and not regles.sans_objet_possible(evaluation.referentiel.referentiel.critere(critere)):
            raise Impossible(
                f"Le critère {critere} s’applique toujours.", remede="Refusez la demande, et dites pourquoi."
            )
        if not accepte and not texte:
            raise DonneeInvalide("Un refus se motive.", remede="Dites pourquoi le critère s’applique.")
        suite = SansObjet.ACCEPTEE if accepte else SansObjet.REFUSEE
        if (reponse.sans_objet, reponse.decision) != (suite, texte):
            reponse.sans_objet, reponse.decision = suite, texte
            reponse.version += 1
            reponse.save()
            noter_sur("decider_sans_objet", titulaire, evaluation, critere=critere, accepte=accepte)
    return reponse


def juger_preuve(
    *, titulaire: Titulaire, evaluation: Evaluation, preuve: Preuve, acceptee: bool, remarque: str = ""
) -> Preuve:
    """Accept or refuse a piece of evidence; refused, it no longer counts, and the remark says why."""
    texte = texte_propre(remarque, LONGUEUR_COMMENTAIRE, "La remarque")
    if not acceptee and not texte:
        raise DonneeInvalide("Un refus se motive.", remede="Dites ce qui manque à ce document.")
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_sur(titulaire, "relire", evaluation)
        _etat(evaluation, Etat.SOUMISE, Etat.EN_REVUE)
        jugee = Preuve.objects.select_for_update().filter(pk=preuve.pk, criteres__evaluation=evaluation).first()
        if jugee is None or jugee.etat == EtatPreuve.RETIREE:
            raise Impossible("Cette preuve n’est plus dans l’évaluation.", remede="Rechargez la page.")
        jugee.etat, jugee.remarque = (EtatPreuve.ACCEPTEE if acceptee else EtatPreuve.REFUSEE), texte
        jugee.save(update_fields=("etat", "remarque"))
        noter_sur("juger_preuve", titulaire, evaluation, preuve=jugee.pk, acceptee=acceptee)
    return jugee


def echanger(*, titulaire: Titulaire, evaluation: Evaluation, critere: str, texte: str) -> Echange:
    """Add a message to the contradictory exchange on a criterion, from the side on which this person is.

    The same message sent twice in a row is kept once.
    """
    propre = texte_propre(texte, LONGUEUR_COMMENTAIRE, "Le message")
    if not propre:
        raise DonneeInvalide("Le message est vide.", remede="Écrivez-le, puis envoyez.")
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        _etat(evaluation, Etat.SOUMISE, Etat.EN_REVUE)
        cote = Cote.OPERATEUR if peut_sur(titulaire, "repondre", evaluation) else Cote.RELECTEUR
        exiger_sur(titulaire, "repondre" if cote == Cote.OPERATEUR else "relire", evaluation)
        _reponse(evaluation, critere)
        dernier = Echange.objects.filter(evaluation=evaluation, critere=critere).last()
        if dernier and (dernier.auteur_id, dernier.texte) == (titulaire.compte, propre):
            return dernier
        echange = Echange.objects.create(
            evaluation=evaluation,
            critere=critere,
            auteur_id=titulaire.compte,
            cote=cote,
            texte=propre,
            ecrit_le=maintenant(),
        )
        noter_sur("echanger", titulaire, evaluation, critere=critere, cote=cote)
    return echange


def renvoyer(*, titulaire: Titulaire, evaluation: Evaluation, motif: str) -> Evaluation:
    """Give the form back to the operator, saying what to complete; findings and exchange are kept."""
    texte = texte_propre(motif, LONGUEUR_COMMENTAIRE, "Le motif")
    if not texte:
        raise DonneeInvalide("Dites ce qui est à compléter.", remede="L’opérateur lira ce motif en haut de sa page.")
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger(titulaire, "campagne", "conduire", evaluation, EVALUATION)
        passer(evaluation, "renvoyer")
        evaluation.renvoyee_motif, evaluation.soumise_le = texte, None
        _enregistrer(evaluation)
        noter_sur("renvoyer", titulaire, evaluation)
    return evaluation


def valider(*, titulaire: Titulaire, evaluation: Evaluation, version: int) -> Evaluation:
    """Close the review: the content is frozen with its hash, for ever. Asks for the second factor.

    Raises ``Impossible`` while a « sans objet » waits for a decision, ``VersionDepassee`` when something changed since
    ``version``.
    """
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_sur(titulaire, "valider", evaluation)
        if evaluation.version != version:
            raise VersionDepassee(evaluation, evaluation.version)
        passer(evaluation, "valider")
        attente = list(evaluation.reponses.filter(sans_objet=SansObjet.DEMANDEE).values_list("critere", flat=True))
        if attente:
            raise Impossible(
                f"Des demandes de « sans objet » attendent une décision : {', '.join(attente)}.",
                remede="Acceptez-les ou refusez-les, puis validez.",
            )
        if not evaluation.constats.exists():
            raise Impossible(
                "Personne n’a encore donné son regard sur cette évaluation.",
                remede="Écrivez au moins un constat : une validation est toujours croisée.",
            )
        jour = aujourdhui()
        evaluation.validee_le = jour
        evaluation.valable_jusqu_au = ajouter_mois(jour, regles.VALIDITE_MOIS)
        evaluation.contenu = gel.contenu(evaluation, jour)
        evaluation.empreinte = gel.empreinte(evaluation.contenu)
        _enregistrer(evaluation)
        noter_sur("valider", titulaire, evaluation, empreinte=evaluation.empreinte)
    return evaluation


def publier_synthese(*, titulaire: Titulaire, evaluation: Evaluation, publique: bool = True) -> Evaluation:
    """Show the synthesis of a validated assessment on the public page of the structure, or take it back."""
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_sur(titulaire, "valider", evaluation)
        _etat(evaluation, Etat.VALIDEE)
        evaluation.publiee_le = aujourdhui() if publique else None
        _enregistrer(evaluation)
        noter_sur("publier_synthese", titulaire, evaluation, publique=publique)
    return evaluation


def _etat(evaluation: Evaluation, *permis: Etat) -> None:
    if evaluation.etat not in permis:
        raise Impossible(
            f"Cette évaluation est {evaluation.get_etat_display()} : cette action n’est pas possible.",
            remede="Rechargez la page : une autre personne a pu la faire avancer.",
        )


def _reponse(evaluation: Evaluation, critere: str) -> Reponse:
    reponse = evaluation.reponses.filter(critere=critere).first()
    if reponse is None:
        raise DonneeInvalide(f"Le critère {critere} ne s’applique pas à cette évaluation.", remede="Rechargez la page.")
    return reponse


def _enregistrer(evaluation: Evaluation) -> None:
    evaluation.version += 1
    evaluation.save()

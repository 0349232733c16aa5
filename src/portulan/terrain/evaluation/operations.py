"""Writes of the operator: open, answer as one goes, entrust, ask for « sans objet », submit. Atomic and journaled."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.models import Compte
from portulan.journal.operations import SYSTEME, noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, VersionDepassee
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.textes import epurer
from portulan.terrain.charte.models import ReferentielPublie
from portulan.terrain.charte.queries import referentiel_en_vigueur
from portulan.terrain.charte.referentiel import reprendre
from portulan.terrain.evaluation import regles
from portulan.terrain.evaluation.droits import STRUCTURE, exiger_sur, repond_a_tout
from portulan.terrain.evaluation.enums import EN_COURS, Etat, EtatPreuve, SansObjet
from portulan.terrain.evaluation.models import NIVEAU_MAX, Campagne, Evaluation, PreuveCritere, Reponse
from portulan.terrain.reseau.models import Structure

if TYPE_CHECKING:
    from portulan.terrain.charte.referentiel import Critere

LONGUEUR_COMMENTAIRE = 5000
LONGUEUR_MOTIF = 2000


def noter_sur(acte: str, titulaire: Titulaire | None, evaluation: Evaluation, **detail: object) -> None:
    """Write in the journal what was done to an assessment (None: by time itself), for its organisation to read."""
    organisation = evaluation.structure.organisation
    noter(
        f"evaluation.{acte}",
        auteur=titulaire.auteur if titulaire else SYSTEME,
        objet_type="evaluation",
        objet_id=evaluation.pk,
        organisation=organisation.code if organisation else "",
        **detail,
    )


def verrouiller(evaluation: Evaluation) -> Evaluation:
    """The assessment as it is now, held until the end of the transaction."""
    return (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("structure__organisation", "referentiel", "campagne")
        .get(pk=evaluation.pk)
    )


def passer(evaluation: Evaluation, acte: str) -> None:
    """Change the state of an assessment. Raises ``Impossible`` when its state does not allow it."""
    if not regles.permise(acte, evaluation.etat):
        raise Impossible(
            f"Cette évaluation est {evaluation.get_etat_display()} : cette étape n’est pas possible.",
            remede="Rechargez la page : une autre personne a pu la faire avancer.",
        )
    evaluation.etat = regles.TRANSITIONS[acte][1]


def ouvrir(
    *,
    titulaire: Titulaire,
    structure: Structure,
    campagne: Campagne | None = None,
    reprendre_de: Evaluation | None = None,
    echeance: date | None = None,
) -> Evaluation:
    """Open an assessment of a structure, against the referential of the campaign or the one in force.

    ``reprendre_de``: a former assessment (of the same structure), whose levels come « to be confirmed », through the
    crosswalk when the referential changed, and whose evidence still valid is attached again.
    Raises ``Impossible`` when one is already under way, or when no referential asks anything of this operator.
    """
    exiger(titulaire, "evaluation", "soumettre", structure, STRUCTURE)
    publie = campagne.referentiel if campagne else referentiel_en_vigueur(structure.region, aujourdhui())
    if reprendre_de is not None and reprendre_de.structure_id != structure.pk:
        raise Impossible("L’évaluation à reprendre est celle d’une autre structure.", remede="Choisissez-en une autre.")
    try:
        with transaction.atomic():
            evaluation = creer(structure, publie, campagne, echeance)
            repris = _reprendre(evaluation, reprendre_de) if reprendre_de else 0
            noter_sur("ouvrir", titulaire, evaluation, referentiel=publie.referentiel.reference, repris=repris)
    except IntegrityError as erreur:
        raise Impossible(
            "Cette structure a déjà une évaluation en cours.", remede="Terminez-la : il n’y en a qu’une à la fois."
        ) from erreur
    return evaluation


def creer(
    structure: Structure, publie: ReferentielPublie, campagne: Campagne | None, echeance: date | None
) -> Evaluation:
    """The rows of a new assessment: itself, and one empty answer for each criterion of its group."""
    groupe = publie.referentiel.groupe_de(structure.operateur)
    if groupe is None:
        raise Impossible(
            "Le référentiel ne demande rien à ce type d’opérateur.",
            remede="Ses liens avec le SPRO passent par la convention ou un partenariat.",
        )
    evaluation = Evaluation.objects.create(
        structure=structure,
        referentiel=publie,
        campagne=campagne,
        groupe=groupe.code,
        ouverte_le=aujourdhui(),
        echeance=echeance or (campagne.au if campagne else None),
        fictif=settings.PORTULAN_MAISON.est_demonstration,
    )
    Reponse.objects.bulk_create(
        Reponse(evaluation=evaluation, critere=c.code) for c in publie.referentiel.applicables(groupe.code)
    )
    return evaluation


def _reprendre(evaluation: Evaluation, ancienne: Evaluation) -> int:
    """Levels of a former assessment, to confirm; evidence that is still valid follows its criteria."""
    avant, apres = ancienne.referentiel.referentiel, evaluation.referentiel.referentiel
    precedentes = {r.critere: r for r in ancienne.reponses.all()}
    niveaux = {code: r.niveau for code, r in precedentes.items()}
    repris = niveaux if avant.empreinte == apres.empreinte else reprendre(avant, apres, niveaux)
    reponses = {r.critere: r for r in evaluation.reponses.all()}
    gardees = []
    for code, niveau in repris.items():
        if code in reponses and niveau is not None:
            reponse = reponses[code]
            reponse.niveau, reponse.a_confirmer = niveau, True
            reponse.commentaire = precedentes[code].commentaire if code in precedentes else ""
            gardees.append(reponse)
    Reponse.objects.bulk_update(gardees, ("niveau", "a_confirmer", "commentaire"))
    jour = aujourdhui()
    liens = ancienne.preuves.exclude(preuve__etat__in=(EtatPreuve.RETIREE, EtatPreuve.REFUSEE)).select_related("preuve")
    PreuveCritere.objects.bulk_create(
        PreuveCritere(evaluation=evaluation, preuve=lien.preuve, critere=lien.critere)
        for lien in liens
        if lien.critere in reponses
        and regles.en_cours_de_validite(
            lien.preuve.effet_le,
            regles.fin_de_validite(lien.preuve.effet_le, lien.preuve.valide_jusqu_au, apres.critere(lien.critere)),
            jour,
        )
    )
    evaluation.reprise_de = ancienne
    evaluation.save(update_fields=("reprise_de",))
    return len(gardees)


def exiger_reponse(titulaire: Titulaire, evaluation: Evaluation, criteres: Iterable[str]) -> None:
    """Raise unless this person may answer these criteria now: all of them, or those entrusted to them."""
    exiger_sur(titulaire, "repondre", evaluation)
    if evaluation.etat != Etat.OUVERTE:
        raise Impossible(
            f"Cette évaluation est {evaluation.get_etat_display()} : ses réponses ne changent plus.",
            remede="La relecture peut vous la renvoyer ; sinon, répondez dans l’échange contradictoire.",
        )
    if repond_a_tout(titulaire, evaluation):
        return
    confies = set(evaluation.reponses.filter(confiee_a=titulaire.compte).values_list("critere", flat=True))
    if not set(criteres) <= confies:
        raise Interdit(
            "Ce critère ne vous a pas été confié.", remede="Demandez à la personne responsable de vous le confier."
        )


def enregistrer_reponse(
    *,
    titulaire: Titulaire,
    evaluation: Evaluation,
    critere: str,
    version: int,
    niveau: int | None = None,
    commentaire: str = "",
    sans_objet: bool = False,
    motif: str = "",
) -> Reponse:
    """Save one answer. The same answer sent twice changes nothing.

    ``sans_objet`` asks that the criterion be left out, with its reason: the reviewer decides. Raises
    ``VersionDepassee`` when the answer changed meanwhile.
    """
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_reponse(titulaire, evaluation, (critere,))
        reponse = evaluation.reponses.filter(critere=critere).first()
        if reponse is None:
            raise DonneeInvalide(
                f"Le critère {critere} ne s’applique pas à cette évaluation.", remede="Rechargez la page."
            )
        avant = _valeurs(reponse)
        nouvelle = _repondre(
            evaluation.referentiel.referentiel.critere(critere), reponse, niveau, motif, sans_objet=sans_objet
        )
        nouvelle["commentaire"] = texte_propre(commentaire, LONGUEUR_COMMENTAIRE, "Le commentaire")
        if nouvelle == avant:
            return reponse
        if reponse.version != version:
            raise VersionDepassee(reponse, reponse.version)
        for champ, valeur in nouvelle.items():
            setattr(reponse, champ, valeur)
        reponse.version += 1
        reponse.modifiee_par_id, reponse.modifiee_le = titulaire.compte, maintenant()
        reponse.save()
        noter_sur("repondre", titulaire, evaluation, critere=critere, niveau=reponse.niveau)
    return reponse


def _valeurs(reponse: Reponse) -> dict[str, object]:
    return {c: getattr(reponse, c) for c in ("niveau", "commentaire", "sans_objet", "motif", "decision", "a_confirmer")}


def _repondre(
    critere: "Critere", reponse: Reponse, niveau: int | None, motif: str, *, sans_objet: bool
) -> dict[str, object]:
    """Values of an answer, once checked. A « sans objet » already decided stays decided while nothing changes."""
    if niveau is not None and not 0 <= niveau <= NIVEAU_MAX:
        raise DonneeInvalide(f"« {niveau} » n’est pas un niveau.", remede=f"Choisissez de 0 à {NIVEAU_MAX}.")
    motif = texte_propre(motif, LONGUEUR_MOTIF, "Le motif")
    if not sans_objet:
        garde = reponse.sans_objet == SansObjet.REFUSEE
        return {
            "niveau": niveau,
            "sans_objet": SansObjet.REFUSEE if garde else SansObjet.NON,
            "motif": reponse.motif if garde else "",
            "decision": reponse.decision if garde else "",
            "a_confirmer": False,
        }
    if not regles.sans_objet_possible(critere):
        raise DonneeInvalide(
            f"Le critère {critere.code} s’applique toujours : il ne peut pas être déclaré sans objet.",
            remede="Choisissez un niveau, 0 si rien n’est en place.",
        )
    if not motif:
        raise DonneeInvalide(
            f"Dites pourquoi le critère {critere.code} est sans objet.", remede="La relecture décidera sur ce motif."
        )
    inchangee = reponse.sans_objet == SansObjet.ACCEPTEE and reponse.motif == motif
    return {
        "niveau": None,
        "sans_objet": SansObjet.ACCEPTEE if inchangee else SansObjet.DEMANDEE,
        "motif": motif,
        "decision": reponse.decision if inchangee else "",
        "a_confirmer": False,
    }


def texte_propre(texte: str, longueur: int, quoi: str) -> str:
    """A text as typed, without what no reader could see; refused when too long, never cut."""
    propre = epurer(texte).strip()
    if len(propre) > longueur:
        raise DonneeInvalide(
            f"{quoi} compte {len(propre)} signes ; la limite est de {longueur}.",
            remede="Raccourcissez-le, ou joignez un document en preuve.",
        )
    return propre


def confier(*, titulaire: Titulaire, evaluation: Evaluation, criteres: Iterable[str], compte: Compte | None) -> int:
    """Entrust criteria to a colleague of the organisation (None takes them back); how many changed hands."""
    codes = sorted(set(criteres))
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_sur(titulaire, "soumettre", evaluation)
        exiger_reponse(titulaire, evaluation, codes)
        if compte is not None and evaluation.structure.organisation_id not in compte.titulaire().organisations:
            raise DonneeInvalide(
                f"{compte} n’a pas de rôle dans cette organisation.", remede="Invitez d’abord cette personne."
            )
        changees = evaluation.reponses.filter(critere__in=codes).exclude(confiee_a=compte).update(confiee_a=compte)
        if changees:
            noter_sur("confier", titulaire, evaluation, criteres=codes, a=compte.pk if compte else None)
    return changees


def soumettre(*, titulaire: Titulaire, evaluation: Evaluation) -> Evaluation:
    """Hand the assessment over to the review. Raises ``Impossible`` with what is missing. Twice is once."""
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_sur(titulaire, "soumettre", evaluation)
        if evaluation.etat == Etat.SOUMISE:
            return evaluation
        manques = manques_avant_soumission(evaluation)
        if any(manques.values()):
            dits = " ; ".join(f"{quoi} : {', '.join(codes)}" for quoi, codes in manques.items() if codes)
            raise Impossible(f"Il reste à compléter – {dits}.", remede="Complétez, puis soumettez de nouveau.")
        passer(evaluation, "soumettre")
        evaluation.soumise_le, evaluation.renvoyee_motif = aujourdhui(), ""
        evaluation.version += 1
        evaluation.save()
        noter_sur("soumettre", titulaire, evaluation)
    return evaluation


def manques_avant_soumission(evaluation: Evaluation) -> Mapping[str, list[str]]:
    """What keeps an assessment from being submitted, by reason: codes of criteria."""
    reponses = list(evaluation.reponses.all())
    return {
        "critères obligatoires sans réponse": [
            r.critere
            for r in reponses
            if r.niveau is None
            and r.sans_objet in {SansObjet.NON, SansObjet.REFUSEE}
            and evaluation.referentiel.referentiel.critere(r.critere).obligatoire
        ],
        "réponses reprises à confirmer": [r.critere for r in reponses if r.a_confirmer],
    }


def perimer(jour: date) -> int:
    """Validated assessments whose validity has ended expire; how many did."""
    with transaction.atomic():
        echues = Evaluation.objects.select_for_update(of=("self",)).filter(etat=Etat.VALIDEE, valable_jusqu_au__lt=jour)
        nombre = 0
        for evaluation in echues.select_related("structure__organisation"):
            passer(evaluation, "perimer")
            evaluation.version += 1
            evaluation.save(update_fields=("etat", "version"))
            noter_sur("perimer", None, evaluation)
            nombre += 1
    return nombre


def en_cours(structure: Structure) -> Evaluation | None:
    """The assessment of a structure that is under way."""
    return Evaluation.objects.filter(structure=structure, etat__in=EN_COURS).first()

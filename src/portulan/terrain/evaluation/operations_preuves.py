"""Writes on evidence: deposit, attach to other criteria, withdraw; quotas by organisation; retention."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.socle.dates import ajouter_mois
from portulan.socle.depot import Depot, Piece
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.mesure import nombre_fr
from portulan.terrain.evaluation.droits import PREUVE, STRUCTURE, repond_a_tout
from portulan.terrain.evaluation.enums import Etat, EtatPreuve
from portulan.terrain.evaluation.models import Evaluation, Preuve, PreuveCritere
from portulan.terrain.evaluation.operations import exiger_reponse, noter_sur, texte_propre, verrouiller

QUOTA = 500_000_000
# Years during which the file of an expired assessment is kept (our choice; the row and its digest stay)
CONSERVATION_ANS = 5


def depot() -> Depot:
    """The evidence store of this installation."""
    return Depot(settings.PORTULAN_MAISON.racine)


def deposer_preuve(
    *,
    titulaire: Titulaire,
    evaluation: Evaluation,
    criteres: Iterable[str],
    morceaux: Iterable[bytes],
    nom: str,
    effet_le: date,
    valide_jusqu_au: date | None = None,
    libelle: str = "",
) -> Preuve:
    """Keep a file and attach it to criteria of an open assessment.

    The same file sent again is attached only to what it did not support yet.

    Raises ``DonneeInvalide`` (file, dates), ``Impossible`` (quota, state).
    """
    codes = _criteres(evaluation, criteres)
    _dates(effet_le, valide_jusqu_au)
    exiger_reponse(titulaire, evaluation, codes)
    _exiger_depot(titulaire, evaluation)
    # Outside the transaction: a file is long, and swept when no row follows
    piece = depot().deposer(morceaux, nom, accepter=lambda recue: _exiger_quota(evaluation, recue))
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_reponse(titulaire, evaluation, codes)
        _exiger_quota(evaluation, piece)
        preuve = _ligne(
            evaluation, piece, titulaire, effet_le=effet_le, valide_jusqu_au=valide_jusqu_au, libelle=libelle
        )
        _attacher(evaluation, preuve, codes)
        noter_sur("deposer_preuve", titulaire, evaluation, preuve=preuve.pk, criteres=codes, empreinte=piece.empreinte)
    return preuve


def _exiger_depot(titulaire: Titulaire, evaluation: Evaluation) -> None:
    """Those who may answer may prove; an agent proves what was entrusted (checked criterion by criterion)."""
    if repond_a_tout(titulaire, evaluation):
        exiger(titulaire, "preuve", "deposer", evaluation.structure, STRUCTURE)
    else:
        exiger(titulaire, "preuve", "deposer")


def _criteres(evaluation: Evaluation, criteres: Iterable[str]) -> list[str]:
    codes = sorted(set(criteres))
    connus = set(evaluation.reponses.values_list("critere", flat=True))
    if not codes or not set(codes) <= connus:
        raise DonneeInvalide(
            "Une preuve appuie au moins un critère de cette évaluation.", remede="Cochez le ou les critères concernés."
        )
    return codes


def _dates(effet_le: date, valide_jusqu_au: date | None) -> None:
    if effet_le > aujourdhui():
        raise DonneeInvalide(
            "La date d’effet est dans l’avenir.", remede="Donnez la date du document, ou attendez qu’il prenne effet."
        )
    if valide_jusqu_au is not None and valide_jusqu_au < effet_le:
        raise DonneeInvalide("La preuve finirait avant d’avoir pris effet.", remede="Vérifiez les deux dates.")


def _exiger_quota(evaluation: Evaluation, piece: Piece) -> None:
    """An organisation keeps so many bytes; the same file counts once."""
    organisation = evaluation.structure.organisation_id
    gardees = Preuve.objects.filter(structure__organisation=organisation, effacee_le__isnull=True)
    tailles = dict(gardees.exclude(etat=EtatPreuve.RETIREE).values_list("empreinte", "taille"))
    if piece.empreinte not in tailles and sum(tailles.values()) + piece.taille > QUOTA:
        raise Impossible(
            f"Votre organisation a atteint son quota de preuves ({nombre_fr(QUOTA // 1_000_000)} Mo).",
            remede="Retirez des preuves devenues inutiles, ou demandez à la Région.",
        )


def _ligne(
    evaluation: Evaluation,
    piece: Piece,
    titulaire: Titulaire,
    *,
    effet_le: date,
    valide_jusqu_au: date | None,
    libelle: str,
) -> Preuve:
    connue = (
        Preuve.objects.filter(structure=evaluation.structure, empreinte=piece.empreinte)
        .exclude(etat=EtatPreuve.RETIREE)
        .first()
    )
    if connue is not None:
        return connue
    return Preuve.objects.create(
        structure=evaluation.structure,
        empreinte=piece.empreinte,
        nom=piece.nom,
        libelle=texte_propre(libelle, 150, "L’intitulé"),
        type=piece.type,
        taille=piece.taille,
        effet_le=effet_le,
        valide_jusqu_au=valide_jusqu_au,
        deposee_par_id=titulaire.compte,
        deposee_le=maintenant(),
        fictif=evaluation.fictif,
    )


def _attacher(evaluation: Evaluation, preuve: Preuve, codes: Iterable[str]) -> None:
    PreuveCritere.objects.bulk_create(
        (PreuveCritere(evaluation=evaluation, preuve=preuve, critere=code) for code in codes), ignore_conflicts=True
    )


def reutiliser_preuve(*, titulaire: Titulaire, evaluation: Evaluation, preuve: Preuve, criteres: Iterable[str]) -> None:
    """Attach evidence of the same organisation to other criteria (a label that proves several of them, another site).

    Evidence of another structure of the organisation becomes a row of this one, on the same file.
    """
    codes = _criteres(evaluation, criteres)
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_reponse(titulaire, evaluation, codes)
        exiger(titulaire, "preuve", "voir", preuve, PREUVE)
        if preuve.structure.organisation_id != evaluation.structure.organisation_id:
            raise Impossible("Cette preuve est celle d’une autre organisation.", remede="Déposez la vôtre.")
        if preuve.etat in {EtatPreuve.REFUSEE, EtatPreuve.RETIREE} or preuve.effacee_le:
            raise Impossible(f"Cette preuve est {preuve.get_etat_display()}.", remede="Déposez-en une autre.")
        piece = Piece(preuve.empreinte, preuve.nom, preuve.type, preuve.taille)
        ici = _ligne(
            evaluation,
            piece,
            titulaire,
            effet_le=preuve.effet_le,
            valide_jusqu_au=preuve.valide_jusqu_au,
            libelle=preuve.libelle,
        )
        _attacher(evaluation, ici, codes)
        noter_sur("reutiliser_preuve", titulaire, evaluation, preuve=ici.pk, criteres=codes)


def retirer_preuve(*, titulaire: Titulaire, evaluation: Evaluation, preuve: Preuve, critere: str) -> None:
    """Take evidence off a criterion; supporting nothing any more, it is withdrawn (its file leaves with the sweep)."""
    with transaction.atomic():
        evaluation = verrouiller(evaluation)
        exiger_reponse(titulaire, evaluation, (critere,))
        otes, _ = PreuveCritere.objects.filter(evaluation=evaluation, preuve=preuve, critere=critere).delete()
        if not otes:
            return
        if not PreuveCritere.objects.filter(preuve=preuve).exists():
            Preuve.objects.filter(pk=preuve.pk).update(etat=EtatPreuve.RETIREE)
        noter_sur("retirer_preuve", titulaire, evaluation, preuve=preuve.pk, critere=critere)


def empreintes_gardees() -> set[str]:
    """Digests that a row still needs."""
    utiles = Preuve.objects.filter(effacee_le__isnull=True).exclude(etat=EtatPreuve.RETIREE)
    return set(utiles.values_list("empreinte", flat=True))


def balayer_depot() -> int:
    """Erase the files that no row needs; how many."""
    return depot().balayer(empreintes_gardees())


def a_effacer(jour: date) -> QuerySet[Preuve]:
    """Evidence whose assessments have all expired for longer than the retention."""
    limite = ajouter_mois(jour, -12 * CONSERVATION_ANS)
    recentes = PreuveCritere.objects.exclude(evaluation__etat=Etat.PERIMEE)
    recentes |= PreuveCritere.objects.filter(evaluation__valable_jusqu_au__gte=limite)
    return Preuve.objects.filter(effacee_le__isnull=True, criteres__isnull=False).exclude(
        pk__in=recentes.values("preuve")
    )


def purger(jour: date) -> int:
    """Erase the files at the end of their retention; rows, digests and frozen contents stay. How many rows."""
    with transaction.atomic():
        cles = list(a_effacer(jour).values_list("pk", flat=True).distinct())
        Preuve.objects.filter(pk__in=cles).update(effacee_le=jour)
        if cles:
            noter("evaluation.purger_preuves", objet_type="preuve", nombre=len(cles))
    return len(cles)

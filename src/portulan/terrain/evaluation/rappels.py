"""Reminders 30, 7 and 1 days before: an assessment to submit, evidence that expires, an action due.

Run as often as one likes: each reminder is written down, and leaves once for each person. One mail for each person.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from portulan.comptes.courriels import adresse_complete, envoyer
from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.enums import Role
from portulan.comptes.models import Compte, Habilitation
from portulan.journal.operations import noter
from portulan.socle.erreurs import Impossible
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.terrain.evaluation import regles
from portulan.terrain.evaluation.enums import EN_COURS, Etat, EtatAction, GenreRappel
from portulan.terrain.evaluation.lectures import NE_COMPTENT_PAS, referentiels_publies
from portulan.terrain.evaluation.models import ActionProgres, Campagne, Evaluation, PreuveCritere, Rappel, Reponse

_REPONDENT = (Role.RESPONSABLE, Role.RECTORAT, Role.UNIVERSITE)
_HORIZON = timedelta(days=max(regles.JOURS_DE_RAPPEL))


@dataclass(frozen=True, slots=True)
class Echeance:
    """Something due: what, when, where to act, for which organisation, and whom else it concerns."""

    genre: GenreRappel
    cible: int
    quand: date
    texte: str
    chemin: str
    organisation: int | None
    aussi: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RappelDu:
    """A reminder to send to a person."""

    echeance: Echeance
    jours: int
    compte: Compte


def dus(jour: date) -> list[RappelDu]:
    """Reminders due that day and not sent yet, by person then by date."""
    echeances = [*_evaluations(jour), *_preuves(jour), *_actions(jour)]
    destinataires = _destinataires(jour, echeances)
    deja: dict[tuple[str, int, date, int], set[int]] = defaultdict(set)
    envoyes = Rappel.objects.filter(echeance__gte=jour, echeance__lte=jour + _HORIZON)
    for genre, cible, quand, compte, jours in envoyes.values_list(
        "genre", "cible", "echeance", "destinataire", "jours"
    ):
        deja[genre, cible, quand, compte].add(jours)
    trouves = []
    for e in echeances:
        for compte in destinataires[e]:
            reste = regles.rappel_du(e.quand, jour, deja[e.genre, e.cible, e.quand, compte.pk])
            if reste is not None:
                trouves.append(RappelDu(e, reste, compte))
    return sorted(trouves, key=lambda r: (r.compte.pk, r.echeance.quand, r.echeance.genre, r.echeance.cible))


def envoyer_rappels(jour: date) -> int:
    """Queue the mails of the day, one for each person, and write the reminders down; how many reminders."""
    par_compte: dict[int, list[RappelDu]] = defaultdict(list)
    for rappel in dus(jour):
        par_compte[rappel.compte.pk].append(rappel)
    nombre = 0
    for rappels in par_compte.values():
        with transaction.atomic():
            nombre += _envoyer(rappels)
    return nombre


def rappeler_campagne(*, titulaire: Titulaire, campagne: Campagne) -> int:
    """Remind now those who still have an assessment of a campaign to submit, one mail each; how many mails.

    Once a day for a campaign: asked again the same day, nothing leaves. Raises ``Impossible`` before it is launched.
    """
    exiger(titulaire, "campagne", "conduire")
    if campagne.lancee_le is None:
        raise Impossible("Cette campagne n’est pas lancée.", remede="Lancez-la d’abord : les évaluations s’ouvrent.")
    jour = aujourdhui()
    with transaction.atomic():
        pas_encore = ~Q(rappelee_le=jour) | Q(rappelee_le__isnull=True)
        if not Campagne.objects.filter(pas_encore, pk=campagne.pk).update(rappelee_le=jour):
            return 0
        ouvertes = Evaluation.objects.filter(campagne=campagne, etat=Etat.OUVERTE)
        echeances = list(_a_soumettre(ouvertes))
        par_compte: dict[str, list[Echeance]] = defaultdict(list)
        for echeance, comptes in _destinataires(jour, echeances).items():
            for compte in comptes:
                par_compte[compte.courriel].append(echeance)
        for courriel, siennes in par_compte.items():
            _ecrire(courriel, siennes)
        noter(
            "campagne.rappeler",
            auteur=titulaire.auteur,
            objet_type="campagne",
            objet_id=campagne.pk,
            rappels=len(par_compte),
        )
    return len(par_compte)


def _ecrire(courriel: str, echeances: Sequence[Echeance]) -> None:
    lignes = [{"texte": e.texte, "echeance": e.quand, "lien": adresse_complete(e.chemin)} for e in echeances]
    sujet = "1 échéance proche" if len(lignes) == 1 else f"{len(lignes)} échéances proches"
    envoyer("rappel_evaluation", courriel, {"sujet": sujet, "lignes": lignes})


def _envoyer(rappels: list[RappelDu]) -> int:
    quand = maintenant()
    neufs = []
    for r in rappels:
        _, neuf = Rappel.objects.get_or_create(
            genre=r.echeance.genre,
            cible=r.echeance.cible,
            echeance=r.echeance.quand,
            jours=r.jours,
            destinataire=r.compte,
            defaults={"envoye_le": quand},
        )
        if neuf:
            neufs.append(r)
    if neufs:
        _ecrire(neufs[0].compte.courriel, [r.echeance for r in neufs])
    return len(neufs)


def _evaluations(jour: date) -> Iterator[Echeance]:
    yield from _a_soumettre(
        Evaluation.objects.filter(etat=Etat.OUVERTE, echeance__gte=jour, echeance__lte=jour + _HORIZON)
    )


def _a_soumettre(ouvertes: QuerySet[Evaluation]) -> Iterator[Echeance]:
    lues = list(ouvertes.select_related("structure").order_by("pk"))
    confies: dict[int, set[int]] = defaultdict(set)
    restantes = Reponse.objects.filter(evaluation__in=lues, niveau__isnull=True, sans_objet="", confiee_a__isnull=False)
    for evaluation, compte in restantes.values_list("evaluation", "confiee_a"):
        confies[evaluation].add(compte)
    for e in lues:
        if e.echeance is not None:
            yield Echeance(
                GenreRappel.EVALUATION,
                e.pk,
                e.echeance,
                f"Évaluation à soumettre : {e.structure}",
                reverse("web:evaluation", args=[e.pk]),
                e.structure.organisation_id,
                tuple(sorted(confies[e.pk])),
            )


def _preuves(jour: date) -> Iterator[Echeance]:
    """Evidence of the assessments that hold or are under way, once for each file of a structure."""
    liens = PreuveCritere.objects.filter(evaluation__etat__in=(*EN_COURS, Etat.VALIDEE)).exclude(
        preuve__etat__in=NE_COMPTENT_PAS
    )
    premieres: dict[int, Echeance] = {}
    publies = referentiels_publies()
    for lien in liens.select_related("preuve__structure", "evaluation").defer("evaluation__contenu").order_by("pk"):
        critere = publies[lien.evaluation.referentiel_id].par_code.get(lien.critere)
        preuve = lien.preuve
        fin = regles.fin_de_validite(preuve.effet_le, preuve.valide_jusqu_au, critere) if critere else None
        if fin is None or not jour <= fin <= jour + _HORIZON:
            continue
        connue = premieres.get(preuve.pk)
        if connue is None or fin < connue.quand:
            premieres[preuve.pk] = Echeance(
                GenreRappel.PREUVE,
                preuve.pk,
                fin,
                f"Preuve qui expire : « {preuve} », {preuve.structure}",
                reverse("web:evaluation_preuves", args=[lien.evaluation_id]),
                preuve.structure.organisation_id,
            )
    yield from premieres.values()


def _actions(jour: date) -> Iterator[Echeance]:
    ouvertes = ActionProgres.objects.filter(
        etat__in=(EtatAction.A_FAIRE, EtatAction.EN_COURS), echeance__gte=jour, echeance__lte=jour + _HORIZON
    )
    for a in ouvertes.filter(evaluation__isnull=False).select_related("structure").order_by("pk"):
        yield Echeance(
            GenreRappel.ACTION,
            a.pk,
            a.echeance,
            f"Action « {a} » pour {a.structure}",
            reverse("web:evaluation_plan", args=[a.evaluation_id]),
            a.structure.organisation_id,
        )


def _destinataires(jour: date, echeances: Iterable[Echeance]) -> dict[Echeance, list[Compte]]:
    """Those who answer for the organisation, and those to whom something was entrusted."""
    retenues = list(echeances)
    organisations = {e.organisation for e in retenues if e.organisation is not None}
    tenues = Habilitation.objects.valides(jour).filter(
        organisation__in=organisations, role__in=_REPONDENT, compte__is_active=True
    )
    par_organisation: dict[int | None, dict[int, Compte]] = defaultdict(dict)
    for h in tenues.select_related("compte").order_by("compte"):
        par_organisation[h.organisation_id][h.compte_id] = h.compte
    nommes = {c for e in retenues for c in e.aussi}
    comptes = {c.pk: c for c in Compte.objects.filter(pk__in=nommes, is_active=True)}
    return {
        e: list((par_organisation[e.organisation] | {c: comptes[c] for c in e.aussi if c in comptes}).values())
        for e in retenues
    }

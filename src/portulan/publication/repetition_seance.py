"""A rehearsal, second part: the meeting and its incidents, down to the last ballot."""

from collections.abc import Callable
from datetime import datetime, timedelta

from portulan.comptes.droits import Titulaire
from portulan.crefop.composition.models import Siege
from portulan.crefop.composition.queries import sieges_au
from portulan.crefop.scrutin import cloture, explications, vote
from portulan.crefop.scrutin import preparation as scrutins
from portulan.crefop.scrutin.enums import Choix, ModeScrutin, ObjetScrutin
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.seance import debats, mandats, presences
from portulan.crefop.seance import operations as seances
from portulan.crefop.seance.enums import EtatMandat, GenrePoint, GenrePresence
from portulan.crefop.seance.models import PointOrdre, Proposition, SeanceComite
from portulan.crefop.seance.queries import presents_au
from portulan.publication import repetition_textes as textes
from portulan.publication.repetition_commun import Gens, Repetition, titulaire_de
from portulan.socle.erreurs import Impossible
from portulan.socle.horloge import a_l_instant, maintenant

_ABSENTS = 4


def sieger(jeu: Repetition, prevue: datetime, *, scrutin_ouvert: bool = False) -> None:
    """Hold the meeting. ``scrutin_ouvert``: stop with a ballot open on devices, for those who rehearse to go on."""
    gens = Gens.charger()
    assert jeu.seance is not None
    seance, secretariat = jeu.seance, gens.secretariat
    with a_l_instant(prevue - timedelta(minutes=5)):
        absents = _faire_entrer(secretariat, seance)
        jeu.dire(f"Appel par siège : {len(presents_au(seance))} sièges présents, {len(absents)} absents.")
        _donner_mandats(jeu, secretariat, seance, absents)
    with a_l_instant(prevue):
        seances.passer(titulaire=secretariat, seance=seance, etape="ouvrir")
        seance.refresh_from_db()
        constat = seance.constats.latest("pk")
        jeu.dire(f"Quorum à l’ouverture : {constat.presents} sur {constat.base}, {constat.requis} requis.")
    information, opinion = seance.points.filter(genre__in=(GenrePoint.INFORMATION, GenrePoint.AVIS)).order_by("rang")
    with a_l_instant(prevue + timedelta(minutes=5)):
        _approuver_un_pv(jeu, secretariat, seance)
    with a_l_instant(prevue + timedelta(minutes=10)):
        seances.passer_point(titulaire=secretariat, point=information, etape="debattre")
        _resumer(secretariat, information, textes.INFORMATION)
        seances.passer_point(titulaire=secretariat, point=information, etape="traiter")
    with a_l_instant(prevue + timedelta(minutes=30)):
        opinion = seances.passer_point(titulaire=secretariat, point=opinion, etape="debattre")
        _resumer(secretariat, opinion, textes.DEBAT)
        propositions = _deposer_les_propositions(secretariat, opinion)
    with a_l_instant(prevue + timedelta(minutes=50)):
        _perdre_puis_retrouver_le_quorum(jeu, secretariat, seance, opinion, propositions[0])
    if scrutin_ouvert:
        with a_l_instant(prevue + timedelta(minutes=75)):
            _ouvrir(secretariat, opinion, ObjetScrutin.PROPOSITION, ModeScrutin.ELECTRONIQUE, propositions[1])
            jeu.dire("Un scrutin est ouvert sur les appareils des membres : à vous.")
        return
    with a_l_instant(prevue + timedelta(minutes=75)):
        _voter_tout(jeu, secretariat, opinion, propositions)
    with a_l_instant(prevue + timedelta(minutes=100)):
        cgt = Siege.objects.get(college__organe=jeu.organe, code="cgt")
        explications.expliquer(
            titulaire=titulaire_de("siege.cgt"), point=opinion, siege=cgt.pk, genre="desaccord", texte=textes.DESACCORD
        )
        seances.passer(titulaire=secretariat, seance=seance, etape="clore")
        seance.refresh_from_db()
        jeu.dire(f"Séance {seance.numero} close.")


def _approuver_un_pv(jeu: Repetition, secretariat: Titulaire, seance: SeanceComite) -> None:
    """Vote on the minutes of an earlier meeting, when they are on the agenda."""
    point = seance.points.filter(genre=GenrePoint.APPROBATION_PV).first()
    if point is None:
        return
    seances.passer_point(titulaire=secretariat, point=point, etape="debattre")
    scrutin = _ouvrir(secretariat, point, ObjetScrutin.PROCES_VERBAL, ModeScrutin.MAIN_LEVEE)
    jeu.dire(f"{scrutin.intitule} : {_voter(jeu, secretariat, scrutin, lambda n: n)}.")


def _faire_entrer(secretariat: Titulaire, seance: SeanceComite) -> list[Siege]:
    """Nearly everyone enters: an alternate here, someone at a distance there; four voting seats stay empty."""
    tenus = [s for s in sieges_au(seance.organe, seance.prevue_le.date()) if not s.vacant]
    votants = [s for s in tenus if s.deliberatif and not s.siege.copreside and not s.suppleants]
    absents = [s.siege for s in votants[:_ABSENTS]]
    remplaces = [s for s in tenus if s.suppleants][3:6]
    loin = [s for s in tenus if s.titulaire and s not in remplaces][-5:]
    restent = [s for s in tenus if s.siege not in absents and s not in remplaces and s not in loin]
    entrees = ((restent, "titulaire", "salle"), (remplaces, "suppleant1", "salle"), (loin, "titulaire", "distance"))
    for places, rang, mode in entrees:
        presences.encoder(
            titulaire=secretariat,
            seance=seance,
            genre=GenrePresence.ENTRE,
            sieges=[s.siege.pk for s in places],
            rang=rang,
            mode=mode,
        )
    return absents


def _donner_mandats(jeu: Repetition, secretariat: Titulaire, seance: SeanceComite, absents: list[Siege]) -> None:
    """Two mandates to the same holder: the second is one too many, and is refused with its reason."""
    porteur = Siege.objects.get(college__organe=jeu.organe, code="cfdt")
    for mandant in absents[:2]:
        mandat = mandats.donner_mandat(titulaire=secretariat, seance=seance, mandant=mandant, mandataire=porteur)
        refuse = mandat.etat == EtatMandat.REFUSE
        suite = f"refusé : {mandat.motif}" if refuse else "accepté"
        jeu.dire(f"Mandat de {mandant.libelle} à {porteur.libelle} {suite}", incident=refuse)


def _resumer(secretariat: Titulaire, point: PointOrdre, texte: str) -> None:
    point.refresh_from_db()
    debats.resumer(titulaire=secretariat, point=point, texte=texte, vue=debats.marque(point.commentaire))


def _deposer_les_propositions(secretariat: Titulaire, point: PointOrdre) -> list[Proposition]:
    dossier = point.dossier
    assert dossier is not None
    recevables = []
    for observation in dossier.observations.filter(retiree_le__isnull=True).order_by("pk"):
        proposition = debats.reprendre_observation(titulaire=secretariat, point=point, observation=observation)
        recevables.append(debats.decider_proposition(titulaire=secretariat, proposition=proposition, acte="recevable"))
    return recevables


def _perdre_puis_retrouver_le_quorum(
    jeu: Repetition, secretariat: Titulaire, seance: SeanceComite, point: PointOrdre, proposition: Proposition
) -> None:
    """Half the room leaves: the ballot does not open; they come back, and it will."""
    la = presents_au(seance)
    sortis = [p.siege.siege for p in la if not p.siege.copreside and not p.par_mandat][: len(la) * 3 // 4]
    presences.encoder(titulaire=secretariat, seance=seance, genre=GenrePresence.SORT, sieges=sortis)
    try:
        _ouvrir(secretariat, point, ObjetScrutin.PROPOSITION, ModeScrutin.MAIN_LEVEE, proposition)
    except Impossible as refus:
        jeu.dire(f"Quorum perdu après {len(sortis)} départs : {refus.message}", incident=True)
    else:
        raise Impossible("Le scrutin s’est ouvert sans quorum.", remede="Signalez-le : c’est une faute du programme.")
    with a_l_instant(maintenant() + timedelta(minutes=15)):
        presences.encoder(titulaire=secretariat, seance=seance, genre=GenrePresence.ENTRE, sieges=sortis)
        jeu.dire(f"{len(sortis)} sièges reviennent.")


def _voter_tout(jeu: Repetition, secretariat: Titulaire, point: PointOrdre, propositions: list[Proposition]) -> None:
    adoptee, rejetee, recommandation = propositions
    _annuler_un_scrutin(jeu, secretariat, point, adoptee)
    debut = maintenant()
    for rang, (proposition, mode, pour) in enumerate(
        (
            (adoptee, ModeScrutin.MAIN_LEVEE, lambda n: n - 4),
            (rejetee, ModeScrutin.ELECTRONIQUE, lambda n: n // 3),
            (recommandation, ModeScrutin.MAIN_LEVEE, lambda n: n // 2),
            (None, ModeScrutin.MAIN_LEVEE, lambda n: n - 6),
        ),
        1,
    ):
        with a_l_instant(debut + timedelta(minutes=5 * rang)):
            objet = ObjetScrutin.PROPOSITION if proposition else ObjetScrutin.ENSEMBLE
            scrutin = _ouvrir(secretariat, point, objet, mode, proposition)
            issue = _voter(jeu, secretariat, scrutin, pour)
            jeu.dire(f"{scrutin.intitule} : {issue}.", incident=issue != "adopté")


def _annuler_un_scrutin(jeu: Repetition, secretariat: Titulaire, point: PointOrdre, proposition: Proposition) -> None:
    scrutin = _ouvrir(secretariat, point, ObjetScrutin.PROPOSITION, ModeScrutin.MAIN_LEVEE, proposition)
    cloture.annuler(titulaire=secretariat, scrutin=scrutin, motif=textes.MOTIF_ANNULATION)
    jeu.dire(f"Scrutin annulé : {textes.MOTIF_ANNULATION}", incident=True)


def _ouvrir(
    secretariat: Titulaire, point: PointOrdre, objet: str, mode: str, proposition: Proposition | None = None
) -> Scrutin:
    scrutin = scrutins.preparer(titulaire=secretariat, point=point, objet=objet, mode=mode, proposition=proposition)
    return scrutins.ouvrir(titulaire=secretariat, scrutin=scrutin)


def _voter(jeu: Repetition, secretariat: Titulaire, scrutin: Scrutin, pour: Callable[[int], int]) -> str:
    """Vote (so many for, the rest against; an odd seat abstains when a tie is wanted), close, count, proclaim."""
    electeurs = list(scrutin.electeurs.all())
    nombre = len(electeurs)
    favorables = pour(nombre)
    choix = [Choix.POUR] * favorables + [Choix.CONTRE] * (nombre - favorables)
    if favorables == nombre // 2 and nombre % 2:
        choix[-1] = Choix.ABSTENTION
    if nombre // 2 < favorables < nombre:
        choix[-2:] = [Choix.ABSTENTION, Choix.NE_PREND_PAS_PART]
    if scrutin.mode == ModeScrutin.ELECTRONIQUE:
        _voter_sur_appareil(jeu, secretariat, scrutin, dict(zip((e.siege_id for e in electeurs), choix, strict=True)))
    else:
        jeu.bulletins += vote.encoder(
            titulaire=secretariat,
            scrutin=scrutin,
            choix={e.siege_id: c for e, c in zip(electeurs, choix, strict=True)},
        )
    scrutin = cloture.clore(titulaire=secretariat, scrutin=scrutin)
    resultat = cloture.depouiller(titulaire=secretariat, scrutin=scrutin)
    cloture.proclamer(titulaire=secretariat, scrutin=scrutin)
    return {"adopte": "adopté", "rejete": "rejeté", "partage": "voix partagées"}[resultat.issue]


def _voter_sur_appareil(jeu: Repetition, secretariat: Titulaire, scrutin: Scrutin, choix: dict[int, Choix]) -> None:
    """Each member votes on a device, and sends it twice; those without an account are entered by the secretariat."""
    sans_compte = {}
    for electeur in scrutin.electeurs.select_related("compte"):
        voulu = choix[electeur.siege_id]
        if electeur.compte is None:
            sans_compte[electeur.siege_id] = voulu
            continue
        envoi = {
            "titulaire": electeur.compte.titulaire(verifie=True),
            "scrutin": scrutin,
            "siege": electeur.siege_id,
            "choix": voulu,
            "cle": f"repetition-{scrutin.pk}-{electeur.siege_id}",
        }
        recus = {vote.voter(**envoi).recepisse for _ in range(2)}
        if len(recus) != 1:
            raise Impossible("Un vote envoyé deux fois a deux récépissés.", remede="Signalez-le : c’est une faute.")
        jeu.bulletins += 1
    if sans_compte:
        jeu.bulletins += vote.encoder(titulaire=secretariat, scrutin=scrutin, choix=sans_compte)

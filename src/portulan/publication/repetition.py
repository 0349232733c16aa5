"""A rehearsal: a whole meeting of the demonstration's committee, incidents included, down to a published opinion.

Training, demonstration and load test in one: every act goes through the same operations as the screens, by the accounts
of the demonstration, on a clock that is set. It refuses to run anywhere but on a demonstration.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as heure
from hashlib import sha256
from zoneinfo import ZoneInfo

from portulan.comptes.demonstration import DOMAINE
from portulan.comptes.droits import Titulaire
from portulan.comptes.models import Compte, Organisation
from portulan.crefop.avis import operations as avis_
from portulan.crefop.avis import operations_pv as pv_
from portulan.crefop.avis.models import AvisComite
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.composition.models import Organe, Siege
from portulan.crefop.composition.queries import sieges_au
from portulan.crefop.dossier import instruction, observations
from portulan.crefop.dossier import operations as saisines
from portulan.crefop.dossier.enums import EtatReponse, GenreObservation, TypeSaisine
from portulan.crefop.dossier.faits import chiffree
from portulan.crefop.dossier.instantanes import diagnostic_de
from portulan.crefop.dossier.models import Dossier, Saisine
from portulan.crefop.scrutin import cloture, explications, vote
from portulan.crefop.scrutin import preparation as scrutins
from portulan.crefop.scrutin.enums import Choix, ModeScrutin, ObjetScrutin
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.seance import convocation, debats, mandats, preparation, presences
from portulan.crefop.seance import operations as seances
from portulan.crefop.seance.enums import EtatMandat, GenrePoint, GenrePresence, ModeSeance
from portulan.crefop.seance.models import PointOrdre, Proposition, SeanceComite
from portulan.crefop.seance.queries import presents_au
from portulan.diagnostic.catalogue import question as question_de
from portulan.instantane.canonique import json_canonique
from portulan.publication import repetition_textes as textes
from portulan.publication.actes import publier_avis
from portulan.publication.bibliotheque import Bibliotheque
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import Impossible, Introuvable
from portulan.socle.horloge import a_l_instant, maintenant

PARIS = ZoneInfo("Europe/Paris")
_ABSENTS = 4
_CONSIDERANTS = 4
QUESTION = "F1.O1"


@dataclass
class Repetition:
    """What was played: its lines (hour, what happened), the acts that came out of it, how long each part took."""

    organe: Organe
    lignes: list[tuple[datetime, str]] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    durees: dict[str, float] = field(default_factory=dict)
    bulletins: int = 0
    saisine: Saisine | None = None
    seance: SeanceComite | None = None
    avis: AvisComite | None = None

    def dire(self, texte: str, *, incident: bool = False) -> None:
        """Write a line at the hour of the clock that is set."""
        self.lignes.append((maintenant(), texte))
        if incident:
            self.incidents.append(texte)

    @contextmanager
    def mesurer(self, partie: str) -> Iterator[None]:
        """Time a part, in seconds."""
        depart = time.perf_counter()
        yield
        self.durees[partie] = round(time.perf_counter() - depart, 2)


@dataclass(frozen=True, slots=True)
class _Gens:
    """Who acts, as the rights see them."""

    secretariat: Titulaire
    etat: Titulaire
    region: Titulaire

    @classmethod
    def charger(cls) -> "_Gens":
        return cls(*(_titulaire(cle) for cle in ("secretariat", "presidence-etat", "presidence-region")))


def _titulaire(cle: str) -> Titulaire:
    return Compte.objects.get(courriel=f"{cle}@{DOMAINE}").titulaire(verifie=True)


def repeter(maison: Maison, region: str, *, jour: date, dire: Callable[[str], None] | None = None) -> Repetition:
    """Play a whole meeting that took place on ``jour`` and gave a published opinion.

    Raises ``Impossible`` outside a demonstration, ``Introuvable`` without a committee or a diagnosed snapshot.
    """
    if not maison.est_demonstration:
        raise Impossible(
            "Une répétition invente des personnes et des votes : elle ne se joue que sur une démonstration.",
            remede="« ./portulan demo » en crée une ; donnez-lui un dossier à elle (PORTULAN_HOME).",
        )
    organe = Organe.objects.filter(region=region, genre="pleniere").first()
    courant = Bibliotheque(maison).courant(region)
    if organe is None or courant is None:
        raise Introuvable(
            "La démonstration n’a pas encore de comité, ou pas de chiffres figés.", remede="Lancez « ./portulan demo »."
        )
    jeu = Repetition(organe)
    seance = datetime.combine(jour, heure(9, 30), PARIS)
    for partie, jouer in (
        ("saisine et dossier", lambda: _instruire(jeu, courant.identifiant, seance)),
        ("convocation", lambda: _convoquer(jeu, seance)),
        ("séance et votes", lambda: _sieger(jeu, seance)),
        ("avis et procès-verbal", lambda: _conclure(jeu, maison, seance)),
    ):
        with jeu.mesurer(partie):
            jouer()
        if dire:
            dire(f"{partie} : {jeu.durees[partie]:.1f} s")
    return jeu


# --- the referral and its dossier -----------------------------------------------------------------


def _instruire(jeu: Repetition, instantane: str, seance: datetime) -> None:
    gens = _Gens.charger()
    rang = Saisine.objects.filter(organe=jeu.organe).count() + 1
    contenu = {
        "titre": textes.TITRE,
        "version": f"répétition {rang}",
        "articles": [{"titre": titre, "texte": texte} for titre, texte in textes.ARTICLES],
    }
    with a_l_instant(seance - timedelta(days=55)):
        auteur = Organisation.objects.filter(region=jeu.organe.region, genre="region").first()
        if auteur is None:
            raise Introuvable("La démonstration n’a pas de conseil régional.", remede="Lancez « ./portulan demo ».")
        saisine = saisines.deposer(
            titulaire=gens.secretariat,
            organe=jeu.organe,
            auteur=auteur,
            type=TypeSaisine.CAHIER_CHARGES_SPRO,
            texte=saisines.Texte(
                textes.TITRE,
                f"répétition {rang}",
                sha256(json_canonique(contenu)).hexdigest(),
                contenu,
                fictif=True,
            ),
            lettre=saisines.Lettre(maintenant().date(), textes.LETTRE, (seance + timedelta(days=45)).date()),
        )
        jeu.dire(f"Saisine {saisine.numero} reçue : {saisine.titre}.")
        saisine = saisines.passer(
            titulaire=gens.secretariat, saisine=saisine, etape="instruire", version=saisine.version
        )
        dossier = instruction.ouvrir_dossier(titulaire=gens.secretariat, saisine=saisine, instantane=instantane)
    with a_l_instant(seance - timedelta(days=40)):
        _repondre_a_tout(gens.secretariat, dossier)
        dossier.refresh_from_db()
        try:
            instruction.figer(titulaire=gens.secretariat, dossier=dossier, version=dossier.version)
        finally:
            dossier.refresh_from_db()
        jeu.dire(f"Dossier figé, empreinte {dossier.empreinte[:12]}.")
    with a_l_instant(seance - timedelta(days=30)):
        _observer(dossier)
    saisine.refresh_from_db()
    jeu.saisine = saisine


def _repondre_a_tout(secretariat: Titulaire, dossier: Dossier) -> None:
    diagnostic = diagnostic_de(dossier)
    for reponse in dossier.reponses.all():
        figures = chiffree(question_de(reponse.question), diagnostic)
        instruction.repondre(
            titulaire=secretariat,
            dossier=dossier,
            question=reponse.question,
            revision=reponse.revision,
            etat=EtatReponse.REPONDU if figures else EtatReponse.SANS_REPONSE,
            texte=textes.RAPPORT if figures else "",
            raison="" if figures else textes.SANS_REPONSE,
        )


def _observer(dossier: Dossier) -> None:
    for cle, genre, texte, essai in (
        ("membre", GenreObservation.RESERVE, textes.RESERVE_ADOPTEE, textes.ESSAI_ADOPTEE),
        ("siege.cgt", GenreObservation.RESERVE, textes.RESERVE_REJETEE, textes.ESSAI_REJETEE),
        ("siege.medef", GenreObservation.RECOMMANDATION, textes.RECOMMANDATION, ""),
    ):
        observations.observer(
            titulaire=_titulaire(cle),
            dossier=dossier,
            question=QUESTION,
            genre=genre,
            texte=texte,
            essai={"texte": essai} if essai else {},
        )


# --- the convocation ------------------------------------------------------------------------------


def _convoquer(jeu: Repetition, prevue: datetime) -> None:
    gens = _Gens.charger()
    assert jeu.saisine is not None
    with a_l_instant(prevue - timedelta(days=20)):
        seance = preparation.creer(
            titulaire=gens.secretariat,
            organe=jeu.organe,
            prevue_le=prevue,
            lieu="Salle de l’assemblée, hôtel de Région",
            mode=ModeSeance.HYBRIDE,
        )
        for genre, titre, saisine in (
            (GenrePoint.INFORMATION, "Calendrier de l’année", None),
            (GenrePoint.AVIS, f"Avis sur le texte : {jeu.saisine.titre}", jeu.saisine),
        ):
            preparation.ajouter_point(
                titulaire=gens.secretariat, seance=seance, genre=genre, titre=titre, saisine=saisine, duree=30
            )
    with a_l_instant(prevue - timedelta(days=15)):
        seance.refresh_from_db()
        for qui, nom, qualite in (
            (gens.etat, "Anne Timonier", "préfète de région"),
            (gens.region, "Marc Hauban", "président du conseil régional"),
        ):
            vue = convocation.empreinte(convocation.contenu(seance))
            convocation.signer(titulaire=qui, seance=seance, empreinte_vue=vue, nom=nom, qualite=qualite)
            seance.refresh_from_db()
        jeu.dire(f"Séance {seance.numero} convoquée par les deux présidences, {seance.envois.count()} envois.")
    jeu.seance = seance


# --- the meeting ----------------------------------------------------------------------------------


def _sieger(jeu: Repetition, prevue: datetime) -> None:
    gens = _Gens.charger()
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
    information, opinion = seance.points.order_by("rang")
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
    with a_l_instant(prevue + timedelta(minutes=75)):
        _voter_tout(jeu, secretariat, opinion, propositions)
    with a_l_instant(prevue + timedelta(minutes=100)):
        cgt = Siege.objects.get(college__organe=jeu.organe, code="cgt")
        explications.expliquer(
            titulaire=_titulaire("siege.cgt"), point=opinion, siege=cgt.pk, genre="desaccord", texte=textes.DESACCORD
        )
        seances.passer(titulaire=secretariat, seance=seance, etape="clore")
        seance.refresh_from_db()
        jeu.dire(f"Séance {seance.numero} close.")


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
    scrutin = scrutins.preparer(
        titulaire=secretariat,
        point=point,
        objet=ObjetScrutin.PROPOSITION,
        mode=ModeScrutin.MAIN_LEVEE,
        proposition=proposition,
    )
    try:
        scrutins.ouvrir(titulaire=secretariat, scrutin=scrutin)
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
            scrutin = scrutins.preparer(
                titulaire=secretariat, point=point, objet=objet, mode=mode, proposition=proposition
            )
            issue = _tenir(jeu, secretariat, scrutin, pour)
            jeu.dire(f"{scrutin.intitule} : {issue}.", incident=issue != "adopté")


def _annuler_un_scrutin(jeu: Repetition, secretariat: Titulaire, point: PointOrdre, proposition: Proposition) -> None:
    scrutin = scrutins.preparer(
        titulaire=secretariat,
        point=point,
        objet=ObjetScrutin.PROPOSITION,
        mode=ModeScrutin.MAIN_LEVEE,
        proposition=proposition,
    )
    scrutins.ouvrir(titulaire=secretariat, scrutin=scrutin)
    cloture.annuler(titulaire=secretariat, scrutin=scrutin, motif=textes.MOTIF_ANNULATION)
    jeu.dire(f"Scrutin annulé : {textes.MOTIF_ANNULATION}", incident=True)


def _tenir(jeu: Repetition, secretariat: Titulaire, scrutin: Scrutin, pour: Callable[[int], int]) -> str:
    """Open, vote (so many for, the rest against; an odd seat abstains when a tie is wanted), close, count, proclaim."""
    scrutin = scrutins.ouvrir(titulaire=secretariat, scrutin=scrutin)
    electeurs = list(scrutin.electeurs.all())
    nombre = len(electeurs)
    favorables = pour(nombre)
    choix = [Choix.POUR] * favorables + [Choix.CONTRE] * (nombre - favorables)
    if favorables == nombre // 2 and nombre % 2:
        choix[-1] = Choix.ABSTENTION
    if favorables > nombre // 2:
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


# --- the opinion and the minutes ------------------------------------------------------------------


def _considerants(avis: AvisComite) -> str:
    """A paragraph for each of the first figures of the dossier, inserted by their codes: none is typed."""
    figures = [f for f in Redaction.de_l_avis(avis).chiffres.values() if not f.ventilation and not f.composante]
    return "\n\n".join(f"Considérant la figure « {f.libelle} » : {{{f.marque}}}." for f in figures[:_CONSIDERANTS])


def _conclure(jeu: Repetition, maison: Maison, prevue: datetime) -> None:
    gens = _Gens.charger()
    assert jeu.seance is not None
    secretariat = gens.secretariat
    point = jeu.seance.points.get(genre=GenrePoint.AVIS)
    with a_l_instant(prevue + timedelta(days=1)):
        avis = avis_.ouvrir(titulaire=secretariat, point=point)
        avis = avis_.rediger(
            titulaire=secretariat,
            avis=avis,
            version=avis.version,
            considerants=_considerants(avis),
            vigilances=textes.VIGILANCE,
        )
        avis = avis_.figer(titulaire=secretariat, avis=avis, version=avis.version)
        jeu.dire(f"Avis {avis.numero} figé : {avis.get_sens_display()}.")
        pv = pv_.etablir(titulaire=secretariat, seance=jeu.seance)
        pv_.soumettre(titulaire=secretariat, pv=pv)
    with a_l_instant(prevue + timedelta(days=3)):
        for qui, nom, qualite in (
            (gens.etat, "Anne Timonier", "préfète de région"),
            (gens.region, "Marc Hauban", "président du conseil régional"),
        ):
            avis = avis_.signer(titulaire=qui, avis=avis, empreinte=avis.empreinte, nom=nom, qualite=qualite)
        pv.refresh_from_db()
        ancien, propose = textes.CORRECTION
        passage = next(
            p for p in pv_.acte_de(pv_.derniere(pv)).passages if any(ancien in texte for texte in p.paragraphes)
        )
        correction = pv_.demander_correction(
            titulaire=_titulaire("membre"), pv=pv, passage=passage.cle, ancien=ancien, propose=propose
        )
        pv_.decider_correction(titulaire=secretariat, correction=correction, accepter=True, motif="")
        jeu.dire("Procès-verbal soumis aux membres, une correction acceptée.")
    with a_l_instant(prevue + timedelta(days=6)):
        publier_avis(titulaire=secretariat, avis=avis, maison=maison)
        avis.refresh_from_db()
        jeu.dire(f"Avis {avis.numero} publié, signé par les deux présidences.")
    jeu.avis = avis

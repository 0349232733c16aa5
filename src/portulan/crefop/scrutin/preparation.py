"""Preparing and opening a ballot: propositions first, the whole after; the body frozen at the opening."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.models import Compte
from portulan.crefop.composition.jeu import Jeu
from portulan.crefop.composition.models import Personne, Siege
from portulan.crefop.composition.queries import arrete_au, sieges_au
from portulan.crefop.registre.operations import engager
from portulan.crefop.scrutin.actes import consigner, deplacer_le_point, prendre
from portulan.crefop.scrutin.depouillement import Inscrit
from portulan.crefop.scrutin.droits import SCRUTIN
from portulan.crefop.scrutin.enums import EtatScrutin, ModeScrutin, ObjetScrutin
from portulan.crefop.scrutin.models import Electeur, Scrutin
from portulan.crefop.scrutin.regles import demandeurs_requis, secret_accorde
from portulan.crefop.scrutin.transitions import exiger as exiger_etape
from portulan.crefop.seance.enums import EtatPoint, EtatProposition, EtatSeance, GenrePoint
from portulan.crefop.seance.models import ConstatQuorum, PointOrdre, Proposition
from portulan.crefop.seance.operations import constater_quorum
from portulan.crefop.seance.queries import jeu_de, presents_au
from portulan.crefop.seance.saisines import exiger_saisine_maintenue
from portulan.crefop.seance.transitions import POINT_PAR_NOM
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant

_A_DECIDER = (EtatProposition.DEPOSEE, EtatProposition.RECEVABLE)
_CONCLUENT = (ObjetScrutin.ENSEMBLE, ObjetScrutin.PROCES_VERBAL)
_GENRES = {
    ObjetScrutin.PROPOSITION.value: (GenrePoint.AVIS,),
    ObjetScrutin.ENSEMBLE.value: (GenrePoint.AVIS,),
    ObjetScrutin.PROCES_VERBAL.value: (GenrePoint.APPROBATION_PV,),
    ObjetScrutin.PROCEDURE.value: POINT_PAR_NOM["voter"].genres,
}


# --- preparing ------------------------------------------------------------------------------------


def preparer(
    *,
    titulaire: Titulaire,
    point: PointOrdre,
    objet: str,
    mode: str,
    intitule: str = "",
    proposition: Proposition | None = None,
    demandeurs: int = 0,
) -> Scrutin:
    """Prepare a ballot on an item. The same one asked twice is prepared once.

    Raises ``Interdit``, ``Impossible`` (not that proposition, not yet the whole), ``DonneeInvalide``.
    """
    exiger(titulaire, "scrutin", "conduire")
    with transaction.atomic():
        PointOrdre.objects.select_for_update().get(pk=point.pk)
        deja = _deja(point, objet, proposition, intitule)
        if deja is not None:
            return deja
        _exiger_objet(point, objet, proposition)
        dit = intitule.strip() or _intitule(point, objet, proposition)
        if not dit:
            raise DonneeInvalide("Une motion de procédure dit ce qu’elle demande.", remede="Écrivez l’intitulé.")
        rang = (point.scrutins.aggregate(haut=Max("rang"))["haut"] or 0) + 1
        scrutin = Scrutin.objects.create(
            point=point,
            rang=rang,
            objet=objet,
            proposition=proposition,
            intitule=dit[:300],
            mode=mode,
            demandeurs=demandeurs,
        )
        consigner(
            "scrutin.preparer",
            titulaire.auteur,
            scrutin,
            {"point": point.pk, "objet": objet, "mode": mode, "intitule": engager({"intitule": scrutin.intitule})}
            if intitule.strip()
            else {"point": point.pk, "objet": objet, "mode": mode, "intitule": scrutin.intitule},
        )
    return scrutin


def _deja(point: PointOrdre, objet: str, proposition: Proposition | None, intitule: str) -> Scrutin | None:
    """The ballot that is already there, waiting to be opened, on the same thing."""
    prets = point.scrutins.filter(etat=EtatScrutin.PREPARE, objet=objet, proposition=proposition)
    if objet == ObjetScrutin.PROCEDURE:
        prets = prets.filter(intitule=intitule.strip()[:300])
    return prets.first()


def _intitule(point: PointOrdre, objet: str, proposition: Proposition | None) -> str:
    if proposition is not None:
        return f"{proposition.get_genre_display().capitalize()} n°\u00a0{proposition.numero}"
    return {
        ObjetScrutin.ENSEMBLE.value: f"Ensemble : {point.titre}",
        ObjetScrutin.PROCES_VERBAL.value: point.titre,
    }.get(objet, "")


def _exiger_objet(point: PointOrdre, objet: str, proposition: Proposition | None) -> None:
    vivants = point.scrutins.exclude(etat=EtatScrutin.ANNULE)
    if point.genre not in _GENRES[objet]:
        raise Impossible(
            f"Sur un point « {point.get_genre_display()} », on ne vote pas : {ObjetScrutin(objet).label}.",
            remede="L’ensemble d’un texte et ses propositions se votent sur un point pour avis, un procès-verbal sur "
            "un point d’approbation.",
        )
    if objet == ObjetScrutin.PROPOSITION:
        if proposition is None or proposition.point_id != point.pk:
            raise DonneeInvalide("La proposition n’est pas sur ce point.", remede="Choisissez-la dans la liste.")
        if proposition.etat != EtatProposition.RECEVABLE:
            raise Impossible(
                f"Cette proposition est {proposition.get_etat_display()} : elle n’est pas à mettre aux voix.",
                remede="Seule une proposition recevable, pas encore décidée, se met aux voix.",
            )
        if vivants.filter(proposition=proposition).exists():
            raise Impossible("Cette proposition a déjà un scrutin.", remede="Ouvrez-le, ou annulez-le avec un motif.")
    if objet != ObjetScrutin.PROCEDURE and vivants.filter(objet__in=_CONCLUENT, etat=EtatScrutin.PROCLAME).exists():
        raise Impossible("Ce point est déjà délibéré.", remede="Le résultat proclamé ne se reprend pas.")
    if objet in _CONCLUENT:
        exiger_propositions_decidees(point)
        if vivants.filter(objet=objet).exists():
            raise Impossible("L’ensemble a déjà un scrutin.", remede="Ouvrez-le, ou annulez-le avec un motif.")


def exiger_propositions_decidees(point: PointOrdre) -> None:
    """The whole comes after: raise ``Impossible`` while a proposition is neither voted on, withdrawn nor refused."""
    attendues = [f"{p.get_genre_display()} {p.numero}" for p in point.propositions.filter(etat__in=_A_DECIDER)]
    if attendues:
        raise Impossible(
            f"L’ensemble se vote après les propositions. À décider d’abord : {', '.join(attendues)}.",
            remede="Mettez chaque proposition aux voix, déclarez-la irrecevable, ou notez son retrait.",
        )


# --- opening --------------------------------------------------------------------------------------


def ouvrir(*, titulaire: Titulaire, scrutin: Scrutin) -> Scrutin:
    """Open: the quorum is stated again, the rules are copied, the body is frozen. Asked twice, opened once.

    Raises ``Interdit``, ``Impossible`` (meeting not open, item not in debate, no quorum, secret not granted).
    """
    exiger(titulaire, "scrutin", "conduire", scrutin, SCRUTIN)
    with transaction.atomic():
        scrutin = prendre(scrutin, avec_la_seance=True)
        if scrutin.etat == EtatScrutin.OUVERT:
            return scrutin
        exiger_etape("ouvrir", scrutin.etat)
        _exiger_en_seance(scrutin)
        constat = constater_quorum(titulaire=titulaire, seance=scrutin.point.seance, point=scrutin.point)
        if constat.atteint:
            _ouvrir(titulaire.auteur, scrutin, constat)
    if not constat.atteint:  # refused once the statement is kept
        raise QuorumManquant(constat.presents, constat.requis)
    return scrutin


def _ouvrir(auteur: str, scrutin: Scrutin, constat: ConstatQuorum) -> None:
    jeu = jeu_de(scrutin.point.seance)
    corps = _figer_le_corps(scrutin, jeu)
    _exiger_secret(scrutin, corps, jeu)
    scrutin.regles = regles_du_scrutin(scrutin.point, jeu)
    scrutin.constat = constat
    scrutin.etat, scrutin.ouvert_le, scrutin.version = EtatScrutin.OUVERT, maintenant(), scrutin.version + 1
    try:
        with transaction.atomic():
            scrutin.save()
    except IntegrityError as erreur:
        raise Impossible(
            "Un autre scrutin est ouvert sur ce point.", remede="Terminez-le, puis ouvrez celui-ci."
        ) from erreur
    deplacer_le_point("voter", auteur, scrutin)
    consigner(
        "scrutin.ouvrir",
        auteur,
        scrutin,
        {
            "objet": scrutin.objet,
            "mode": scrutin.mode,
            "regles": scrutin.regles,
            "constat": {"presents": constat.presents, "base": constat.base, "requis": constat.requis},
            "corps": [
                {**inscrit_de(e).en_valeurs(), "porteur": engager({"siege": e.code, "personne": e.personne_id})}
                for e in corps
            ],
        },
        sieges=len(corps),
    )


class QuorumManquant(Impossible):
    """The quorum is not there at the moment of the vote: the statement is kept, the ballot does not open."""

    titre = "Quorum non atteint"

    def __init__(self, presents: int, requis: int) -> None:
        super().__init__(
            f"Le quorum n’est pas atteint : {presents} comptés, {requis} requis. Le scrutin ne peut pas s’ouvrir.",
            remede="Attendez le retour de membres, ou ajournez le point : ajourné faute de quorum, il se convoque une "
            "seconde fois. La carence se constate tant que rien n’est délibéré.",
        )


def _exiger_en_seance(scrutin: Scrutin) -> None:
    seance, point = scrutin.point.seance, scrutin.point
    if seance.etat != EtatSeance.OUVERTE:
        raise Impossible(
            f"La séance est {seance.get_etat_display()} : aucun scrutin ne s’y ouvre.", remede="Ouvrez la séance."
        )
    if point.scrutins.filter(etat=EtatScrutin.OUVERT).exclude(pk=scrutin.pk).exists():
        raise Impossible("Un autre scrutin est ouvert sur ce point.", remede="Terminez-le, puis ouvrez celui-ci.")
    if point.etat == EtatPoint.AU_VOTE:
        raise Impossible(
            "Le scrutin précédent de ce point n’est pas proclamé.", remede="Proclamez-le, ou annulez-le avec un motif."
        )
    if point.etat != EtatPoint.EN_DEBAT:
        raise Impossible(
            f"Le point est {point.get_etat_display()} : il n’est pas en débat.", remede="Appelez le point d’abord."
        )
    exiger_saisine_maintenue(point)
    if scrutin.objet in _CONCLUENT:
        exiger_propositions_decidees(point)


def _figer_le_corps(scrutin: Scrutin, jeu: Jeu) -> list[Electeur]:
    """Deliberative seats that take part now, in person or by mandate, not withdrawn (I3, I4)."""
    portes = [
        p for p in presents_au(scrutin.point.seance, point=scrutin.point) if p.siege.deliberatif and not p.deporte
    ]
    if not portes:
        raise Impossible("Aucun siège à voix délibérative n’est présent.", remede="Enregistrez les présences.")
    sieges = Siege.objects.select_related("college", "organisation").in_bulk([p.siege.siege for p in portes])
    pondere = jeu["vote.poids"] == "table_arretee"
    if pondere and (muets := [sieges[p.siege.siege].libelle for p in portes if p.siege.poids < 1]):
        raise Impossible(
            f"Aucun arrêté ne fixe les voix de : {', '.join(muets)}.",
            remede="Enregistrez l’arrêté du préfet de région sur la page du comité, en vigueur au jour de la séance.",
        )
    comptes = dict(Personne.objects.filter(pk__in={p.porteur for p in portes}).values_list("pk", "compte"))
    codes = [p.siege.code for p in portes]
    corps = []
    for rang, porte in enumerate(portes, 1):
        siege = sieges[porte.siege.siege]
        # A code is unique within its college
        code = siege.code if codes.count(siege.code) == 1 else f"{siege.college.code}-{siege.code}"
        corps.append(
            Electeur(
                scrutin=scrutin,
                siege=siege,
                rang=rang,
                code=code[:40],
                libelle=siege.libelle,
                organisation=siege.organisation.nom if siege.organisation else "",
                college=siege.college.code,
                college_libelle=siege.college.libelle,
                copreside=siege.copreside,
                personne_id=porte.porteur,
                compte_id=comptes.get(porte.porteur),
                poids=porte.siege.poids if pondere else 1,
                par_mandat=porte.par_mandat,
            )
        )
    return Electeur.objects.bulk_create(corps)


def _exiger_secret(scrutin: Scrutin, corps: list[Electeur], jeu: Jeu) -> None:
    sieges, pourcent = len(corps), int(jeu["vote.secret_sur_demande"])
    if scrutin.mode != ModeScrutin.SECRET:
        return
    if secret_accorde(scrutin.demandeurs, sieges, pourcent):
        _exiger_des_comptes(corps)
        return
    if not pourcent:
        raise Impossible("Les règles n’admettent pas le vote secret.", remede="Préparez un autre scrutin.")
    raise Impossible(
        f"Sièges qui demandent le vote secret : {scrutin.demandeurs} ; "
        f"il en faut {demandeurs_requis(sieges, pourcent)} sur {sieges}.",
        remede="Écrivez combien l’ont demandé, ou choisissez un autre mode. Un scrutin déjà préparé s’annule d’abord.",
    )


def _exiger_des_comptes(corps: list[Electeur]) -> None:
    """A secret vote is cast on one's own device only: who has none would be counted without being able to vote."""
    actifs = set(
        Compte.objects.filter(pk__in=[e.compte_id for e in corps], is_active=True).values_list("pk", flat=True)
    )
    sans = [e.libelle for e in corps if e.compte_id not in actifs]
    if sans:
        raise Impossible(
            f"Un vote secret se donne sur son appareil. Ces sièges n’ont pas de compte pour voter : {', '.join(sans)}.",
            remede="Rattachez un compte à qui les tient, dans la composition du comité, ou votez à main levée.",
        )


def regles_du_scrutin(point: PointOrdre, jeu: Jeu) -> dict[str, Any]:
    """Rules that the ballot keeps, each with its source, and the size of the committee that day."""
    cles = {"base_majorite": "vote.base_majorite", "egalite": "vote.egalite", "poids": "vote.poids"}
    regles: dict[str, Any] = {
        nom: {"valeur": r.valeur, "dite": r.dite, "origine": r.origine.value, "reference": r.reference}
        for nom, cle in cles.items()
        for r in (jeu.regle(cle),)
    }
    seance = point.seance
    tenus = [
        t
        for t in sieges_au(seance.organe, timezone.localdate(seance.prevue_le))
        if t.deliberatif and (jeu["quorum.vacants_comptent"] or not t.vacant)
    ]
    pondere = jeu["vote.poids"] == "table_arretee"
    voix = sum(t.poids if pondere else 1 for t in tenus)
    if pondere and (arrete := arrete_au(seance.organe, timezone.localdate(seance.prevue_le))):
        regles["poids"] |= {"acte": arrete.acte}
    return {**regles, "jeu": jeu.titre, "composition": {"sieges": len(tenus), "voix": voix}}


def inscrit_de(electeur: Electeur) -> Inscrit:
    """A row of the roll as the counting reads it."""
    return Inscrit(
        code=electeur.code,
        libelle=electeur.libelle,
        organisation=electeur.organisation,
        college=electeur.college,
        college_libelle=electeur.college_libelle,
        poids=electeur.poids,
        rang=electeur.rang,
        copreside=electeur.copreside,
        par_mandat=electeur.par_mandat,
    )

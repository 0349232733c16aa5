"""Writes on a dossier: opened on a snapshot, instructed question by question, documented, then frozen for good."""

from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.dossier import etapes
from portulan.crefop.dossier.contenu import canonique, composer
from portulan.crefop.dossier.droits import DOSSIER, SAISINE
from portulan.crefop.dossier.enums import EtatDossier, EtatReponse, EtatSaisine
from portulan.crefop.dossier.faits import chiffree, questions_de
from portulan.crefop.dossier.instantanes import diagnostic_de, exiger_citable, sceau
from portulan.crefop.dossier.models import Dossier, PieceDossier, ReponseQuestion, Saisine
from portulan.crefop.dossier.regles import completude, manque_a_la_reponse, noms
from portulan.crefop.dossier.transitions import PAR_NOM
from portulan.diagnostic.catalogue import question as question_de
from portulan.diagnostic.resultats import Diagnostic
from portulan.journal.operations import noter
from portulan.socle.depot import Depot
from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.socle.horloge import maintenant

MAXIMUM_PIECES = 60
_CHAMPS_PIECE = ("question", "titre", "nom", "empreinte", "type", "taille", "deposee_le", "publique")


def depot() -> Depot:
    """Where the documents of the committee are."""
    return Depot(settings.PORTULAN_MAISON.racine / "comite")


# --- opening --------------------------------------------------------------------------------------


def ouvrir_dossier(*, titulaire: Titulaire, saisine: Saisine, instantane: str) -> Dossier:
    """Open the dossier on a snapshot, or its next version on a newer one (texts and pieces carried over).

    Opened twice on the same snapshot, it is the same. Raises ``Impossible``: provisional snapshot, without diagnostic,
    already used by the frozen version, or another version is open.
    """
    exiger(titulaire, "saisine", "instruire", saisine, SAISINE)
    manifeste = exiger_citable(instantane, saisine.organe.region)
    ouvert = saisine.dossiers.filter(etat=EtatDossier.OUVERT).first()
    if ouvert is not None:
        return _meme(ouvert, instantane)
    if saisine.etat not in {EtatSaisine.INSTRUCTION, EtatSaisine.DOSSIER_FIGE}:
        raise Impossible(
            f"La saisine {saisine.numero} est dans l’état « {saisine.get_etat_display()} ».",
            remede="Déclarez-la recevable d’abord."
            if saisine.etat == EtatSaisine.RECUE
            else "Un dossier s’ouvre pendant l’instruction, ou avant l’inscription à une séance.",
        )
    dernier = saisine.dossiers.order_by("-numero").first()
    if dernier is not None and dernier.instantane == instantane:
        raise Impossible(
            f"La version {dernier.numero} s’appuie déjà sur cet instantané.",
            remede="Choisissez un instantané plus récent.",
        )
    try:
        with transaction.atomic():
            dossier = _creer(saisine, dernier, instantane, sceau(manifeste))
            if saisine.etat == EtatSaisine.DOSSIER_FIGE:
                vue = etapes.prendre(saisine)
                etapes.franchir(saisine, "reprendre", auteur=titulaire.auteur, version=vue, instantane=instantane)
            _noter("ouvrir", titulaire, dossier, instantane=instantane)
    except IntegrityError:  # the same request at the same instant
        ouvert = saisine.dossiers.filter(etat=EtatDossier.OUVERT).first()
        if ouvert is None:
            raise
        return _meme(ouvert, instantane)
    return dossier


def _meme(ouvert: Dossier, instantane: str) -> Dossier:
    if ouvert.instantane != instantane:
        raise Impossible(
            f"La version {ouvert.numero} est en cours d’instruction sur l’instantané {ouvert.instantane}.",
            remede="Figez-la avant d’en ouvrir une autre.",
        )
    return ouvert


def _creer(saisine: Saisine, dernier: Dossier | None, instantane: str, scelle: str) -> Dossier:
    dossier = Dossier.objects.create(
        saisine=saisine,
        numero=dernier.numero + 1 if dernier else 1,
        instantane=instantane,
        instantane_sceau=scelle,
        cree_le=maintenant(),
        reserves_precedentes=dernier.reserves_precedentes if dernier else [],
    )
    anciennes = {r.question: r for r in dernier.reponses.all()} if dernier else {}
    ReponseQuestion.objects.bulk_create(
        ReponseQuestion(
            dossier=dossier,
            question=q.code,
            texte=anciennes[q.code].texte if q.code in anciennes else "",
            raison=anciennes[q.code].raison if q.code in anciennes else "",
            auteur=anciennes[q.code].auteur if q.code in anciennes else "",
        )
        for q in questions_de(saisine)
    )
    PieceDossier.objects.bulk_create(
        PieceDossier(dossier=dossier, **{champ: getattr(p, champ) for champ in _CHAMPS_PIECE})
        for p in (dernier.pieces.all() if dernier else ())
    )
    return dossier


# --- questions ------------------------------------------------------------------------------------


def repondre(
    *, titulaire: Titulaire, dossier: Dossier, question: str, revision: int, etat: str, texte: str, raison: str
) -> ReponseQuestion:
    """Instruct a question. ``revision``: that of the answer when the form was opened.

    The same words sent twice are kept once. Raises ``VersionDepassee`` when somebody wrote in between.
    """
    exiger(titulaire, "dossier", "instruire", dossier, DOSSIER)
    reponse = dossier.reponses.filter(question=question).first()
    if reponse is None or etat not in EtatReponse.values:
        raise DonneeInvalide("Cette question n’est pas dans ce dossier.", remede="Rechargez la page du dossier.")
    figures = chiffree(question_de(question), diagnostic_de(dossier))
    if manque := manque_a_la_reponse(etat, texte, raison, chiffree=figures):
        raise DonneeInvalide(manque, remede="Complétez, puis enregistrez de nouveau.")
    champs = {
        "etat": etat,
        "texte": texte.strip(),
        "raison": raison.strip() if etat == EtatReponse.SANS_REPONSE else "",
    }
    if all(getattr(reponse, c) == v for c, v in champs.items()) and reponse.auteur == titulaire.auteur:
        return reponse
    with transaction.atomic():
        _verrouiller_ouvert(dossier)
        ecrites = dossier.reponses.filter(question=question, revision=revision)
        if not ecrites.update(**champs, auteur=titulaire.auteur, revision=revision + 1):
            reponse.refresh_from_db()
            raise VersionDepassee(reponse, reponse.revision)
        _noter("repondre", titulaire, dossier, question=question, etat=etat)
    reponse.refresh_from_db()
    return reponse


# --- pieces ---------------------------------------------------------------------------------------


def deposer_piece(
    *,
    titulaire: Titulaire,
    dossier: Dossier,
    question: str,
    titre: str,
    nom: str,
    morceaux: Iterable[bytes],
    publique: bool = True,
) -> PieceDossier:
    """Add a document to a question, or to the whole; the same one sent twice is listed once."""
    exiger(titulaire, "dossier", "instruire", dossier, DOSSIER)
    if question and not dossier.reponses.filter(question=question).exists():
        raise DonneeInvalide("Cette question n’est pas dans ce dossier.", remede="Rechargez la page du dossier.")
    if dossier.pieces.count() >= MAXIMUM_PIECES:
        raise DonneeInvalide(
            f"Le dossier a déjà {MAXIMUM_PIECES} pièces.", remede="Retirez celles qui ne servent plus."
        )
    _exiger_ouvert(dossier)
    recue = depot().deposer(morceaux, nom)
    with transaction.atomic():
        _verrouiller_ouvert(dossier)
        piece, nouvelle = PieceDossier.objects.get_or_create(
            dossier=dossier,
            question=question,
            empreinte=recue.empreinte,
            defaults={
                "titre": titre.strip()[:200] or recue.nom,
                "nom": recue.nom,
                "type": recue.type,
                "taille": recue.taille,
                "deposee_le": maintenant(),
                "publique": publique,
            },
        )
        if nouvelle:
            _noter("piece", titulaire, dossier, question=question, empreinte=recue.empreinte)
    return piece


def retirer_piece(*, titulaire: Titulaire, piece: PieceDossier) -> None:
    """Take a document off an open dossier; its file is swept once nothing lists it."""
    exiger(titulaire, "dossier", "instruire", piece.dossier, DOSSIER)
    with transaction.atomic():
        _verrouiller_ouvert(piece.dossier)
        _noter("piece_retirer", titulaire, piece.dossier, empreinte=piece.empreinte)
        piece.delete()


# --- freezing -------------------------------------------------------------------------------------


def figer(*, titulaire: Titulaire, dossier: Dossier, version: int) -> Dossier:
    """Freeze a dossier: canonical JSON of everything, its SHA-256, the register. Frozen twice, it is frozen once.

    Raises ``Impossible`` while a question is to be instructed (it names them), or when the referral moved on.
    """
    exiger(titulaire, "dossier", "figer", dossier, DOSSIER)
    dossier.refresh_from_db()
    if dossier.etat != EtatDossier.OUVERT:
        return dossier
    etats = dict(dossier.reponses.order_by("pk").values_list("question", "etat"))
    fait = completude(etats)
    if not fait.complete:
        raise Impossible(
            f"Le dossier n’est pas complet : {noms(fait.restantes)} "
            f"{'reste' if len(fait.restantes) == 1 else 'restent'} à instruire.",
            remede="Répondez à chaque question, ou dites pourquoi aucune réponse n’est possible.",
        )
    diagnostic = diagnostic_de(dossier)
    try:
        with transaction.atomic():
            _figer(titulaire, dossier, version, diagnostic)
    except VersionDepassee:
        dossier.refresh_from_db()
        if dossier.etat == EtatDossier.OUVERT:
            raise
    dossier.refresh_from_db()
    return dossier


def _figer(titulaire: Titulaire, dossier: Dossier, version: int, diagnostic: Diagnostic) -> None:
    saisine = dossier.saisine
    saisine.refresh_from_db()
    etapes.exiger_etape(saisine, PAR_NOM["figer"], "")
    vue = etapes.prendre(saisine)
    if not Dossier.objects.filter(pk=dossier.pk, version=version, etat=EtatDossier.OUVERT).update(version=version + 1):
        dossier.refresh_from_db()
        raise VersionDepassee(dossier, dossier.version)
    contenu, empreinte = canonique(composer(dossier, diagnostic))
    saisine.dossiers.filter(etat=EtatDossier.FIGE).update(etat=EtatDossier.REMPLACE)
    Dossier.objects.filter(pk=dossier.pk).update(
        etat=EtatDossier.FIGE, fige_le=maintenant(), contenu=contenu, empreinte=empreinte
    )
    etapes.franchir(
        saisine, "figer", auteur=titulaire.auteur, version=vue,
        dossier=dossier.numero, empreinte=empreinte, instantane=dossier.instantane, sceau=dossier.instantane_sceau,
    )  # fmt: skip
    _noter("figer", titulaire, dossier, empreinte=empreinte)


# --- inside ---------------------------------------------------------------------------------------


def _exiger_ouvert(dossier: Dossier) -> None:
    if not Dossier.objects.filter(pk=dossier.pk, etat=EtatDossier.OUVERT).exists():
        raise Impossible(
            f"La version {dossier.numero} du dossier est figée : elle ne change plus.",
            remede="Un instantané plus récent permet d’ouvrir une nouvelle version.",
        )


def _verrouiller_ouvert(dossier: Dossier) -> None:
    """Raise unless the dossier is open; its version moves on, and it cannot be frozen before this transaction ends."""
    ouverts = Dossier.objects.filter(pk=dossier.pk, etat=EtatDossier.OUVERT)
    if not ouverts.update(version=F("version") + 1):
        _exiger_ouvert(dossier)


def _noter(acte: str, titulaire: Titulaire, dossier: Dossier, **detail: object) -> None:
    noter(
        f"dossier.{acte}",
        auteur=titulaire.auteur,
        objet_type="saisine",
        objet_id=dossier.saisine_id,
        organisation=dossier.saisine.auteur.code,
        version=dossier.numero,
        **detail,
    )

"""The joint convocation: what is signed, what prevents it, the two signatures, the sending."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.enums import Partie
from portulan.crefop.composition.models import Organe, Personne, Siege
from portulan.crefop.composition.queries import partie_presidee, sieges_au
from portulan.crefop.composition.voix import sans_voix
from portulan.crefop.dossier.enums import EtatDossier, EtatSaisine
from portulan.crefop.registre.operations import engager
from portulan.crefop.seance.courriels import convoquer_par_courriel
from portulan.crefop.seance.delais import DelaiConvocation, delai_de_convocation
from portulan.crefop.seance.droits import SEANCE
from portulan.crefop.seance.enums import EtatSeance, GenrePoint
from portulan.crefop.seance.invites import envoyer_les_invitations
from portulan.crefop.seance.models import EnvoiConvocation, PointOrdre, SeanceComite, SignatureConvocation
from portulan.crefop.seance.ordre import MENTION, convocation_en_valeurs, differences, empreinte
from portulan.crefop.seance.queries import jeu_de, ordre_en_valeurs, points_a_reconvoquer
from portulan.crefop.seance.regles import alerte_bloquante, cles_sans_source
from portulan.crefop.seance.saisines import adoption_a_preceder, inscrire_saisines
from portulan.crefop.seance.traces import acter, franchie, prendre
from portulan.instantane.canonique import json_canonique
from portulan.socle.erreurs import Impossible, Interdit
from portulan.socle.horloge import maintenant

SECONDE = 2


# --- what is convened, and what prevents it -------------------------------------------------------


def contenu(seance: SeanceComite) -> dict[str, Any]:
    """What the two parties sign, as plain values."""
    return convocation_en_valeurs(
        organe=seance.organe.code,
        date=seance.prevue_le.astimezone(timezone.get_current_timezone()).isoformat(timespec="minutes"),
        lieu=seance.lieu,
        mode=seance.mode,
        convocation=seance.convocation,
        urgence=seance.urgence,
        mention=seance.mention,
        ordre=ordre_en_valeurs(seance),
        demande=seance.demande.numero if seance.demande else "",
    )


def delai(seance: SeanceComite) -> DelaiConvocation:
    """Delay of the convocation: since it was sent, or as if it were sent today."""
    envoi = timezone.localdate(seance.convoquee_le or maintenant())
    return delai_de_convocation(
        jeu_de(seance),
        envoi,
        timezone.localdate(seance.prevue_le),
        seconde=seance.convocation == SECONDE,
        envoyee=seance.convoquee_le is not None,
    )


@dataclass(frozen=True, slots=True)
class Convie:
    """A person to convene, the first seat found for it, in which rank."""

    personne: Personne
    siege: Siege
    rang: str


def convies(seance: SeanceComite) -> list[Convie]:
    """Titulars and alternates of every seat on the day of the meeting, with or without voice, once each."""
    vus: dict[int, Convie] = {}
    for tenu in sieges_au(seance.organe, timezone.localdate(seance.prevue_le)):
        for rang, personne in tenu.occupants:
            vus.setdefault(personne.pk, Convie(personne, tenu.siege, rang))
    return list(vus.values())


def manques(seance: SeanceComite) -> list[str]:
    """What prevents the convocation from being signed and sent, in French; empty when nothing does."""
    jeu, points = jeu_de(seance), _points(seance)
    mal = [f"La règle « {libelle} » n’a pas de source." for libelle in cles_sans_source(jeu)]
    if seance.prevue_le <= maintenant():
        mal.append("La date de la séance est passée.")
    if not points:
        mal.append("L’ordre du jour est vide.")
    if not convies(seance):
        mal.append("Personne ne siège dans cet organe à cette date : il n’y a personne à convoquer.")
    if jeu["vote.poids"] == "table_arretee" and (
        muets := sans_voix(sieges_au(seance.organe, timezone.localdate(seance.prevue_le)))
    ):
        mal.append(f"Aucun arrêté ne fixe, à cette date, les voix de : {', '.join(muets)}.")
    for point in points:
        mal += _manques_du_point(point, timezone.localdate(seance.prevue_le))
    compte = delai(seance)
    if not compte.suffisant and not (seance.urgence and jeu["convocation.urgence"]):
        suite = (
            "Reculez la séance, ou motivez l’urgence."
            if jeu["convocation.urgence"]
            else "La règle n’admet pas d’urgence."
        )
        mal.append(f"Le délai est trop court. {compte.phrase} {suite}")
    return mal + defauts_de_la_seconde(seance)


def _points(seance: SeanceComite) -> list[PointOrdre]:
    return list(seance.points.select_related("saisine", "dossier").prefetch_related("pieces"))


def _manques_du_point(point: PointOrdre, jour: date) -> list[str]:
    if point.saisine is None:
        return []
    mal = []
    if point.dossier is None or point.dossier.etat == EtatDossier.OUVERT:
        if point.genre == GenrePoint.AVIS and not point.pieces.all():
            mal.append(f"Point {point.rang} : un point pour avis part avec au moins un document, et il n’en a aucun.")
    elif point.dossier.etat == EtatDossier.REMPLACE:
        mal.append(
            f"Point {point.rang} : une version plus récente du dossier existe. Reprenez le point pour l’y mettre."
        )
    if point.saisine.etat != EtatSaisine.DOSSIER_FIGE:
        etat = point.saisine.get_etat_display()
        mal.append(f"Point {point.rang} : la saisine {point.saisine.numero} n’attend plus de séance ({etat}).")
    avis = point.genre == GenrePoint.AVIS and not point.derogation
    adoptee_le = adoption_a_preceder(point.saisine) if avis else None
    if alerte := alerte_bloquante(adoptee_le, jour):
        mal.append(f"Point {point.rang} : {alerte}")
    return mal


def defauts_de_la_seconde(seance: SeanceComite) -> list[str]:
    """What makes a second convocation irregular (VR-01); empty for a first one."""
    if seance.convocation != SECONDE or seance.premiere is None:
        return []
    jeu, mal = jeu_de(seance), []
    if jeu["reconvocation.mention_obligatoire"] and MENTION not in seance.mention:
        mal.append("La seconde convocation ne dit pas qu’aucun quorum n’est requis.")
    if jeu["reconvocation.meme_ordre_du_jour"]:
        premiere, ordre = seance.premiere, ordre_en_valeurs(seance)
        attendu = ordre_en_valeurs(premiere, points_a_reconvoquer(premiere))
        ecarts = differences(attendu, ordre)
        intact = empreinte(ordre_en_valeurs(premiere)) == premiere.ordre_empreinte
        if ecarts or not intact or empreinte(ordre) != empreinte(attendu):
            mal.append(
                f"L’ordre du jour n’est plus celui de la séance {seance.premiere.numero}. {' '.join(ecarts)}".strip()
            )
    return mal


# --- signatures -----------------------------------------------------------------------------------


def partie_de(titulaire: Titulaire, seance: SeanceComite) -> Partie | None:
    """The party that this person chairs for at a meeting."""
    return partie_pour(titulaire, seance.organe)


def partie_pour(titulaire: Titulaire, organe: Organe) -> Partie | None:
    """The party that this person chairs for in a body; a bureau or a commission is chaired as its plenary."""
    if titulaire.compte is None:
        return None
    jour = timezone.localdate(maintenant())
    partie = partie_presidee(titulaire.compte, organe, jour)
    if partie is None and organe.parent is not None:
        partie = partie_presidee(titulaire.compte, organe.parent, jour)
    return partie


def valables(seance: SeanceComite) -> list[SignatureConvocation]:
    """Signatures of what is convened as it stands; the others were cancelled by a change."""
    return list(seance.signatures.filter(empreinte=empreinte(contenu(seance))))


def signer(
    *, titulaire: Titulaire, seance: SeanceComite, empreinte_vue: str, nom: str, qualite: str
) -> SignatureConvocation:
    """Sign for one's party what one saw (``empreinte_vue``); the second signature sends the convocation."""
    partie = partie_de(titulaire, seance)
    if partie is None:
        raise Interdit(
            "La convocation se signe par les deux présidences, et vous n’en tenez aucune aujourd’hui.",
            remede="La composition du comité dit qui préside pour l’État et pour la Région.",
        )
    exiger(titulaire, "seance", "convoquer", seance, SEANCE)
    with transaction.atomic():
        prise = prendre(seance)
        valeurs = contenu(prise)
        courante = empreinte(valeurs)
        deja = prise.signatures.filter(partie=partie, empreinte=courante).first()
        if deja is not None:
            return deja
        _exiger_signable(prise, titulaire, courante, empreinte_vue)
        signature = SignatureConvocation.objects.create(
            seance=prise,
            partie=partie,
            auteur=titulaire.auteur,
            nom=nom.strip(),
            qualite=qualite.strip(),
            contenu=json_canonique(valeurs).decode(),
            empreinte=courante,
            signee_le=maintenant(),
        )
        charge = {
            "partie": partie.value,
            "empreinte": courante,
            "signataire": engager({"nom": nom, "qualite": qualite}),
        }
        acter("seance.signer", titulaire.auteur, prise, charge)
        if {s.partie for s in valables(prise)} == set(Partie):
            _envoyer(prise, titulaire.auteur)
    return signature


def _exiger_signable(seance: SeanceComite, titulaire: Titulaire, courante: str, vue: str) -> None:
    if seance.etat != EtatSeance.PREPAREE:
        raise Impossible("Cette séance n’est plus à convoquer.", remede="La page de la séance dit où elle en est.")
    if courante != vue:
        raise Impossible(
            "La convocation a changé depuis que vous avez ouvert cette page : rien n’a été signé.",
            remede="Relisez-la, puis signez ce que vous voyez.",
        )
    if mal := manques(seance):
        raise Impossible(
            f"La convocation ne peut pas être signée. {' '.join(mal)}", remede="Le secrétariat la corrige."
        )
    if seance.signatures.filter(auteur=titulaire.auteur, empreinte=courante).exists():
        raise Impossible(
            "Vous avez déjà signé pour l’autre partie.", remede="La convocation se signe par deux comptes différents."
        )


def _envoyer(seance: SeanceComite, auteur: str) -> None:
    """Copy the rules, freeze the agenda, write one row a person, queue the mails, enter the referrals."""
    personnes, ordre = convies(seance), ordre_en_valeurs(seance)
    seance.regles = jeu_de(seance).en_valeurs()
    seance.ordre_empreinte = empreinte(ordre)
    seance.convoquee_le = maintenant()
    seance.etat = EtatSeance.CONVOQUEE
    seance.version += 1
    seance.save()
    EnvoiConvocation.objects.bulk_create(
        EnvoiConvocation(
            seance=seance,
            personne=c.personne,
            siege=c.siege,
            canal="courriel" if c.personne.courriel else "courrier",
            envoye_le=seance.convoquee_le,
        )
        for c in personnes
    )
    franchie(seance, "convoquer", EtatSeance.CONVOQUEE, auteur)
    inscrire_saisines([p.saisine for p in _points(seance) if p.saisine], seance, auteur)
    charge = {
        "ordre_empreinte": seance.ordre_empreinte,
        "convocation_empreinte": empreinte(contenu(seance)),
        "regles": {"code": seance.regles["code"], "empreinte": empreinte(seance.regles)},
        "destinataires": len(personnes),
        "convocation": seance.convocation,
        "demande": seance.demande.numero if seance.demande else None,
    }
    acter("seance.convoquer", auteur, seance, charge)
    convoquer_par_courriel(seance, [c.personne for c in personnes], delai(seance).phrase)
    envoyer_les_invitations(seance, auteur)

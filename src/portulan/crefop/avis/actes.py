"""What an opinion and minutes have in common: their lock, their steps, two signatures, the record of their files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.avis import transitions
from portulan.crefop.avis.droits import AVIS, PV
from portulan.crefop.avis.models import AvisComite, ProcesVerbal, PublicationActe, VersionPV
from portulan.crefop.avis.pv import numero_pv
from portulan.crefop.composition.models import Organe
from portulan.crefop.registre.models import PointDeControle
from portulan.crefop.registre.operations import engager, inscrire
from portulan.crefop.seance.convocation import partie_pour
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, VersionDepassee
from portulan.socle.horloge import maintenant

type Acte = AvisComite | ProcesVerbal

CHAMPS = {"avis": AVIS, "pv": PV}
_ETAPES = {"avis": transitions.AVIS, "pv": transitions.PV}


def genre(acte: Acte) -> str:
    """« avis » or « pv »: the object of the rights table, of the journal and of the register."""
    return "avis" if isinstance(acte, AvisComite) else "pv"


def numero(acte: Acte) -> str:
    """« A-2026-01 », « PV-P-2026-01 »."""
    return acte.numero if isinstance(acte, AvisComite) else numero_pv(acte.seance)


def organe(acte: Acte) -> Organe:
    """The body whose act it is."""
    return acte.saisine.organe if isinstance(acte, AvisComite) else acte.seance.organe


def nommer(acte: Acte) -> str:
    """« L’avis A-2026-01 »: the subject of a sentence."""
    return f"{'L’avis' if isinstance(acte, AvisComite) else 'Le procès-verbal'} {numero(acte)}"


def derniere(pv: ProcesVerbal) -> VersionPV:
    """The latest version: the one that is read, corrected, approved, signed."""
    return pv.versions.order_by("-numero")[0]


def empreinte(acte: Acte) -> str:
    """The digest that signatures are on: that of the frozen opinion, of the latest version of minutes."""
    return acte.empreinte if isinstance(acte, AvisComite) else derniere(acte).empreinte


# --- writing --------------------------------------------------------------------------------------


def verrouiller(acte: Acte) -> None:
    """Read again under a lock: two acts on the same row at the same instant come one after the other."""
    _lignes(acte).select_for_update().get(pk=acte.pk)
    acte.refresh_from_db()


def _lignes(acte: Acte) -> QuerySet[Any]:
    return AvisComite.objects.all() if isinstance(acte, AvisComite) else ProcesVerbal.objects.all()


def prendre(acte: Acte, version: int) -> None:
    """Take the version: the one writer who still holds it goes on, the others are told."""
    lignes = _lignes(acte).filter(pk=acte.pk)
    if not lignes.filter(version=version).update(version=version + 1):
        actuel = lignes.get()
        raise VersionDepassee(actuel, actuel.version)
    acte.refresh_from_db()


def exiger_etape(acte: Acte, etape: str) -> transitions.Transition:
    """The step, when the state of the act allows it. Raises ``Impossible``."""
    return transitions.exiger(_ETAPES[genre(acte)], etape, acte.etat, nommer(acte))


def passer(acte: Acte, etape: str, **champs: Any) -> None:
    """Take the step and write these fields with it."""
    vers = exiger_etape(acte, etape).vers
    prendre(acte, acte.version)
    for nom, valeur in champs.items():
        setattr(acte, nom, valeur)
    acte.etat = str(vers)
    acte.save()


def consigner(verbe: str, acte: Acte, charge: dict[str, Any]) -> None:
    """Enter an act in the register: « avis.signer », « pv.signer »."""
    objet = genre(acte)
    inscrire(type=f"{objet}.{verbe}", objet=f"{objet}:{numero(acte)}", organe=organe(acte).code, charge=charge)


def journaliser(verbe: str, titulaire: Titulaire, acte: Acte, **detail: Any) -> None:
    """Write an act in the journal."""
    objet = genre(acte)
    noter(f"{objet}.{verbe}", auteur=titulaire.auteur, objet_type=objet, objet_id=acte.pk, **detail)


# --- signing --------------------------------------------------------------------------------------


def exiger_partie(titulaire: Titulaire, acte: Acte) -> str:
    """The party that this account chairs for today. Raises ``Interdit``."""
    partie = partie_pour(titulaire, organe(acte))
    if partie is None:
        raise Interdit(
            "Seules les deux présidences signent, chacune pour sa partie.",
            remede="Le siège que vous occupez n’est pas une présidence de ce comité.",
        )
    return partie


def signer[A: (AvisComite, ProcesVerbal)](
    *, titulaire: Titulaire, acte: A, empreinte_lue: str, nom: str, qualite: str
) -> A:
    """Sign for one's party, on the digest that was read; the second signature makes the act signed. Twice is once."""
    exiger(titulaire, genre(acte), "signer", acte, CHAMPS[genre(acte)])
    partie = exiger_partie(titulaire, acte)
    with transaction.atomic():
        verrouiller(acte)
        if acte.signatures.filter(partie=partie, auteur=titulaire.auteur).exists():
            return acte
        exiger_etape(acte, "signer")
        _exiger_signable(titulaire, acte, partie, empreinte_lue)
        if not nom.strip() or not qualite.strip():
            raise DonneeInvalide("Le nom et la qualité du signataire sont imprimés.", remede="Remplissez les deux.")
        acte.signatures.create(
            partie=partie,
            auteur=titulaire.auteur,
            nom=nom.strip(),
            qualite=qualite.strip(),
            empreinte=empreinte_lue,
            signee_le=maintenant(),
        )
        if acte.signatures.count() == 2:  # noqa: PLR2004 (two parties)
            passer(acte, "signer")
        signataire = engager({"nom": nom, "qualite": qualite})
        consigner("signer", acte, {"empreinte": empreinte_lue, "partie": partie, "signataire": signataire})
        journaliser("signer", titulaire, acte, partie=partie)
    return acte


def _exiger_signable(titulaire: Titulaire, acte: Acte, partie: str, empreinte_lue: str) -> None:
    """The digest is that of the act, neither the party nor the account has signed. Raises ``Impossible``."""
    if empreinte(acte) != empreinte_lue:
        raise Impossible(
            f"{nommer(acte)} a changé depuis l’ouverture de cette page.",
            remede="Rouvrez-la : elle montre ce qui serait signé.",
        )
    if acte.signatures.filter(partie=partie).exists():
        raise Impossible("Cette partie a déjà signé.", remede="L’autre présidence peut signer.")
    if acte.signatures.filter(auteur=titulaire.auteur).exists():
        raise Impossible("Ce compte a déjà signé.", remede="L’autre présidence signe avec le sien.")


# --- what was published ---------------------------------------------------------------------------


def retenir_publication(
    *,
    titulaire: Titulaire,
    acte: Acte,
    verbe: str,
    dossier: str,
    fichiers: Sequence[dict[str, Any]],
    point: PointDeControle,
    quand: datetime,
) -> PublicationActe:
    """Write the row of what was published, the register entry that commits each file, and the journal."""
    publication = PublicationActe.objects.create(
        genre=genre(acte),
        dossier=dossier,
        fichiers=list(fichiers),
        empreinte=empreinte(acte),
        point_de_controle=point,
        auteur=titulaire.auteur,
        publie_le=quand,
        **{genre(acte): acte},
    )
    charge = {
        "empreinte": publication.empreinte,
        "fichiers": {f["nom"]: f["empreinte"] for f in fichiers},
        "point_de_controle": point.seq,
    }
    consigner(verbe, acte, charge)
    journaliser(verbe, titulaire, acte, fichiers=len(fichiers))
    return publication

"""From a file or an address to a load: recognise, read, refuse or keep — all or nothing."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from portulan.socle.erreurs import (
    DonneeInvalide,
    ErreurUtilisateur,
    Introuvable,
    RessourceIndisponible,
    raison_systeme,
)
from portulan.socle.mesure import nombre_fr
from portulan.socle.progression import Progression, muette
from portulan.socle.source import FicheSource, Refus
from portulan.sources import catalogue
from portulan.sources import lecture as lecture_fichiers
from portulan.sources.adresses import adresse_officielle
from portulan.sources.archives import depaqueter
from portulan.sources.connecteur import Connecteur, Lecture, SansAnnee
from portulan.sources.entrepot import Chargement, Entrepot
from portulan.sources.telechargement import TAILLE_MAX, est_adresse, suffixe, telecharger


@dataclass(frozen=True)
class Rapport:
    """What an import did, for the screen, the terminal and the API.

    ``charge``: the data are in the store and current (already there included: ``deja``). ``message``: French summary.
    """

    fiche: FicheSource
    refus: tuple[Refus, ...]
    refus_total: int
    charge: bool
    message: str
    deja: bool = False
    chargement: Chargement | None = None

    @property
    def bloquants(self) -> tuple[Refus, ...]:
        """The refusals (among those kept) that leave a row out."""
        return tuple(r for r in self.refus if r.bloquant)


def importer(
    entrepot: Entrepot,
    code: str | None,
    origine: str,
    *,
    ecarter: bool = False,
    simuler: bool = False,
    annee: int | None = None,
    progression: Progression = muette,
    taille_max: int = TAILLE_MAX,
) -> Rapport:
    """Load ``origine`` (path or https address) with the connector ``code``, recognised when None.

    One blocking refusal refuses the whole load, unless ``ecarter`` (the sidecar then says what was left out).
    ``simuler``: read and report, write nothing. ``annee``: for a connector whose files do not write their own. Raises
    ``ErreurUtilisateur`` when the file cannot be read at all.
    """
    attendu = catalogue.connecteur(code) if code else None
    if not origine.strip():
        origine = adresse_officielle(attendu.code, entrepot.racine.parent) if attendu else ""
        if not origine:
            raise DonneeInvalide(
                "Aucun fichier ni adresse n'est donné.", remede="Donnez le chemin d'un fichier ou une adresse https."
            )
    with (
        _fichier(entrepot, origine, attendu, taille_max, progression) as obtenu,
        depaqueter(entrepot, obtenu) as fichier,
    ):
        nom = origine if est_adresse(origine) else obtenu.name
        connecteur = _choisir(attendu, fichier, nom)
        return _importer_fichier(
            entrepot,
            connecteur,
            fichier,
            nom,
            ecarter=ecarter,
            simuler=simuler,
            annee=annee,
            progression=progression,
        )


def _importer_fichier(
    entrepot: Entrepot,
    connecteur: Connecteur,
    fichier: Path,
    origine: str,
    *,
    ecarter: bool,
    simuler: bool,
    progression: Progression,
    annee: int | None = None,
) -> Rapport:
    progression(f"Empreinte de {fichier.name}", 0.0)
    deja = entrepot.deja_lu(connecteur.code, lecture_fichiers.empreinte(fichier))
    if deja is not None and annee in {None, deja.fiche.date_donnees.year}:
        message = f"{deja.fiche.libelle} : déjà chargé, rien n'a changé."
        return Rapport(
            deja.fiche,
            deja.fiche.refus,
            deja.fiche.refus_total,
            charge=True,
            message=message,
            deja=True,
            chargement=deja,
        )
    progression(f"Lecture : {connecteur.libelle}", 0.1)
    lecture = _lire(connecteur, fichier, origine, annee, progression)
    if lecture.fiche.lignes_retenues == 0:
        raise DonneeInvalide(
            f"{lecture.fiche.libelle} : aucune ligne de {origine} n'a pu être retenue sur {lecture.fiche.lignes_lues}."
            + (f" Première raison : {lecture.refus[0]}" if lecture.refus else ""),
            remede="Vérifiez que c'est le bon fichier et qu'il est complet.",
        )
    return _conclure(entrepot, lecture, ecarter=ecarter, simuler=simuler, progression=progression)


def _lire(connecteur: Connecteur, fichier: Path, origine: str, annee: int | None, progression: Progression) -> Lecture:
    if annee is None:
        return connecteur.lire(fichier, origine=origine, progression=progression)
    if isinstance(connecteur, SansAnnee):
        return connecteur.lire(fichier, origine=origine, progression=progression, annee=annee)
    raise DonneeInvalide(
        f"Les fichiers « {connecteur.libelle} » disent eux-mêmes leur année.", remede="Recommencez sans donner d'année."
    )


def _conclure(
    entrepot: Entrepot, lecture: Lecture, *, ecarter: bool, simuler: bool, progression: Progression
) -> Rapport:
    fiche, bloque = lecture.fiche, any(r.bloquant for r in lecture.refus)
    chargement = None
    accepte = ecarter or not bloque
    recul = _recul(entrepot, fiche) if accepte else ""
    if accepte and not simuler:
        progression(f"Dépôt : {fiche.libelle}", 0.9)
        if bloque:
            note = "Des lignes refusées ont été écartées à la demande de la personne qui a chargé le fichier."
            lecture = replace(lecture, fiche=replace(fiche, notes=(*fiche.notes, note)))
        chargement = entrepot.deposer(lecture, ecarte=bloque)
        fiche = chargement.fiche
    progression(f"{fiche.libelle} : terminé", 1.0)
    return Rapport(
        fiche,
        lecture.refus,
        lecture.refus_total,
        chargement is not None,
        _message(lecture, accepte=accepte, simuler=simuler) + recul,
        chargement=chargement,
    )


def _recul(entrepot: Entrepot, fiche: FicheSource) -> str:
    """A sentence when what is loaded is older than what it replaces."""
    remplacee = next((c.fiche for c in entrepot.courants() if (c.fiche.code, c.fiche.version) == _cle(fiche)), None)
    if remplacee is None or fiche.date_donnees >= remplacee.date_donnees:
        return ""
    return (
        f" Attention : ces données du {fiche.date_donnees:%d/%m/%Y} sont plus anciennes que celles du "
        f"{remplacee.date_donnees:%d/%m/%Y} dont elles prennent la place."
    )


def _cle(fiche: FicheSource) -> tuple[str, str]:
    return fiche.code, fiche.version


def _message(lecture: Lecture, *, accepte: bool, simuler: bool) -> str:
    fiche = lecture.fiche
    comptes = f"{nombre_fr(fiche.lignes_retenues)} lignes retenues sur {nombre_fr(fiche.lignes_lues)} lues"
    signalees = f", {nombre_fr(lecture.refus_total)} signalées" if lecture.refus_total else ""
    if not accepte:
        premier = next(r for r in lecture.refus if r.bloquant)
        suite = "Rien ne serait chargé" if simuler else "Rien n'a été chargé, le chargement précédent reste en place"
        return (
            f"{fiche.libelle} : {comptes}{signalees}. {suite}. Première ligne refusée : {premier} "
            "Corrigez le fichier, ou demandez à écarter les lignes refusées (--ecarter)."
        )
    etat = "essai à blanc, rien n'a été écrit" if simuler else "chargé"
    return f"{fiche.libelle} : {etat} ; {comptes}{signalees}."


def _choisir(attendu: Connecteur | None, fichier: Path, nom: str) -> Connecteur:
    debut = lecture_fichiers.apercu(fichier)
    if attendu is not None and attendu.reconnait(debut):
        return attendu
    reconnu = catalogue.reconnaitre_apercu(debut)
    if attendu is None:
        if reconnu is None:
            raise DonneeInvalide(
                f"Aucun connecteur ne reconnaît {nom}.",
                remede="Dites lequel employer (./portulan sources les énumère), ou vérifiez l'en-tête du fichier.",
            )
        return reconnu
    if reconnu is not None:
        raise DonneeInvalide(
            f"{nom} n'est pas un fichier « {attendu.libelle} » : il est reconnu par « {reconnu.libelle} ».",
            remede=f"Recommencez avec ./portulan importer {reconnu.code} {nom}",
        )
    raise DonneeInvalide(
        f"{nom} n'est pas un fichier « {attendu.libelle} » : son en-tête n'est pas celui attendu.",
        remede=f"Le fichier attendu vient de {attendu.adresse}." if attendu.adresse else "Vérifiez le fichier.",
    )


@contextmanager
def _fichier(
    entrepot: Entrepot, origine: str, attendu: Connecteur | None, taille_max: int, progression: Progression
) -> Iterator[Path]:
    if est_adresse(origine):
        with entrepot.fichier_temporaire(suffixe(origine)) as fichier:
            quoi = attendu.libelle if attendu else ""
            telecharger(origine, fichier, quoi=quoi, taille_max=taille_max, progression=progression)
            yield fichier
        return
    fichier = Path(origine).expanduser()
    _controler_fichier(fichier)
    yield fichier


def _controler_fichier(fichier: Path) -> None:
    try:
        genre = fichier.stat().st_mode
    except FileNotFoundError as erreur:
        raise Introuvable(f"Le fichier {fichier} n'existe pas.", remede="Vérifiez le chemin.") from erreur
    except OSError as erreur:
        raise RessourceIndisponible(
            f"Le fichier {fichier} ne peut pas être lu ({raison_systeme(erreur)}).",
            remede="Vérifiez le chemin et les droits de lecture.",
        ) from erreur
    if stat.S_ISDIR(genre):
        raise DonneeInvalide(
            f"{fichier} est un dossier.", remede="Donnez un fichier, ou chargez le dossier entier avec demo --donnees."
        )
    if not stat.S_ISREG(genre):
        raise DonneeInvalide(
            f"{fichier} n'est pas un fichier ordinaire (tube, prise ou périphérique) : il ne peut être lu qu'une fois.",
            remede="Écrivez d'abord les données dans un fichier, puis donnez son chemin.",
        )


@dataclass(frozen=True)
class FichierDuDossier:
    """What became of one file of a folder: loaded, left (not a file we read) or refused, and why."""

    fichier: Path
    etat: str  # « utilisé », « laissé » or « refusé »
    raison: str
    rapport: Rapport | None = None


def importer_dossier(
    entrepot: Entrepot, dossier: Path, *, ecarter: bool = True, progression: Progression = muette
) -> tuple[FichierDuDossier, ...]:
    """Load every recognised file under ``dossier`` (recursive, in the order of names); never fails for one of them.

    ``ecarter`` defaults to True: a folder of extracts is used as far as it can be, and each sidecar says what was not.
    """
    if not dossier.is_dir():
        raise Introuvable(f"Le dossier {dossier} n'existe pas.", remede="Vérifiez le chemin donné à --donnees.")
    fichiers = sorted(f for f in dossier.rglob("*") if f.is_file() and not f.name.startswith("."))
    bilan = []
    for rang, fichier in enumerate(fichiers):
        progression(f"{fichier.relative_to(dossier)}", rang / len(fichiers))
        bilan.append(_essayer(entrepot, fichier, ecarter=ecarter))
    progression("Dossier parcouru", 1.0)
    return tuple(bilan)


def _essayer(entrepot: Entrepot, fichier: Path, *, ecarter: bool) -> FichierDuDossier:
    try:
        connecteur = catalogue.reconnaitre(fichier)
    except ErreurUtilisateur as erreur:
        return FichierDuDossier(fichier, "laissé", erreur.message)
    if connecteur is None:
        return FichierDuDossier(fichier, "laissé", "Aucun connecteur ne lit ce genre de fichier.")
    try:
        rapport = _importer_fichier(
            entrepot, connecteur, fichier, fichier.name, ecarter=ecarter, simuler=False, progression=muette
        )
    except ErreurUtilisateur as erreur:
        return FichierDuDossier(fichier, "refusé", str(erreur))
    return FichierDuDossier(fichier, "utilisé" if rapport.charge else "refusé", rapport.message, rapport)

"""What the acts of the committee print the same way: signatures, checkpoint of the register, dates, tables of votes."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import StrEnum

from portulan.crefop.avis.grilles import grille_vote
from portulan.crefop.avis.valeurs import Grille, Sceau, Vote
from portulan.publication.document import (
    Bloc,
    Colonne,
    Definitions,
    Encadre,
    Section,
    Tableau,
    Texte,
    Ton,
    fragments,
    nombre,
    paragraphe,
)
from portulan.socle.dates import date_fr
from portulan.socle.typographie import espaces_insecables

_TELS_QUELS = {"adresse", "identifiant", "langue", "logo"}
PARTIES = {"etat": "État", "region": "Région"}
# where the printed checkpoint stands in the order of things
ORDRE = (
    "Le point de contrôle est posé juste avant la publication : il scelle les entrées antérieures du registre des "
    "actes. L’entrée de publication vient après lui et porte l’empreinte de chacun des fichiers publiés."
)


def typographier[T](valeur: T) -> T:
    """A document where the space before « : ; ? ! » and inside « » does not break; addresses and digests are left."""
    if isinstance(valeur, Texte) and valeur.code:
        return valeur
    if isinstance(valeur, tuple):
        return tuple(typographier(v) for v in valeur)  # type: ignore[return-value]
    if isinstance(valeur, str) and not isinstance(valeur, StrEnum):
        return espaces_insecables(valeur)  # type: ignore[return-value]
    if not is_dataclass(valeur) or isinstance(valeur, type):
        return valeur
    champs = {f.name: getattr(valeur, f.name) for f in fields(valeur) if f.name not in _TELS_QUELS}
    return replace(valeur, **{nom: typographier(v) for nom, v in champs.items()})


def jour_fr(iso: str) -> str:
    """« 1er janvier 2026 » from its ISO writing; empty stays empty."""
    return date_fr(date.fromisoformat(iso[:10])) if iso else ""


def tableau(grille: Grille) -> Tableau:
    """A grid of an act as a table: counts are aligned on their end; a last row named « Ensemble » is a total."""
    colonnes = tuple(
        nombre(titre)
        if rang and all(ligne[rang].isdigit() or ligne[rang] == "–" for ligne in grille.lignes)
        else Colonne(titre, poids=_poids(rang))
        for rang, titre in enumerate(grille.entetes)
    )
    return Tableau(grille.legende, colonnes, grille.lignes, total=grille.lignes[-1][0] == "Ensemble")


def _poids(rang: int) -> float:
    return 2.2 if rang == 0 else 1.6


def blocs_vote(vote: Vote) -> tuple[Bloc, ...]:
    """A ballot: its sentence, what it needs to be read, its counts by college, then by organisation where published."""
    blocs: list[Bloc] = [paragraphe(Texte(vote.phrase, fort=True))]
    if vote.precisions:
        blocs.append(paragraphe(" ".join(vote.precisions)))
    grille = grille_vote(vote)
    if grille is not None:
        blocs.append(tableau(grille))
    if vote.organisations:
        lignes = tuple((o.organisation, o.college, o.choix, str(o.voix)) for o in vote.organisations)
        colonnes = (
            Colonne("Organisation", poids=2),
            Colonne("Collège", poids=1.6),
            Colonne("Vote"),
            nombre("Voix", poids=0.6),
        )
        blocs.append(Tableau(f"{vote.intitule} : vote par organisation", colonnes, lignes))
    blocs.append(paragraphe(f"{vote.regle}. Mode : {vote.mode}."))
    return tuple(blocs)


def section_signatures(sceau: Sceau | None) -> Section:
    """Both chairs, on the digest of the act; before, that it is not signed."""
    if sceau is None or not sceau.signatures:
        avis = Encadre(Ton.ATTENTION, "Projet non signé", (paragraphe("Ce document n’a pas encore de signature."),))
        return Section(1, "Signatures", (avis,), identifiant="signatures")
    lignes = tuple((PARTIES[s.partie], s.nom, s.qualite, jour_fr(s.le)) for s in sceau.signatures)
    colonnes = (
        Colonne("Pour", poids=0.7),
        Colonne("Nom", poids=1.4),
        Colonne("Qualité", poids=2),
        Colonne("Signé le", poids=1.2),
    )
    return Section(
        1,
        "Signatures",
        (
            Tableau("Signatures des deux présidences", colonnes, lignes),
            paragraphe("Empreinte SHA-256 signée : ", Texte(sceau.empreinte, code=True)),
        ),
        identifiant="signatures",
    )


def entrees_sceau(sceau: Sceau | None) -> Definitions | None:
    """The checkpoint of the register, as it is printed; None before the publication."""
    if sceau is None or not sceau.publie_le:
        return None
    return Definitions(
        (
            ("Publié le", fragments(jour_fr(sceau.publie_le))),
            ("Registre des actes : rang", fragments(str(sceau.rang))),
            ("Registre des actes : empreinte de l’entrée", fragments(Texte(sceau.entree, code=True))),
            ("Registre des actes : racine de Merkle", fragments(Texte(sceau.racine, code=True))),
        )
    )


def avertissements(*, fictif: bool, projet: bool) -> tuple[Encadre, ...]:
    """What a reader must know before anything else."""
    cadres = []
    if projet:
        cadres.append(Encadre(Ton.ALERTE, "Projet", (paragraphe("Ce document n’est ni figé, ni signé, ni publié."),)))
    if fictif:
        cadres.append(
            Encadre(
                Ton.ATTENTION,
                "Activité fictive de démonstration",
                (paragraphe("Ce comité, ses membres et ses votes sont inventés pour montrer l’outil."),),
            )
        )
    return tuple(cadres)

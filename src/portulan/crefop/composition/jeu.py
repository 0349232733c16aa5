"""The rules of a body as dated data: every key has a value, where it comes from and its reference. Pure.

A shipped set (``jeux/*.toml``) holds every key; the règlement intérieur of a region replaces some of them. A value that
comes from neither a code, an order nor a règlement intérieur is a default, and every screen says « à confirmer ».
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.toml import lire_toml

_JEUX = Path(__file__).parent / "jeux"


class Origine(StrEnum):
    """Where the value of a rule comes from."""

    CODE = "code"
    ARRETE = "arrete"
    REGLEMENT = "reglement"
    DEFAUT = "defaut"

    @property
    def libelle(self) -> str:
        """In French, as screens and acts print it."""
        return {
            Origine.CODE: "code",
            Origine.ARRETE: "arrêté",
            Origine.REGLEMENT: "règlement intérieur",
            Origine.DEFAUT: "défaut à confirmer",
        }[self]


@dataclass(frozen=True, slots=True)
class Cle:
    """A key: what it decides, and what it may hold (``choix``: code → words; else the Python type of its value)."""

    code: str
    libelle: str
    genre: type
    choix: Mapping[str, str] = MappingProxyType({})

    def admet(self, valeur: Any) -> bool:
        """True when this value can be written for this key."""
        if self.genre is bool:
            return isinstance(valeur, bool)
        if self.genre is int:
            return isinstance(valeur, int) and not isinstance(valeur, bool) and 0 <= valeur <= 10_000  # noqa: PLR2004
        return isinstance(valeur, str) and (valeur in self.choix if self.choix else len(valeur) <= 300)  # noqa: PLR2004

    def dire(self, valeur: Any) -> str:
        """The value in French."""
        if isinstance(valeur, bool):
            return "oui" if valeur else "non"
        return self.choix.get(valeur, str(valeur)) if self.choix else str(valeur) or "aucun"


def _choix(code: str, libelle: str, **choix: str) -> Cle:
    return Cle(code, libelle, str, MappingProxyType(choix))


CLES: Mapping[str, Cle] = MappingProxyType(
    {
        c.code: c
        for c in (
            _choix(
                "quorum.base",
                "Qui compte pour la base du quorum",
                tous_sieges="tous les sièges",
                deliberatifs="les sièges à voix délibérative",
            ),
            Cle("quorum.vacants_comptent", "Les sièges vacants comptent dans la base", bool),
            _choix(
                "quorum.seuil",
                "Part de la base à réunir",
                moitie_au_moins="la moitié au moins",
                plus_de_la_moitie="plus de la moitié",
                tiers_au_moins="le tiers au moins",
                deux_tiers_au_moins="les deux tiers au moins",
                aucun="aucun quorum",
            ),
            Cle("quorum.mandats_comptent", "Les sièges qui ont donné mandat comptent", bool),
            Cle("quorum.distance_compte", "Les personnes à distance, identifiées, comptent", bool),
            _choix(
                "quorum.moment",
                "Quand le quorum est constaté",
                ouverture="à l’ouverture de la séance",
                chaque_point="à l’ouverture, puis à chaque point soumis au vote",
            ),
            _choix(
                "quorum.deport",
                "Une personne qui se déporte",
                retire_du_numerateur="n’est plus comptée pour ce point",
                neutre="reste comptée",
            ),
            Cle("reconvocation.autorisee", "Une seconde convocation sans quorum est possible", bool),
            Cle("reconvocation.delai_min", "Délai de la seconde convocation (jours)", int),
            Cle("reconvocation.mention_obligatoire", "La seconde convocation dit qu’aucun quorum n’est requis", bool),
            Cle("reconvocation.meme_ordre_du_jour", "La seconde convocation garde le même ordre du jour", bool),
            Cle("convocation.delai", "Délai de convocation (jours)", int),
            _choix(
                "convocation.decompte",
                "Décompte du délai",
                calendaire="en jours calendaires",
                francs="en jours francs",
                ouvres="en jours ouvrés",
            ),
            Cle("convocation.urgence", "L’urgence motivée dispense du délai", bool),
            _choix(
                "demande.base",
                "Membres dont la majorité peut demander une séance",
                tous_sieges="tous les membres, avec ou sans voix",
                deliberatifs="les membres à voix délibérative",
            ),
            Cle("demande.delai", "Délai pour convoquer la séance demandée par les membres (jours)", int),
            Cle("mandat.autorise", "Un membre absent peut donner mandat", bool),
            Cle("mandat.max_par_porteur", "Mandats qu’une personne peut porter (0 : pas de limite)", int),
            Cle("mandat.meme_college", "Le mandat se donne dans le même collège", bool),
            Cle("mandat.seulement_sans_suppleant", "Le mandat n’est possible que sans suppléant présent", bool),
            Cle("mandat.porteur_doit_etre_present", "Le porteur du mandat doit être présent", bool),
            _choix(
                "vote.base_majorite",
                "Base de la majorité",
                exprimes="les suffrages exprimés",
                presents_ou_representes="les membres présents ou représentés",
                composition="les membres composant le comité",
            ),
            _choix(
                "vote.egalite",
                "En cas d’égalité",
                voix_preponderante_etat="voix prépondérante du coprésident de l’État",
                voix_preponderante_region="voix prépondérante de la coprésidence de la Région",
                partage="avis partagé",
                rejet="rejet",
            ),
            _choix(
                "vote.poids",
                "Nombre de voix",
                un="une voix par siège",
                table_arretee="voix fixées par arrêté, siège par siège",
            ),
            Cle("vote.secret_sur_demande", "Part qui obtient un vote secret (en pour cent, 0 : jamais)", int),
            Cle("avis.fondement_repute_rendu", "Texte qui permet de réputer l’avis rendu (vide : aucun)", str),
            _choix(
                "avis.organe_competent",
                "Organe qui rend l’avis",
                pleniere="le comité plénier",
                bureau="le bureau",
                emploi="le comité régional pour l’emploi",
            ),
            Cle("saisine.delai", "Délai pour rendre l’avis après la saisine (jours, 0 : aucun)", int),
            Cle("avis.explications_delai", "Délai pour remettre une explication de vote (jours)", int),
            Cle("publication.delai", "Délai de publication de l’avis (jours)", int),
            _choix(
                "publication.nominatif",
                "Votes publiés",
                college="par collège",
                organisation="par organisation",
            ),
            Cle("pleniere.par_an", "Séances plénières par an, au moins", int),
            Cle("siege.duree_mois", "Durée des mandats des membres (mois)", int),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Regle:
    """The value of a key, where it comes from, its reference."""

    cle: str
    valeur: Any
    origine: Origine
    reference: str

    @property
    def dite(self) -> str:
        """The value in French."""
        return CLES[self.cle].dire(self.valeur)

    @property
    def a_confirmer(self) -> bool:
        """True when no text says so: a default of ours."""
        return self.origine is Origine.DEFAUT


@dataclass(frozen=True)
class Jeu:
    """A whole set of rules, valid between two days: every key of ``CLES`` has one."""

    code: str
    titre: str
    regime: str
    valide_du: date
    valide_au: date | None
    regles: Mapping[str, Regle]

    def __getitem__(self, cle: str) -> Any:
        return self.regles[cle].valeur

    def regle(self, cle: str) -> Regle:
        """The rule of a key, with its source."""
        return self.regles[cle]

    def vaut(self, jour: date) -> bool:
        """True when this set is in force on a day."""
        return self.valide_du <= jour and (self.valide_au is None or jour <= self.valide_au)

    @property
    def seuil_quorum(self) -> Fraction | None:
        """Part of the base to reach; None when no quorum is asked."""
        return {
            "moitie_au_moins": Fraction(1, 2),
            "plus_de_la_moitie": Fraction(1, 2),
            "tiers_au_moins": Fraction(1, 3),
            "deux_tiers_au_moins": Fraction(2, 3),
        }.get(self["quorum.seuil"])

    def remplacer(self, regles: Iterable[Regle], *, code: str, titre: str, du: date, au: date | None) -> "Jeu":
        """This set where some rules are replaced by those of a règlement intérieur."""
        nouvelles = {r.cle: r for r in regles}
        return replace(
            self,
            code=code,
            titre=titre,
            valide_du=du,
            valide_au=au,
            regles=MappingProxyType({**self.regles, **nouvelles}),
        )

    def en_valeurs(self) -> dict[str, Any]:
        """Plain JSON values, as a meeting keeps them."""
        return {
            "code": self.code,
            "titre": self.titre,
            "regime": self.regime,
            "valide_du": self.valide_du.isoformat(),
            "valide_au": self.valide_au.isoformat() if self.valide_au else None,
            "regles": {
                cle: {"valeur": r.valeur, "origine": r.origine.value, "reference": r.reference}
                for cle, r in sorted(self.regles.items())
            },
        }

    @classmethod
    def de_valeurs(cls, valeurs: Mapping[str, Any]) -> "Jeu":
        """The set that a meeting kept."""
        au = valeurs["valide_au"]
        return cls(
            valeurs["code"],
            valeurs["titre"],
            valeurs["regime"],
            date.fromisoformat(valeurs["valide_du"]),
            date.fromisoformat(au) if au else None,
            MappingProxyType(
                {
                    cle: Regle(cle, r["valeur"], Origine(r["origine"]), r["reference"])
                    for cle, r in valeurs["regles"].items()
                }
            ),
        )


def lire_regle(cle: str, valeur: Any, origine: str, reference: str) -> Regle:
    """A rule, checked. Raises ``DonneeInvalide``: unknown key, value that the key does not admit, no reference."""
    declaree = CLES.get(cle)
    if declaree is None:
        raise DonneeInvalide(f"« {cle} » n’est pas une règle connue.", remede=f"Règles : {', '.join(sorted(CLES))}.")
    if not declaree.admet(valeur):
        admis = ", ".join(declaree.choix) or {bool: "oui ou non", int: "un nombre entier"}.get(
            declaree.genre, "un texte"
        )
        raise DonneeInvalide(
            f"« {declaree.libelle} » ne peut pas valoir « {valeur} ».", remede=f"Valeurs admises : {admis}."
        )
    if not reference.strip():
        raise DonneeInvalide(
            f"« {declaree.libelle} » n’a pas de référence.", remede="Citez l’article ou l’acte qui le dit."
        )
    return Regle(cle, valeur, Origine(origine), reference.strip())


@cache
def jeux_livres() -> tuple[Jeu, ...]:
    """Shipped sets, oldest first. Raises ``DonneeInvalide`` when one lacks a key."""
    return tuple(sorted((_lire(chemin) for chemin in _JEUX.glob("*.toml")), key=lambda j: (j.valide_du, j.code)))


def _lire(chemin: Path) -> Jeu:
    brut = lire_toml(chemin).valeurs
    regles = {r["cle"]: lire_regle(r["cle"], r["valeur"], r["origine"], r["reference"]) for r in brut["regle"]}
    if manquantes := set(CLES) - set(regles):
        raise DonneeInvalide(f"{chemin} : règles absentes ({', '.join(sorted(manquantes))}).", remede="Ajoutez-les.")
    return Jeu(
        brut["code"],
        brut["titre"],
        brut["regime"],
        brut["valide_du"],
        brut.get("valide_au"),
        MappingProxyType(regles),
    )


def jeu_livre(regime: str, jour: date) -> Jeu:
    """The shipped set of a regime in force on a day. Raises ``Introuvable``."""
    for jeu in jeux_livres():
        if jeu.regime == regime and jeu.vaut(jour):
            return jeu
    raise Introuvable(
        f"Aucun jeu de règles « {regime} » n’est en vigueur le {jour:%d/%m/%Y}.",
        remede="Choisissez une autre date, ou enregistrez le règlement intérieur.",
    )

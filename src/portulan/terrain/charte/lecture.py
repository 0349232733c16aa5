"""Strict reading of a referential: every problem is listed at once, with its line and how to repair it."""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.operateurs import OPERATEURS
from portulan.terrain.charte.referentiel import (
    Correspondance,
    Critere,
    Echelon,
    Groupe,
    Methode,
    PreuveAttendue,
    Principe,
    Reemploi,
    Referentiel,
    Relation,
    Seuils,
)

TAILLE_MAXIMALE = 1_000_000
LIVRES = Path(__file__).parent / "referentiels"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_INDICATEUR = re.compile(r"IND-F[12]\.(?:O\d|\d{1,2})[a-d]?-\d[a-c]?")
_LISTES = ("echelle", "groupes", "principes", "criteres", "reemplois", "correspondances")
_LETTRES = 4000


@dataclass(frozen=True, slots=True)
class Probleme:
    """What is wrong, where, and what to do."""

    ligne: int | None
    objet: str
    message: str
    remede: str

    def __str__(self) -> str:
        lieu = f"ligne {self.ligne}, {self.objet}" if self.ligne else self.objet
        return f"{lieu} : {self.message}. {self.remede}"


class ReferentielRefuse(DonneeInvalide):
    """The file is refused; ``problemes`` lists everything that was found."""

    titre = "Référentiel refusé"

    def __init__(self, problemes: Sequence[Probleme]) -> None:
        self.problemes = tuple(problemes)
        debut = " ; ".join(str(p) for p in self.problemes[:3])
        suite = f" ; et {len(problemes) - 3} autres" if len(problemes) > 3 else ""  # noqa: PLR2004 (a sentence)
        nombre = "1 problème" if len(problemes) == 1 else f"{len(problemes)} problèmes"
        super().__init__(
            f"Le référentiel compte {nombre} : {debut}{suite}", remede="Corrigez le fichier, puis redonnez-le."
        )


def livres() -> tuple[str, ...]:
    """Texts of the referentials shipped with the product, oldest first."""
    return tuple(f.read_text(encoding="utf-8") for f in sorted(LIVRES.glob("*.toml")))


def lire(texte: str, indicateurs: Collection[str] | None = None) -> Referentiel:
    """A referential from its TOML text. ``indicateurs``: the codes that exist (None: only their form is checked).

    Raises ``ReferentielRefuse`` with every problem found.
    """
    if len(texte.encode("utf-8", "replace")) > TAILLE_MAXIMALE:
        raise ReferentielRefuse([Probleme(None, "fichier", "il dépasse un mégaoctet", "Donnez le seul référentiel.")])
    try:
        valeurs = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as erreur:
        remede = "Un texte s’écrit entre guillemets, une clé une seule fois par bloc."
        raise ReferentielRefuse([Probleme(None, "fichier", f"ce n’est pas du TOML : {erreur}", remede)]) from erreur
    lecture = _Lecture(texte, indicateurs)
    referentiel = lecture.referentiel(valeurs)
    if lecture.problemes:
        raise ReferentielRefuse(sorted(lecture.problemes, key=lambda p: p.ligne or 0))
    return referentiel


@dataclass
class _Lecture:
    texte: str
    indicateurs: Collection[str] | None
    problemes: list[Probleme] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lignes: dict[str, list[int]] = {cle: [] for cle in _LISTES}
        for numero, ligne in enumerate(self.texte.splitlines(), 1):
            trouve = re.match(r"\s*\[\[\s*(\w+)\s*\]\]", ligne)
            if trouve and trouve[1] in self.lignes:
                self.lignes[trouve[1]].append(numero)

    def referentiel(self, valeurs: Mapping[str, Any]) -> Referentiel:
        tete = _Bloc(self, "en-tête", 1, valeurs)
        simples = ("code", "version", "titre", "valide_du", "acte", "licence", "seuils", "sources")
        tete.n_admet_que(*simples, *_LISTES)
        sources = tete.dictionnaire("sources")
        principes = tuple(Principe(b.code(), b.texte("libelle")) for b in self.blocs(valeurs, "principes"))
        groupes = tuple(_groupe(b) for b in self.blocs(valeurs, "groupes"))
        echelle = tuple(_echelon(b) for b in self.blocs(valeurs, "echelle"))
        connus = _Connus({p.code for p in principes}, {g.code for g in groupes}, set(sources), self.indicateurs)
        blocs = self.blocs(valeurs, "criteres")
        criteres = tuple(_critere(b, connus) for b in blocs)
        codes = {c.code for c in criteres}
        referentiel = Referentiel(
            code=tete.code(),
            version=tete.code("version"),
            titre=tete.texte("titre"),
            valide_du=tete.jour("valide_du"),
            acte=tete.texte("acte"),
            licence=tete.texte("licence"),
            echelle=echelle,
            seuils=_seuils(tete, echelle),
            sources=sources,
            groupes=groupes,
            principes=principes,
            criteres=criteres,
            reemplois=tuple(_reemploi(b, codes, set(sources)) for b in self.blocs(valeurs, "reemplois")),
            correspondances=tuple(_correspondance(b, codes) for b in self.blocs(valeurs, "correspondances")),
        )
        self.ensemble(referentiel)
        return referentiel

    def blocs(self, valeurs: Mapping[str, Any], cle: str) -> list["_Bloc"]:
        liste = valeurs.get(cle, [])
        if not isinstance(liste, list) or not all(isinstance(x, dict) for x in liste):
            self.signaler(None, cle, "une liste de blocs est attendue", f"Écrivez [[{cle}]] puis une clé par ligne.")
            return []
        lignes = self.lignes[cle]
        return [
            _Bloc(self, f"{cle} n° {rang}", lignes[rang - 1] if len(lignes) == len(liste) else None, x)
            for rang, x in enumerate(liste, 1)
        ]

    def ensemble(self, r: Referentiel) -> None:
        """What only the whole tells: doubles, empty lists, an operator in two groups, a principle without criterion."""
        listes: tuple[tuple[str, Iterable[str]], ...] = (
            ("principe", (p.code for p in r.principes)),
            ("groupe", (g.code for g in r.groupes)),
            ("critère", (c.code for c in r.criteres)),
            ("réemploi", (x.code for x in r.reemplois)),
            ("opérateur dans les groupes", (o for g in r.groupes for o in g.operateurs)),
            ("correspondance", (f"{c.origine} {c.reference} → {c.critere}" for c in r.correspondances)),
        )
        for nom, codes in listes:
            for code, fois in Counter(codes).items():
                if fois > 1 and code:
                    self.signaler(None, f"{nom} {code}", f"écrit {fois} fois", "Gardez-le une seule fois.")
        for nom, liste in (("principes", r.principes), ("groupes", r.groupes), ("criteres", r.criteres)):
            if not liste:
                self.signaler(None, nom, "la liste est vide", f"Écrivez au moins un bloc [[{nom}]].")
        if [e.niveau for e in r.echelle] != list(range(len(r.echelle))) or len(r.echelle) < 3:  # noqa: PLR2004 (0, 1, 2)
            remede = "Écrivez un bloc [[echelle]] par niveau, de 0 en montant, avec trois niveaux au moins."
            self.signaler(None, "echelle", "les niveaux ne se suivent pas depuis 0", remede)
        employes = {c.principe for c in r.criteres}
        for p in r.principes:
            if p.code and p.code not in employes and r.criteres:
                self.signaler(
                    None, f"principe {p.code}", "aucun critère n’en dépend", "Ajoutez un critère ou retirez-le."
                )

    def signaler(self, ligne: int | None, objet: str, message: str, remede: str) -> None:
        self.problemes.append(Probleme(ligne, objet, message, remede))


@dataclass
class _Bloc:
    """A block of the file: a wrong value is noted, and reading goes on with an empty one."""

    lecture: _Lecture
    nom: str
    ligne: int | None
    valeurs: Mapping[str, Any]

    def refuser(self, cle: str, message: str, remede: str) -> None:
        code = self.valeurs.get("code") or self.valeurs.get("reference")
        objet = f"{self.nom} ({code})" if isinstance(code, str) and code else self.nom
        self.lecture.signaler(self.ligne, f"{objet}, clé « {cle} »", message, remede)

    def n_admet_que(self, *cles: str) -> None:
        for cle in sorted(set(self.valeurs) - set(cles)):
            self.refuser(cle[:40], "clé inconnue", f"Clés admises ici : {', '.join(cles)}.")

    def texte(self, cle: str, defaut: str | None = None) -> str:
        valeur = self.valeurs.get(cle, defaut)
        if not isinstance(valeur, str) or (not valeur.strip() and defaut is None):
            self.refuser(cle, "texte absent", "Écrivez un texte entre guillemets.")
            return ""
        if len(valeur) > _LETTRES or "\0" in valeur:
            self.refuser(cle, f"texte de plus de {_LETTRES} signes, ou illisible", "Raccourcissez-le.")
            return ""
        return valeur.strip()

    def code(self, cle: str = "code") -> str:
        valeur = self.texte(cle)
        if valeur and not _CODE.fullmatch(valeur):
            self.refuser(
                cle, f"« {valeur[:40]} » n’est pas un code", "Lettres sans accent, chiffres, points et tirets."
            )
        return valeur

    def jour(self, cle: str) -> date:
        valeur = self.valeurs.get(cle)
        if not isinstance(valeur, date) or isinstance(valeur, datetime):
            self.refuser(cle, "date attendue", "Écrivez-la sans guillemets, comme 2026-01-15.")
            return date.min
        return valeur

    def entier(self, cle: str, minimum: int, maximum: int, defaut: int | None = None) -> int:
        valeur = self.valeurs.get(cle, defaut)
        if not isinstance(valeur, int) or isinstance(valeur, bool) or not minimum <= valeur <= maximum:
            self.refuser(cle, "nombre entier attendu", f"Écrivez un nombre de {minimum} à {maximum}.")
            return minimum
        return valeur

    def mois(self, cle: str = "validite_mois") -> int | None:
        return self.entier(cle, 1, 240) if cle in self.valeurs else None

    def fraction(self, cle: str, minimum: str, maximum: str, defaut: float | None = None) -> Fraction:
        valeur = self.valeurs.get(cle, defaut)
        bornes = Fraction(minimum), Fraction(maximum)
        exacte = None
        if isinstance(valeur, int | float) and not isinstance(valeur, bool) and abs(valeur) < 1e9:  # noqa: PLR2004 (finite)
            exacte = Fraction(str(valeur))
        if exacte is None or not bornes[0] <= exacte <= bornes[1]:
            self.refuser(cle, "nombre attendu", f"Écrivez un nombre de {minimum} à {maximum}, avec un point décimal.")
            return bornes[1]
        return exacte

    def booleen(self, cle: str, *, defaut: bool) -> bool:
        valeur = self.valeurs.get(cle, defaut)
        if not isinstance(valeur, bool):
            self.refuser(cle, "vrai ou faux attendu", "Écrivez true ou false, sans guillemets.")
            return defaut
        return valeur

    def choix[E: StrEnum](self, cle: str, enum: type[E]) -> E:
        valeur = self.valeurs.get(cle)
        if not isinstance(valeur, str) or valeur not in set(enum):
            self.refuser(cle, f"« {str(valeur)[:40]} » inconnu", f"Choisissez parmi : {', '.join(enum)}.")
            return next(iter(enum))
        return enum(valeur)

    def liste(self, cle: str, connus: Collection[str], nom: str) -> tuple[str, ...]:
        """Codes that must exist; the word « tous » alone stands for all of them."""
        valeur = self.valeurs.get(cle, [])
        if valeur == "tous":
            return tuple(sorted(connus))
        if not isinstance(valeur, list) or not valeur or not all(isinstance(x, str) for x in valeur):
            self.refuser(cle, "liste de codes attendue", 'Écrivez-la entre crochets, comme ["a", "b"].')
            return ()
        for x in sorted({x for x in valeur if x not in connus}):
            self.refuser(cle, f"{nom} « {x[:40]} » inconnu", f"Choisissez parmi : {', '.join(sorted(connus))}.")
        if len(set(valeur)) < len(valeur):
            self.refuser(cle, "un code est écrit deux fois", "Gardez-le une seule fois.")
        return tuple(valeur)

    def dictionnaire(self, cle: str) -> dict[str, str]:
        valeur = self.valeurs.get(cle, {})
        if not isinstance(valeur, dict) or not all(isinstance(x, str) and x.strip() for x in valeur.values()):
            self.refuser(cle, "des textes sont attendus", f"Écrivez [{cle}] puis un code et son texte par ligne.")
            return {}
        return dict(valeur)


@dataclass(frozen=True)
class _Connus:
    principes: Collection[str]
    groupes: Collection[str]
    sources: Collection[str]
    indicateurs: Collection[str] | None


def _echelon(b: _Bloc) -> Echelon:
    b.n_admet_que("niveau", "libelle", "description")
    return Echelon(b.entier("niveau", 0, 9), b.texte("libelle"), b.texte("description"))


def _groupe(b: _Bloc) -> Groupe:
    b.n_admet_que("code", "libelle", "operateurs", "service")
    operateurs = b.liste("operateurs", {o.code for o in OPERATEURS}, "opérateur")
    return Groupe(b.code(), b.texte("libelle"), operateurs, b.texte("service"))


def _seuils(tete: _Bloc, echelle: Sequence[Echelon]) -> Seuils:
    valeurs = tete.valeurs.get("seuils")
    b = _Bloc(tete.lecture, "seuils", None, valeurs if isinstance(valeurs, dict) else {})
    b.n_admet_que("niveau_requis", "couverture_minimale", "niveau_sans_preuve", "ecart_de_revue")
    haut = max((e.niveau for e in echelle), default=9)
    return Seuils(
        b.entier("niveau_requis", 1, max(haut, 1)),
        b.fraction("couverture_minimale", "0", "1"),
        b.entier("niveau_sans_preuve", 0, max(haut, 1)),
        b.entier("ecart_de_revue", 1, max(haut, 1)),
    )


def _critere(b: _Bloc, connus: _Connus) -> Critere:
    b.n_admet_que(
        "code", "libelle", "precision", "principe", "obligatoire", "eliminatoire", "groupes", "preuves",
        "mesure_par", "na_permis", "methode", "poids", "fondement",
    )  # fmt: skip
    principe = b.texte("principe")
    if principe and principe not in connus.principes:
        b.refuser(
            "principe", f"« {principe[:40]} » inconnu", f"Choisissez parmi : {', '.join(sorted(connus.principes))}."
        )
    obligatoire, eliminatoire = b.booleen("obligatoire", defaut=False), b.booleen("eliminatoire", defaut=False)
    na_permis = b.booleen("na_permis", defaut=False)
    if eliminatoire and not obligatoire:
        b.refuser("eliminatoire", "un critère éliminatoire est obligatoire", "Ajoutez obligatoire = true.")
    if eliminatoire and na_permis:
        b.refuser("na_permis", "un critère éliminatoire s’applique toujours", "Retirez na_permis.")
    return Critere(
        code=b.code(),
        libelle=b.texte("libelle"),
        precision=b.texte("precision", ""),
        principe=principe,
        obligatoire=obligatoire,
        eliminatoire=eliminatoire,
        groupes=b.liste("groupes", connus.groupes, "groupe"),
        preuves=_preuves(b),
        mesure_par=_indicateur(b, connus.indicateurs),
        na_permis=na_permis,
        methode=b.choix("methode", Methode),
        poids=b.fraction("poids", "0.1", "10", 1),
        fondement=b.liste("fondement", connus.sources, "source"),
    )


def _preuves(b: _Bloc) -> tuple[PreuveAttendue, ...]:
    valeur = b.valeurs.get("preuves")
    if not isinstance(valeur, list) or not valeur or not all(isinstance(x, dict) for x in valeur):
        b.refuser("preuves", "aucune preuve attendue", 'Écrivez preuves = [{ libelle = "…", validite_mois = 12 }].')
        return ()
    preuves = []
    for rang, x in enumerate(valeur, 1):
        p = _Bloc(b.lecture, f"{b.nom} ({b.valeurs.get('code', '')}), preuve n° {rang}", b.ligne, x)
        p.n_admet_que("libelle", "validite_mois")
        preuves.append(PreuveAttendue(p.texte("libelle"), p.mois()))
    return tuple(preuves)


def _indicateur(b: _Bloc, connus: Collection[str] | None) -> str:
    code = b.texte("mesure_par", "")
    if code and (code not in connus if connus is not None else not _INDICATEUR.fullmatch(code)):
        b.refuser("mesure_par", f"indicateur « {code[:40]} » inconnu", "La page « Indicateurs » en donne la liste.")
    return code


def _reemploi(b: _Bloc, criteres: Collection[str], sources: Collection[str]) -> Reemploi:
    b.n_admet_que("code", "libelle", "operateurs", "criteres", "preuve", "validite_mois", "fondement")
    return Reemploi(
        b.code(),
        b.texte("libelle"),
        b.liste("operateurs", {o.code for o in OPERATEURS}, "opérateur"),
        b.liste("criteres", criteres, "critère"),
        b.texte("preuve"),
        b.mois(),
        b.liste("fondement", sources, "source"),
    )


def _correspondance(b: _Bloc, criteres: Collection[str]) -> Correspondance:
    b.n_admet_que("origine", "reference", "critere", "relation", "note")
    critere = b.texte("critere")
    if critere and critere not in criteres:
        b.refuser("critere", f"critère « {critere[:40]} » inconnu", "Écrivez le code d’un critère de ce fichier.")
    origine, reference = b.texte("origine"), b.texte("reference")
    return Correspondance(origine, reference, critere, b.choix("relation", Relation), b.texte("note", ""))

"""The short answer to a question, in French sentences built from the figures, and what is missing to say more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

from portulan.diagnostic.tables import DETENTEURS, ORIGINES, REFERENCE
from portulan.socle.dates import date_fr
from portulan.socle.declaration import Indicateur, PieceAttendue, Question, Table, TableAttendue
from portulan.socle.mesure import nombre_fr, valeur_fr
from portulan.socle.resultat import ADocumenter, Calcule, NonCalculable, Raison
from portulan.socle.tables import COMMUNES, TERRITOIRES
from portulan.socle.territoire import FRANCE, Niveau, Territoire
from portulan.socle.typographie import francais

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Diagnostic

PHRASES_AU_PLUS = 3
MANQUES_CITES = 2
AXES_DE_DATE = ("annee", "session", "millesime")
_TOUJOURS_LA = {COMMUNES.nom, TERRITOIRES.nom, REFERENCE.nom}
_PLURIEL = 2.0  # in French, plural starts at two


@dataclass(frozen=True, slots=True)
class Manque:
    """What is missing to answer, who holds it, and the indicators that wait for it."""

    quoi: str
    detenteur: str
    indicateurs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return francais(f"{_majuscule(self.quoi)} (détenteur : {self.detenteur}).")


def reponse_courte(question: Question, diagnostic: "Diagnostic") -> str:
    """One to three sentences of figures, dated, then what stays unknown and who holds it."""
    chiffree = reponse_chiffree(question, diagnostic)
    reste = francais(_reste(question, diagnostic, aucun=not chiffree))
    return " ".join(p for p in (chiffree, reste) if p)


def reponse_chiffree(question: Question, diagnostic: "Diagnostic") -> str:
    """One to three sentences of figures, dated; empty when no figure is known."""
    phrases = _choisies([(i.code, p) for i in question.indicateurs if (p := phrase(i, diagnostic))])
    if phrases:
        phrases[0] = f"D'après l'instantané du {date_fr(diagnostic.date)}, {_minuscule(phrases[0])}"
    return francais(" ".join(phrases))


def _choisies(dites: list[tuple[str, str]]) -> list[str]:
    """The sentences kept, in their order: the first of each part of the question (a, b, c) before its second ones."""
    rangs: dict[str, int] = {}
    places = []
    for rang, (code, _) in enumerate(dites):
        partie = code.rsplit("-", 1)[0]
        rangs[partie] = rangs.get(partie, -1) + 1
        places.append((rangs[partie], rang))
    return [dites[rang][1] for _, rang in sorted(sorted(places)[:PHRASES_AU_PLUS], key=lambda place: place[1])]


def phrase(indicateur: Indicateur, diagnostic: "Diagnostic") -> str:
    """The sentence an indicator declares, filled with its figures; empty when one of them is not known."""
    modeles = [m for m in (indicateur.phrase, indicateur.phrase_partielle) if m]
    if not modeles or indicateur.code not in diagnostic.codes:
        return ""
    figures = _figures(indicateur, diagnostic)
    for modele in modeles:
        champs = {nom for _, nom, _, _ in Formatter().parse(modele) if nom}
        if champs <= figures.keys():
            dite = modele.format_map(figures)
            estimee = any(f.estime for nom, f in figures.items() if nom in champs)
            return f"{dite.removesuffix('.')} (estimation)." if estimee else dite
    return ""


def manques(question: Question, diagnostic: "Diagnostic") -> list[Manque]:
    """What is missing, who holds it: one line per document or table, in the order of the indicators."""
    attendus: dict[tuple[str, str], list[str]] = {}
    for indicateur in question.indicateurs:
        if indicateur.code not in diagnostic.codes:
            continue
        resultat = diagnostic.principal(indicateur.code).resultat
        if not isinstance(resultat, Calcule):
            attendus.setdefault(_attendu(indicateur, resultat, diagnostic), []).append(indicateur.code)
    return [Manque(quoi, detenteur, tuple(codes)) for (quoi, detenteur), codes in attendus.items()]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A written figure; « {figure:ligne,lignes} » writes it with the noun in agreement."""

    texte: str
    valeur: float = 0.0
    estime: bool = False

    def __str__(self) -> str:
        return self.texte

    def __format__(self, accord: str) -> str:
        if not accord:
            return self.texte
        singulier, _, pluriel = accord.partition(",")
        return f"{self.texte} {pluriel if abs(self.valeur) >= _PLURIEL else singulier}"


def _figures(indicateur: Indicateur, diagnostic: "Diagnostic") -> Mapping[str, _Figure]:
    """Figures of the region, or of the country when the source only speaks of it; and the latest year of each axis."""
    for territoire in (Territoire(Niveau.REGION, diagnostic.region), FRANCE):
        figures = _du_territoire(indicateur, diagnostic, territoire)
        if figures:
            break
    for axe in (a for a in AXES_DE_DATE if a in indicateur.axes):
        ventilations = {ligne.ventilation for ligne in diagnostic.lignes(indicateur.code, composante="")}
        annees = [v.removeprefix(f"{axe}=") for v in ventilations if v.startswith(f"{axe}=")]
        if annees:
            figures[axe] = _Figure(max(annees))
    return _ventilees(indicateur, diagnostic) | figures


def _ventilees(indicateur: Indicateur, diagnostic: "Diagnostic") -> dict[str, _Figure]:
    """Breakdowns of the main figure of the region (« statut=conforme »), and the highest of each axis (« critere »)."""
    figures: dict[str, _Figure] = {}
    if "=" not in indicateur.phrase and not any(f"{{{axe}}}" in indicateur.phrase for axe in indicateur.axes):
        return figures
    sommets: dict[str, float] = {}
    for ligne in diagnostic.lignes(indicateur.code, niveau=Niveau.REGION, composante=""):
        axe, _, modalite = ligne.ventilation.partition("=")
        if not axe or ligne.valeur is None or ligne.territoire.code != diagnostic.region:
            continue
        figures[ligne.ventilation] = _Figure(valeur_fr(ligne.valeur, indicateur.unite), ligne.valeur)
        if ligne.valeur > sommets.get(axe, float("-inf")):
            sommets[axe] = ligne.valeur
            figures[axe] = _Figure(modalite, ligne.valeur)
    return figures


def _du_territoire(indicateur: Indicateur, diagnostic: "Diagnostic", territoire: Territoire) -> dict[str, _Figure]:
    figures = {}
    for composante in ("", *(c.code for c in indicateur.composantes)):
        ligne = diagnostic.ligne(indicateur.code, territoire, composante)
        if ligne is None or not isinstance(ligne.resultat, Calcule):
            continue
        resultat = ligne.resultat
        texte = valeur_fr(resultat.valeur, indicateur.unite_composante(composante))
        figures[composante or "valeur"] = _Figure(texte, resultat.valeur, resultat.estime)
        if not composante:
            parts = {"numerateur": resultat.numerateur, "denominateur": resultat.denominateur}
            figures |= {nom: _Figure(nombre_fr(v), v) for nom, v in parts.items() if v is not None}
    return figures


def _reste(question: Question, diagnostic: "Diagnostic", *, aucun: bool) -> str:
    """What stays unknown, in one sentence."""
    absents = manques(question, diagnostic)
    nombre = sum(len(m.indicateurs) for m in absents)
    if not nombre:
        return ""
    total = len(question.indicateurs)
    cites = " ; ".join(f"{_bref(m.quoi)} (détenteur : {_qui(m.detenteur)})" for m in absents[:MANQUES_CITES])
    notamment = " notamment" if len(absents) > MANQUES_CITES else ""
    if total == 1:
        sujet = "L'indicateur de cette question reste sans valeur"
    elif nombre == total and aucun:
        sujet = f"Aucun des {total} indicateurs de cette question n'a encore de valeur"
    elif nombre == total:
        sujet = f"Ces effectifs mis à part, aucun des {total} indicateurs de cette question n'a encore de valeur"
    elif nombre == 1:
        sujet = f"Un indicateur sur {total} reste sans valeur"
    else:
        sujet = f"{nombre} indicateurs sur {total} restent sans valeur"
    return f"{sujet} ; il manque{notamment} : {cites}."


def _attendu(
    indicateur: Indicateur, resultat: NonCalculable | ADocumenter, diagnostic: "Diagnostic"
) -> tuple[str, str]:
    """What would give the main figure, and who holds it."""
    match indicateur.attente:
        case _ if isinstance(resultat, ADocumenter):
            return resultat.piece, resultat.detenteur
        case TableAttendue(quoi=quoi, detenteur=detenteur) | PieceAttendue(piece=quoi, detenteur=detenteur):
            return quoi, detenteur
        case _ if isinstance(resultat, NonCalculable) and resultat.raison is Raison.TABLE_ABSENTE:
            return _tables(indicateur, resultat.detail, {t for s in diagnostic.sources for t in s.tables})
        case _ if isinstance(resultat, NonCalculable) and resultat.raison is Raison.DENOMINATEUR_NUL:
            return francais(f"un premier cas à compter dans « {_minuscule(indicateur.libelle)} »"), _producteurs(
                indicateur, indicateur.tables
            )
        case _:
            return francais(f"la valeur régionale de « {_minuscule(indicateur.libelle)} »"), _producteurs(
                indicateur, indicateur.tables
            )


def _tables(indicateur: Indicateur, detail: str, chargees: set[str]) -> tuple[str, str]:
    """The empty tables the engine names (else those no load feeds), and their producers."""
    lues = {t.nom: t for d in indicateur.tables for t in ORIGINES.get(d.nom, (d,))}
    vides = [t for t in lues.values() if t.libelle in detail] or list(lues.values())
    vides = [t for t in vides if t.nom not in chargees] or vides
    vides = [t for t in vides if t.nom not in _TOUJOURS_LA] or vides
    registres = all(t.nom in DETENTEURS for t in vides)
    singulier, pluriel = ("le registre", "les registres") if registres else ("la table", "les tables")
    mot = singulier if len(vides) == 1 else pluriel
    return francais(f"{mot} {_enumerer(f'« {t.libelle} »' for t in vides)}"), _producteurs(indicateur, vides)


def _producteurs(indicateur: Indicateur, tables: Iterable[Table]) -> str:
    """Producers of tables, by the connectors that yield them."""
    from portulan.sources.catalogue import CONNECTEURS

    noms = {t.nom for t in tables}
    trouves = dict.fromkeys(DETENTEURS[n] for n in sorted(noms) if n in DETENTEURS) or dict.fromkeys(
        c.producteur for c in CONNECTEURS if noms & {t.nom for t in c.tables}
    )
    return _enumerer(trouves) or _enumerer(indicateur.sources)


def _enumerer(noms: Iterable[Any]) -> str:
    *debut, fin = [str(n) for n in noms] or [""]
    return f"{', '.join(debut)} et {fin}" if debut else fin


def _bref(quoi: str) -> str:
    """What is missing, without its enumeration."""
    debut = quoi.split("\u00a0:", maxsplit=1)[0]
    return debut if debut.count("«") == debut.count("»") else quoi


def _qui(detenteur: str) -> str:
    """The holder alone, without how it will enter."""
    return detenteur.split(";", maxsplit=1)[0].strip()


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _minuscule(texte: str) -> str:
    """First letter in lower case, but for a sigle (« CIO ») or a number."""
    return texte if texte[:2].isalnum() and texte[:2].isupper() else texte[:1].lower() + texte[1:]

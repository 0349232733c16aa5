"""How results are put into words: names of territories and of breakdowns, values, dates, sources."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from portulan.diagnostic.provenance import sources_de
from portulan.socle.accords import enumeration
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import Introuvable
from portulan.socle.mesure import nombre_fr, valeur_fr
from portulan.socle.operateurs import operateur
from portulan.socle.resultat import Calcule, NonCalculable, Raison
from portulan.socle.tables import COMMUNES, FORMATIONS, STRUCTURES, TERRITOIRES
from portulan.socle.tables_terrain import CRITERES
from portulan.socle.territoire import FRANCE, Niveau, Territoire

if TYPE_CHECKING:
    from datetime import date

    from portulan.diagnostic.resultats import Diagnostic, Ligne
    from portulan.instantane.lire import Instantane
    from portulan.socle.declaration import Indicateur
    from portulan.socle.source import FicheSource

SIGLE = 6  # a longer label in capitals is one the source shouts
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# codes of breakdowns whose French is not the code with its underscores as spaces
MODALITES = {
    "demandeurs_emploi": "demandeurs d’emploi",
    "salaries": "salariés",
    "personnes_handicapees": "personnes handicapées",
    "conforme": "conformes",
    "conforme_avec_plan": "conformes avec un plan de progrès",
    "non_conforme": "non conformes",
    "non_evalue": "non évaluées",
    "operateur=site": "site public",
    "etape=accuse": "demande lue",
    "etape=reponse": "réponse de la structure",
    "etape=contact": "personne contactée",
    "etape=rendez_vous": "personne reçue",
    "etape=issue": "issue connue",
    "attache=L": "membres de droit",
    "attache=R": "structures reconnaissables",
    "attache=IJ": "label Information jeunesse",
    "general": "bac général",
    "technologique": "bac technologique",
    "professionnel": "bac professionnel",
    "Ecole d'Ingénieur": "École d’ingénieurs",
    "Ecole de Commerce": "École de commerce",
    **{f"{jour}-apres-midi": f"{jour} après-midi" for jour in JOURS},
    **{f"{jour}-matin": f"{jour} matin" for jour in JOURS},
}
NON_CALCULABLE, SECRET = "n. c.", "secret"


def accord(nombre: int, singulier: str, pluriel: str = "") -> str:
    """« 3 territoires », « 1 territoire », « aucun territoire » stays « 0 territoire » in a table."""
    return f"{nombre_fr(nombre)} {singulier if abs(nombre) < 2 else pluriel or singulier + 's'}"  # noqa: PLR2004


def ecrire_valeur(indicateur: "Indicateur", ligne: "Ligne | None", *, unite: bool = True) -> str:
    """The value of a line in French, or why there is none, in two letters explained at the front of the dossier."""
    if ligne is None:
        return "–"
    match ligne.resultat:
        case Calcule(valeur=valeur):
            mesure = indicateur.unite_composante(ligne.composante)
            return valeur_fr(valeur, mesure) if unite else nombre_fr(valeur, mesure.decimales)
        case NonCalculable(raison=Raison.NON_DIFFUSABLE):
            return SECRET
        case _:
            return NON_CALCULABLE


def libelle_ventilation(ventilation: str) -> str:
    """« CIO · bac général » for « operateur=cio|bac=general »; « ensemble » for the whole."""
    if not ventilation:
        return "ensemble"
    return " · ".join(
        _modalite(axe, valeur) for axe, _, valeur in (v.strip().partition("=") for v in ventilation.split("|"))
    )


def _modalite(axe: str, valeur: str) -> str:
    if axe == "operateur" and valeur == "ensemble":
        return "tous réseaux"
    if axe in {"operateur", "service", "receveuse"}:
        try:
            return operateur(valeur).pluriel
        except Introuvable:
            return MODALITES.get(f"{axe}={valeur}", valeur)
    if valeur.isupper() and len(valeur) > SIGLE:
        return valeur.capitalize()
    return MODALITES.get(f"{axe}={valeur}") or MODALITES.get(valeur) or _mot(axe, valeur).replace("_", " ")


def _mot(axe: str, valeur: str) -> str:
    """A need or a public in the words of its vocabulary; any other value as it is."""
    from portulan.sources.data_inclusion_schema import libelles
    from portulan.terrain.reseau.vocabulaire import PREFIXE, libelle

    liste = {"besoin": "thematiques", "public": "publics"}.get(axe)
    if liste is None:
        return valeur
    if valeur.startswith(PREFIXE):
        return libelle(liste, valeur.removeprefix(PREFIXE))
    return libelles(liste).get(valeur, valeur)


def est_chronologique(ventilation: str) -> bool:
    """True for half-days, which are read in the order of the week."""
    return ventilation.startswith("demi_journee=")


def rang_chronologique(ventilation: str) -> tuple[int, bool]:
    """Place of a half-day in the week."""
    jour, _, moment = ventilation.partition("=")[2].partition("-")
    return (JOURS.index(jour) if jour in JOURS else len(JOURS), moment != "matin")


def libelle_axes(indicateur: "Indicateur", ventilation: str) -> str:
    """Names of the axes of a breakdown: « réseau d'accueil »."""
    axes = [v.strip().partition("=")[0] for v in ventilation.split("|")]
    return ", ".join(indicateur.axes.get(axe, axe) for axe in axes)


class Contexte:
    """What every page of a dossier needs to name things: the results, the snapshot, and names drawn from it."""

    def __init__(self, diagnostic: "Diagnostic", instantane: "Instantane") -> None:
        self.diagnostic = diagnostic
        self.instantane = instantane
        self.territoire = Territoire(Niveau.REGION, diagnostic.region)

    @cached_property
    def _noms(self) -> dict[tuple[str, str], str]:
        territoires = self.instantane.table(TERRITOIRES).select(["niveau", "code", "nom"]).to_pylist()
        communes = self.instantane.table(COMMUNES).select(["code_insee", "nom"]).to_pylist()
        return {(t["niveau"], t["code"]): t["nom"] for t in territoires} | {
            (Niveau.COMMUNE.value, c["code_insee"]): c["nom"] for c in communes
        }

    def nom(self, territoire: Territoire) -> str:
        """Name of a territory as the snapshot gives it (a region's own bassins are there too)."""
        from portulan.socle import geographie

        connu = self._noms.get((territoire.niveau.value, territoire.code))
        return connu or geographie.nom(territoire)

    @cached_property
    def connus(self) -> frozenset[str]:
        """Indicators whose main figure is known for the region or the country, as a whole or in some breakdown."""
        import pyarrow as pa
        import pyarrow.compute as pc

        table = self.diagnostic.resultats
        ici = [t.code for t in (self.territoire, FRANCE)]
        larges = pc.and_(
            pc.is_in(table["niveau"], value_set=pa.array([Niveau.REGION.value, Niveau.PAYS.value])),
            pc.is_in(table["territoire"], value_set=pa.array(ici)),
        )
        principales = pc.and_(pc.equal(table["composante"], ""), pc.is_valid(table["valeur"]))
        return frozenset(table.filter(pc.and_(larges, principales))["code"].unique().to_pylist())

    def modalite(self, ventilation: str) -> str:
        """Label of a breakdown, with the words of a criterion or of a question after its code."""
        axe, _, code = ventilation.partition("=")
        mots = {"critere": self._criteres, "question": self._questions}.get(axe, {}).get(code, "")
        return f"{code} {mots}" if mots else libelle_ventilation(ventilation)

    @cached_property
    def _criteres(self) -> dict[str, str]:
        return {
            c["code"]: c["libelle"] for c in self.instantane.table(CRITERES).select(["code", "libelle"]).to_pylist()
        }

    @cached_property
    def _questions(self) -> dict[str, str]:
        from portulan.diagnostic.catalogue import QUESTIONS

        return {q.code: q.intitule for q in QUESTIONS}

    @cached_property
    def communes(self) -> list[dict[str, Any]]:
        """Communes of the region, with what maps need."""
        colonnes = ["code_insee", "nom", "departement", "region", "population", "longitude", "latitude"]
        lignes = self.instantane.table(COMMUNES).select(colonnes).to_pylist()
        return [c for c in lignes if c["region"] == self.diagnostic.region]

    @cached_property
    def villes(self) -> list[dict[str, Any]]:
        """The most populated commune of each département: landmarks of the maps."""
        meilleures: dict[str, dict[str, Any]] = {}
        for commune in self.communes:
            tenante = meilleures.get(commune["departement"])
            situee = commune["longitude"] is not None and commune["latitude"] is not None
            if situee and (tenante is None or (commune["population"] or 0) > (tenante["population"] or 0)):
                meilleures[commune["departement"]] = commune
        return [meilleures[d] for d in sorted(meilleures)]

    @cached_property
    def structures(self) -> list[dict[str, Any]]:
        """Places of the region that can be put on a map."""
        dedans = {c["code_insee"] for c in self.communes}
        colonnes = ["operateur", "nom", "code_insee", "longitude", "latitude", "fictif"]
        lignes = self.instantane.table(STRUCTURES).select(colonnes).to_pylist()
        return [s for s in lignes if s["code_insee"] in dedans and s["longitude"] is not None]

    @cached_property
    def _extraits(self) -> frozenset[str]:
        """Sessions that are mere extracts: no figure shown rests on them."""
        import pyarrow.compute as pc

        ventilations = pc.unique(self.diagnostic.resultats["ventilation"]).to_pylist()
        return frozenset(v.partition("=")[2].split(" ")[0] for v in ventilations if v.startswith("extrait="))

    def sources_de(self, indicateur: "Indicateur") -> tuple["FicheSource", ...]:
        """Loads that fed the tables an indicator reads."""
        return sources_de(indicateur, self.diagnostic.sources)

    def source(self, indicateur: "Indicateur") -> str:
        """« Parcoursup (SIES), données du 1er juin 2025 ; … »: who said it and when."""
        fiches = [
            f for f in self.sources_de(indicateur) if f.version not in self._extraits or FORMATIONS.nom not in f.tables
        ]
        if not fiches:
            return " ; ".join(indicateur.sources)
        return citer(fiches)


def citer(fiches: Iterable["FicheSource"]) -> str:
    """« Parcoursup, données du 1er juin 2023 et du 1er juin 2025 ; Lieux (activité fictive), données du… »."""
    par_libelle: dict[str, list[date]] = {}
    for fiche in fiches:
        mention = " (activité fictive)" if fiche.fictif and "fictive" not in fiche.libelle else ""
        par_libelle.setdefault(fiche.libelle + mention, []).append(fiche.date_donnees)
    return " ; ".join(
        f"{libelle}, données " + enumeration(f"du {date_fr(jour)}" for jour in sorted(set(jours)))
        for libelle, jours in par_libelle.items()
    )

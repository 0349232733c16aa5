"""What the page of a place shows besides its figures: structures around a commune, communes of a wider place."""

from dataclasses import dataclass
from typing import Any

from portulan.diagnostic.resultats import Diagnostic
from portulan.publication.cartes import Carte
from portulan.socle.mesure import nombre_fr, valeur_fr
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces
from portulan.web.liste import Colonne, Liste
from portulan.web.proximite import environs
from portulan.web.situation import carte_des_environs, carte_du_territoire
from portulan.web.vues.colonnes import colonne_population, colonnes_du_lieu
from portulan.web.vues.commun import lien_territoire

# Figures by commune beside which a wider place is looked at: the first colours the map
PAR_COMMUNE = ("IND-F1.O3a-2", "IND-F1.O3a-1")


def autour_d_une_commune(lieu: acces.Lieu, diagnostic: Diagnostic) -> dict[str, Any]:
    """Nearest structure of each network, with the map; empty when the snapshot does not hold them."""
    alentour = environs(diagnostic.identifiant, lieu.territoire.code)
    if alentour is None:
        return {}
    proches = [
        {
            "rang": rang,
            "proche": p,
            "lien": lien_territoire(p.lien) if p.lien else "",
            # A place known by its commune only stands at the town hall: zero would look more precise than it is
            "ici": round(p.km, 1) == 0,
            "km": f"{nombre_fr(p.km, 1)}\u00a0km",
            "minutes": f"{nombre_fr(round(p.minutes))}\u00a0min",
        }
        for rang, p in enumerate(alentour.proches, 1)
    ]
    return {
        "proches": proches,
        "sans_structure": alentour.sans_structure,
        "situation": carte_des_environs(diagnostic.region, lieu.territoire.code, lieu.nom, alentour),
    }


@dataclass(frozen=True)
class LigneCommune:
    """A commune of a wider place, with its figures."""

    lieu: acces.Lieu
    valeurs: dict[str, float | None]

    @property
    def territoire(self) -> Territoire:
        """Its typed code."""
        return self.lieu.territoire

    @property
    def nom(self) -> str:
        """Its name."""
        return self.lieu.nom

    @property
    def population(self) -> int | None:
        """Its population."""
        return self.lieu.population

    @property
    def departement(self) -> str:
        """Its département."""
        return self.lieu.departement


def communes_d_un_lieu(demande: dict[str, str], lieu: acces.Lieu, diagnostic: Diagnostic) -> dict[str, Any]:
    """Communes of a wider place with their figures, and the map of the first figure."""
    atlas = acces.atlas(diagnostic.identifiant)
    communes = [atlas.lieux[t] for t in atlas.enfants.get(lieu.territoire, ())]
    codes = [c for c in PAR_COMMUNE if c in diagnostic.codes]
    if not communes or not codes:
        return {}
    valeurs = {
        code: {x.territoire.code: x.valeur for x in acces.lignes(diagnostic.identifiant, code, Niveau.COMMUNE, "", "")}
        for code in codes
    }
    rangees = [LigneCommune(c, {code: valeurs[code].get(c.territoire.code) for code in codes}) for c in communes]
    liste = Liste(
        demande,
        rangees,
        (*colonnes_du_lieu(Niveau.COMMUNE), colonne_population(), *(_colonne(code) for code in codes)),
        legende=f"Communes : {lieu.nom}",
        texte=lambda r: f"{r.nom} {r.territoire.code} {' '.join(r.lieu.codes_postaux)}",
        tri="nom",
        par_page=20,
        ancre="communes",
        prefixe="c-",
        fichier=f"communes-{lieu.territoire.niveau.value}-{lieu.territoire.code}",
        noms=("commune", "communes"),
        libelle_recherche="Nom, code ou code postal",
    )
    return {"communes": liste, **_carte(lieu, diagnostic, codes[0], rangees)}


def _colonne(code: str) -> Colonne:
    declare, _ = acces.indicateur(code)

    def valeur(rangee: LigneCommune) -> float | None:
        return rangee.valeurs[code]

    def texte(rangee: LigneCommune) -> str:
        connue = valeur(rangee)
        return "–" if connue is None else valeur_fr(connue, declare.unite)

    return Colonne(code, declare.libelle, texte, valeur, valeur, nombre=True)


def _carte(lieu: acces.Lieu, diagnostic: Diagnostic, code: str, rangees: list[LigneCommune]) -> dict[str, Any]:
    declare, _ = acces.indicateur(code)
    valeurs = {r.territoire.code: r.valeurs[code] for r in rangees}
    connues = [v for v in valeurs.values() if v is not None]
    if not connues:
        return {}
    titre = f"{declare.libelle}, par commune"
    carte = Carte(
        region=diagnostic.region,
        niveau=Niveau.COMMUNE,
        titre=titre,
        description=titre,
        legende=declare.unite.value,
        unite=declare.unite,
        valeurs=tuple(valeurs.items()),
    )
    return {
        "situation": carte_du_territoire(diagnostic.region, f"{declare.libelle}, {lieu.nom}", valeurs, carte.limites),
        "situation_titre": titre,
        "classes": list(enumerate(carte.libelles)),
        "sans_valeur": len(valeurs) - len(connues),
    }

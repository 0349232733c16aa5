"""Equal access in every commune, and free services (F1.O3a, F1.O3b)."""

from typing import Any

from portulan.diagnostic.indicateurs.attentes import HORAIRES
from portulan.diagnostic.indicateurs.calculs_accueil import recours
from portulan.diagnostic.indicateurs.fabrique import (
    ALERTE,
    DEPARTEMENT,
    EPCI,
    LOI,
    REGION,
    comp,
    indicateur,
    seuil,
)
from portulan.diagnostic.indicateurs.zones import ecart_zones
from portulan.diagnostic.tables import ACCES, ACCES_TERRITOIRES, ENSEMBLE
from portulan.diagnostic.tables_besoins import ACCES_BESOINS
from portulan.socle.mesure import Secret, Unite
from portulan.socle.operateurs import RESEAUX_DE_PROXIMITE
from portulan.socle.tables import COMMUNES, SERVICES, STRUCTURES, ZONAGES
from portulan.socle.tables_accueil import RECOURS
from portulan.socle.territoire import Niveau

SEUIL_MINUTES = 30.0
_RESEAUX = (ENSEMBLE, *RESEAUX_DE_PROXIMITE)
_NIVEAUX = (Niveau.EPCI, Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.REGION)
_EGALITE = "Objet de la fiche 1 : égalité d'accès sur tout le territoire régional ; code du travail, art. L. 6111-3"
_AXES = {"operateur": "réseau d'accueil", "public": "public", "besoin": "besoin"}


def population_eloignee(acces: Any, territoires: Any, besoins: Any) -> Any:
    """Population des communes dont la mairie est à plus de trente minutes, en voiture, de la structure la plus
    proche (CIO, mission locale, Information jeunesse ou France Travail), rapportée à la population dont l'accès
    est connu. Une commune est tout entière d'un côté ou de l'autre du seuil. Le temps est celui de la
    matrice de temps de trajet quand la Région en a fourni une, à défaut estimé par Portulan à partir de la distance
    à vol d'oiseau. Les structures des régions voisines comptent. Par public et par besoin, seules comptent les
    structures aptes : un service en présence couvre le besoin, reçoit le public et comprend la commune dans sa zone ;
    ceux que personne ne sert sont éloignés. Les composantes donnent l'effectif, et la part de population et le nombre
    de communes à plus de trente kilomètres.
    """
    from portulan.diagnostic.indicateurs.calculs import etiquette_operateur, lignes, reunir

    b, t, c = (
        besoins,
        territoires.filter(territoires.operateur.isin(_RESEAUX)),
        acces.filter(acces.operateur.isin(_RESEAUX)),
    )
    commun = {"niveau": t.niveau, "territoire": t.territoire, "ventilation": etiquette_operateur(t)}
    hors = (c.minutes > SEUIL_MINUTES).cast("float64") * c.population
    par_commune = lignes(
        c,
        niveau="commune",
        territoire=c.code_insee,
        ventilation=etiquette_operateur(c),
        numerateur=hors,
        denominateur=c.population,
        valeur=(c.minutes > SEUIL_MINUTES).cast("float64") * 100,
    )
    return reunir(
        [
            par_commune,
            lignes(t, **commun, numerateur=t.population_plus_30_min, denominateur=t.population),
            lignes(t, **commun, composante="effectif", valeur=_si_connu(t, t.population_plus_30_min)),
            lignes(b, **_par_besoin(b), numerateur=b.population_plus_30_min, denominateur=b.population),
            lignes(b, **_par_besoin(b), composante="effectif", valeur=_si_connu(b, b.population_plus_30_min)),
            lignes(
                t,
                **commun,
                composante="plus_30_km",
                numerateur=t.population_plus_30_km,
                denominateur=t.population,
            ),
            lignes(t, **commun, composante="communes_30_km", valeur=_si_connu(t, t.communes_plus_30_km)),
        ]
    )


def temps_d_acces(acces: Any, territoires: Any, besoins: Any) -> Any:
    """Médiane et neuvième décile, pondérés par la population des communes, du temps estimé en voiture entre la
    mairie et la structure la plus proche. Le temps d'une commune est celui de sa mairie. La distance est prise
    à vol d'oiseau ; la vitesse et le détour sont des hypothèses de Portulan. Une matrice de temps de trajet remplace
    cette estimation quand la Région en a fourni une. Par public et par besoin, la plus proche des structures aptes.
    """
    from portulan.diagnostic.indicateurs.calculs import etiquette_operateur, lignes, rapport, reunir

    b, t, c = (
        besoins,
        territoires.filter(territoires.operateur.isin(_RESEAUX)),
        acces.filter(acces.operateur.isin(_RESEAUX)),
    )
    commun = {"niveau": t.niveau, "territoire": t.territoire, "ventilation": etiquette_operateur(t)}
    commune = {"niveau": "commune", "territoire": c.code_insee, "ventilation": etiquette_operateur(c)}
    return reunir(
        [
            lignes(c, **commune, valeur=c.minutes),
            lignes(c, **commune, composante="mediane_km", valeur=c.distance_km),
            lignes(t, **commun, valeur=t.minutes_mediane),
            lignes(t, **commun, composante="p90", valeur=t.minutes_p90),
            lignes(b, **_par_besoin(b), valeur=b.minutes_mediane),
            lignes(b, **_par_besoin(b), composante="p90", valeur=b.minutes_p90),
            lignes(b, **_par_besoin(b), composante="rapport", valeur=rapport(b.minutes_p90, b.minutes_mediane, 1.0)),
            lignes(t, **commun, composante="rapport", valeur=rapport(t.minutes_p90, t.minutes_mediane, 1.0)),
            lignes(t, **commun, composante="mediane_km", valeur=t.distance_mediane),
            lignes(t, **commun, composante="p90_km", valeur=t.distance_p90),
        ]
    )


def heures_atteignables(acces: Any, territoires: Any, besoins: Any) -> Any:
    """Heures de la semaine pendant lesquelles au moins une structure est ouverte à moins de trente minutes
    estimées, en moyenne pondérée par la population, et indice de Gini de ces heures entre communes. Seules
    comptent les structures dont les horaires sont publiés ; la part de la population pour laquelle ils le sont
    est donnée à côté.
    """
    from portulan.diagnostic.indicateurs.calculs import etiquette_operateur, lignes, reunir

    b, t, c = (
        besoins,
        territoires.filter(territoires.operateur.isin(_RESEAUX)),
        acces.filter(acces.operateur.isin(_RESEAUX)),
    )
    commun = {"niveau": t.niveau, "territoire": t.territoire, "ventilation": etiquette_operateur(t)}
    return reunir(
        [
            lignes(
                c,
                niveau="commune",
                territoire=c.code_insee,
                ventilation=etiquette_operateur(c),
                valeur=c.heures_atteignables,
            ),
            lignes(t, **commun, valeur=t.heures_moyennes),
            lignes(t, **commun, composante="gini", valeur=t.gini_heures),
            lignes(b, **_par_besoin(b), valeur=b.heures_moyennes),
            lignes(b, **_par_besoin(b), composante="gini", valeur=b.gini_heures),
            lignes(
                t,
                **commun,
                composante="part_connue",
                numerateur=t.population_horaires,
                denominateur=t.population,
            ),
        ]
    )


def gratuite(services: Any, structures: Any, communes: Any) -> Any:
    """Services de premier niveau (type « information » de data·inclusion) rendus par un opérateur du SPRO et
    déclarés gratuits, rapportés à ces mêmes services. Un service dont les frais ne sont pas renseignés n'est
    pas déclaré gratuit : il est compté à part, comme le sont les services payants.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import lignes, par_niveau, reunir

    operateurs = structures.filter(structures.operateur != "autre").select(structure_id="id", operateur="operateur")
    premiers = services.filter(services.type == "information").join(operateurs, "structure_id")
    lieux = communes.select("code_insee", "epci", "bassin", "departement", "region")
    # An unknown fee is a value of its own: engines do not agree on what a comparison with nothing counts for
    premiers = premiers.select("id", "code_insee", "operateur", frais=ibis.coalesce(premiers.frais, "inconnu"))
    t = premiers.join(lieux, "code_insee")
    blocs = []
    for cles in ((), ("operateur",)):
        total = par_niveau(
            t,
            _NIVEAUX,
            cles=cles,
            services=ibis._.count(),
            gratuits=ibis._.count(where=ibis._.frais == "gratuit"),
            payants=ibis._.count(where=ibis._.frais == "payant"),
            non_renseignes=ibis._.count(where=ibis._.frais == "inconnu"),
        )
        commun = {"niveau": total.niveau, "territoire": total.territoire, "ventilation": _etiquettes(total, cles)}
        blocs.append(lignes(total, **commun, numerateur=total.gratuits, denominateur=total.services))
        blocs += [lignes(total, **commun, composante=c, valeur=total[c]) for c in ("payants", "non_renseignes")]
    return reunir(blocs)


def _par_besoin(b: Any) -> dict[str, Any]:
    return {"niveau": b.niveau, "territoire": b.territoire, "ventilation": b.ventilation}


def _si_connu(t: Any, effectif: Any) -> Any:
    """A count, null where the access of nobody is known (no structure of this network in the data)."""
    import ibis

    return ibis.ifelse(t.population > 0, effectif.cast("float64"), ibis.null("float64"))


def _etiquettes(t: Any, cles: tuple[str, ...]) -> Any:
    from portulan.diagnostic.indicateurs.calculs import etiquette

    return etiquette(cles[0], t[cles[0]]) if cles else ""


F1_O3A = (
    indicateur(
        "F1.O3a-1",
        "Population à plus de trente minutes d'une structure d'accueil",
        "population des communes à plus de trente minutes en voiture de la structure la plus proche / population",
        Unite.POURCENT,
        sources="INSEE DI TRAJET",
        maille="COM EPCI BAS DEP REG",
        fondement=_EGALITE,
        vigilance="Plus de 5 % de la population d'un EPCI à plus de trente minutes.",
        seuils=(
            seuil(
                ">",
                5,
                "Une part notable de la population de l'EPCI vit à plus de trente minutes d'une structure.",
                gravite=ALERTE,
                niveaux=(EPCI,),
                ventilation="",
            ),
        ),
        composantes=(
            comp("effectif", "Habitants à plus de trente minutes", Unite.NOMBRE),
            comp("plus_30_km", "Population à plus de trente kilomètres", Unite.POURCENT),
            comp("communes_30_km", "Communes à plus de trente kilomètres", Unite.NOMBRE),
        ),
        axes=_AXES,
        phrase="{valeur} de la population de la région, soit {effectif} habitants, vit à plus de trente minutes de la "
        "structure d'accueil la plus proche.",
        tables=(ACCES, ACCES_TERRITOIRES, ACCES_BESOINS),
        operateurs=RESEAUX_DE_PROXIMITE,
        calcul=population_eloignee,
        estime=True,
    ),
    indicateur(
        "F1.O3a-2",
        "Temps d'accès médian à la structure la plus proche",
        "médiane et neuvième décile, pondérés par la population, du temps d'accès à la structure la plus proche",
        Unite.MINUTES,
        sources="INSEE DI TRAJET",
        maille="COM EPCI BAS DEP REG",
        fondement=_EGALITE,
        vigilance="Neuvième décile supérieur à deux fois et demie la médiane.",
        seuils=(
            seuil(
                ">",
                2.5,
                "Les habitants les plus éloignés le sont beaucoup plus que les autres.",
                composante="rapport",
                niveaux=(DEPARTEMENT, REGION),
                ventilation="",
            ),
        ),
        composantes=(
            comp("p90", "Neuvième décile du temps d'accès", Unite.MINUTES),
            comp("rapport", "Rapport entre le neuvième décile et la médiane", Unite.RATIO),
            comp("mediane_km", "Distance médiane à vol d'oiseau", Unite.KM),
            comp("p90_km", "Neuvième décile de la distance à vol d'oiseau", Unite.KM),
        ),
        axes=_AXES,
        phrase="La moitié des habitants est à moins de {valeur} d'une structure, et neuf sur dix à moins de {p90}.",
        tables=(ACCES, ACCES_TERRITOIRES, ACCES_BESOINS),
        operateurs=RESEAUX_DE_PROXIMITE,
        calcul=temps_d_acces,
        estime=True,
    ),
    indicateur(
        "F1.O3a-3",
        "Heures d'ouverture atteignables par semaine",
        "heures hebdomadaires d'ouverture atteignables en trente minutes ; indice de Gini entre communes",
        Unite.HEURES,
        sources="DI TRAJET",
        maille="COM EPCI DEP REG",
        fondement=_EGALITE,
        vigilance="Indice de Gini supérieur à 0,4.",
        seuils=(
            seuil(
                ">",
                0.4,
                "Les heures d'ouverture atteignables sont très inégales entre communes.",
                composante="gini",
                niveaux=(DEPARTEMENT, REGION),
                ventilation="",
            ),
        ),
        composantes=(
            comp("gini", "Indice de Gini entre communes", Unite.INDICE),
            comp("part_connue", "Population dont les horaires accessibles sont connus", Unite.POURCENT),
        ),
        axes=_AXES,
        tables=(ACCES, ACCES_TERRITOIRES, ACCES_BESOINS),
        operateurs=RESEAUX_DE_PROXIMITE,
        calcul=heures_atteignables,
        attente=HORAIRES,
        estime=True,
    ),
    indicateur(
        "F1.O3a-4",
        "Écart d'accès entre QPV, communes FRR et reste du territoire",
        "part de la population à plus de trente minutes en QPV et en FRR − part dans le reste du territoire",
        Unite.POINTS,
        sources="INSEE ZONES TRAJET",
        maille="DEP REG",
        fondement=_EGALITE,
        vigilance="Écart supérieur à cinq points.",
        seuils=(
            seuil(
                ">",
                5,
                "L'accès est nettement moins bon dans les territoires prioritaires.",
                niveaux=(REGION,),
                ventilation="",
            ),
        ),
        composantes=(
            comp("part_zone", "Population de la zone à plus de trente minutes", Unite.POURCENT),
            comp("part_reste", "Population hors de la zone à plus de trente minutes", Unite.POURCENT),
            comp("population_zone", "Habitants de la zone", Unite.NOMBRE),
            comp("communes_zone", "Communes de la zone", Unite.NOMBRE),
            comp("communes_partielles", "Communes classées en partie, comptées à part", Unite.NOMBRE),
        ),
        axes={"zone": "zonage"},
        champ="Communes dont l'accès est connu ; zonages chargés (FRR, à défaut ZRR ; QPV)",
        tables=(ACCES, ZONAGES),
        operateurs=RESEAUX_DE_PROXIMITE,
        calcul=ecart_zones,
        estime=True,
    ),
    indicateur(
        "F1.O3a-5",
        "Taux de recours",
        "accueils de résidents / population du public × 1 000",
        Unite.POUR_MILLE,
        sources="APP INSEE",
        maille="EPCI DEP REG",
        fondement=_EGALITE,
        vigilance="Taux d'un EPCI inférieur à la moitié du taux régional sans problème d'offre (non-recours).",
        seuils=(
            seuil(
                "<",
                0.5,
                "Le recours est très inférieur au taux régional.",
                composante="rapport_regional",
                niveaux=(EPCI,),
            ),
        ),
        composantes=(comp("rapport_regional", "Rapport au taux régional", Unite.RATIO),),
        axes={"public": "public"},
        secret=Secret(),
        phrase="En douze mois, {numerateur:accueil,accueils} de personnes dont la commune est connue, soit {valeur} "
        "de la population.",
        tables=(
            RECOURS,
            COMMUNES,
        ),
        calcul=recours,
    ),
)

F1_O3B = (
    indicateur(
        "F1.O3b-1",
        "Services de premier niveau déclarés gratuits",
        "services de premier niveau déclarés gratuits / services de premier niveau",
        Unite.POURCENT,
        sources="DI APP",
        maille="STR EPCI DEP REG",
        fondement="Code du travail, art. L. 6111-3 : information gratuite",
        vigilance="Tout service de premier niveau payant déclenche une alerte : la gratuité est fixée par la loi.",
        seuils=(
            seuil(
                "<",
                100,
                "Tous les services de premier niveau ne sont pas déclarés gratuits.",
                niveaux=(REGION,),
                ventilation="",
            ),
            seuil(
                ">",
                0,
                "Au moins un service de premier niveau est déclaré payant.",
                gravite=ALERTE,
                suffixe="payants",
                composante="payants",
                niveaux=(REGION,),
                ventilation="",
                origine=LOI,
                reference="code du travail, art. L. 6111-3",
            ),
        ),
        composantes=(
            comp("payants", "Services de premier niveau déclarés payants", Unite.NOMBRE),
            comp("non_renseignes", "Services de premier niveau sans mention de frais", Unite.NOMBRE),
        ),
        axes={"operateur": "opérateur"},
        phrase="{valeur} des services de premier niveau recensés sont déclarés gratuits ({numerateur} sur "
        "{denominateur}).",
        tables=(SERVICES, STRUCTURES, COMMUNES),
        calcul=gratuite,
    ),
)

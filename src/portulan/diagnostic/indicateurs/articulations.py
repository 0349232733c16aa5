"""Links with education, employment and the career advice of workers (F1.O3d, F1.2)."""

from typing import Any

from portulan.diagnostic.indicateurs.calculs_accueil import actifs_vers_le_cep
from portulan.diagnostic.indicateurs.calculs_garantie import orientations_croisees, vers_le_cep_dans_le_delai
from portulan.diagnostic.indicateurs.calculs_reseau import protocoles_avec_le_cep, protocoles_des_bassins
from portulan.diagnostic.indicateurs.fabrique import ALERTE, BASSIN, REGION, comp, indicateur, seuil
from portulan.diagnostic.tables import ACCES, ACCES_TERRITOIRES, REFERENCE
from portulan.socle.mesure import Secret, Unite
from portulan.socle.tables import COMMUNES
from portulan.socle.tables_accueil import ACCUEILS, PROMESSES, TRANSMISSIONS
from portulan.socle.tables_terrain import MEMBRES, PROTOCOLES
from portulan.socle.territoire import Niveau

_EDUCATION_EMPLOI = "Objet de la fiche 1 : articulation avec les services publics de l'éducation et de l'emploi"
_CEP = "Code du travail, art. L. 6111-6 : conseil en évolution professionnelle ; arrêté du 29 mars 2019 (deux niveaux)"

PUBLICS_DU_CEP = {
    "mission_locale": "jeunes",
    "france_travail": "demandeurs_emploi",
    "cep_actifs": "salaries",
    "apec": "cadres",
    "cap_emploi": "personnes_handicapees",
}


def zones_sans_cep(territoires: Any, acces: Any) -> Any:
    """Couples (bassin, public) dont aucun habitant n'est à moins de trente minutes estimées d'une structure de
    l'opérateur du CEP chargé de ce public : mission locale (jeunes), France Travail (demandeurs d'emploi),
    opérateur régional du CEP (salariés), Apec (cadres), Cap emploi (personnes handicapées). Un opérateur absent
    de tout l'annuaire n'est pas compté comme une carence : le nombre de publics connus est donné à côté. La
    présence d'une structure ne dit pas qu'elle délivre le second niveau, et l'accueil à distance n'est pas
    compté.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import etiquette, lignes, reunir

    b = territoires.filter((territoires.niveau == "bassin") & territoires.operateur.isin(list(PUBLICS_DU_CEP)))
    b = b.filter(b.population > 0)
    public = ibis.cases(*((b.operateur == code, nom) for code, nom in PUBLICS_DU_CEP.items()), else_="")
    b = b.mutate(
        bassin=b.territoire,
        public=public,
        sans=(b.population_plus_30_min >= b.population).cast("float64"),
        touches=ibis.ifelse(b.population_plus_30_min >= b.population, b.population, 0).cast("float64"),
    )
    rattachement = acces.select("bassin", "departement", "region").distinct()
    t = b.select("bassin", "public", "sans", "touches").join(rattachement, "bassin")
    # A bassin across two départements counts in both, once in the region
    blocs = []
    for niveau in (Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.REGION):
        unique = t.select("bassin", "public", "sans", "touches", territoire=t[niveau.value]).distinct()
        for cles in ((), ("public",)):
            total = unique.group_by("territoire", *cles).aggregate(
                sans=unique.sans.sum(), touches=unique.touches.sum(), publics=unique.public.nunique()
            )
            commun = {
                "niveau": niveau.value,
                "territoire": total.territoire,
                "ventilation": etiquette("public", total.public) if cles else "",
            }
            blocs.append(lignes(total, **commun, valeur=total.sans))
            if cles:
                blocs.append(lignes(total, **commun, composante="population", valeur=total.touches))
            else:
                blocs.append(lignes(total, **commun, composante="publics_connus", valeur=total.publics))
    return reunir(blocs)


F1_O3D = (
    indicateur(
        "F1.O3d-1",
        "Bassins dotés d'un protocole signé avec chaque service",
        "bassins ayant un protocole signé pour chacun des services : CIO, SCUIO, France Travail, mission locale, "
        "Cap emploi / bassins",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_EDUCATION_EMPLOI,
        vigilance="Un bassin est sans protocole avec l'un des services.",
        seuils=(
            seuil(
                "<",
                100,
                "Au moins un bassin est sans protocole avec l'un des services.",
                niveaux=(REGION,),
                ventilation="service=*",
            ),
        ),
        composantes=(comp("couples", "Couples (bassin, service) dotés d'un protocole", Unite.POURCENT),),
        axes={"service": "service"},
        phrase="Un protocole en vigueur lie le réseau à chacun des cinq services de l'éducation et de l'emploi dans "
        "{numerateur} des {denominateur:bassin,bassins} ; {couples} des couples formés d'un bassin et d'un service en "
        "ont un.",
        tables=(PROTOCOLES, COMMUNES, REFERENCE),
        calcul=protocoles_des_bassins,
    ),
    indicateur(
        "F1.O3d-2",
        "Orientations croisées acceptées, par sens",
        "orientations acceptées / orientations émises, dans chacun des quatre sens entre le SPRO, l'éducation et "
        "l'emploi",
        Unite.POURCENT,
        sources="APP",
        maille="BAS",
        fondement=_EDUCATION_EMPLOI,
        vigilance="Moins de 60 % d'orientations acceptées dans l'un des sens.",
        seuils=(
            seuil(
                "<",
                60,
                "Dans un sens, trop peu d'orientations sont acceptées.",
                niveaux=(REGION,),
                ventilation="sens=*",
            ),
        ),
        axes={"sens": "sens de l'orientation"},
        secret=Secret(),
        phrase="Sur {denominateur:orientation,orientations} entre les services de l'éducation ou de l'emploi et les "
        "autres structures, {numerateur:a été acceptée,ont été acceptées}, soit {valeur}.",
        tables=(
            TRANSMISSIONS,
            COMMUNES,
        ),
        calcul=orientations_croisees,
    ),
)

F1_2_APRES_ZONES = (
    indicateur(
        "F1.2-2",
        "Orientations vers le CEP acceptées dans le délai",
        "orientations vers un opérateur du CEP acceptées dans le délai / orientations émises vers le CEP",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_CEP,
        vigilance="Moins de 80 % d'orientations acceptées dans le délai.",
        seuils=(
            seuil(
                "<",
                80,
                "Trop d'orientations vers le CEP ne sont pas acceptées dans le délai.",
                niveaux=(BASSIN, REGION),
                ventilation="",
            ),
        ),
        axes={"operateur": "opérateur du CEP"},
        secret=Secret(),
        phrase="Sur {denominateur:orientation,orientations} vers le conseil en évolution professionnelle, "
        "{numerateur:a été acceptée,ont été acceptées} à temps, soit {valeur}.",
        tables=(
            PROMESSES,
            COMMUNES,
        ),
        calcul=vers_le_cep_dans_le_delai,
    ),
    indicateur(
        "F1.2-3",
        "Membres ayant un protocole avec un opérateur du CEP",
        "membres ayant un protocole avec au moins un opérateur du CEP / membres",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_CEP,
        vigilance="Moins de 70 % des membres ; sont également signalées la rédaction en trois niveaux, antérieure à "
        "2019, et la mention de Transitions Pro comme opérateur du CEP.",
        seuils=(seuil("<", 70, "Trop de membres n'ont de protocole avec aucun opérateur du CEP.", ventilation=""),),
        axes={"operateur": "type d'opérateur"},
        phrase="Sur {denominateur:organisme membre,organismes membres}, {numerateur:a,ont} un protocole en vigueur "
        "avec un opérateur du CEP, soit {valeur}.",
        tables=(PROTOCOLES, MEMBRES, COMMUNES, REFERENCE),
        calcul=protocoles_avec_le_cep,
    ),
    indicateur(
        "F1.2-4",
        "Accueils d'actifs orientés vers le CEP",
        "accueils d'actifs orientés vers le CEP / accueils d'actifs exprimant un besoin d'évolution professionnelle",
        Unite.POURCENT,
        sources="APP",
        maille="BAS",
        fondement=_CEP,
        vigilance="Présenté pour information, sans seuil.",
        champ="Actifs en emploi ou en recherche d'emploi",
        secret=Secret(),
        phrase="Sur {denominateur:actif,actifs} exprimant un besoin d'évolution professionnelle, {numerateur:a été "
        "orienté,ont été orientés} vers le CEP, soit {valeur}.",
        tables=(
            ACCUEILS,
            COMMUNES,
        ),
        calcul=actifs_vers_le_cep,
    ),
)

F1_2_ZONES = (
    indicateur(
        "F1.2-1",
        "Bassins et publics sans opérateur du CEP atteignable",
        "couples (bassin, public) sans opérateur du CEP délivrant le second niveau à moins de trente minutes, pour "
        "cinq publics : jeunes, demandeurs d'emploi, salariés, cadres, personnes handicapées",
        Unite.NOMBRE,
        sources="DI INSEE TRAJET",
        maille="BAS DEP REG",
        fondement=_CEP,
        vigilance="Tout couple (bassin, public) sans opérateur déclenche une alerte.",
        seuils=(
            seuil(
                ">",
                0,
                "Un public n'a aucun opérateur du CEP atteignable.",
                gravite=ALERTE,
                niveaux=(REGION,),
                ventilation="public=*",
            ),
        ),
        axes={"public": "public"},
        composantes=(
            comp("publics_connus", "Publics dont l'opérateur figure dans l'annuaire", Unite.NOMBRE),
            comp("population", "Habitants des bassins concernés, tous publics confondus", Unite.NOMBRE),
        ),
        phrase="{valeur:couple formé d'un bassin et d'un public est,couples formés d'un bassin et d'un public "
        "sont} sans opérateur du CEP à moins de trente minutes, d'après l'annuaire, qui connaît "
        "l'opérateur de {publics_connus:public,publics} sur cinq ; l'accueil à distance n'est pas compté.",
        tables=(ACCES_TERRITOIRES, ACCES),
        calcul=zones_sans_cep,
        estime=True,
    ),
)

F1_2 = (*F1_2_ZONES, *F1_2_APRES_ZONES)

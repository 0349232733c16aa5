"""What became of those who left: published, masked and absent counted apart (F1.3b-4, F1.3b-5, F2.12b-1)."""

from typing import Any

from portulan.diagnostic.indicateurs.fabrique import ALERTE, comp, indicateur, seuil, table
from portulan.socle.mesure import Unite
from portulan.socle.tables import INSERJEUNES
from portulan.socle.territoire import Niveau

# from this vintage on, public jobs are counted too: figures before it have another definition
RUPTURE = "2022-2023"
_CINQ = "Code du travail, art. L. 6111-3 (débouchés, rémunérations) et L. 6111-8 (résultats publiés chaque année)"


def debouches(inserjeunes: Any) -> Any:
    """Lignes du dernier millésime d'InserJeunes dont les taux sont publiés, ou masqués par le secret
    statistique (mention « non diffusable »), rapportées à toutes les lignes. La table ouverte décrit des
    établissements et des voies, et non chaque formation : une ligne vaut un établissement dans une voie.
    Publiées, masquées et absentes sont comptées à part. Les emplois publics sont comptés depuis le cumul
    2022-2023 : les millésimes d'avant et d'après cette rupture de série ne sont pas mis côte à côte.
    """
    from portulan.diagnostic.indicateurs.calculs import lignes, reunir

    blocs = []
    for t, commun in _comptes(inserjeunes):
        blocs.append(lignes(t, **commun, numerateur=t.publiees + t.masquees, denominateur=t.total))
        blocs += [lignes(t, **commun, composante=c, valeur=t[c]) for c in _ETATS]
    return reunir(blocs)


def insertion_publiee(inserjeunes: Any) -> Any:
    """Lignes du dernier millésime d'InserJeunes dont les taux sont publiés, rapportées aux lignes publiées ou
    absentes : celles que masque le secret statistique sont écartées du dénominateur et comptées à part. Une
    ligne vaut un établissement dans une voie. Les emplois publics sont comptés depuis le cumul 2022-2023 : les
    millésimes d'avant et d'après cette rupture de série ne sont pas mis côte à côte.
    """
    from portulan.diagnostic.indicateurs.calculs import lignes, reunir

    blocs = []
    for t, commun in _comptes(inserjeunes):
        blocs.append(lignes(t, **commun, numerateur=t.publiees, denominateur=t.publiees + t.absentes))
        blocs += [lignes(t, **commun, composante=c, valeur=t[c]) for c in _ETATS]
    return reunir(blocs)


def _comptes(inserjeunes: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Counts by state for the latest vintage, each route of it, and each vintage of the same definition."""
    import ibis

    from portulan.diagnostic.indicateurs.calculs import derniere, etiquette, par_niveau

    dernier = derniere(inserjeunes, "millesime")
    # the vintages on the side of the break where the latest one stands
    memes = derniere(inserjeunes.mutate(apres=(inserjeunes.millesime >= RUPTURE).cast("int64")), "apres")
    comptes = []
    for t, axe in ((dernier, ""), (dernier, "voie"), (memes, "millesime")):
        total = par_niveau(
            t,
            (Niveau.REGION, Niveau.PAYS),
            cles=(axe,) if axe else (),
            total=ibis._.count(),
            publiees=ibis._.count(where=ibis._.diffusion == "publie"),
            masquees=ibis._.count(where=ibis._.diffusion == "masque"),
            absentes=ibis._.count(where=ibis._.diffusion == "absent"),
        )
        ventilation = etiquette(axe, total[axe]) if axe else ""
        comptes.append((total, {"niveau": total.niveau, "territoire": total.territoire, "ventilation": ventilation}))
    return comptes


_COMPOSANTES = (
    comp("publiees", "Lignes dont l'insertion est publiée", Unite.NOMBRE),
    comp("masquees", "Lignes masquées par le secret statistique", Unite.NOMBRE),
    comp("absentes", "Lignes sans résultat dans la source", Unite.NOMBRE),
)
_ETATS = tuple(c.code for c in _COMPOSANTES)


F1_3B_INSERTION = (
    indicateur(
        "F1.3b-4",
        "Formations dont les débouchés sont publiés ou dits non diffusables",
        "formations avec débouchés publiés ou mention « non diffusable » / formations",
        Unite.POURCENT,
        sources="INJ",
        maille="DOM REG",
        fondement=_CINQ,
        vigilance="Moins de 70 % ; alerte quand les débouchés manquent pour plus de 30 % des domaines. Les cellules "
        "masquées par le secret statistique ne sont pas comptées comme absentes.",
        seuils=(seuil("<", 70, "Trop de formations sont sans information sur leurs débouchés.", ventilation=""),),
        axes={"voie": "voie", "millesime": "millésime"},
        composantes=_COMPOSANTES,
        phrase="Pour le millésime {millesime}, {valeur} des formations décrites par InserJeunes ont des débouchés "
        "publiés ou dits non diffusables ; {absentes:ligne est,lignes sont} sans résultat.",
        tables=(INSERJEUNES,),
        calcul=debouches,
    ),
    indicateur(
        "F1.3b-5",
        "Niveaux de rémunération datés et sourcés",
        "formations ou métiers avec niveau de rémunération daté et sourcé / formations ou métiers",
        Unite.POURCENT,
        sources="INJ ROME",
        maille="DOM REG",
        fondement=_CINQ,
        vigilance="Moins de 70 % dans un domaine ; alerte quand la rémunération manque pour plus de 30 % des domaines.",
        seuils=(
            seuil("<", 70, "Trop de formations ou de métiers sont sans niveau de rémunération daté et sourcé."),
            seuil(
                ">",
                30,
                "Les niveaux de rémunération manquent pour une part importante des domaines.",
                gravite=ALERTE,
                suffixe="domaines",
                composante="domaines_sans_remuneration",
            ),
        ),
        composantes=(comp("domaines_sans_remuneration", "Domaines sans niveau de rémunération", Unite.POURCENT),),
        axes={"domaine": "domaine professionnel"},
        attente=table(
            "les quartiles de salaire à douze mois par formation, que la table ouverte InserJeunes ne contient pas",
            "la Depp et la Dares (InserJeunes), le ministère de l'enseignement supérieur (InserSup)",
        ),
    ),
)

F2_12B_INSERTION = (
    indicateur(
        "F2.12b-1",
        "Formations dont l'insertion est publiée",
        "formations avec insertion publiée / formations, hors cellules masquées ; masquées et absentes comptées à part",
        Unite.POURCENT,
        sources="INJ",
        maille="REG",
        fondement=_CINQ,
        vigilance="Moins de 60 % de formations publiées, hors cellules masquées.",
        seuils=(seuil("<", 60, "L'insertion de trop de formations n'est pas publiée.", ventilation=""),),
        axes={"voie": "voie", "millesime": "millésime"},
        composantes=_COMPOSANTES,
        phrase="Pour le millésime {millesime} d'InserJeunes, l'insertion est publiée pour {valeur} des "
        "formations, hors secret statistique ; {masquees:ligne est masquée,lignes sont masquées} et "
        "{absentes:ligne est,lignes sont} sans résultat.",
        tables=(INSERJEUNES,),
        calcul=insertion_publiee,
    ),
)

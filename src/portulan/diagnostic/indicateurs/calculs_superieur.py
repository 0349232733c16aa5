"""How wishes, proposals and acceptances of higher education are counted (F2.4b): a wish is never a person."""

from typing import Any

from portulan.socle.territoire import FRANCE, Niveau

TOUS_LES_BACHELIERS = "Ensemble des bacheliers"
PRESSION_FORTE = 10.0
COUVERTURE_COMPARABLE = 0.8  # share of the programmes of the largest session from which a session is comparable
_NIVEAUX = (Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION, Niveau.PAYS)
_RATTACHEMENT = ("departement", "academie", "region")
_BACS = {"general": "bg", "technologique": "bt", "professionnel": "bp"}


def taux_de_proposition(specialites: Any) -> Any:
    """Bacheliers généraux ayant reçu au moins une proposition, rapportés à ceux qui ont confirmé au moins un
    vœu. Ce sont des personnes, comptées une fois ; la source ne les donne que pour la France entière et pour la
    seule voie générale. L'évolution est en points, par rapport à l'année précédente.
    """
    return _taux_de_personnes(specialites, "proposes", "candidats")


def taux_d_acceptation(specialites: Any, formations: Any) -> Any:
    """Bacheliers généraux ayant accepté une proposition, rapportés à ceux qui en ont reçu au moins une : des
    personnes, pour la France entière. À côté, et sans jamais s'y ajouter, la part des propositions acceptées
    par formation : une même personne y compte autant de fois qu'elle reçoit de propositions, ce taux est donc
    beaucoup plus bas. Il porte sur la dernière session complète dont les propositions sont publiées ; un extrait
    (une session où moins de 80 % des formations sont décrites) est donné à part, jamais comparé.
    """
    from portulan.diagnostic.indicateurs.calculs import derniere, etiquette, lignes, par_niveau, reunir

    toutes = completes(formations)
    utiles = toutes.filter(toutes.propositions.notnull() & toutes.acceptations.notnull())
    connues = extraits(formations)
    partielles = connues.filter(connues.propositions.notnull() & connues.acceptations.notnull())
    blocs = [_taux_de_personnes(specialites, "acceptants", "proposes")]
    for t, cles in ((derniere(utiles, "session"), ()), (utiles, ("session",)), (partielles, ("extrait",))):
        total = par_niveau(t, _NIVEAUX, cles=cles, num=t.acceptations.sum(), den=t.propositions.sum())
        blocs.append(
            lignes(
                total,
                niveau=total.niveau,
                territoire=total.territoire,
                composante="par_proposition",
                ventilation=etiquette(cles[0], total[cles[0]]) if cles else "",
                numerateur=total.num,
                denominateur=total.den,
            )
        )
    for bac, suffixe in _BACS.items():
        num, den = f"acceptations_{suffixe}", f"propositions_{suffixe}"
        connus = derniere(utiles.filter(utiles[num].notnull() & utiles[den].notnull()), "session")
        total = par_niveau(connus, _NIVEAUX, num=connus[num].sum(), den=connus[den].sum())
        blocs.append(
            lignes(
                total,
                niveau=total.niveau,
                territoire=total.territoire,
                composante="par_proposition",
                ventilation=f"bac={bac}",
                numerateur=total.num,
                denominateur=total.den,
            )
        )
    return reunir(blocs)


def acces_effectif(specialites: Any) -> Any:
    """Bacheliers généraux ayant accepté une proposition, rapportés à ceux qui ont confirmé au moins un vœu. Ce
    sont des personnes, comptées une fois ; la source ne les donne que pour la France entière et pour la seule
    voie générale.
    """
    return _taux_de_personnes(specialites, "acceptants", "candidats")


def pression(formations: Any) -> Any:
    """Candidatures confirmées dans les formations, rapportées à leurs places, pour la dernière session publiée.
    Une même personne compte dans chaque formation où elle confirme un vœu : ce ne sont pas des personnes.
    Seules comptent les formations dont les places et les candidatures sont connues. Les composantes donnent les
    places, les candidatures, les acceptations, les places non pourvues et la part des formations où la pression
    dépasse dix. Les sessions décrites par un extrait (moins de 80 % des formations) sont données à part, jamais
    comparées. Une école recrutant par un concours commun affiche les candidatures de tout son réseau : une
    pression très élevée peut n'être que cela.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import derniere, etiquette, lignes, par_niveau, reunir

    t, partielles = _mesures_de_pression(completes(formations)), _mesures_de_pression(extraits(formations))
    latest = derniere(t, "session")
    blocs = []
    for lot, cle in ((latest, ""), (latest, "filiere"), (t, "session"), (partielles, "extrait")):
        total = par_niveau(
            lot,
            _NIVEAUX,
            cles=(cle,) if cle else (),
            formations=ibis._.count(),
            places=lot.capacite.sum(),
            candidatures=lot.candidatures.sum(),
            acceptations=lot.acceptations.sum(),
            vacantes=lot.vacantes.sum(),
            sous_pression=lot.sous_pression.sum(),
        )
        commun = {
            "niveau": total.niveau,
            "territoire": total.territoire,
            "ventilation": etiquette(cle, total[cle]) if cle else "",
        }
        blocs.append(lignes(total, **commun, numerateur=total.candidatures, denominateur=total.places, facteur=1.0))
        blocs += [
            lignes(total, **commun, composante=c, valeur=total[c])
            for c in ("formations", "places", "candidatures", "acceptations", "vacantes")
        ]
        blocs.append(
            lignes(
                total,
                **commun,
                composante="part_sous_pression",
                numerateur=total.sous_pression,
                denominateur=total.formations,
            )
        )
    return reunir(blocs)


def _mesures_de_pression(formations: Any) -> Any:
    connues = formations.filter((formations.capacite > 0) & formations.candidatures.notnull())
    return connues.select(
        *_RATTACHEMENT,
        *(c for c in ("session", "extrait") if c in connues.columns),
        "filiere",
        "capacite",
        "candidatures",
        "acceptations",
        vacantes=_positif(connues.capacite - connues.acceptations),
        sous_pression=(connues.candidatures > PRESSION_FORTE * connues.capacite).cast("float64"),
    )


def mobilite(formations: Any) -> Any:
    """Acceptations de candidats venus d'une autre académie que celle de la formation, rapportées aux
    acceptations, pour la dernière session où l'origine est publiée. La source dit seulement si le candidat
    vient de l'académie de la formation : elle ne dit pas de laquelle il vient, ni si la même formation y
    existait. Ce taux décrit donc les arrivées dans l'académie ; la mobilité subie ne peut pas être calculée.
    Les sessions décrites par un extrait sont données à part, jamais comparées.
    """
    from portulan.diagnostic.indicateurs.calculs import derniere, etiquette, lignes, par_niveau, reunir

    t, partielles = _arrivees(completes(formations)), _arrivees(extraits(formations))
    blocs = []
    for lot, cles in ((derniere(t, "session"), ()), (t, ("session",)), (partielles, ("extrait",))):
        total = par_niveau(lot, _NIVEAUX, cles=cles, num=lot.arrivees.sum(), den=lot.acceptations.sum())
        blocs.append(
            lignes(
                total,
                niveau=total.niveau,
                territoire=total.territoire,
                composante="arrivees",
                ventilation=etiquette(cles[0], total[cles[0]]) if cles else "",
                numerateur=total.num,
                denominateur=total.den,
            )
        )
    return reunir(blocs)


def _arrivees(formations: Any) -> Any:
    connues = formations.filter(formations.acceptations.notnull() & formations.acceptations_meme_academie.notnull())
    return connues.select(
        *_RATTACHEMENT,
        *(c for c in ("session", "extrait") if c in connues.columns),
        "acceptations",
        arrivees=connues.acceptations - connues.acceptations_meme_academie,
    )


def ecart_filieres(formations: Any) -> Any:
    """Part de chaque filière dans les candidatures confirmées, moins sa part dans les acceptations, pour la
    dernière session publiée. Un écart positif signale une filière plus demandée qu'obtenue ; la somme des
    écarts est nulle. Le chiffre principal est le plus grand de ces écarts. Les candidatures ne sont pas des
    personnes.
    """
    from portulan.diagnostic.indicateurs.calculs import derniere, etiquette, lignes, par_niveau, reunir

    toutes = completes(formations)
    t = derniere(toutes.filter(toutes.candidatures.notnull() & toutes.acceptations.notnull()), "session")
    mesures = {"voeux": t.candidatures.sum(), "admis": t.acceptations.sum()}
    filieres = par_niveau(t, _NIVEAUX, cles=("filiere",), **mesures)
    totaux = par_niveau(t, _NIVEAUX, **{f"total_{nom}": mesure for nom, mesure in mesures.items()})
    e = filieres.join(totaux, ["niveau", "territoire"])
    e = e.filter((e.total_voeux > 0) & (e.total_admis > 0))
    e = e.mutate(ecart=e.voeux * 100.0 / e.total_voeux - e.admis * 100.0 / e.total_admis)
    pire = e.group_by("niveau", "territoire").aggregate(ecart=e.ecart.max())
    return reunir(
        [
            lignes(pire, niveau=pire.niveau, territoire=pire.territoire, valeur=pire.ecart),
            lignes(
                e,
                niveau=e.niveau,
                territoire=e.territoire,
                ventilation=etiquette("filiere", e.filiere),
                valeur=e.ecart,
            ),
        ]
    )


def completes(formations: Any) -> Any:
    """Programmes of the sessions that can be compared: those that describe nearly as many as the largest one."""
    return formations.semi_join(_couverture(formations).filter(lambda c: c.complete), "session")


def extraits(formations: Any) -> Any:
    """Programmes of the other sessions, with what each extract covers: « 2020 (124 formations, CPGE) »."""
    import ibis

    partielles = _couverture(formations).filter(lambda c: ~c.complete)
    seule = partielles.filieres == 1
    quoi = ibis.ifelse(seule, partielles.filiere, partielles.filieres.cast("string") + " filières")
    decrites = partielles.select(
        "session",
        extrait=partielles.session.cast("string")
        + " ("
        + partielles.effectif.cast("string")
        + " formations, "
        + quoi
        + ")",
    )
    return formations.join(decrites, "session")


def _couverture(formations: Any) -> Any:
    """Per session: how many programmes the whole country has in it, of which kinds, and whether that is enough."""
    sessions = formations.group_by("session").aggregate(
        effectif=formations.count(),
        filieres=formations.filiere.nunique(),
        filiere=formations.filiere.min(),
    )
    plus_grande = sessions.aggregate(plus_grande=sessions.effectif.max())
    return sessions.cross_join(plus_grande).mutate(
        complete=lambda t: t.effectif >= COUVERTURE_COMPARABLE * t.plus_grande
    )


def _taux_de_personnes(specialites: Any, numerateur: str, denominateur: str) -> Any:
    """Rate of the latest year, of each year, and its change; persons, the whole country."""
    from portulan.diagnostic.indicateurs.calculs import derniere, etiquette, lignes, rapport, reunir

    t = specialites.filter(specialites.formation == TOUS_LES_BACHELIERS)
    annees = t.group_by("annee").aggregate(num=t[numerateur].sum(), den=t[denominateur].sum())
    annees = annees.filter(annees.num.notnull() & annees.den.notnull())
    annees = annees.mutate(taux=rapport(annees.num, annees.den))
    derniers = derniere(annees, "annee")
    avant = annees.select(annee=annees.annee + 1, taux_avant="taux")
    suite = derniers.join(avant, "annee")
    pays: dict[str, Any] = {"niveau": FRANCE.niveau.value, "territoire": FRANCE.code}
    return reunir(
        [
            lignes(derniers, **pays, numerateur=derniers.num, denominateur=derniers.den),
            lignes(
                annees,
                **pays,
                ventilation=etiquette("annee", annees.annee),
                numerateur=annees.num,
                denominateur=annees.den,
            ),
            lignes(suite, **pays, composante="evolution", valeur=suite.taux - suite.taux_avant),
        ]
    )


def _positif(ecart: Any) -> Any:
    """The gap when it is positive, else 0; null when unknown."""
    import ibis

    return ibis.ifelse(ecart.isnull(), ibis.null("float64"), ibis.ifelse(ecart > 0, ecart.cast("float64"), 0.0))

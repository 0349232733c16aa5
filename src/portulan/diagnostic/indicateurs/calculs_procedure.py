"""Computations on the referrals of the committee: how long until the opinion, then until the act (F1.0, F2.0)."""

from typing import Any

CAHIER, CONVENTION = "cahier_charges_spro", "convention_etat_region"


def saisine_avis_cahier(saisines: Any, communes: Any, reference: Any) -> Any:
    """Jours entre la réception d'une saisine sur le cahier des charges et l'avis, saisine par saisine ; le chiffre
    principal est leur médiane. Ne comptent que les saisines dont l'avis est rendu à la date de l'instantané ; celles
    qui l'attendent sont comptées à part. Un délai est dépassé quand les jours écoulés, suspensions déduites, passent
    celui que fixait le règlement intérieur ; sans délai fixé, ce nombre n'est pas donné.
    """
    return _saisine_avis(saisines, communes, reference, CAHIER)


def saisine_avis_convention(saisines: Any, communes: Any, reference: Any) -> Any:
    """Jours entre la réception d'une saisine sur la convention annuelle et l'avis, saisine par saisine ; le chiffre
    principal est leur médiane. Ne comptent que les saisines dont l'avis est rendu à la date de l'instantané ; celles
    qui l'attendent sont comptées à part. Un délai est dépassé quand les jours écoulés, suspensions déduites, passent
    celui que fixait le règlement intérieur ; sans délai fixé, ce nombre n'est pas donné.
    """
    return _saisine_avis(saisines, communes, reference, CONVENTION)


def avis_adoption_cahier(saisines: Any, communes: Any, reference: Any) -> Any:
    """Jours entre l'avis et l'adoption du cahier des charges, saisine par saisine ; le chiffre principal est leur
    médiane. Ne comptent que les saisines dont l'avis est rendu et le texte adopté à la date de l'instantané : zéro, ou
    moins, quand l'adoption n'a pas suivi l'avis. Les textes adoptés alors qu'aucun avis n'était rendu n'ont pas de
    délai : ils sont comptés à part.
    """
    return _avis_acte(saisines, communes, reference, CAHIER)


def avis_signature_convention(saisines: Any, communes: Any, reference: Any) -> Any:
    """Jours entre l'avis et la signature de la convention, saisine par saisine ; le chiffre principal est leur
    médiane. Ne comptent que les saisines dont l'avis est rendu et la convention signée à la date de l'instantané :
    zéro, ou moins, quand la signature n'a pas suivi l'avis. Les conventions signées alors qu'aucun avis n'était rendu
    n'ont pas de délai : elles sont comptées à part.
    """
    return _avis_acte(saisines, communes, reference, CONVENTION)


def _saisine_avis(saisines: Any, communes: Any, reference: Any, objet: str) -> Any:
    import ibis

    from portulan.diagnostic.indicateurs.calculs import drapeau

    s = _recues(saisines, communes, reference, objet)
    # A pause stops the clock where it begins; one that ended was counted
    arret = ibis.ifelse(s.suspendue_depuis <= s["date"], s.suspendue_depuis, s["date"])
    fin = ibis.ifelse(s.rendu, s.avis_rendu_le, ibis.coalesce(arret, s["date"]))
    # An opinion given after the date of the snapshot was still awaited that day
    s = s.mutate(attend=~s.rendu & (s.en_cours | s.avis_rendu_le.notnull()))
    s = s.mutate(
        jours=ibis.ifelse(s.rendu, s.avis_rendu_le.delta(s.recue_le, unit="day"), ibis.null("int64")),
        ecoules=fin.delta(s.recue_le, unit="day") - s.jours_suspendus,
    )
    # A referral withdrawn or closed without an opinion is late for nobody
    suivie = s.delai.notnull() & (s.rendu | s.attend)
    s = s.mutate(tard=ibis.ifelse(suivie, drapeau(s.ecoules > s.delai), ibis.null("float64")))
    t = s.group_by("region").aggregate(
        mediane=s.jours.median(), avis=s.jours.count(), en_attente=drapeau(s.attend).sum(), hors_delai=s.tard.sum()
    )
    return _publier(s, t, communes, nombres=("avis", "en_attente", "hors_delai"))


def _avis_acte(saisines: Any, communes: Any, reference: Any, objet: str) -> Any:
    import ibis

    from portulan.diagnostic.indicateurs.calculs import drapeau

    s = _recues(saisines, communes, reference, objet)
    s = s.mutate(adoptee=s.adoptee_le.notnull() & (s.adoptee_le <= s["date"]))
    delai = s.adoptee_le.delta(s.avis_rendu_le, unit="day")
    s = s.mutate(
        jours=ibis.ifelse(s.rendu & s.adoptee, delai, ibis.null("int64")),
        sans=ibis.ifelse(s.adoptee, drapeau(~s.rendu), ibis.null("float64")),
    )
    t = s.group_by("region").aggregate(mediane=s.jours.median(), actes=s.jours.count(), sans_avis=s.sans.sum())
    return _publier(s, t, communes, nombres=("actes", "sans_avis"))


def _recues(saisines: Any, communes: Any, reference: Any, objet: str) -> Any:
    """Referrals of a kind received at the date of the snapshot; ``rendu``: their opinion is given that day."""
    from portulan.diagnostic.indicateurs.calculs import region_seule

    s = saisines.filter(saisines.type == objet).cross_join(reference.select("date")).cross_join(region_seule(communes))
    s = s.filter(s.recue_le <= s["date"])
    return s.mutate(rendu=s.avis_rendu_le.notnull() & (s.avis_rendu_le <= s["date"]))


def _publier(s: Any, t: Any, communes: Any, *, nombres: tuple[str, ...]) -> Any:
    """The median, or « no case » (a null denominator, never 0 day), each referral with its days, and the counts.

    ``nombres``: the number of cases, then the counts shown beside; none is given where no referral was received.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import etiquette, lignes, region_seule, reunir

    sol = region_seule(communes)
    tout = sol.left_join(t, "region")
    aucun = ibis.ifelse(ibis.coalesce(tout[nombres[0]], 0) > 0, ibis.null("float64"), 0.0)
    tout = tout.select("mediane", *nombres, region=sol.region, aucun=aucun)
    cas = s.filter(s.jours.notnull())
    region = {"niveau": "region", "territoire": tout.region}
    return reunir(
        [
            lignes(tout, **region, valeur=tout.mediane, denominateur=tout.aucun),
            lignes(
                cas,
                niveau="region",
                territoire=cas.region,
                ventilation=etiquette("saisine", cas.numero),
                valeur=cas.jours,
            ),
            *(lignes(tout, **region, composante=c, valeur=tout[c]) for c in nombres),
        ]
    )

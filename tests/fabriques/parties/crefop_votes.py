"""Addresses of a part: the committee, votes. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"scrutin", "scrutin_resultat"}
RESERVEES: set[str] = {
    "scrutins",
    "scrutin_recepisses",
    "scrutin_point",
    "scrutin_point_expliquer",
    "scrutin_avancement",
    "scrutin_saisir",
    "scrutin_voter",
}
ACTES: set[str] = {
    "scrutin_point_preparer",
    "scrutin_etape",
    "scrutin_contester",
    "scrutin_contestation",
}
VALEURS: dict[str, object] = {"forme": "json", "electeur": 1, "point": 1}


def pages() -> list[tuple[str, str]]:
    from portulan.crefop.scrutin.models import Electeur, Scrutin

    proclames = Scrutin.objects.filter(etat="proclame").order_by("pk")
    par_mode = {s.mode: s for s in proclames}
    lues = [("secretariat", f"/scrutins/{s.pk}/") for s in par_mode.values()]
    points = {s.point_id for s in par_mode.values()}
    lues += [("secretariat", f"/scrutins/point-{pk}/") for pk in sorted(points)]
    for ouvert in Scrutin.objects.filter(etat="ouvert").exclude(mode="secret")[:1]:
        lues += [("secretariat", f"/scrutins/{ouvert.pk}/"), ("secretariat", f"/scrutins/{ouvert.pk}/saisir/")]
    if Electeur.objects.filter(compte__isnull=False, a_vote=True).exists():
        lues += [("membre", "/scrutins/"), ("membre", "/scrutins/mes-votes/")]
    return lues

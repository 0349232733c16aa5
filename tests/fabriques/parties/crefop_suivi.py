"""Addresses of a part: the committee, suivi. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"avis_liste", "avis_flux", "avis", "avis_fichier", "reserves", "reserve"}
RESERVEES: set[str] = {"avis_alertes", "reserve_suite", "reserve_decision"}
ACTES: set[str] = set()
VALEURS: dict[str, object] = {}
SUJETS: dict[str, str] = {"reserve": "avis.Reserve"}


def pages() -> list[tuple[str, str]]:
    from portulan.crefop.avis.models import AvisComite, Reserve

    publies = AvisComite.objects.filter(etat="publie").order_by("pk")[:2]
    reserves = Reserve.objects.filter(avis__etat="publie").order_by("pk")
    chiffrees = reserves.exclude(indicateur="")[:1]
    return [
        ("", "/avis/"),
        ("", "/avis/?q=charges&sens=favorable&tri=numero"),
        ("", "/reserves/"),
        ("", "/reserves/?echeance=retard&tri=-nom"),
        *(("", f"/avis/{a.numero}/") for a in publies),
        *(("", f"/reserves/{r.pk}/") for r in {*reserves[:1], *chiffrees}),
        *(("mission_spro", f"/reserves/{r.pk}/suite/") for r in reserves[:1]),
    ]

"""Addresses of a part: the committee, actes. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"actes", "actes_points", "actes_export", "actes_verificateur", "actes_verifier", "acte"}
RESERVEES: set[str] = {"actes_effacer"}
ACTES: set[str] = set()
VALEURS: dict[str, object] = {"seq": 1}


def pages() -> list[tuple[str, str]]:
    from portulan.crefop.registre.models import EntreeRegistre, PointDeControle

    toujours = [
        ("", "/registre-des-actes/"),
        ("", "/registre-des-actes/?q=seance&tri=objet"),
        ("", "/registre-des-actes/points/"),
        ("", "/registre-des-actes/verifier/"),
    ]
    seules = EntreeRegistre.objects.order_by("seq").values_list("seq", flat=True)[:2]
    posees = PointDeControle.objects.exclude(seq=0).order_by("seq").values_list("seq", flat=True)[:1]
    return [*toujours, *(("", f"/registre-des-actes/{seq}/") for seq in {*seules, *posees})]

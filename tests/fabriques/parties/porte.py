"""The public door: anyone, without an account."""

OUVERTES = {"trouver", "trouver_site", "trouver_rappel", "trouver_rappel_note", "trouver_cadre", "trouver_integrer"}
RESERVEES: set[str] = set()
ACTES: set[str] = set()
VALEURS: dict[str, object] = {"structure": 1}
SUJETS = {"trouver_site": "reseau.Structure"}
AUTRES = {"structure": "reseau.Structure"}


def pages():
    from portulan.terrain.reseau.models import Structure

    structure = Structure.objects.order_by("pk").first()
    return [
        ("", "/trouver/"),
        ("", "/trouver/?cherche=changer+de+metier&besoin=&ou=Corte"),
        ("", "/trouver/?cherche=&besoin=parcoursup&ou=20137"),
        ("", "/trouver/?cherche=zzz&besoin=&ou=Bruxelles&distance=on"),
        ("", f"/trouver/rappel/?besoin=vae&commune=2A004&structure={structure.pk}"),
        ("", "/trouver/rappel/note/"),
        ("", "/trouver/cadre/"),
        ("", "/trouver/integrer/"),
    ]

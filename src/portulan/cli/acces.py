"""Equal access in the terminal: the same measures as the pages, one need and one public at a time."""

from typing import Any

import typer

from portulan.cli.instantanes import INSTANTANE, JSON, choisir
from portulan.cli.sortie import dire, ecrire_json, tableau
from portulan.socle.chemins import maison


def acces(
    identifiant: str = INSTANTANE,
    besoin: str = typer.Option("", "--besoin", metavar="BESOIN", help="Un seul besoin ; sinon, tous."),
    public: str = typer.Option("tous", "--public", metavar="PUBLIC", help="Le public ; « tous » par défaut."),
    en_json: bool = JSON,
) -> None:
    """Mesurer l'égalité d'accès : qui est loin de qui peut répondre, et ce qui ne va pas."""
    from portulan.diagnostic.acces_besoins import preparer
    from portulan.publication.bibliotheque import Bibliotheque
    from portulan.socle.erreurs import DonneeInvalide

    instantane = Bibliotheque(maison()).instantane(choisir(identifiant))
    preparation = preparer(instantane)
    if preparation is None:
        raise DonneeInvalide(
            "Cet instantané n'a pas à la fois des communes et des structures.",
            remede="Importez un annuaire des structures, puis gelez de nouveau.",
        )
    codes = [besoin] if besoin else [code for code, _ in preparation.declare.choix_besoins]
    lignes = _mesurer(preparation, public, codes, instantane.date)
    if en_json:
        ecrire_json({"instantane": instantane.identifiant, "public": public, "besoins": lignes})
        return
    tableau(
        ("BESOIN", "APTES", "À PLUS DE 30 MIN", "MÉDIANE", "9E DÉCILE", "HEURES", "GINI", "ANOMALIES"),
        [
            (
                str(x["besoin"]),
                str(x["structures_aptes"]),
                _texte(x["part_eloignee"], " %"),
                _texte(x["minutes_mediane"], " min"),
                _texte(x["minutes_p90"], " min"),
                _texte(x["heures_moyennes"], " h"),
                _texte(x["gini_heures"], "", 2),
                ", ".join(f"{a['genre']} {a['communes']}" for a in x["anomalies"]) or "aucune",
            )
            for x in lignes
        ],
    )
    origine = "en partie tirées de la matrice fournie" if preparation.terrain.mesure else "estimées par Portulan"
    dire(f"Minutes {origine}, en voiture. Anomalies : nombre de communes.")


def _mesurer(preparation: Any, public: str, besoins: list[str], jour: Any) -> list[dict[str, Any]]:
    from portulan.diagnostic.acces_besoins import acces_pour, resume_de
    from portulan.diagnostic.anomalies import anomalies
    from portulan.diagnostic.tables import mois_avant

    trouve = acces_pour(preparation, public)
    lignes = []
    for besoin in besoins:
        rang = preparation.declare.rang(besoin)
        aptes, resume = trouve.aptes(rang), resume_de(trouve, rang)
        lignes.append(
            {
                "besoin": besoin,
                "structures_aptes": aptes,
                "population": resume.population,
                "part_eloignee": _connu(resume.part_eloignee) if aptes else None,
                "minutes_mediane": _connu(resume.mediane),
                "minutes_p90": _connu(resume.p90),
                "heures_moyennes": _connu(resume.heures),
                "gini_heures": _connu(resume.gini_heures),
                "gini_offre": _connu(resume.gini_offre),
                "anomalies": [
                    {
                        "genre": a.genre,
                        "communes": len(a.communes),
                        "population": a.population,
                        "unites": [str(u) for u in a.unites],
                    }
                    for a in anomalies(trouve, rang, mois_avant(jour, 6))
                ],
            }
        )
    return lignes


def _connu(valeur: float) -> float | None:
    return None if valeur != valeur else valeur  # noqa: PLR0124 (NaN)


def _texte(valeur: float | None, unite: str, decimales: int = 1) -> str:
    from portulan.socle.mesure import nombre_fr

    return "–" if valeur is None else f"{nombre_fr(valeur, decimales)}{unite}"

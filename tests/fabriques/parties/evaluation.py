"""Addresses of a part: evaluation. See ``parties/__init__.py``."""

OUVERTES: set[str] = set()
RESERVEES = {
    "evaluations", "evaluation", "evaluation_principe", "evaluation_soumettre", "evaluation_imprimer",
    "evaluation_csv", "evaluation_plan", "evaluation_action", "evaluation_preuves", "evaluation_preuve",
}  # fmt: skip
ACTES = {
    "evaluation_ouvrir", "evaluation_confier", "evaluation_reponse", "evaluation_preuve_rattacher",
    "evaluation_preuve_retirer",
}  # fmt: skip
VALEURS: dict[str, object] = {"evaluation": 1, "preuve": 1, "action": 1, "critere": "P1.1"}


def pages() -> list[tuple[str, str]]:
    from portulan.terrain.evaluation.models import Evaluation

    siennes = Evaluation.objects.filter(
        structure__organisation__habilitations__compte__courriel__startswith="responsable.mission-locale@"
    )
    ouverte = siennes.filter(etat="ouverte").first()
    revue = Evaluation.objects.filter(etat="en_revue").first()
    adresses = [("responsable", "/evaluations/")]
    if ouverte:
        debut = f"/evaluations/{ouverte.pk}/"
        fins = ("", "parties/P1/", "preuves/?critere=P1.1", "soumettre/", "plan/", "imprimer/")
        adresses += [("responsable", debut + fin) for fin in fins]
    adresses += [
        ("mission_spro", f"/evaluations/{revue.pk}/"),
        ("mission_spro", f"/evaluations/{revue.pk}/parties/P1/"),
    ]
    return adresses

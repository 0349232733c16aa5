"""Addresses of a part: the committee, saisines. See ``parties/__init__.py``."""

OUVERTES: set[str] = {
    "saisines",
    "saisine",
    "saisine_texte",
    "saisine_texte_fichier",
    "saisine_lire",
    "saisine_dossier_json",
    "saisine_piece",
}
RESERVEES: set[str] = {
    "saisine_deposer",
    "saisine_dossier",
    "saisine_dossier_ouvrir",
    "saisine_question",
    "saisine_pieces",
    "saisine_comparer",
    "saisine_observer",
    "saisine_observations",
}
ACTES: set[str] = {
    "saisine_etape",
    "saisine_delai",
    "saisine_adoption",
    "saisine_rapporteurs",
    "saisine_preavis",
    "saisine_dossier_figer",
    "saisine_piece_retirer",
    "saisine_observation_retirer",
}
VALEURS: dict[str, object] = {"observation_id": 1}
SUJETS: dict[str, str] = {"saisine": "dossier.Saisine"}


def pages() -> list[tuple[str, str]]:
    """Every state that the demonstration shows, read by the secretariat; the dossiers, by a member too."""
    from portulan.crefop.dossier.models import Dossier, Saisine

    lues = [("", "/saisines/"), ("secretariat", "/saisines/"), ("secretariat", "/saisines/deposer/")]
    for saisine in Saisine.objects.all():
        lues += [("secretariat", f"/saisines/{saisine.pk}/"), ("secretariat", f"/saisines/{saisine.pk}/texte/")]
    for dossier in Dossier.objects.all():
        base = f"/saisines/{dossier.saisine_id}/dossiers/{dossier.numero}/"
        lues += [("secretariat", base), ("membre", base), ("membre", f"{base}lire/"), ("membre", f"{base}observer/")]
        lues += [("secretariat", f"{base}observations/")]
        if dossier.numero > 1:
            lues.append(("membre", f"{base}comparer/"))
        premiere = dossier.reponses.order_by("pk").first()
        if premiere:
            lues.append(("secretariat", f"{base}questions/{premiere.question}/"))
    return lues

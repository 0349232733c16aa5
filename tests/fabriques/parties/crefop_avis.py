"""Addresses of a part: the committee, avis. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"avis_apercu"}
RESERVEES: set[str] = {
    "avis_en_cours",
    "avis_redaction",
    "avis_signature",
    "avis_publication",
    "pvs",
    "pv",
    "pv_versions",
    "pv_corriger",
    "pv_signature",
    "pv_rectifier",
    "pv_fichier",
}
ACTES: set[str] = {
    "avis_ouvrir",
    "avis_reputer",
    "avis_figer",
    "pv_etablir",
    "pv_soumettre",
    "pv_correction_decider",
    "pv_approuver",
    "pv_diffuser",
}
SUJETS: dict[str, str] = {
    "avis_ouvrir": "seance.PointOrdre",
    "avis_reputer": "dossier.Saisine",
    "avis_": "avis.AvisComite",
    "pv_etablir": "seance.SeanceComite",
    "pv_correction": "avis.CorrectionPV",
    "pv": "avis.ProcesVerbal",
}
MOTS: dict[str, str] = {"avis": "A-2026-01", "pv": "P-2026-01", "fichier": "avis-A-2026-01.pdf"}
VALEURS: dict[str, object] = {
    "avis": "A-2026-01",
    "pv": "P-2026-01",
    "fichier": "avis-A-2026-01.pdf",
    "point": 1,
    "saisine": 1,
    "seance": 1,
    "correction": 1,
}


def pages() -> list[tuple[str, str]]:
    """Pages of the opinions and minutes that the demonstration holds."""
    from portulan.crefop.avis.models import AvisComite, ProcesVerbal

    adresses = [
        ("secretariat", "/avis/en-cours/"),
        ("presidence", "/avis/en-cours/"),
        ("secretariat", "/proces-verbaux/"),
    ]
    for avis in AvisComite.objects.order_by("pk")[:3]:
        adresses += [("secretariat", f"/avis/{avis.numero}/{page}/") for page in ("apercu", "redaction", "publication")]
    for pv in ProcesVerbal.objects.select_related("seance").order_by("pk")[:3]:
        ici = f"/proces-verbaux/{pv.seance.numero}/"
        adresses += [("secretariat", f"{ici}{page}") for page in ("", "versions/", "rectifier/")]
        adresses.append(("membre", f"{ici}corriger/"))
    return adresses

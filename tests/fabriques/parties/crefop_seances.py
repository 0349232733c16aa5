"""Addresses of a part: crefop_seances. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"seances", "seance", "seance_ics", "seance_carence"}
RESERVEES: set[str] = {
    "seance_preparer",
    "seance_modifier",
    "seance_constat",
    "seance_ordre",
    "seance_point_ajouter",
    "seance_point_modifier",
    "seance_piece_joindre",
    "seance_piece",
    "seance_convoquer",
    "seance_reconvoquer",
    "seance_mandats",
    "seance_direct",
    "seance_projection",
    "seance_comptes",
    "seance_point",
    "seance_proposer",
    "seance_invites",
    "seance_invite_proposer",
    "seance_demandes",
    "seance_demande_deposer",
    "seance_demande",
}
ACTES: set[str] = {
    "seance_point_deplacer",
    "seance_point_supprimer",
    "seance_piece_retirer",
    "seance_etape",
    "seance_mandat_revoquer",
    "seance_quorum",
    "seance_presence_annuler",
    "seance_point_etape",
    "seance_observation_reprendre",
    "seance_proposition",
    "seance_annoncer",
    "seance_invite_decider",
    "seance_invite_passage",
    "seance_demande_agir",
}
VALEURS: dict[str, object] = {
    "point_id": 1,
    "constat_id": 1,
    "evenement_id": 1,
    "mandat_id": 1,
    "proposition_id": 1,
    "observation_id": 1,
    "invitation_id": 1,
    "demande_id": 1,
    "genre": "divers",
}
SUJETS: dict[str, str] = {"seance": "seance.SeanceComite"}
AUTRES: dict[str, str] = {
    "point_id": "seance.PointOrdre",
    "constat_id": "seance.ConstatQuorum",
    "evenement_id": "seance.EvenementPresence",
    "mandat_id": "seance.MandatVote",
    "proposition_id": "seance.Proposition",
    "observation_id": "dossier.Observation",
    "invitation_id": "seance.InvitationSeance",
    "demande_id": "seance.DemandeSeance",
}
MOTS: dict[str, str] = {"genre": "divers"}


def pages() -> list[tuple[str, str]]:
    from portulan.crefop.seance.models import DemandeSeance, SeanceComite

    adresses = [("", "/seances/"), ("secretariat", "/seances/"), ("secretariat", "/seances/preparer/")]
    if not SeanceComite.objects.exists():
        return adresses[:2]
    for seance in SeanceComite.objects.order_by("pk"):
        base = f"/seances/{seance.pk}/"
        if seance.convoquee_le:
            adresses += [("", base), ("membre", base)]
        adresses += [
            ("secretariat", base + suite) for suite in ("", "ordre/", "convoquer/", "direct/", "mandats/", "invites/")
        ]
        adresses += [("membre", base + "projection/")]
        adresses += [("secretariat", f"{base}quorum/{c.pk}/") for c in seance.constats.all()[:1]]
        adresses += [("secretariat", f"{base}points/{p.pk}/") for p in seance.points.all()[:1]]
        if seance.etat == "carence":
            adresses.append(("", base + "carence/"))
    adresses += [("membre", "/seances/demandes/"), ("membre", "/seances/demandes/deposer/")]
    adresses += [("membre", f"/seances/demandes/{d.pk}/") for d in DemandeSeance.objects.order_by("pk")]
    return adresses

"""What the opinions and the minutes ask: to draft, to sign, to publish, to draw, to correct, to answer, to approve."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from portulan.comptes.droits import Titulaire, peut
from portulan.crefop.avis.actes import organe
from portulan.crefop.avis.droits import avis_lisibles, pv_lisibles
from portulan.crefop.avis.enums import EtatAvis, EtatCorrection, EtatPV
from portulan.crefop.avis.models import AvisComite, ProcesVerbal
from portulan.crefop.avis.operations_pv import points_d_approbation
from portulan.crefop.avis.queries import points_a_rediger, seances_sans_pv
from portulan.crefop.seance.convocation import partie_pour
from portulan.crefop.seance.queries import jeu_de
from portulan.web.espaces import Tache


def taches(titulaire: Titulaire) -> list[Tache]:
    """Tasks of the secretariat, of the chairs and of the members."""
    return [*_avis(titulaire), *_pv(titulaire)]


def _avis(titulaire: Titulaire) -> list[Tache]:
    trouvees: list[Tache] = []
    if peut(titulaire, "avis", "rediger"):
        liste = reverse("web:avis_en_cours")
        trouvees += [Tache(f"Rédiger l’avis : {p.titre}", liste, p.seance.numero) for p in points_a_rediger()]
        for a in avis_lisibles(titulaire, "rediger").filter(etat=EtatAvis.PROJET):
            trouvees.append(Tache(f"Compléter et figer l’avis {a.numero}", _lien("avis_redaction", a), a.saisine.titre))
    if peut(titulaire, "avis", "publier"):
        for a in avis_lisibles(titulaire, "publier").filter(etat=EtatAvis.SIGNE):
            trouvees.append(
                Tache(
                    f"Publier l’avis {a.numero}",
                    _lien("avis_publication", a),
                    "Le comité rend ses avis publics.",
                    _limite(a),
                    "attention",
                )
            )
    if peut(titulaire, "avis", "signer"):
        for a in avis_lisibles(titulaire, "signer").filter(etat=EtatAvis.ADOPTE).prefetch_related("signatures"):
            if _doit_signer(titulaire, a):
                trouvees.append(Tache(f"Signer l’avis {a.numero}", _lien("avis_signature", a), a.saisine.titre))
    return trouvees


def _lien(vue: str, avis: AvisComite) -> str:
    return reverse(f"web:{vue}", args=[avis.numero])


def _limite(avis: AvisComite) -> date | None:
    """Last day of the delay of publication, by the rule of the meeting."""
    if avis.point is None:
        return None
    return avis.rendu_le + timedelta(days=int(jeu_de(avis.point.seance)["publication.delai"]))


def _doit_signer(titulaire: Titulaire, acte: AvisComite | ProcesVerbal) -> bool:
    partie = partie_pour(titulaire, organe(acte))
    return partie is not None and partie not in {s.partie for s in acte.signatures.all()}


def _pv(titulaire: Titulaire) -> list[Tache]:
    trouvees: list[Tache] = []
    if peut(titulaire, "pv", "rediger"):
        liste = reverse("web:pvs")
        trouvees += [Tache(f"Établir le procès-verbal de la séance {s.numero}", liste) for s in seances_sans_pv()]
        for pv in pv_lisibles(titulaire, "rediger").filter(etat__in=(EtatPV.PROJET, EtatPV.SOUMIS)):
            trouvees += _a_conduire(pv)
    if peut(titulaire, "pv", "corriger"):
        for pv in pv_lisibles(titulaire, "corriger").filter(etat=EtatPV.SOUMIS):
            jour = f"{timezone.localdate(pv.seance.prevue_le):%d/%m/%Y}"
            trouvees.append(
                Tache(f"Relire le procès-verbal de la séance {pv.seance.numero}", _page(pv), jour, genre="info")
            )
    if peut(titulaire, "pv", "signer"):
        for pv in pv_lisibles(titulaire, "signer").filter(etat=EtatPV.APPROUVE).prefetch_related("signatures"):
            if _doit_signer(titulaire, pv):
                adresse = reverse("web:pv_signature", args=[pv.seance.numero])
                trouvees.append(Tache(f"Signer le procès-verbal de la séance {pv.seance.numero}", adresse))
    return trouvees


def _page(pv: ProcesVerbal) -> str:
    return reverse("web:pv", args=[pv.seance.numero])


def _a_conduire(pv: ProcesVerbal) -> list[Tache]:
    numero = pv.seance.numero
    if pv.etat == EtatPV.PROJET:
        return [Tache(f"Soumettre aux membres le procès-verbal de la séance {numero}", _page(pv))]
    attente = pv.corrections.filter(etat=EtatCorrection.PROPOSEE).count()
    if attente:
        quoi = "une correction" if attente == 1 else f"{attente} corrections"
        return [Tache(f"Répondre à {quoi} du procès-verbal {numero}", _page(pv), genre="attention")]
    if points_d_approbation(pv):
        return [Tache(f"Constater l’approbation du procès-verbal {numero}", _page(pv))]
    return []

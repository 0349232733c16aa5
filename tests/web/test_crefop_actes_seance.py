"""The register and the public pages after a whole meeting, as the operations wrote them."""

import json
from hashlib import sha256
from random import Random

import pytest
from django.conf import settings
from django.urls import reverse

from fabriques.parties import crefop_actes, crefop_suivi
from portulan.crefop.avis.models import PublicationActe
from portulan.crefop.composition.models import Personne
from portulan.crefop.registre.export import lignes
from portulan.crefop.registre.models import EntreeRegistre, PointDeControle
from portulan.crefop.registre.verification import Point, verifier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seances_jouees")]


def test_le_registre_d_une_seance_entiere(client):
    export = list(lignes())
    imprimes = [Point(p.seq, p.empreinte, p.racine) for p in PointDeControle.objects.all()]
    publication = PublicationActe.objects.filter(genre="avis").get()
    dossier = settings.PORTULAN_MAISON.racine / "actes" / publication.avis.numero
    pieces = [(f["nom"], sha256((dossier / f["nom"]).read_bytes()).hexdigest()) for f in publication.fichiers]
    constat = verifier(export, imprimes, pieces)
    assert constat.conforme, constat.ecarts
    assert (constat.entrees, len(constat.tenus)) == (EntreeRegistre.objects.count(), len(imprimes))
    assert len(constat.pieces) == len(pieces)

    hasard = Random(7)
    for _ in range(20):
        rang = hasard.randrange(1, constat.entrees + 1)
        place = next(i for i, x in enumerate(export) if f'"seq":{rang},'.encode() in x and x.startswith(b'{"emp'))
        octets = bytearray(export[place])
        octets[hasard.randrange(100, len(octets) - 2)] ^= 1
        faux = verifier([*export[:place], bytes(octets), *export[place + 1 :]])
        assert (faux.ecarts[0].genre, faux.ecarts[0].seq) == ("modifiee", rang)
    nom, _ = pieces[0]
    change = verifier(export, pieces=[(nom, "ab" * 32)]).ecarts[0]
    assert change.genre == "piece_changee"
    assert EntreeRegistre.objects.get(seq=change.seq).type == "avis.publier"


def test_aucun_nom_de_personne_n_est_en_clair():
    export = b"".join(lignes()).decode()
    noms = {p.nom for p in Personne.objects.exclude(nom="")} | {
        p.courriel for p in Personne.objects.exclude(courriel="")
    }
    assert len(noms) > 40
    assert [n for n in noms if len(n) > 4 and json.dumps(n, ensure_ascii=False)[1:-1] in export] == []


def test_les_pages_publiques_repondent(client):
    adresses = [a for role, a in (*crefop_actes.pages(), *crefop_suivi.pages()) if not role]
    assert any(a.startswith("/avis/A-") for a in adresses), adresses
    assert any(a.startswith("/reserves/") and a[10:11].isdigit() for a in adresses), adresses
    for adresse in adresses:
        reponse = client.get(adresse)
        assert reponse.status_code == 200, adresse
        assert ">None<" not in reponse.content.decode(), adresse
    numero = PublicationActe.objects.get(genre="avis").avis.numero
    page = client.get(reverse("web:avis", args=[numero])).content.decode()
    lu = client.get(f"/api/v1/avis/{numero}").json()
    assert lu["acte"]["dispositif"][:30] in page
    for f in lu["fichiers"]:
        octets = b"".join(client.get(f["lien"]).streaming_content)
        assert sha256(octets).hexdigest() == f["sha256"], f

"""Fetching an address: from a server of the test itself, never from outside."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portulan.socle.erreurs import DonneeInvalide, RessourceIndisponible
from portulan.sources.entrepot import Entrepot
from portulan.sources.importer import importer
from portulan.sources.telechargement import suffixe, telecharger

ENTETE = "id,type_annuaire,nom,code_insee,commune,code_postal,lon,lat,precision_geo\n"
ANNUAIRE = (ENTETE + "cio-31555-01,cio,CIO,31555,Toulouse,31000,,,\n").encode()


RENVOIS = {
    "boucle": "/boucle",
    "vers-annuaire": "/annuaire.csv",
    "vers-dehors": "http://exemple.invalid/annuaire.csv",
}
CORPS = {
    "page": (b"<html>", "text/html; charset=utf-8"),
    "page-deguisee.csv": (b"<!doctype html><html><body>erreur</body></html>", "text/csv"),
    "annuaire.csv": (ANNUAIRE, "text/csv"),
}


class Reponses(BaseHTTPRequestHandler):
    def do_GET(self):
        chemin = self.path.removeprefix("/")
        if chemin in RENVOIS:
            self.send_response(302)
            self.send_header("Location", RENVOIS[chemin])
            self.end_headers()
        elif chemin in CORPS:
            self.corps(*CORPS[chemin])
        elif chemin == "coupe":
            self.sans_fin(ANNUAIRE, annoncee=1000)
        elif chemin == "sans-fin":
            self.sans_fin(b"x" * 1_000_000)
        elif chemin == "faux-gzip":
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(b"pas du gzip")
        elif chemin == "lent":
            threading.Event().wait(2)
        else:
            self.send_error(404)

    def sans_fin(self, octets, annoncee=None):
        self.send_response(200)
        if annoncee:
            self.send_header("Content-Length", str(annoncee))
        self.end_headers()
        self.wfile.write(octets)
        self.close_connection = True

    def corps(self, octets, genre):
        self.send_response(200)
        self.send_header("Content-Type", genre)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def serveur():
    class Serveur(ThreadingHTTPServer):
        def handle_error(self, request, client_address):
            """A client that hangs up is what some of these tests do."""

    with Serveur(("127.0.0.1", 0), Reponses) as ouvert:
        fil = threading.Thread(target=ouvert.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        fil.start()
        yield f"http://127.0.0.1:{ouvert.server_port}"
        ouvert.shutdown()
        fil.join(5)


@pytest.fixture
def entrepot(tmp_path):
    return Entrepot(tmp_path / "chargements")


def test_le_fichier_arrive_entier_et_son_empreinte_avec(serveur, tmp_path):
    avance = []
    recu = tmp_path / "recu"
    empreinte = telecharger(f"{serveur}/annuaire.csv", recu, progression=lambda _, part: avance.append(part))
    assert recu.read_bytes() == ANNUAIRE
    assert empreinte == hashlib.sha256(ANNUAIRE).hexdigest()
    assert avance[-1] == 1.0


@pytest.mark.parametrize("chemin", ["annuaire.csv", "vers-annuaire"])
def test_une_adresse_se_charge_comme_un_fichier(serveur, entrepot, chemin):
    rapport = importer(entrepot, None, f"{serveur}/{chemin}")
    assert rapport.charge
    assert rapport.fiche.origine == f"{serveur}/{chemin}"
    assert not list(entrepot.racine.glob(".telechargement-*"))


@pytest.mark.parametrize(
    ("chemin", "erreur", "attendu"),
    [
        ("absent", RessourceIndisponible, "404"),
        ("page", DonneeInvalide, "page web"),
        ("page-deguisee.csv", DonneeInvalide, "page web"),
        ("coupe", RessourceIndisponible, "coupé"),
        ("boucle", RessourceIndisponible, "5 fois"),
        ("vers-dehors", DonneeInvalide, "https"),
    ],
)
def test_ce_qui_n_arrive_pas_bien_ne_laisse_rien(serveur, entrepot, chemin, erreur, attendu):
    with pytest.raises(erreur, match=attendu) as trouvee:
        importer(entrepot, "annuaire", f"{serveur}/{chemin}")
    assert trouvee.value.remede
    assert entrepot.courants() == ()
    assert not list(entrepot.racine.glob(".telechargement-*"))


def test_le_message_nomme_le_jeu_et_l_adresse(serveur, entrepot):
    with pytest.raises(RessourceIndisponible) as erreur:
        importer(entrepot, "annuaire", f"{serveur}/absent")
    assert f"{serveur}/absent" in erreur.value.message
    assert "Annuaire de l'administration" in erreur.value.message


@pytest.mark.parametrize("chemin", ["annuaire.csv", "sans-fin"])
def test_trop_gros_annonce_ou_non(serveur, tmp_path, chemin):
    with pytest.raises(DonneeInvalide, match="dépasse la taille"):
        telecharger(f"{serveur}/{chemin}", tmp_path / "recu", taille_max=100)


def test_un_serveur_muet_ou_absent(serveur, tmp_path):
    with pytest.raises(RessourceIndisponible, match="pas répondu"):
        telecharger(f"{serveur}/lent", tmp_path / "recu", delai=0.2)
    with pytest.raises(RessourceIndisponible, match="refuse la connexion"):
        telecharger("http://127.0.0.1:9/rien", tmp_path / "recu", delai=2)


@pytest.mark.parametrize("adresse", ["http://exemple.fr/a.csv", "ftp://exemple.fr/a", "file:///etc/passwd"])
def test_seul_https_est_admis(entrepot, adresse):
    with pytest.raises(DonneeInvalide, match="pas une adresse https"):
        importer(entrepot, "annuaire", adresse)


@pytest.mark.parametrize("adresse", ["https://", "https://[::mal", "https://exemple.fr:99999/a", "https://:443/a.csv"])
def test_une_adresse_mal_ecrite(entrepot, adresse):
    with pytest.raises(DonneeInvalide, match="pas une adresse lisible"):
        importer(entrepot, "annuaire", adresse)


def test_un_mot_de_passe_dans_l_adresse_n_est_ni_garde_ni_repete(entrepot):
    with pytest.raises(DonneeInvalide, match="mot de passe") as erreur:
        importer(entrepot, "annuaire", "https://moi:sesame@exemple.fr/a.csv")
    assert "sesame" not in str(erreur.value)


def test_un_contenu_mal_compresse(serveur, entrepot):
    with pytest.raises(RessourceIndisponible, match="mal compressé"):
        importer(entrepot, "annuaire", f"{serveur}/faux-gzip")


def test_l_extension_annoncee_par_l_adresse():
    assert suffixe("https://p.fr/api/datasets/x/exports/csv?use_labels=true") == ".csv"
    assert suffixe("https://p.fr/f/donnees.csv.gz") == ".csv.gz"
    assert suffixe("https://p.fr/f") == ""

"""Scripts of a PDF: seen in its bytes, escaped, or in its object streams; never taken for one."""

import zlib

import pytest

from portulan.socle.pdf import est_actif
from portulan.terrain.evaluation.petit_pdf import petit_pdf

SCRIPT = b"<< /Type /Action /S /JavaScript /JS (app.alert(1)) >>"


def flux_d_objets(contenu):
    serre = zlib.compress(contenu)
    entete = b"8 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n" % len(serre)
    return entete + serre + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    "ajout",
    [
        SCRIPT,
        SCRIPT.replace(b"/JavaScript", b"/J#61vaScript"),
        SCRIPT.replace(b"/JavaScript", b"/#4aav#61Script"),
        b"<< /S /Launch /F (calc.exe) >>",
        flux_d_objets(b"7 0 " + SCRIPT),
        flux_d_objets(b"1 0 << >>") + flux_d_objets(b"7 0 " + SCRIPT),
    ],
)
def test_ce_qui_agit_est_vu(ajout):
    assert est_actif(petit_pdf("Titre", ["ligne"]) + ajout)


@pytest.mark.parametrize(
    "ajout",
    [
        b"",
        b"<< /JavaScripts 1 /Launcher 2 /JS-maison 3 >>",
        b"(JavaScript)",
        flux_d_objets(b"1 0 << /Type /Page >>"),
        b"<< /Type /ObjStm >>\nstream\nabime",
        b"/ObjStm stream\n",
    ],
)
def test_un_document_ordinaire_passe(ajout):
    assert not est_actif(petit_pdf("Un cours de JavaScript", ["ligne"]) + ajout)


def test_un_flux_demesure_est_lu_dans_ses_bornes():
    assert not est_actif(petit_pdf("x", []) + flux_d_objets(b" " * 50_000_000) * 20)

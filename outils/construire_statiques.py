"""Rebuild ``web/static/vendor`` from the published packages (maintainer command, needs npm and a network).

    .venv/bin/python outils/construire_statiques.py

Each library goes to ``<name>-<version>/`` with its licence and a ``manifeste.json`` (name, version, licence, SHA-256 of
every file). Nothing is compiled: the files are those of the package. A test checks the hashes.
"""

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

CIBLE = Path(__file__).parents[1] / "src/portulan/web/static/vendor"


@dataclass(frozen=True)
class Paquet:
    """A package, the files kept (path in the package -> name here), and its licence."""

    nom: str
    version: str
    court: str
    licence: str
    fichiers: dict[str, str]


PAQUETS = (
    Paquet(
        "@fontsource-variable/atkinson-hyperlegible-next",
        "5.3.0",
        "atkinson-hyperlegible-next",
        "OFL-1.1",
        {
            "LICENSE": "LICENSE",
            "files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "latin.woff2",
            "files/atkinson-hyperlegible-next-latin-wght-italic.woff2": "latin-italique.woff2",
            "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "latin-etendu.woff2",
        },
    ),
    Paquet(
        "@fontsource-variable/source-serif-4",
        "5.3.1",
        "source-serif-4",
        "OFL-1.1",
        {
            "LICENSE": "LICENSE",
            "files/source-serif-4-latin-wght-normal.woff2": "latin.woff2",
            "files/source-serif-4-latin-ext-wght-normal.woff2": "latin-etendu.woff2",
        },
    ),
    Paquet(
        "maplibre-gl",
        "6.17.0",
        "maplibre-gl",
        "BSD-3-Clause",
        {
            "LICENSE.txt": "LICENSE",
            "dist/maplibre-gl.mjs": "maplibre-gl.mjs",
            "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
            "dist/maplibre-gl.css": "maplibre-gl.css",
        },
    ),
)


def construire(paquet: Paquet, atelier: Path) -> None:
    """Download one package, copy the files kept and write their manifest."""
    commande = ["npm", "pack", "--silent", f"{paquet.nom}@{paquet.version}"]
    archive = subprocess.run(commande, cwd=atelier, check=True, capture_output=True, text=True).stdout.strip()
    dossier = CIBLE / f"{paquet.court}-{paquet.version}"
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(parents=True)
    empreintes = {}
    with tarfile.open(atelier / archive.splitlines()[-1]) as contenu:
        for origine, nom in paquet.fichiers.items():
            membre = contenu.extractfile(f"package/{origine}")
            octets = membre.read()
            if nom.endswith((".mjs", ".css")):
                # the source map is not shipped: its pointer would break the hashed static storage
                octets = b"\n".join(ligne for ligne in octets.split(b"\n") if b"sourceMappingURL=" not in ligne)
            (dossier / nom).write_bytes(octets)
            empreintes[nom] = hashlib.sha256(octets).hexdigest()
    manifeste = {"nom": paquet.nom, "version": paquet.version, "licence": paquet.licence, "fichiers": empreintes}
    (dossier / "manifeste.json").write_text(json.dumps(manifeste, indent=2, ensure_ascii=False) + "\n")
    print(f"{dossier.name} : {len(empreintes)} fichiers")


def main() -> None:
    """Rebuild every vendored library."""
    with tempfile.TemporaryDirectory() as atelier:
        for paquet in PAQUETS:
            construire(paquet, Path(atelier))


if __name__ == "__main__":
    main()

"""Rebuild the data·inclusion v1 reference lists shipped in ``sources/vocabulaires`` from the schema's own package.

Run: ``python outils/construire_vocabulaires.py [version]``. The package (Licence Ouverte 2.0) is fetched by pip, read
as source text and never imported, so that it stays out of the product's dependencies.
"""

import ast
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PAQUET = "data-inclusion-schema"
VERSION = "1.0.10"
DESTINATION = Path(__file__).parents[1] / "src/portulan/sources/vocabulaires/data_inclusion_v1.json"

# our name of the list -> class of the package
LISTES = {
    "frais": "Frais",
    "modes_accueil": "ModeAccueil",
    "modes_mobilisation": "ModeMobilisation",
    "mobilisable_par": "PersonneMobilisatrice",
    "publics": "Public",
    "reseaux_porteurs": "ReseauPorteur",
    "thematiques": "Thematique",
    "type": "TypeService",
}


def valeurs(source: str, classe: str) -> dict[str, str]:
    """Value and label of each member of an enumeration, in its order."""
    arbre = next(n for n in ast.parse(source).body if isinstance(n, ast.ClassDef) and n.name == classe)
    membres = [ast.literal_eval(n.value) for n in arbre.body if isinstance(n, ast.Assign)]
    return {valeur: libelle for valeur, libelle, *_ in membres}


def sources_du_paquet(version: str) -> dict[str, str]:
    """Text of the modules of the wheel, by path inside it."""
    with tempfile.TemporaryDirectory() as dossier:
        commande = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", dossier, f"{PAQUET}=={version}"]
        subprocess.run(commande, check=True)
        with zipfile.ZipFile(next(Path(dossier).glob("*.whl"))) as archive:
            return {n: archive.read(n).decode("utf-8") for n in archive.namelist() if n.endswith(".py")}


def main() -> None:
    """Write the lists, sorted as the producer sorts them."""
    version = sys.argv[1] if len(sys.argv) > 1 else VERSION
    textes = sources_du_paquet(version)
    listes = {}
    for nom, classe in LISTES.items():
        listes[nom] = next(
            valeurs(texte, classe)
            for chemin, texte in sorted(textes.items())
            if chemin.startswith("data_inclusion/schema/v1/") and f"class {classe}(" in texte
        )
        print(f"{nom} : {len(listes[nom])} valeurs")
    contenu = {
        "producteur": "GIP Plateforme de l'inclusion",
        "licence": "Licence Ouverte 2.0",
        "source": f"{PAQUET} {version}",
        "listes": listes,
    }
    DESTINATION.parent.mkdir(exist_ok=True)
    DESTINATION.write_text(json.dumps(contenu, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

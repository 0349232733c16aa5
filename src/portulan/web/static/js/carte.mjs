// Interactive map of an indicator, loaded on a click. The SVG map and the table remain the content of the page.
import { Map, NavigationControl, Popup, setWorkerUrl } from "../vendor/maplibre-gl-6.17.0/maplibre-gl.mjs";

export async function ouvrir(bouton) {
  const cible = document.getElementById(bouton.dataset.carte);
  const dire = document.getElementById(`${bouton.dataset.carte}-etat`);
  if (!cible.hidden) return;
  bouton.disabled = true;
  dire.textContent = "Chargement de la carte…";
  const reponse = await fetch(bouton.dataset.donnees);
  const donnees = await reponse.json();
  setWorkerUrl(bouton.dataset.ouvrier);
  cible.hidden = false;
  let [o, s, e, n] = [180, 90, -180, -90];
  const lire = (c) => { if (typeof c[0] === "number") { o = Math.min(o, c[0]); e = Math.max(e, c[0]); s = Math.min(s, c[1]); n = Math.max(n, c[1]); } else c.forEach(lire); };
  donnees.features.forEach((f) => lire(f.geometry.coordinates));
  const carte = new Map({
    container: cible,
    style: { version: 8, sources: { t: { type: "geojson", data: donnees } }, layers: [
      { id: "fond", type: "background", paint: { "background-color": "#ffffff" } },
      { id: "aplat", type: "fill", source: "t", filter: ["!=", ["geometry-type"], "Point"], paint: { "fill-color": ["get", "couleur"], "fill-outline-color": "#ffffff" } },
      { id: "contour", type: "line", source: "t", filter: ["all", ["!=", ["geometry-type"], "Point"], ["has", "contour"]], paint: { "line-color": ["get", "contour"] } },
      { id: "points", type: "circle", source: "t", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": ["get", "couleur"], "circle-radius": 7, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1.5 } },
    ] },
    bounds: [[o, s], [e, n]], fitBoundsOptions: { padding: 16 }, attributionControl: false, cooperativeGestures: true,
    locale: { "NavigationControl.ZoomIn": "Agrandir", "NavigationControl.ZoomOut": "Réduire", "NavigationControl.ResetBearing": "Remettre le nord en haut", "CooperativeGesturesHandler.WindowsHelpText": "Ctrl + molette pour agrandir la carte", "CooperativeGesturesHandler.MacHelpText": "⌘ + molette pour agrandir la carte", "CooperativeGesturesHandler.MobileHelpText": "Deux doigts pour déplacer la carte", "Map.Title": "Carte" },
  });
  carte.addControl(new NavigationControl({ showCompass: false }));
  const points = donnees.features.some((f) => f.geometry.type === "Point");
  const couche = points ? "points" : "aplat";
  const ecrire = (p) => (p.valeur ? `${p.nom} : ${p.valeur}` : p.nom);
  carte.on("click", couche, (ev) => {
    const contenu = document.createElement("div");
    for (const { properties: p } of ev.features.slice(0, 8)) {
      const ligne = document.createElement("p");
      const texte = p.lien ? Object.assign(document.createElement("a"), { href: p.lien }) : ligne;
      texte.textContent = ecrire(p);
      if (texte !== ligne) ligne.append(texte);
      contenu.append(ligne);
    }
    new Popup().setLngLat(ev.lngLat).setDOMContent(contenu).addTo(carte);
  });
  carte.on("mousemove", couche, (ev) => { dire.textContent = ev.features.map((f) => ecrire(f.properties)).slice(0, 3).join(" ; "); });
  carte.once("idle", () => { cible.dataset.ready = "oui"; dire.textContent = points ? "Carte prête : touchez un point pour ouvrir sa fiche." : "Carte prête : survolez ou touchez un territoire pour lire sa valeur."; });
}

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
      { id: "aplat", type: "fill", source: "t", paint: { "fill-color": ["get", "couleur"], "fill-outline-color": "#ffffff" } },
    ] },
    bounds: [[o, s], [e, n]], fitBoundsOptions: { padding: 16 }, attributionControl: false, cooperativeGestures: true,
    locale: { "NavigationControl.ZoomIn": "Agrandir", "NavigationControl.ZoomOut": "Réduire", "NavigationControl.ResetBearing": "Remettre le nord en haut", "CooperativeGesturesHandler.WindowsHelpText": "Ctrl + molette pour agrandir la carte", "CooperativeGesturesHandler.MacHelpText": "⌘ + molette pour agrandir la carte", "CooperativeGesturesHandler.MobileHelpText": "Deux doigts pour déplacer la carte", "Map.Title": "Carte" },
  });
  carte.addControl(new NavigationControl({ showCompass: false }));
  carte.on("click", "aplat", (ev) => {
    const p = ev.features[0].properties;
    new Popup().setLngLat(ev.lngLat).setText(`${p.nom} : ${p.valeur}`).addTo(carte);
  });
  carte.on("mousemove", "aplat", (ev) => { const p = ev.features[0].properties; dire.textContent = `${p.nom} : ${p.valeur}`; });
  carte.once("idle", () => { cible.dataset.ready = "oui"; dire.textContent = "Carte prête : survolez ou touchez un territoire pour lire sa valeur."; });
}

'use strict'
/* Hält den Fortschrittsbalken einer langen Arbeit aktuell; ist sie zu Ende, wird die Seite neu geladen. */
;(() => {
  const ort = document.querySelector('[data-fortschritt]')
  const balken = ort.querySelector('progress')
  const text = ort.querySelector('[data-fortschritt-text]')
  async function frage () {
    try {
      const antwort = await fetch(ort.dataset.fortschritt, { headers: { Accept: 'application/json' } })
      if (antwort.redirected || !antwort.ok) return // abgemeldet: Die Seite bleibt, wie sie ist
      const stand = await antwort.json()
      if (!stand.offen) { location.reload(); return }
      if (stand.gesamt) { balken.max = stand.gesamt; balken.value = stand.erledigt }
      if (text.textContent !== stand.text) text.textContent = stand.text
    } catch { /* kein Netz: beim nächsten Mal */ }
    setTimeout(frage, 2000)
  }
  setTimeout(frage, 1000)
})()

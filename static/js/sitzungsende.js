'use strict'
/*
 * Warnt fünf Minuten, bevor die Anmeldung endet. Wer tippt, ist nicht untätig: Das Portal erfährt davon höchstens alle
 * fünf Minuten. Reiter desselben Browsers wissen voneinander. Ohne JavaScript endet die Anmeldung ohne Warnung; was dann
 * abgesendet wird, hebt das Portal eine Stunde auf.
 */
;(() => {
  const dialog = document.querySelector('[data-sitzungsende]')
  const stand = dialog.querySelector('[data-sitzungsende-stand]')
  const VORLAUF = Math.min(300, Math.floor(Number(dialog.dataset.rest) / 2))
  const MELDEN_BEI = [300, 240, 180, 120, 60, 30, 10] // nicht jede Sekunde: Das wäre vorgelesen nicht auszuhalten
  const MERKER = 'sitzungsende'
  let ende = 0
  let meldepunkt = Infinity
  let zuletztGefragt = Date.now()
  let vorbei = false

  const rest = () => Math.ceil((ende - Date.now()) / 1000) // aufgerundet: nicht „abgelaufen“, solange das Portal noch annimmt
  const inWorten = (s) => (s > 60 ? `${Math.ceil(s / 60)} Minuten` : s === 60 ? '1 Minute' : `${s} Sekunden`)

  function gilt (sekunden) {
    ende = Date.now() + sekunden * 1000
    try { localStorage.setItem(MERKER, String(ende)) } catch { /* ohne Speicher weiß jeder Reiter nur von sich */ }
  }

  async function verlaengere () {
    zuletztGefragt = Date.now()
    try {
      const antwort = await fetch(dialog.dataset.aktiv, { headers: { Accept: 'application/json' } })
      if (antwort.redirected) gilt(0) // zur Anmeldung: Es ist schon vorbei
      else if (antwort.ok) gilt((await antwort.json()).rest)
    } catch { /* kein Netz: Die Zeit läuft weiter, die Warnung bleibt */ }
  }

  function melde (sekunden) {
    if (sekunden <= 0) {
      vorbei = true
      dialog.querySelector('h2').textContent = 'Ihre Anmeldung ist abgelaufen'
      dialog.querySelector('#sitzungsende-text').hidden = true
      stand.textContent = 'Was Sie jetzt absenden, hebt das Portal eine Stunde auf: Es lässt Sie neu anmelden und bietet Ihnen Ihre Eingaben danach wieder an.'
      dialog.querySelector('button .kern-label').textContent = 'Schließen'
      return
    }
    const punkt = MELDEN_BEI.filter((p) => p >= sekunden).pop()
    if (punkt === meldepunkt) return
    meldepunkt = punkt
    stand.textContent = `Noch ${inWorten(punkt)}.`
  }

  function pruefe () {
    if (vorbei) return
    const sekunden = rest()
    if (sekunden > VORLAUF) {
      if (dialog.open) dialog.close()
      meldepunkt = Infinity
      return
    }
    if (!dialog.open) dialog.showModal()
    melde(sekunden)
  }

  dialog.addEventListener('close', () => { if (!vorbei) verlaengere().then(pruefe) })
  document.addEventListener('input', () => {
    if (!vorbei && Date.now() - zuletztGefragt > VORLAUF * 1000) verlaengere()
  })
  window.addEventListener('storage', (e) => { if (e.key === MERKER && Number(e.newValue) > ende) ende = Number(e.newValue) })
  gilt(Number(dialog.dataset.rest))
  setInterval(pruefe, 1000)
  pruefe()
})()

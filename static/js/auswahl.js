'use strict'
/* Listen der Verwaltung: ein Kästchen für alle Zeilen der Seite, und wie viele angekreuzt sind. Ohne Skript kreuzt man einzeln an. */
;(() => {
  const kopf = document.querySelector('thead .vw-haken')
  const kaestchen = [...document.querySelectorAll('tbody .vw-haken input')]
  if (!kopf || kaestchen.length < 2) return
  const vorlage = kaestchen[0].closest('.ankreuzen').cloneNode(true)
  const alle = vorlage.querySelector('input')
  const text = vorlage.querySelector('label')
  alle.id = text.htmlFor = 'auswahl-seite'
  for (const name of ['name', 'value', 'form']) alle.removeAttribute(name)
  text.querySelector('span').textContent = 'Alle Einträge dieser Seite auswählen'
  kopf.replaceChildren(vorlage)
  const zahl = document.querySelector('[data-gewaehlt]')
  function zaehle () {
    const an = kaestchen.filter(k => k.checked).length
    alle.checked = an === kaestchen.length
    alle.indeterminate = an > 0 && an < kaestchen.length
    for (const k of kaestchen) k.closest('tr').classList.toggle('vw-gewaehlt', k.checked)
    if (zahl) zahl.textContent = an ? `${an} ausgewählt` : ''
  }
  alle.addEventListener('change', () => { for (const k of kaestchen) k.checked = alle.checked; zaehle() })
  for (const k of kaestchen) k.addEventListener('change', zaehle)
  zaehle()
})()

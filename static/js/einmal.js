'use strict'
/*
 * Ein Doppelklick sendet ein Formular nur einmal ab. Mit anderen Angaben oder nach fünf Sekunden geht es wieder: Beim
 * Herunterladen bleibt die Seite stehen, und eine Leitung kann abreißen. Die Schaltfläche bleibt bedienbar, denn was
 * gesperrt ist, wird nicht mitgesendet und nicht vorgelesen.
 */
;(() => {
  const unterwegs = new WeakMap()
  addEventListener('submit', ereignis => {
    const formular = ereignis.target
    if (ereignis.defaultPrevented || formular.method !== 'post') return
    const angaben = String(new URLSearchParams(new FormData(formular, ereignis.submitter)))
    if (unterwegs.get(formular) === angaben) return ereignis.preventDefault()
    unterwegs.set(formular, angaben)
    setTimeout(() => unterwegs.delete(formular), 5000)
  })
})()

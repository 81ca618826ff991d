'use strict'
/*
 * Passkeys: Der Browser spricht mit dem Gerät, das Formular bringt die Antwort zum Portal. Ohne JavaScript bleiben diese
 * Formulare unsichtbar oder sagen, dass sie es brauchen; die App mit Code geht immer.
 */
;(() => {
  const MELDUNGEN = {
    NotAllowedError: 'Abgebrochen, zu lange gewartet, oder dieses Gerät kennt keinen passenden Passkey. Bitte versuchen Sie es erneut.',
    InvalidStateError: 'Dieser Passkey ist schon eingerichtet.',
    SecurityError: 'Passkeys gehen nur über die öffentliche Adresse des Portals mit https.'
  }
  const UNERWARTET = 'Das hat nicht geklappt. Bitte versuchen Sie es erneut oder nehmen Sie einen anderen Weg.'

  const optionen = (formular) => JSON.parse(document.getElementById(formular.dataset.optionen).textContent)

  async function anlegen (formular) {
    const wunsch = optionen(formular).creation_options
    const ohnePasswort = formular.querySelector('[name=passwordless]')
    const auswahl = wunsch.publicKey.authenticatorSelection
    auswahl.residentKey = ohnePasswort?.checked ? 'required' : 'discouraged'
    auswahl.requireResidentKey = Boolean(ohnePasswort?.checked)
    if (ohnePasswort?.checked) auswahl.userVerification = 'required'
    return window.webauthnJSON.create(wunsch)
  }

  const zeigen = async (formular) => window.webauthnJSON.get(optionen(formular).request_options)

  async function anmelden (formular) {
    const antwort = await fetch(formular.action, { headers: { Accept: 'application/json' } })
    if (!antwort.ok) throw new Error('Keine Antwort vom Portal')
    return window.webauthnJSON.get((await antwort.json()).request_options)
  }

  const VORGAENGE = { anlegen, zeigen, anmelden }

  function richteEin (formular) {
    const meldung = formular.querySelector('[data-passkey-meldung]')
    const feld = formular.querySelector('[name=credential]')
    formular.hidden = false
    formular.addEventListener('submit', async (ereignis) => {
      ereignis.preventDefault()
      meldung.textContent = ''
      try {
        feld.value = JSON.stringify(await VORGAENGE[formular.dataset.passkey](formular))
        formular.submit()
      } catch (fehler) {
        meldung.textContent = MELDUNGEN[fehler.name] || UNERWARTET
      }
    })
  }

  if (window.webauthnJSON.supported()) document.querySelectorAll('form[data-passkey]').forEach(richteEin)
})()

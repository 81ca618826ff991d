from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import ListWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

passkeys = ListWebAuthnView.as_view(
    extra_context={"spalten": ["Passkey", "Hinzugefügt", "Zuletzt verwendet", "Ändern"]}
)


class PasskeyBestaetigen(ReauthenticateWebAuthnView):
    """allauth leads to the sign-in after a failure; here one tries again and still arrives where one was going."""

    def form_invalid(self, form) -> HttpResponse:
        for fehler in form.errors.get("credential", []):
            messages.error(self.request, fehler)
        return redirect(self.passthrough_next_url(self.request.path))


class PasskeyEntfernen(RemoveWebAuthnView):
    """allauth asks nobody whether the last passkey may go; the rule for the app holds here as well."""

    def form_valid(self, form) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


passkey_bestaetigen = PasskeyBestaetigen.as_view()
passkey_entfernen = PasskeyEntfernen.as_view()

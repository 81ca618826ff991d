"""What allauth leaves to trust in the connection, checked all the same: who issued an ID token, and its signature.

OpenID Connect Core 3.1.3.7 lets a client skip the signature of a token that came straight from the provider. ASVS 6.8.2
does not, and a proxy that opens TLS in between is no rare thing in an administration.
"""

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from requests import RequestException

# Only signatures with a public key: neither "none" nor a shared secret that could be mistaken for one.
ALGORITHMEN = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
_BESCHREIBUNG = "/.well-known/openid-configuration"


class FalscherAussteller(RequestException):
    """The description of the provider names another issuer than the address it was fetched from."""


class StrengerAdapter(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        angaben: dict[str, Any] = super().openid_config
        if f"{str(angaben.get('issuer', '')).rstrip('/')}{_BESCHREIBUNG}" != self.get_provider().server_url:
            raise FalscherAussteller("Der Anmeldedienst nennt einen anderen Aussteller, als eingestellt ist.")
        return angaben

    def pruefe_aussteller(self) -> None:
        """Raises FalscherAussteller, or RequestException if the provider does not answer."""
        _ = self.openid_config

    def complete_login(self, request: Any, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider sent no ID token.")
        login = super().complete_login(request, app, token, **kwargs)
        daten = login.account.extra_data
        if daten["id_token"]["sub"] != daten.get("userinfo", daten["id_token"]).get("sub"):
            raise OAuth2Error("ID token and userinfo speak of different people.")
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            kopf = jwt.get_unverified_header(id_token)
            if kopf.get("alg") not in ALGORITHMEN:
                raise OAuth2Error("The signature algorithm of the ID token is not accepted.")
            angaben: dict[str, Any] = jwt.decode(
                id_token,
                key=self._schluessel(kopf.get("kid")),
                algorithms=[kopf["alg"]],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                options={"require": ["iss", "sub", "aud", "exp"]},
            )
        except jwt.PyJWTError as fehler:
            raise OAuth2Error("Invalid id_token") from fehler
        jwtkit.verify_jti(angaben)
        return angaben

    def _schluessel(self, kennung: str | None) -> Any:
        """The published key with this id; without an id only if there is no choice."""
        with get_adapter().get_requests_session() as sitzung:
            antwort = sitzung.get(self.openid_config["jwks_uri"])
            antwort.raise_for_status()
        alle = jwt.PyJWKSet.from_dict(antwort.json()).keys
        passend = [k for k in alle if k.public_key_use in (None, "sig") and kennung in (None, k.key_id)]
        if len(passend) != 1:
            raise OAuth2Error("The provider publishes no such key.")
        return passend[0].key

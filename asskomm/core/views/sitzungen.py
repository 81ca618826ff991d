from allauth.usersessions.views import ListUserSessionsView

sitzungen = ListUserSessionsView.as_view(extra_context={"spalten": ["Angemeldet seit", "Adresse", "Browser"]})

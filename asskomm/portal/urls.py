from django.urls import path

from .views import daten, eigene, inhalte, meilensteine, mitarbeitende, schriftwechsel, statistik
from .views.karte import karte
from .views.kommunen import kommune, kommunen, kommunen_csv
from .views.komponenten import komponenten
from .views.presse import medieninformation, medieninformation_pdf, presse
from .views.rechtliches import rechtliches
from .views.start import mitmachen, start

app_name = "portal"

urlpatterns: list = [
    path("", start, name="start"),
    path("mitmachen/", mitmachen, name="mitmachen"),
    path("karte/", karte, name="karte"),
    path("kommunen/", kommunen, name="kommunen"),
    path("kommunen/liste.csv", kommunen_csv, name="kommunen_csv"),
    path("kommunen/<slug:slug>/", kommune, name="kommune"),
    path("statistik/", statistik.statistik, name="statistik"),
    path("statistik/<slug:schluessel>/", statistik.kennzahl, name="kennzahl"),
    path("meilensteine/", meilensteine.meilensteine, name="meilensteine"),
    path("presse/", presse, name="presse"),
    path("presse/<slug:slug>/", medieninformation, name="medieninformation"),
    path("presse/<slug:slug>/medieninformation.pdf", medieninformation_pdf, name="presse_pdf"),
    path("aktuelles/", inhalte.aktuelles, name="aktuelles"),
    path("aktuelles/<slug:slug>/", inhalte.nachricht, name="nachricht"),
    path("praxisbeispiele/", inhalte.praxisbeispiele, name="praxisbeispiele"),
    path("praxisbeispiele/<slug:slug>/", inhalte.praxisbeispiel, name="praxisbeispiel"),
    path("vorlagen/", inhalte.vorlagen, name="vorlagen"),
    path("dateien/<int:pk>/<str:name>", inhalte.inhaltsdatei, name="inhaltsdatei"),
    path("daten/", daten.daten, name="daten"),
    path("daten/kennzahlen.json", daten.kennzahlen_json, name="daten_kennzahlen_json"),
    path("daten/kennzahlen.csv", daten.kennzahlen_csv, name="daten_kennzahlen_csv"),
    path("daten/vereinbarungen.csv", daten.vereinbarungen_csv, name="daten_vereinbarungen_csv"),
    path("daten/kommunen.csv", daten.kommunen_csv, name="daten_kommunen_csv"),
    path("daten/kommunen.json", daten.kommunen_json, name="daten_kommunen_json"),
    path("daten/zuwendungen.csv", daten.zuwendungen_csv, name="daten_zuwendungen_csv"),
    path("impressum/", rechtliches, {"vorlage": "impressum"}, name="impressum"),
    path("datenschutz/", rechtliches, {"vorlage": "datenschutz"}, name="datenschutz"),
    path("barrierefreiheit/", rechtliches, {"vorlage": "barrierefreiheit"}, name="barrierefreiheit"),
    path("transparenz/", rechtliches, {"vorlage": "transparenz"}, name="transparenz"),
    path("portal/", eigene.bereich, name="bereich"),
    path("portal/vereinbarungen/", eigene.eigene_vereinbarungen, name="eigene_vereinbarungen"),
    path("portal/vereinbarungen/<int:pk>/", eigene.eigene_vereinbarung, name="eigene_vereinbarung"),
    path(
        "portal/vereinbarungen/<int:pk>/dokument/<int:dokument_id>/", eigene.eigenes_dokument, name="eigenes_dokument"
    ),
    path("portal/coachings/<int:pk>/", eigene.eigenes_coaching, name="eigenes_coaching"),
    path("portal/analysen/<int:pk>/", eigene.eigene_analyse, name="eigene_analyse"),
    path("portal/kommunen/", eigene.eigene_kommunen, name="eigene_kommunen"),
    path("portal/kommunen/liste.csv", eigene.eigene_kommunen_csv, name="eigene_kommunen_csv"),
    path("portal/schriftwechsel/", schriftwechsel.uebersicht, name="schriftwechsel_liste"),
    path("portal/schriftwechsel/<str:kennung>/<int:pk>/", schriftwechsel.schriftwechsel, name="schriftwechsel"),
    path(
        "portal/schriftwechsel/<str:kennung>/<int:pk>/gelesen/", schriftwechsel.gelesen, name="schriftwechsel_gelesen"
    ),
    path(
        "portal/schriftwechsel/<str:kennung>/<int:pk>/anlage/<int:dokument_id>/",
        schriftwechsel.anlage,
        name="schriftwechsel_anlage",
    ),
    path(
        "portal/schriftwechsel/<str:kennung>/<int:pk>/zurueckziehen/<int:mitteilung_id>/",
        schriftwechsel.zurueckziehen,
        name="schriftwechsel_zurueckziehen",
    ),
    path("portal/mitarbeitende/", mitarbeitende.mitarbeitende, name="mitarbeitende"),
    path("portal/mitarbeitende/einladen/", mitarbeitende.einladen, name="mitarbeitende_einladen"),
    path("portal/mitarbeitende/<int:pk>/bestaetigen/", mitarbeitende.bestaetigen, name="mitarbeitende_bestaetigen"),
    path("portal/mitarbeitende/<int:pk>/ablehnen/", mitarbeitende.ablehnen, name="mitarbeitende_ablehnen"),
    path("portal/mitarbeitende/<int:pk>/uebergeben/", mitarbeitende.uebergeben, name="mitarbeitende_uebergeben"),
    path("komponenten/", komponenten, name="komponenten"),
]

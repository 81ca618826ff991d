"""gunicorn für `make run` und den Betrieb; die Adresse nennt der Aufruf mit --bind."""

# Zwei Prozesse für zwei Kerne; Threads, damit ein wartender Browser keinen Prozess blockiert.
workers = 2
worker_class = "gthread"
threads = 4

# Django wird einmal geladen und dann geteilt: schnellerer Start, weniger Speicher.
preload_app = True
max_requests = 5000
max_requests_jitter = 500

# Ein PDF braucht höchstens wenige Sekunden, ein Import mit 200 Zeilen unter einer Minute; mehr erledigt der Arbeiter.
timeout = 90
graceful_timeout = 30
keepalive = 5

# Länger wird keine Adresse des Portals; der Rest ist Missbrauch.
limit_request_line = 4094
limit_request_fields = 60

# Keine Fernsteuerung neben systemd: Ihr Socket läge sonst im Heimatordner, den der Dienst nicht beschreiben darf.
control_socket_disable = True

accesslog = None  # Zugriffe protokolliert nginx, mit gekürzter IP-Adresse
errorlog = "-"

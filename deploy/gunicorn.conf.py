"""gunicorn für `make run` und den Betrieb; die Adresse nennt der Aufruf mit --bind."""

# Zwei Prozesse für zwei Kerne; Threads, damit ein wartender Browser keinen Prozess blockiert.
workers = 2
worker_class = "gthread"
threads = 4

# Django wird einmal geladen und dann geteilt: schnellerer Start, weniger Speicher.
preload_app = True
max_requests = 5000
max_requests_jitter = 500

# Ein PDF braucht höchstens wenige Sekunden, ein Import mit 2.000 Zeilen unter einer Minute.
timeout = 90
graceful_timeout = 30
keepalive = 5

# Länger wird keine Adresse des Portals; der Rest ist Missbrauch.
limit_request_line = 4094
limit_request_fields = 60

accesslog = None  # Zugriffe protokolliert nginx, mit gekürzter IP-Adresse
errorlog = "-"

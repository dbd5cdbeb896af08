// Package api is the service as its callers see it: HTTP and JSON.
package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"example.com/sos/emergency/internal/alert"
)

const largestAlert = 16 << 10 // bytes

type service struct {
	version string
	alerts  *alert.Store
	now     func() time.Time
	raised  prometheus.Counter
}

// Register adds /health, /metrics and /alerts to the routes.
func Register(routes *http.ServeMux, version string, alerts *alert.Store, now func() time.Time) {
	metrics := prometheus.NewRegistry()
	raised := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "sos_alerts_raised_total",
		Help: "Alerts received since the service started.",
	})
	metrics.MustRegister(raised)

	s := &service{version: version, alerts: alerts, now: now, raised: raised}
	routes.HandleFunc("/health", s.health)
	routes.HandleFunc("/alerts", s.raise)
	routes.HandleFunc("/alerts/", s.find)
	routes.Handle("/metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
}

func (s *service) health(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]string{
		"status":    "healthy",
		"timestamp": s.now().UTC().Format(time.RFC3339),
		"version":   s.version,
	})
}

func (s *service) raise(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed, "alerts are raised with POST")
		return
	}
	var received alert.Alert
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, largestAlert)).Decode(&received); err != nil {
		refuse(w, http.StatusBadRequest, "the alert is not readable: "+err.Error())
		return
	}
	if err := received.Validate(); err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	received.RaisedAt = s.now().UTC()
	s.raised.Inc()
	reply(w, http.StatusCreated, s.alerts.Raise(received))
}

func (s *service) find(w http.ResponseWriter, r *http.Request) {
	id, err := uuid.Parse(strings.TrimPrefix(r.URL.Path, "/alerts/"))
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	found, ok := s.alerts.Find(id)
	if !ok {
		refuse(w, http.StatusNotFound, "there is no alert "+id.String())
		return
	}
	reply(w, http.StatusOK, found)
}

func refuse(w http.ResponseWriter, status int, reason string) {
	reply(w, status, map[string]string{"error": reason})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // fails only when the caller has gone
}

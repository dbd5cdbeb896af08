package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.com/sos/emergency/internal/alert"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func call(t *testing.T, routes http.Handler, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	reply := httptest.NewRecorder()
	routes.ServeHTTP(reply, httptest.NewRequest(method, path, strings.NewReader(body)))
	return reply
}

func routes() *http.ServeMux {
	routes := http.NewServeMux()
	Register(routes, "1.2.3", alert.NewStore(), func() time.Time { return noon })
	return routes
}

func TestHealthTellsStatusTimeAndVersion(t *testing.T) {
	reply := call(t, routes(), "GET", "/health", "")
	want := `{"status":"healthy","timestamp":"2026-03-01T12:00:00Z","version":"1.2.3"}`
	if got := strings.TrimSpace(reply.Body.String()); reply.Code != http.StatusOK || got != want {
		t.Errorf("/health = %d %s, want 200 %s", reply.Code, got, want)
	}
}

func TestRaisedAlertCanBeReadAndIsCounted(t *testing.T) {
	routes := routes()
	reply := call(t, routes, "POST", "/alerts", `{"kind":"medical","latitude":43.24,"longitude":76.89}`)
	if reply.Code != http.StatusCreated {
		t.Fatalf("POST /alerts = %d %s", reply.Code, reply.Body)
	}
	var raised alert.Alert
	if err := json.Unmarshal(reply.Body.Bytes(), &raised); err != nil {
		t.Fatal(err)
	}
	again := call(t, routes, "GET", "/alerts/"+raised.ID.String(), "")
	if again.Code != http.StatusOK || again.Body.String() != reply.Body.String() {
		t.Errorf("GET /alerts/%s = %d %s, want 200 %s", raised.ID, again.Code, again.Body, reply.Body)
	}
	if metrics := call(t, routes, "GET", "/metrics", "").Body.String(); !strings.Contains(metrics, "\nsos_alerts_raised_total 1\n") {
		t.Errorf("/metrics does not count the alert:\n%s", metrics)
	}
}

func TestWrongRequestsAreRefused(t *testing.T) {
	for _, wrong := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/alerts", "", http.StatusMethodNotAllowed},
		{"POST", "/alerts", "not JSON", http.StatusBadRequest},
		{"POST", "/alerts", `{"kind":"fire","latitude":91}`, http.StatusBadRequest},
		{"GET", "/alerts/not-an-id", "", http.StatusBadRequest},
		{"GET", "/alerts/00000000-0000-0000-0000-000000000000", "", http.StatusNotFound},
	} {
		if reply := call(t, routes(), wrong.method, wrong.path, wrong.body); reply.Code != wrong.status {
			t.Errorf("%s %s %q = %d, want %d", wrong.method, wrong.path, wrong.body, reply.Code, wrong.status)
		}
	}
}

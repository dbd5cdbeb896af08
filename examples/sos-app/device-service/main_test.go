package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func ask(t *testing.T, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	reply := httptest.NewRecorder()
	served.ServeHTTP(reply, httptest.NewRequest(method, path, nil))
	return reply
}

var served = routes(newDevices(func() time.Time { return time.Date(2026, 11, 20, 10, 15, 30, 0, time.UTC) }))

func TestHealthTellsTheVersion(t *testing.T) {
	var told struct{ Status, Version string }
	if err := json.Unmarshal(ask(t, "GET", "/health").Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	if told.Status != "healthy" || told.Version != Version {
		t.Errorf("/health told %+v", told)
	}
}

func TestADeviceIsRememberedWithItsTime(t *testing.T) {
	if status := ask(t, "GET", "/devices/board-7").Code; status != http.StatusNotFound {
		t.Errorf("an unknown device answered %d", status)
	}
	if status := ask(t, "PUT", "/devices/board-7").Code; status != http.StatusNoContent {
		t.Fatalf("PUT answered %d", status)
	}
	var told struct{ Device, HeardOf string }
	if err := json.Unmarshal(ask(t, "GET", "/devices/board-7").Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	if told.Device != "board-7" || told.HeardOf != "2026-11-20T10:15:30Z" {
		t.Errorf("told %+v", told)
	}
}

func TestNamesThatAreNoneAreRefused(t *testing.T) {
	for _, path := range []string{"/devices/", "/devices/a/b", "/devices/%20"} {
		if status := ask(t, "PUT", path).Code; status != http.StatusBadRequest {
			t.Errorf("%s answered %d", path, status)
		}
	}
}

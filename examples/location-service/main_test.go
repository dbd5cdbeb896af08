package main

import (
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
)

func get(path string) *httptest.ResponseRecorder {
	reply := httptest.NewRecorder()
	routes().ServeHTTP(reply, httptest.NewRequest("GET", path, nil))
	return reply
}

func TestHealthTellsTheVersion(t *testing.T) {
	var told struct{ Status, Version string }
	if err := json.Unmarshal(get("/health").Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	if told.Status != "healthy" || told.Version != Version {
		t.Errorf("/health told %+v", told)
	}
}

func TestDistanceOfAQuarterOfTheEquator(t *testing.T) {
	var told struct{ Metres float64 }
	if err := json.Unmarshal(get("/distance?from=0,0&to=0,90").Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	if want := math.Pi / 2 * earthRadius; math.Abs(told.Metres-want) > 1 {
		t.Errorf("distance = %f m, want %f m", told.Metres, want)
	}
}

func TestPlacesOutsideTheEarthAreRefused(t *testing.T) {
	for _, query := range []string{"from=91,0&to=0,0", "from=0,0&to=0,181", "from=0,0&to=NaN,0", "from=0,0"} {
		if reply := get("/distance?" + query); reply.Code != http.StatusBadRequest {
			t.Errorf("/distance?%s = %d, want 400", query, reply.Code)
		}
	}
}

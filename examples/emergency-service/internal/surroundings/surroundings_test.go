package surroundings

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

func get(path string) *httptest.ResponseRecorder {
	routes := http.NewServeMux()
	Register(routes)
	reply := httptest.NewRecorder()
	routes.ServeHTTP(reply, httptest.NewRequest("GET", path, nil))
	return reply
}

func TestServerWithUnknownCertificateIsRefused(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()

	reply := get("/tls?url=" + url.QueryEscape(server.URL))
	if reply.Code != http.StatusBadGateway || !strings.Contains(reply.Body.String(), "certificate") {
		t.Errorf("/tls = %d %s, want 502 and the certificate as the reason", reply.Code, reply.Body)
	}
}

func TestTimeIsToldInTheZoneAskedFor(t *testing.T) {
	var told struct{ Zone, Time, Local string }
	if err := json.Unmarshal(get("/time?zone=Asia/Tokyo").Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339, told.Time)
	if err != nil || told.Zone != "Asia/Tokyo" {
		t.Fatalf("/time told %+v", told)
	}
	if _, offset := at.Zone(); offset != 9*60*60 {
		t.Errorf("Tokyo is %d seconds off UTC, want 9 hours", offset)
	}
	if reply := get("/time?zone=Nowhere/Land"); reply.Code != http.StatusBadRequest {
		t.Errorf("/time in an unknown zone = %d, want 400", reply.Code)
	}
}

func TestWhoamiTellsTheUserOfThisProcess(t *testing.T) {
	var told struct{ UID, GID int }
	if err := json.Unmarshal(get("/whoami").Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	if told.UID != os.Getuid() || told.GID != os.Getgid() {
		t.Errorf("/whoami told %+v, want %d and %d", told, os.Getuid(), os.Getgid())
	}
}

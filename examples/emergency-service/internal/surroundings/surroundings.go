// Package surroundings tells what the service finds around itself: certificates, time zones, its user.
// The image holds nothing but what was put into it, so a test asks here whether it was enough.
package surroundings

import (
	"encoding/json"
	"net/http"
	"os"
	"os/user"
	"strconv"
	"time"
)

// Register adds /tls, /time and /whoami to the routes. A service that is reachable from outside leaves them out:
// /tls calls whatever address it is given.
func Register(routes *http.ServeMux) {
	routes.HandleFunc("/tls", tls)
	routes.HandleFunc("/time", zone)
	routes.HandleFunc("/whoami", whoami)
}

var client = &http.Client{Timeout: 10 * time.Second}

// tls answers 200 if the server at ?url= has a certificate that the image trusts, else 502 and the reason.
func tls(w http.ResponseWriter, r *http.Request) {
	answer, err := client.Get(r.URL.Query().Get("url"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	reply(w, map[string]string{"status": answer.Status})
}

// zone tells the present time in ?zone=, by the image's time-zone data, and in the zone that the TZ variable names.
func zone(w http.ResponseWriter, r *http.Request) {
	zone, err := time.LoadLocation(r.URL.Query().Get("zone"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	now := time.Now()
	reply(w, map[string]string{
		"zone":  zone.String(),
		"time":  now.In(zone).Format(time.RFC3339),
		"local": now.Local().Format(time.RFC3339),
	})
}

// whoami tells the user that the process runs as; the name is empty if the image does not know it.
func whoami(w http.ResponseWriter, _ *http.Request) {
	name := ""
	if known, err := user.LookupId(strconv.Itoa(os.Getuid())); err == nil {
		name = known.Username
	}
	reply(w, map[string]any{"uid": os.Getuid(), "gid": os.Getgid(), "user": name})
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // fails only when the caller has gone
}

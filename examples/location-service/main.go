// Command location tells how far two places are apart. It needs nothing but the standard library.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"math"
	"syscall"
	"time"
)

// Set by the build: -ldflags "-X main.Version=… -X main.BuildDate=… -X main.GitCommit=…".
var (
	Version   = "development"
	BuildDate = "unknown"
	GitCommit = "unknown"
)

func main() {
	showVersion := flag.Bool("version", false, "print version, build date and commit, then exit")
	flag.Parse()
	if *showVersion {
		fmt.Printf("location-service %s (built %s, commit %s)\n", Version, BuildDate, GitCommit)
		return
	}

	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	server := &http.Server{Addr: ":" + port, Handler: routes(), ReadHeaderTimeout: 5 * time.Second}

	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	finished := make(chan error, 1)
	go func() {
		<-stop.Done()
		limit, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		finished <- server.Shutdown(limit)
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
	if err := <-finished; err != nil {
		log.Fatal(err)
	}
}

func routes() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("/health", health)
	routes.HandleFunc("/distance", distance)
	return routes
}

func health(w http.ResponseWriter, _ *http.Request) {
	reply(w, map[string]any{
		"status":    "healthy",
		"timestamp": time.Now().UTC().Format(time.RFC3339),
		"version":   Version,
	})
}

// distance answers /distance?from=43.24,76.89&to=51.13,71.43 in metres.
func distance(w http.ResponseWriter, r *http.Request) {
	from, err := parsePlace(r.URL.Query().Get("from"))
	if err != nil {
		http.Error(w, "from: "+err.Error(), http.StatusBadRequest)
		return
	}
	to, err := parsePlace(r.URL.Query().Get("to"))
	if err != nil {
		http.Error(w, "to: "+err.Error(), http.StatusBadRequest)
		return
	}
	reply(w, map[string]any{"metres": math.Round(from.metresTo(to))})
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // fails only when the caller has gone
}

// Command device remembers which phones and boards have been heard of, and when.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
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
		fmt.Printf("device-service %s (built %s, commit %s)\n", Version, BuildDate, GitCommit)
		return
	}
	if err := serve(); err != nil {
		log.Fatal(err)
	}
}

// serve ends when SIGTERM or SIGINT comes and the requests of that moment are answered, after 30 seconds at the latest.
func serve() error {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	server := &http.Server{Addr: ":" + port, Handler: routes(newDevices(time.Now)), ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-stop.Done():
		limit, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		return server.Shutdown(limit)
	}
}

func routes(known *devices) http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{
			"status":    "healthy",
			"timestamp": time.Now().UTC().Format(time.RFC3339),
			"version":   Version,
		})
	})
	routes.HandleFunc("/devices/", func(w http.ResponseWriter, r *http.Request) {
		id := r.URL.Path[len("/devices/"):]
		switch r.Method {
		case http.MethodPut:
			if err := known.heardOf(id); err != nil {
				status := http.StatusBadRequest
				if errors.Is(err, errFull) {
					status = http.StatusInsufficientStorage
				}
				http.Error(w, err.Error(), status)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		case http.MethodGet:
			last, found := known.last(id)
			if !found {
				http.NotFound(w, r)
				return
			}
			reply(w, map[string]any{"device": id, "heardOf": last.UTC().Format(time.RFC3339)})
		default:
			w.Header().Set("Allow", "GET, PUT")
			http.Error(w, "use GET or PUT", http.StatusMethodNotAllowed)
		}
	})
	return routes
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // fails only when the caller has gone
}
